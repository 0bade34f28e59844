"""What a run did: failures named as they happen, a summary on a terminal, and the exit code."""

from __future__ import annotations

import collections
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from newsclean.cleaning import Outcome
from newsclean.terminal import visibly

if TYPE_CHECKING:
    from newsclean.batch.manifest import Entry

__all__ = ["Tally", "change", "say"]


def say(message: str) -> None:
    """Print a line for a person on standard error; control characters in it are spelled out."""
    sys.stderr.write(visibly(message) + "\n")  # not by click, which would write past a bar that is shown


class Tally:
    """Counts outcomes and owns the exit code: 1 where an input failed, or where `check` found a change."""

    def __init__(self, *, check: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        self._check = check
        self._quiet = quiet
        self._verbose = verbose
        self._removed: collections.Counter[str] = collections.Counter()
        self.pages = 0
        self.failed = 0
        self.changed = 0
        self.skipped = 0

    @property
    def is_told(self) -> bool:
        """Whether anybody will see what went from the pages."""
        return self._check or self._verbose or (sys.stderr.isatty() and not self._quiet)

    @property
    def exit_code(self) -> int:
        """0 where all went well."""
        return int(bool(self.failed or (self._check and self.changed)))

    def add(self, outcome: Outcome) -> None:
        """Count an outcome and say what a person must know of it."""
        if outcome.error:
            self.failed += 1
            say(f"newsclean: {outcome.error}")
            return
        self.pages += 1
        self.changed += outcome.changed
        self._removed.update(outcome.removed)
        if not self._quiet:
            for warning in outcome.warnings:
                say(f"newsclean: warning: {outcome.id}: {warning}")
        if (self._check and outcome.changed and not self._quiet) or self._verbose:
            say(_line(outcome))

    def add_entry(self, entry: Entry) -> None:
        """Count a line of a batch's manifest."""
        for failure in entry.failures or filter(None, [entry.error]):
            named = any(f"{entry.input}{end}" in failure for end in (": ", ", line "))
            say(f"newsclean: {failure if named else f'{entry.input}: {failure}'}")
        if entry.failed > len(entry.failures):
            say(f"newsclean: {entry.input}: {entry.failed - len(entry.failures):,} more pages failed")
        self.failed += bool(entry.error)
        if entry.aside and not self._quiet and not entry.skipped:
            say(f"newsclean: {entry.input}: {entry.aside} pages were set aside")
        if not entry.output:
            return
        self.pages += 1
        self.skipped += entry.skipped
        if not self._quiet and not entry.skipped:
            for warning in entry.warnings:
                say(f"newsclean: warning: {entry.input}: {warning}")
        self._removed.update(entry.removed or {})

    def close(self, *, results_on_terminal: bool) -> None:
        """Print a summary table where a person is watching and the results went elsewhere."""
        if self._quiet or not self.pages or not sys.stderr.isatty() or results_on_terminal:
            return
        from newsclean.summary import summary  # noqa: PLC0415 - rich is slow to import

        summary(self.pages, self.failed, self.skipped, self._removed)


def _line(outcome: Outcome) -> str:
    return change(outcome.id, outcome.loss, outcome.removed) if outcome.changed else f"{outcome.id}: unchanged"


def change(identity: Any, loss: float, removed: Mapping[str, int]) -> str:
    """Say in a line what goes from a page."""
    counts = ", ".join(f"{rule} {count}" for rule, count in removed.items())
    return f"{identity}: {loss:.1f} % removed; characters by rule: {counts or 'blanks only'}"
