"""Which of the stretches that a page says again are a second copy of a body, and which lines go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from newsclean.repeats.matches import Match
from newsclean.repeats.page import FoldedPage, Line

__all__ = ["Repeat", "repeats_of_body"]

# A copy of several lines must come to this many folded characters; stock lines that stories share (据新华社电,
# 市领导出席会议) stay below it even when two stand together.
_LEAST_BODY = 60
# A copy of one line: of a whole short story (or its cut beginning), or straight behind its source.
_LEAST_STORY = 40
_LEAST_PARAGRAPH = 20
# What is left of a line that was cut short.
_LEAST_CUT = 10
# The share of the copied stretch, of its source, and of all that agrees, that must be entire repeated lines:
# without it a document below its own summary lost lines. docs/duplicates.md has the experiments.
_DENSITY = 0.5
# The share of all between its beginning and its copy's that a short story must make up.
_MOST_OF_PAGE = 0.6
# The share of a line's characters that may be new in it; a changed number is never a copy.
_NEW_IN_LINE = 0.06
_NEW_INSIDE = 0.25  # where the lines above and below are copies

# What lines wrapped at some width must come to when none of them begins where a sentence of the source does.
_LEAST_WRAPPED = 200
# What may stand between a short line and the rest of its copy in any case: a caption.
_CAPTION = 30
# How near the end of a line a character may differ for the few beyond it to be compared one by one.
_EDGE = 12
# How many lines above a body belong to it: headline stack, date, byline.
_STACK = 6

_DIGITS = re.compile(r"[0-9]+")


class Repeat(NamedTuple):
    """Folded places: what `begin:end` says, `source_begin:source_end` has said. `whole`: an entire line goes."""

    line: int
    begin: int
    end: int
    source_begin: int
    source_end: int
    rule: str
    whole: bool = True


@dataclass(frozen=True)
class _Covered:
    """A line of the copy: the matches on it, clipped to it, and whether it says nothing new, or little."""

    index: int
    matches: tuple[Match, ...]
    whole: bool
    mostly: bool

    @property
    def source_begin(self) -> int:
        return self.matches[0].source

    @property
    def source_end(self) -> int:
        return self.matches[-1].source_end


def repeats_of_body(page: FoldedPage, chain: Sequence[Match]) -> Iterator[Repeat]:
    """Yield what goes of a chain of matches when it is a second copy of a body, else what a line says twice."""
    covered = list(_covered_lines(page, chain))
    whole = _from_sentence(page, _trimmed(page, [line for line in covered if line.whole]))
    if _is_dense(page, whole, covered) and _is_body(page, whole):
        yield from _stack(page, whole[0])
        gone = {line.index for line in whole}
        for line in covered:
            if line.index in gone or (line.mostly and {line.index - 1, line.index + 1} <= gone):
                yield _entire(page, line)
            elif not line.whole:
                yield from _parts(page, line)
        return
    for line in covered:
        yield from _said_twice(page, line)


def _entire(page: FoldedPage, line: _Covered) -> Repeat:
    place = page.lines[line.index]
    return Repeat(line.index, place.begin, place.end, line.source_begin, line.source_end, "dedup.body")


def _stack(page: FoldedPage, first: _Covered) -> Iterator[Repeat]:
    """Yield the headline and what stands with it above a copy, where it stands above the source as well."""
    source = page.index(first.source_begin)
    above = {page.fold(line): line for line in page.lines[max(0, source - _STACK) : source]}
    for index in range(first.index - 1, max(source, first.index - 1 - _STACK), -1):
        line = page.lines[index]
        if page.is_prose(line):
            return
        if (same := above.get(page.fold(line))) is not None:
            yield Repeat(index, line.begin, line.end, same.begin, same.end, "dedup.headline")


def _covered_lines(page: FoldedPage, chain: Sequence[Match]) -> Iterator[_Covered]:
    """Yield the lines of the copy that matches touch, in order."""
    by_line: dict[int, list[Match]] = {}
    for match in chain:
        index = page.index(match.copy)
        while index < len(page.lines) and page.lines[index].begin < match.copy_end:
            by_line.setdefault(index, []).append(_clipped(match, page.lines[index]))
            index += 1
    for index, inner in by_line.items():
        line = page.lines[index]
        matches = _with_edges(page, line, inner)
        differ = any(_another_number(page.text, one, two) for one, two in pairwise(matches))
        new = line.length - sum(match.length for match in matches)
        head = matches[0].copy - line.begin
        whole = head <= 1 and new <= line.length * _NEW_IN_LINE and not differ
        mostly = new <= line.length * _NEW_INSIDE and not differ
        yield _Covered(index, tuple(matches), whole, mostly)


def _with_edges(page: FoldedPage, line: Line, matches: list[Match]) -> list[Match]:
    """Add what agrees before the first and behind the last match of a line, from the ends of the lines inwards."""
    first, last = matches[0], matches[-1]
    begin, end = page.lines[page.index(first.source)].begin, page.lines[page.index(last.source_end - 1)].end
    head = min(first.source - begin, first.copy - line.begin)
    tail = min(end - last.source_end, line.end - last.copy_end)
    if 0 < head <= _EDGE and (same := page.common(begin, line.begin, head)):
        matches = [Match(begin, line.begin, same), *matches]
    if 0 < tail <= _EDGE and (same := page.common_back(end, line.end, tail)):
        matches = [*matches, Match(end - same, line.end - same, same)]
    return matches


def _clipped(match: Match, line: Line) -> Match:
    skipped = max(0, line.begin - match.copy)
    copy = match.copy + skipped
    return Match(match.source + skipped, copy, min(match.copy_end, line.end) - copy)


def _another_number(text: str, one: Match, two: Match) -> bool:
    """Tell whether the copy has digits between two matches that its source has not."""
    new = _DIGITS.findall(text, one.copy_end, two.copy)
    return bool(new) and new != _DIGITS.findall(text, one.source_end, two.source)


def _trimmed(page: FoldedPage, whole: list[_Covered]) -> list[_Covered]:
    """Drop lines at both ends that stand farther off than they are long: they repeat by chance."""
    first, last = 0, len(whole) - 1
    while first < last and _gap(page, whole[last - 1], whole[last]) > _near(page, whole[last]):
        last -= 1
    while first < last and _gap(page, whole[first], whole[first + 1]) > _near(page, whole[first]):
        first += 1
    return whole[first : last + 1]


def _near(page: FoldedPage, line: _Covered) -> int:
    return max(page.lines[line.index].length, _CAPTION)


def _from_sentence(page: FoldedPage, whole: list[_Covered]) -> list[_Covered]:
    """Return the lines from the first whose source begins a sentence, with short ones above, which may be glued.

    Lines wrapped at some width begin anywhere: enough of them need no such beginning.
    """
    begin = 0
    for index, line in enumerate(whole):
        if _begins_sentence(page, line.source_begin):
            return whole[begin:]
        if page.is_prose(page.lines[line.index]):
            begin = index + 1
    if begin:
        return []
    said = sum(page.lines[line.index].length for line in whole)
    return whole if said >= _LEAST_WRAPPED else []


def _gap(page: FoldedPage, one: _Covered, two: _Covered) -> int:
    copied = page.lines[two.index].begin - page.lines[one.index].end
    return max(copied, two.source_begin - one.source_end)


def _is_dense(page: FoldedPage, whole: Sequence[_Covered], covered: Sequence[_Covered]) -> bool:
    """Tell whether most of what agrees is entire lines: a summary agrees with its document in phrases."""
    said = sum(page.lines[line.index].length for line in whole)
    return said >= _DENSITY * sum(match.length for line in covered for match in line.matches)


def _is_body(page: FoldedPage, whole: Sequence[_Covered]) -> bool:
    if not whole:
        return False
    first, last = page.lines[whole[0].index], page.lines[whole[-1].index]
    source_begin, source_end = whole[0].source_begin, whole[-1].source_end
    said = sum(page.lines[line.index].length for line in whole)
    if not any(page.is_prose(page.lines[line.index]) for line in whole) and not _is_wrapped(page, whole):
        return False
    if min(said / (last.end - first.begin), said / max(source_end - source_begin, 1)) < _DENSITY:
        return False
    sources = page.lines[page.index(source_begin) : page.index(source_end - 1) + 1]
    if len(sources) == 1 and page.is_cut_short(sources[0]):
        return False  # a summary, a highlight
    several = max(_paragraphs(page, sources), _paragraphs(page, [page.lines[line.index] for line in whole])) > 1
    if several and said >= _LEAST_BODY:
        return True
    return _is_short_story(page, whole, said)


def _paragraphs(page: FoldedPage, lines: Sequence[Line]) -> int:
    """Count paragraphs and headings; a line that a column broke is one with the next."""
    return sum(page.is_terminated(line) or line.length < 20 for line in lines[:-1]) + 1


def _begins_sentence(page: FoldedPage, place: int) -> bool:
    """Tell whether a copy's source begins a sentence, a first character that the copy lost apart."""
    if page.begins_sentence(place) or page.is_behind_dateline(place):
        return True
    return page.at(place) - page.at(place - 1) == 1 and page.begins_sentence(place - 1)


def _is_wrapped(page: FoldedPage, whole: Sequence[_Covered]) -> bool:
    """Tell whether short lines of a copy are a paragraph wrapped at some width: its source is prose."""
    return page.is_prose(page.lines[page.index(whole[0].source_begin)])


def _is_short_story(page: FoldedPage, whole: Sequence[_Covered], said: int) -> bool:
    """Judge a copy too small to be certain by itself: by where it stands."""
    first, last = whole[0], whole[-1]
    longest = max(whole, key=lambda line: page.lines[line.index].length)
    if said < _LEAST_PARAGRAPH or page.is_cut_short(page.lines[page.index(longest.source_begin)]):
        return False
    source = page.index(first.source_begin)
    if source + 1 == first.index:
        return True
    if said < _LEAST_STORY:
        return False
    between = page.lines[first.index].begin - page.lines[source].begin
    if said >= _MOST_OF_PAGE * between:
        return True
    first_prose, last_prose = page.prose
    return source <= first_prose and last.index >= last_prose


def _parts(page: FoldedPage, line: _Covered) -> Iterator[Repeat]:
    """Yield what goes of a line at the edge of a copy that also says something new."""
    place = page.lines[line.index]
    first, last = line.matches[0], line.matches[-1]
    if first.copy == place.begin and _is_whole_line(page, first):
        source = page.index(first.source)
        if page.is_cut_short(page.lines[source]) and first.length >= _LEAST_CUT:
            yield _cut_short(page, source, first)
        elif first.length >= _LEAST_PARAGRAPH:
            yield Repeat(line.index, *_range(first), "dedup.body", whole=False)
    elif place.begin < last.copy and last.length >= _LEAST_STORY and _ends_line(page, place, last):
        yield Repeat(line.index, *_range(last), "dedup.body", whole=False)


def _ends_line(page: FoldedPage, place: Line, match: Match) -> bool:
    """Tell whether a match is the last sentences of a line."""
    return match.copy_end == place.end and page.begins_sentence(match.copy) and page.begins_sentence(match.source)


def _is_whole_line(page: FoldedPage, match: Match) -> bool:
    """Tell whether the source of a match is one entire line."""
    line = page.lines[page.index(match.source)]
    return match.source == line.begin and match.source_end == line.end


def _range(match: Match) -> tuple[int, int, int, int]:
    return match.copy, match.copy_end, match.source, match.source_end


def _cut_short(page: FoldedPage, index: int, match: Match) -> Repeat:
    """Remove the line in which the first copy breaks off, for the second copy has it whole."""
    line = page.lines[index]
    return Repeat(index, line.begin, line.end, match.copy, match.copy_end, "dedup.cut-short")


def _said_twice(page: FoldedPage, line: _Covered) -> Iterator[Repeat]:
    """Yield the second half of a line that says all of a text twice over."""
    place, last = page.lines[line.index], line.matches[-1]
    if last.length < _LEAST_BODY or last.source < place.begin:
        return
    if last.source_end == last.copy and _ends_line(page, place, last):
        yield Repeat(line.index, *_range(last), "dedup.body", whole=False)
