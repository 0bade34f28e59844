"""Edits: what a step does to a text, as data.

A step never rewrites a text; it says which characters it takes away and what it puts in their place. `apply`
carries edits out, `compose` makes one list of two, `invert` undoes a list. Diff, marks, statistics, trace and
restore are views of such a list.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from newsclean.errors import EditError

__all__ = ["Edit", "Source", "apply", "compose", "invert"]


class Edit(NamedTuple):
    """Put `text` in place of `source[start:end]`, because of `rule`. Offsets count code points."""

    start: int
    end: int
    text: str
    rule: str


def apply(source: str, edits: Iterable[Edit]) -> str:
    """Return `source` with `edits` carried out.

    Raises `EditError`, naming the rules, where an edit overlaps the one before it, is out of order or reaches
    outside the source: a step that yields such edits is wrong, and guessing would lose text.
    """
    pieces: list[str] = []
    done = 0
    previous = None
    for edit in edits:
        start, end, text, _ = edit
        if not done <= start <= end:
            raise _misplaced(edit, previous)
        pieces += (source[done:start], text)
        done, previous = end, edit
    if done > len(source):
        raise EditError(f"edit {previous} reaches past the end of a text of {len(source)} characters")
    pieces.append(source[done:])
    return "".join(pieces)


def _misplaced(edit: Edit, previous: Edit | None) -> EditError:
    if previous is None or edit.start > edit.end:
        return EditError(f"rule {edit.rule} yields an impossible range {edit.start}:{edit.end}")
    return EditError(
        f"rule {edit.rule} edits {edit.start}:{edit.end}, "
        f"but rule {previous.rule} has already edited {previous.start}:{previous.end}"
    )


# A stretch of a text under edit, kept (no rule), removed (rule, no text) or put (rule and text): its start and end there,
# its text, its rule, and how many characters of the edited text it gives. A plain tuple: most work on edits is making these.
_Piece = tuple[int, int, str, str, int]
_VISIBLE: Final = 4


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Return the edits on the original source that do what `first` and then `second` do.

    `first` counts in the source, `second` in `apply(source, first)`. Three laws hold (tests/test_edits.py):
    `apply(s, compose(a, b)) == apply(apply(s, a), b)`; composition is associative; a character belongs to the
    rule that removed it first. Time is linear in the two lengths.
    """
    if not first:
        return _encode(_pieces(second))
    if not second:
        return _encode(_pieces(first))
    return _encode(_overlay(_pieces(first), second))


def _pieces(edits: Iterable[Edit]) -> Iterator[_Piece]:
    """Spell a list of edits as stretches in source order, the last one open-ended."""
    done = 0
    for start, end, text, rule in edits:
        if start == end and not text:
            continue  # an edit that does nothing must not cut the stretch it stands in
        if start > done:
            yield done, start, "", "", start - done
        if text:
            yield start, start, text, rule, len(text)
        if end > start:
            yield start, end, "", rule, 0
        done = end
    yield done, _OPEN_END, "", "", _OPEN_END - done


_OPEN_END = 1 << 62


def _overlay(pieces: Iterator[_Piece], edits: Sequence[Edit]) -> Iterator[_Piece]:
    """Carry out `edits`, which count visible characters, on stretches.

    What an edit puts comes directly before the first visible character it touches, so behind whatever had been
    removed there; removed stretches stay where they are. With that one convention composition is associative.
    """
    piece = next(pieces)
    seen = 0  # visible characters before `piece`
    for start, end, text, rule in edits:
        while not (visible := piece[_VISIBLE]) or seen + visible <= start:
            yield piece
            seen += visible
            piece = next(pieces)
        if seen < start:
            before, piece = _cut(piece, start - seen)
            yield before
            seen = start
        if text:
            yield piece[0], piece[0], text, rule, len(text)
        while seen < end:
            low, high, put, _, visible = piece
            if not visible:
                yield piece
                piece = next(pieces)
                continue
            rest: _Piece | None = None
            if seen + visible > end:
                (low, high, put, _, visible), rest = _cut(piece, end - seen)
            if not put:
                yield low, high, "", rule, 0
            seen += visible
            piece = rest or next(pieces)
    yield piece
    yield from pieces


def _cut(piece: _Piece, at: int) -> tuple[_Piece, _Piece]:
    """Cut a visible stretch after `at` of its characters."""
    start, end, text, rule, visible = piece
    if text:
        return (start, end, text[:at], rule, at), (start, end, text[at:], rule, visible - at)
    return (start, start + at, "", rule, at), (start + at, end, "", rule, visible - at)


def _encode(pieces: Iterable[_Piece]) -> list[Edit]:
    """Write stretches as edits: neighbours of one rule are one edit, as far as what is put comes first in it."""
    edits: list[Edit] = []
    first, done, written, by = 0, -1, "", ""  # the last edit, not yet in the list
    for start, end, text, rule, _ in pieces:
        if not rule:
            continue
        if rule == by and done == start and not (text and first < done):
            done, written = end, written + text
            continue
        if by:
            edits.append(Edit(first, done, written, by))
        first, done, written, by = start, end, text, rule
    if by:
        edits.append(Edit(first, done, written, by))
    return edits


def invert(source: str, edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits that turn `apply(source, edits)` back into `source`; their rules are the same."""
    undone = []
    shift = 0
    for start, end, text, rule in edits:
        at = start + shift
        undone.append(Edit(at, at + len(text), source[start:end], rule))
        shift += len(text) - (end - start)
    return undone


class Source:
    """Where the characters of an edited text come from.

    `Source(text, edits).spans(start, end)` gives the ranges of `text` that the characters `start:end` of the
    edited text were kept from, or moved from by a rule whose name ends in `.move`, in reading order. Other
    characters that an edit put come from nowhere and have none.
    """

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        moves = _moves(text, edits)
        self._kept: list[tuple[int, int, int]] = []  # start and end in the edited text, start in the source
        at = 0
        for start, _, put, rule, visible in _pieces(edits):
            if not rule:
                self._kept.append((at, at + visible, start))
            elif put and rule.endswith(_MOVE):
                self._kept += [(at + low, at + high, source) for low, high, source in moves(put, rule)]
            at += visible

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the ranges of the source, in reading order, of the edited text's characters `start:end`."""
        ranges: list[tuple[int, int]] = []
        index = max(bisect.bisect_right(self._kept, (start, _OPEN_END, 0)) - 1, 0)
        while index < len(self._kept) and self._kept[index][0] < end:
            begins, ends, source = self._kept[index]
            low, high = max(start, begins), min(end, ends)
            if low < high:
                ranges.append((source + low - begins, source + high - begins))
            index += 1
        return ranges


_INKED = re.compile(r"[^\s](?:[^\r\n]*[^\s])?")  # a line without the blanks around it: moves are of lines
_MOVE = ".move"  # rules so named take text away in one place and put it in another
_LOOK_AHEAD = 32  # removals to try for one put: a rule's moves keep the order of the page, nearly


def _moves(text: str, edits: Sequence[Edit]) -> Callable[[str, str], Iterator[tuple[int, int, int]]]:
    """Return a function that finds the removals a put was made of, as (start in put, end in put, start in source)."""
    removed: dict[str, list[tuple[int, str]]] = {}
    for edit in edits:
        if edit.rule.endswith(_MOVE):
            lines = _INKED.finditer(text, edit.start, edit.end)
            removed.setdefault(edit.rule, []).extend((line.start(), line[0]) for line in lines)

    def parts_of(put: str, rule: str) -> Iterator[tuple[int, int, int]]:
        waiting = removed.get(rule, [])
        at = 0
        while True:
            places = ((put.find(part, at), -len(part), n) for n, (_, part) in enumerate(waiting[:_LOOK_AHEAD]))
            low, _, first = min((place for place in places if place[0] >= 0), default=(-1, 0, 0))
            if low < 0:
                return
            start, part = waiting.pop(first)
            at = low + len(part)
            yield low, at, start

    return parts_of
