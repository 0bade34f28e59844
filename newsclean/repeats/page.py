"""A page as its repeats are looked for: lines over the folded text, with the way back to the source.

Places in the folded text are called `begin` and `end`, offsets in the source `start` and `stop`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from newsclean.folding import ANNOTATION, fold, fold_in_place

__all__ = ["FoldedPage", "Line", "may_repeat"]

_LINE = re.compile(r"[^\r\n\f]+")
_CLAUSE = re.compile(r"[^\W_]+")
_LEAST_LINE = 3
_FIRST_LINES = 16
_FIRST_CHARACTERS = 40  # enough for four that are no annotation
_LEAST_PAIR = 10
_TERMINALS = "。！？!?…；;"
_CLOSERS = "”’\"'」』)）】]》〉"
_BREAK = re.compile(rf"[{_TERMINALS}\r\n]")
_DATELINE = re.compile(r"[)）】]|[讯电]\s")
_OPENER = re.compile(r"[“‘「『(（【\[《〈#＃■●▲◆★*—-]")


class Line(NamedTuple):
    """A line that says something: its place in the folded text and in the source, without its line break."""

    begin: int
    end: int
    start: int
    stop: int

    @property
    def length(self) -> int:
        """How many folded characters the line has."""
        return self.end - self.begin


def may_repeat(text: str) -> bool:
    """Tell quickly whether a page can hold a copy of its headline or body at all.

    A copy of a body repeats two clauses in a row or an entire line, one of a headline
    stands among the first lines and begins as another.
    """
    lines = [line.strip() for line in _LINE.findall(text)]
    if _twice([line for line in lines if len(line) >= _LEAST_LINE]):
        return True
    beginnings = [fold(line[:_FIRST_CHARACTERS])[:_LEAST_LINE] for line in lines[:_FIRST_LINES]]
    if _twice([beginning for beginning in beginnings if len(beginning) == _LEAST_LINE]):
        return True
    clauses = _CLAUSE.findall(ANNOTATION.sub("", text))
    return _twice([(one, two) for one, two in pairwise(clauses) if len(one) + len(two) >= _LEAST_PAIR])


def _twice(pieces: Sequence[object]) -> bool:
    return len(set(pieces)) < len(pieces)


class FoldedPage:
    """The lines of a page over its folded text."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.text, self.places, self.clauses = fold_in_place(text)
        self.lines = list(self._lines())

    def _lines(self) -> list[Line]:
        found = []
        begin = 0
        for line in _LINE.finditer(self.source):
            end = bisect_left(self.places, line.end(), begin)
            if end > begin:
                found.append(Line(begin, end, line.start(), line.end()))
            begin = end
        return found

    @cached_property
    def _begins(self) -> list[int]:
        return [line.begin for line in self.lines]

    def index(self, place: int) -> int:
        """Return the index of the line that holds a place of the folded text."""
        return bisect_right(self._begins, place) - 1

    def fold(self, line: Line) -> str:
        """Return the folded text of a line."""
        return self.text[line.begin : line.end]

    def common(self, one: int, other: int, most: int) -> int:
        """Return how many characters agree from two places on, of `most`."""
        pairs = zip(self.text[one : one + most], self.text[other : other + most], strict=True)
        return next((count for count, (here, there) in enumerate(pairs) if here != there), most)

    def common_back(self, one: int, other: int, most: int) -> int:
        """Return how many characters agree before two places, of `most`."""
        pairs = zip(reversed(self.text[one - most : one]), reversed(self.text[other - most : other]), strict=True)
        return next((count for count, (here, there) in enumerate(pairs) if here != there), most)

    def raw(self, line: Line) -> str:
        """Return a line as it stands in the source, blanks around it apart."""
        return self.source[line.start : line.stop].strip()

    def is_terminated(self, line: Line) -> bool:
        """Tell whether a line ends as a sentence does."""
        return self.raw(line).rstrip(_CLOSERS)[-1:] in tuple(_TERMINALS)

    def is_cut_short(self, line: Line) -> bool:
        """Tell whether a line breaks off: inside a sentence, or with an ellipsis."""
        return not self.is_terminated(line) or self.raw(line).endswith(("…", "..."))

    def is_prose(self, line: Line) -> bool:
        """Tell whether a line reads as a paragraph: long, or of some length and ended as a sentence is.

        A headline may be a question or an exclamation, too.
        """
        if line.length >= 60:
            return True
        if line.length < 20 or not self.is_terminated(line):
            return False
        return line.length >= 40 or self.raw(line).rstrip(_CLOSERS)[-1] not in "？?！!" or "。" in self.raw(line)

    @cached_property
    def prose(self) -> tuple[int, int]:
        """The indexes of the first and the last line of prose; past the end and -1 where there is none."""
        indexes = range(len(self.lines))
        first = next((index for index in indexes if self.is_prose(self.lines[index])), len(self.lines))
        last = next((index for index in reversed(indexes) if self.is_prose(self.lines[index])), -1)
        return first, last

    def begins_sentence(self, place: int) -> bool:
        """Tell whether a sentence or a line begins at a place of the folded text."""
        return place == 0 or bool(_BREAK.search(self.source, self.places[place - 1] + 1, self.places[place]))

    def is_behind_dateline(self, place: int) -> bool:
        """Tell whether what stands before a place may be a byline or a dateline: （记者 张三）, 新华社某地5月6日电."""
        return place == 0 or bool(_DATELINE.search(self.source, self.places[place - 1], self.places[place]))

    def cut(self, place: int, like: int | None = None) -> int:
        """Return the offset in the source where to cut before a place: brackets and quotes that open go with it.

        What closes the text before the cut goes with that, and so does what stands behind the place `like`,
        which says the same.
        """
        floor = self._behind_annotations(self.places[place - 1] + 1 if place else 0)
        if like is not None:
            floor += self._as_closed(like, floor)
        opener = _OPENER.search(self.source, floor, self.places[place])
        return opener.start() if opener else self.places[place]

    def _as_closed(self, like: int, floor: int) -> int:
        """Return how much of what closes the line that ends at the place `like` stands at `floor` as well."""
        if like != self.lines[self.index(like - 1)].end:
            return 0
        start = self._behind_annotations(self.places[like - 1] + 1)
        closing = self.source[start : self.lines[self.index(like - 1)].stop].rstrip()
        return len(closing) if closing and self.source.startswith(closing, floor) else 0

    def _behind_annotations(self, offset: int) -> int:
        while annotation := ANNOTATION.match(self.source, offset):
            offset = annotation.end()
        return offset
