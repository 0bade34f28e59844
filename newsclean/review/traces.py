"""The pages that traces tell of, each with its text from before it was cleaned, where that is still to be had.

A trace holds what was removed and what was put, not what was kept. The kept text is in the run's output, which the
trace names; where it does not (the output went through a pipe), the page itself may still lie where it was. Either
way the text is only taken if its SHA-256 is the one in the trace.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from newsclean.documents import Document
from newsclean.edits import Edit
from newsclean.errors import EditError, InputError, NewscleanError, RestoreError
from newsclean.reading import Reader, form_of
from newsclean.restoring import Finder, Line, finder, lines
from newsclean.trace import restore, restored_bytes

__all__ = ["TracedPage", "traced_pages"]

_SUFFIX = ".trace"


@dataclass(frozen=True)
class TracedPage:
    """A line of a trace: its edits, the page's `text` before them, or in the place of it why it is `missing`."""

    line: Line
    edits: list[Edit]
    text: str | None
    missing: str = ""


def traced_pages(traces: Iterable[Path]) -> Iterator[TracedPage]:
    """Yield the pages of traces in order; of a folder those of the traces below it, in the order of their names.

    Raises `InputError` where a file is no trace, or a folder holds none.
    """
    for path in traces:
        for trace in _below(path):
            yield from _pages(trace)


def _below(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob(f"*{_SUFFIX}") if file.is_file())
    if not found:
        raise InputError(f"{path}: holds no {_SUFFIX} file; keep traces with: newsclean batch --traces DIR")
    return found


def _pages(trace: Path) -> Iterator[TracedPage]:
    try:
        found = lines(trace)
        first = next(found, None)
    except OSError as error:
        raise InputError(f"{trace}: cannot be read: {error.strerror}") from error
    if first is None:
        return
    find = _finder(trace, first)
    for number, line in enumerate(itertools.chain([first], found), 1):
        edits = _edits(line, f"{trace}, line {number}")
        try:
            yield TracedPage(line, edits, _text(line, find))
        except NewscleanError as error:
            text = _untouched(line, edits)
            yield TracedPage(line, edits, text, "" if text is not None else str(error))


def _finder(trace: Path, first: Line) -> Finder:
    try:
        return finder(trace, first)
    except RestoreError as error:
        told = RestoreError(
            f"the text that was kept is missing: {error}"
            if "output" in first
            else "the text that was kept is missing: the run wrote to standard output; "
            "with -o FILE the trace says where it went"
        )

    def missing(_: Line) -> tuple[str, Line]:
        raise told

    return missing


def _edits(line: Line, place: str) -> list[Edit]:
    try:
        edits = [Edit(int(e["start"]), int(e["end"]), str(e["put"]), str(e["rule"])) for e in line["edits"]]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{place}: not a line of a newsclean trace ({error!r})") from error
    done = 0
    for edit, told in zip(edits, line["edits"], strict=True):
        if not done <= edit.start <= edit.end or edit.end - edit.start != len(told["removed"]):
            raise InputError(f"{place}: not a line of a newsclean trace (its edit at {edit.start} cannot be)")
        done = edit.end
    return edits


def _text(line: Line, find: Finder) -> str:
    """Return the page as it was, put together from what was kept and what was removed."""
    cleaned, _ = find(line)
    try:
        text = restore(line, cleaned)
    except EditError as error:
        raise RestoreError(str(error)) from error
    restored_bytes(line, text)  # raises where this is not the page
    return text


def _untouched(line: Line, edits: list[Edit]) -> str | None:
    """Return the page itself, from the file it is named after, if that is there and as it was."""
    path = str(line["id"])
    if "encoding" not in line or form_of(path) == "jsonl" or not Path(path).is_file():
        return None
    for document in Reader(encoding=line["encoding"], errors="replace").documents([path]):
        if not isinstance(document, Document) or document.sha256 != line["sha256"]:
            continue
        told = zip(edits, line["edits"], strict=True)
        if all(document.text[edit.start : edit.end] == entry["removed"] for edit, entry in told):
            return document.text
    return None
