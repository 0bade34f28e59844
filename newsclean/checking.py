"""What is wrong with a page: every place that cleaning would change, or every limit on its loss that it would break.

A finding has a rule, a sentence and a place. Lines and columns begin at 1, as editors count them; a column is a
code point; lines end at a line feed, a carriage return or both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from newsclean.cleaning import inked, loss, removed_by_rule, warnings_of
from newsclean.documents import Document
from newsclean.edits import Edit
from newsclean.errors import NewscleanError, UsageError
from newsclean.plan import Cleaned, Plan
from newsclean.reading import Form, form_of
from newsclean.terminal import visibly

__all__ = ["CHECKS", "Checked", "Checking", "Finding", "Limit", "Region", "limit"]

#: What is found by checking itself, and not by the rules of a step.
CHECKS = {
    "check.limit": "More than --limit allows would go from a page by a rule or a family of rules.",
    "check.max-loss": "More than --max-loss allows would go from a page.",
    "check.unreadable": "An input cannot be read.",
}


class Limit(NamedTuple):
    """By a rule or a family of rules at most so much may go: percent of a page's characters, blanks aside."""

    rule: str
    percent: float


def limit(spelled: str, plan: Plan) -> Limit:
    """Return the limit that `chrome=30` spells; raises `UsageError` where it names no rule or no percentage."""
    rule, _, percent = spelled.partition("=")
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", percent, re.ASCII) or float(percent) > 100:
        raise UsageError(f"--limit {spelled}: write a rule and a percentage from 0 to 100, as in --limit chrome=30")
    plan.known(rule)
    return Limit(rule, float(percent))


class Region(NamedTuple):
    """A stretch of a file. The end column is the one behind the last character; columns are 0 for a whole line."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a page, and where; no region where the file does not hold the text as it is read.

    An error breaks a limit, or is an input that cannot be read; anything else is a change that is due.
    """

    rule: str
    message: str
    region: Region | None = None
    is_error: bool = False


@dataclass(frozen=True)
class Checked:
    """What was found in one page; nothing where it is as it should be."""

    id: Any
    path: str
    loss: float = 0.0
    removed: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    error: NewscleanError | None = None


@dataclass(frozen=True)
class Checking:
    """A plan, and the limits on what it may remove; where there is none, no page may change."""

    plan: Plan
    form: Form | None = None
    max_loss: float | None = None
    limits: tuple[Limit, ...] = ()

    def checked(self, document: Document | NewscleanError) -> Checked:
        """Return what is found in a document; an error in a document's place is what is found there."""
        if isinstance(document, NewscleanError):
            return _unreadable(document)
        text = document.text
        cleaned = self.plan.run(text, weighed=False)
        places = _Places(document, self.form or form_of(document.path))
        if self.max_loss is None and not self.limits:
            findings = list(_changes(text, cleaned.edits, places)) if cleaned.text != text else []
        else:
            findings = list(self._broken(text, cleaned, places))
        return Checked(
            document.id,
            document.path,
            loss(text, cleaned),
            removed_by_rule(text, cleaned),
            tuple(findings),
            tuple(warnings_of(document)),
        )

    def _broken(self, text: str, cleaned: Cleaned, places: _Places) -> Iterator[Finding]:
        """Yield the limits that a page breaks, each at the place where the most would go."""
        lost = loss(text, cleaned)
        if self.max_loss is not None and lost > self.max_loss:
            message = f"would lose {lost:.0f} % of its text, more than --max-loss {self.max_loss:g}"
            yield Finding("check.max-loss", message, places.of(_largest(text, cleaned.edits)), is_error=True)
        for rule, percent in self.limits:
            own = [edit for edit in cleaned.edits if rule in (edit.rule, edit.rule.partition(".")[0])]
            gone = sum(inked(text[edit.start : edit.end]) - inked(edit.text) for edit in own)
            share = 100 * gone / max(inked(text), 1)
            if share > percent:
                message = f"would lose {share:.0f} % of its text to {rule}, more than --limit {rule}={percent:g}"
                yield Finding("check.limit", message, places.of(_largest(text, own)), is_error=True)


def _unreadable(error: NewscleanError) -> Checked:
    region = Region(error.line, 0, error.line, 0) if error.line else None
    finding = Finding("check.unreadable", str(error), region, is_error=True)
    return Checked(error.path, error.path, findings=(finding,), error=error)


def _largest(text: str, edits: Sequence[Edit]) -> Edit:
    return max(edits, key=lambda edit: inked(text[edit.start : edit.end]))


def _changes(text: str, edits: Sequence[Edit], places: _Places) -> Iterator[Finding]:
    for edit in edits:
        yield Finding(edit.rule, _told(text[edit.start : edit.end], edit.text), places.of(edit))


def _told(removed: str, put: str) -> str:
    """Say what an edit does."""
    if not removed.strip() and not put.strip():
        return "blanks or line ends would change"
    if not removed.strip():
        return f"would put {_shown(put)}"
    if not put.strip():
        return f"would remove {_shown(removed)}"
    return f"would put {_shown(put)} for {_shown(removed)}"


_LONGEST = 60  # characters of a text that a message shows


def _shown(text: str) -> str:
    """Quote a text in one line, shortened to its two ends."""
    text = " ".join(text.split())
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"
    return f"“{visibly(short)}”"


_BREAK = re.compile(r"\r\n|\r|\n")


class _Places:
    """Where the characters of a document stand in its file."""

    def __init__(self, document: Document, form: Form) -> None:
        self._line = document.line
        self._is_as_read = form != "html" and not document.path.lower().endswith(".gz")
        self._starts = [0, *(end.end() for end in _BREAK.finditer(document.text))]

    def of(self, edit: Edit) -> Region | None:
        """Return the region of what an edit touches; of a record it is the line that holds it."""
        if self._line:
            return Region(self._line, 0, self._line, 0)
        if not self._is_as_read:
            return None
        return Region(*self._place(edit.start), *self._place(edit.end))

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
