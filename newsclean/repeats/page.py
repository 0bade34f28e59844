"""A page as its repeats are looked for: lines over the folded text, with the way back to the source.

Places in the folded text are called `begin` and `end`, offsets in the source `start` and `stop`.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from newsclean.folding import ANNOTATION, CLAUSE, fold_letters, places, without_annotations
from newsclean.lazily import lazily

__all__ = ["FoldedPage", "Line", "may_repeat"]

# Hanzi are letters, too, and named apart they are found faster.
_PIECE = re.compile(r"[\u4e00-\u9fff\w\n]+")
_LONG_CLAUSE = re.compile(r"[\u4e00-\u9fff\w]{5,}")  # one of two that come to 10 characters
_BEGINNING = re.compile(r"^[^\w\n]*(\w)[^\w\n]*(\w)[^\w\n]*(\w)", re.MULTILINE)
_LEAST_LINE = 3
_FIRST_LINES = 16
_FIRST_CHARACTERS = 40  # enough for four that are no annotation
_LEAST_PAIR = 10
_TERMINALS = "。！？!?…；;"
_CLOSERS = "”’\"'」』)）】]》〉"
_SENTENCE_BREAK = lazily(rf"[{_TERMINALS}\r\n]")
_DATELINE = lazily(r"[)）】]|[讯电]\s")
_OPENER = lazily(r"[“‘「『(（【\[《〈#＃■●▲◆★*—-]")


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
    lines = [line.strip() for line in _lines(text) if line]
    if _twice([line for line in lines if len(line) >= _LEAST_LINE]) or _twice(_beginnings(lines[:_FIRST_LINES])):
        return True
    bare = without_annotations(text)
    long = _LONG_CLAUSE.findall(bare.replace("_", " "))
    return _twice(long) and _twice(_long_pairs(CLAUSE.findall(bare), Counter(long)))


def _lines(text: str) -> list[str]:
    """Return the lines of a text, those that are empty too."""
    return text.replace("\r", "\n").replace("\f", "\n").split("\n")


def _beginnings(lines: Sequence[str]) -> list[str]:
    """Return the first three folded characters of each line that has so many."""
    heads = [line[:3] for line in lines]
    plain = [head for head in heads if head.isalnum() and len(head) == 3]
    if len(plain) < len(heads):
        plain += _bare_beginnings([line for line, head in zip(lines, heads, strict=True) if not head.isalnum()])
    letters = fold_letters("".join(plain))
    return [letters[place : place + 3] for place in range(0, len(letters), 3)]


def _bare_beginnings(lines: Sequence[str]) -> list[str]:
    """Return the first three characters that count of each line that has so many."""
    heads = without_annotations("\n".join([line[:_FIRST_CHARACTERS] for line in lines]))
    return list(map("".join, _BEGINNING.findall(heads.replace("_", " "))))


def _long_pairs(clauses: Sequence[str], count: Counter[str]) -> list[tuple[str, str]]:
    """Return the pairs of neighbours that are long enough and of which the longer one stands twice."""
    again = [index for index, clause in enumerate(clauses) if count[clause] > 1]
    indexes = sorted({first for index in again for first in (index - 1, index) if 0 <= first < len(clauses) - 1})
    pairs = [(clauses[index], clauses[index + 1]) for index in indexes]
    return [pair for pair in pairs if len(pair[0]) + len(pair[1]) >= _LEAST_PAIR]


def _twice(pieces: Sequence[object]) -> bool:
    return len(set(pieces)) < len(pieces)


class FoldedPage:
    """The lines of a page over its folded text."""

    def __init__(self, text: str) -> None:
        self.source = text
        folded = fold_letters(text).replace("\r", "\n").replace("\f", "\n").replace("_", " ")
        self._pieces = _PIECE.findall(folded)
        self.clauses = "\n".join(self._pieces).split()  # folded
        self.text = "".join(self.clauses)
        self._places: dict[int, array[int]] = {}  # of the lines that were asked for

    @cached_property
    def _folded_lines(self) -> list[str]:
        return "".join(self._pieces).split("\n")

    @cached_property
    def said(self) -> list[str]:
        """The folded text of each line."""
        return list(filter(None, self._folded_lines))

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that say something."""
        lines: list[Line] = []
        begin = start = 0
        for raw, folded in zip(_lines(self.source), self._folded_lines, strict=True):
            if folded:
                end = begin + len(folded)
                lines.append(Line(begin, end, start, start + len(raw)))
                begin = end
            start += len(raw) + 1
        return lines

    def at(self, place: int) -> int:
        """Return the offset in the source of a place of the folded text."""
        index = self.index(place)
        line = self.lines[index]
        if index not in self._places:
            self._places[index] = places(self.source[line.start : line.stop])
        return line.start + self._places[index][place - line.begin]

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
        return place == 0 or bool(_SENTENCE_BREAK.search(self.source, self.at(place - 1) + 1, self.at(place)))

    def is_behind_dateline(self, place: int) -> bool:
        """Tell whether what stands before a place may be a byline or a dateline: （记者 张三）, 新华社某地5月6日电."""
        return place == 0 or bool(_DATELINE.search(self.source, self.at(place - 1), self.at(place)))

    def cut(self, place: int, like: int | None = None) -> int:
        """Return the offset in the source where to cut before a place: brackets and quotes that open go with it.

        What closes the text before the cut goes with that, and so does what stands behind the place `like`,
        which says the same.
        """
        floor = self._behind_annotations(self.at(place - 1) + 1 if place else 0)
        if like is not None:
            floor += self._as_closed(like, floor)
        opener = _OPENER.search(self.source, floor, self.at(place))
        return opener.start() if opener else self.at(place)

    def _as_closed(self, like: int, floor: int) -> int:
        """Return how much of what closes the line that ends at the place `like` stands at `floor` as well."""
        if like != self.lines[self.index(like - 1)].end:
            return 0
        start = self._behind_annotations(self.at(like - 1) + 1)
        closing = self.source[start : self.lines[self.index(like - 1)].stop].rstrip()
        return len(closing) if closing and self.source.startswith(closing, floor) else 0

    def _behind_annotations(self, offset: int) -> int:
        while annotation := ANNOTATION.match(self.source, offset):
            offset = annotation.end()
        return offset
