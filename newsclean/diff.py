"""A unified diff straight from edits: no comparison of the two texts, so its time is linear."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from newsclean.edits import Edit, apply

__all__ = ["unified"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CONTEXT = 3  # unchanged lines around a change, as in diff -u


class _Change(NamedTuple):
    """Lines `start:end` of the source become `put`."""

    start: int
    end: int
    put: list[str]


def unified(source: str, edits: Sequence[Edit], name: str) -> Iterator[str]:
    """Yield the lines, without their ends, of a unified diff from `source` to the edited text."""
    lines = _LINE.findall(source)
    changes = list(_changes(lines, edits))
    if not changes:
        return
    yield f"--- {name}"
    yield f"+++ {name} (cleaned)"
    shift = 0
    for hunk in _hunks(changes):
        start = max(hunk[0].start - _CONTEXT, 0)
        end = min(hunk[-1].end + _CONTEXT, len(lines))
        grown = sum(len(change.put) - (change.end - change.start) for change in hunk)
        yield f"@@ -{_range(start, end - start)} +{_range(start + shift, end - start + grown)} @@"
        yield from _body(lines, hunk, start, end)
        shift += grown


def _range(start: int, count: int) -> str:
    return f"{start + (count > 0)},{count}"


def _body(lines: list[str], hunk: list[_Change], start: int, end: int) -> Iterator[str]:
    at = start
    for change in hunk:
        yield from (" " + _bare(line) for line in lines[at : change.start])
        yield from ("-" + _bare(line) for line in lines[change.start : change.end])
        yield from ("+" + _bare(line) for line in change.put)
        at = change.end
    yield from (" " + _bare(line) for line in lines[at:end])


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _changes(lines: list[str], edits: Sequence[Edit]) -> Iterator[_Change]:
    """Gather edits into changes of whole lines."""
    ends = list(accumulate(map(len, lines)))
    group: list[Edit] = []
    first = last = 0  # lines that the group touches
    for edit in edits:
        start = min(bisect.bisect_right(ends, edit.start), max(len(lines) - 1, 0))
        # A removal that takes a line break along touches the line behind it too: the two become one.
        end = min(bisect.bisect_right(ends, edit.end), max(len(lines) - 1, 0))
        if group and start > last:
            yield from _change(lines, ends, group, first, last)
            group = []
        if not group:
            first = start
        group.append(edit)
        last = max(last, end)
    if group:
        yield from _change(lines, ends, group, first, last)


def _change(lines: list[str], ends: list[int], group: list[Edit], first: int, last: int) -> Iterator[_Change]:
    """Yield the change of lines `first` to `last`, less the lines at its edges that stay as they are."""
    base = ends[first] - len(lines[first]) if lines else 0
    old = lines[first : last + 1]
    shifted = [Edit(e.start - base, e.end - base, e.text, e.rule) for e in group]
    new = _LINE.findall(apply("".join(old), shifted))
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head < len(old) - tail or head < len(new) - tail:
        yield _Change(first + head, last + 1 - tail if lines else 0, new[head : len(new) - tail])


def _hunks(changes: list[_Change]) -> Iterator[list[_Change]]:
    """Put changes with little between them into one hunk."""
    hunk = [changes[0]]
    for change in changes[1:]:
        if change.start - hunk[-1].end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    yield hunk
