"""Where a text says again what it has said before: stretches of the folded page that agree with an earlier stretch.

The work is linear. Every clause is looked up among the clauses seen before; a hit is extended both ways, and
behind its end the two copies are searched for where they agree again, which steps over a changed character, a
caption or a line of chrome. Nothing is decided here: `newsclean.steps.dedup` says what is a copy and what is a
sentence that two stories share.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

__all__ = ["Match", "chains"]

# A clause is known by its first characters; shorter ones (据了解, 他说) stand everywhere and anchor nothing.
_SHORTEST_ANCHOR = 6
_LONGEST_ANCHOR = 16
# How far a copy may stray before it is another one: characters put in or left out (captions, chrome, a lost
# paragraph), but not farther than it has agreed so far, and, close by, characters changed.
_REACH = 600
_NEAR = 24
_PROBE = 6
# A copy that has not said this much may be a phrase that stands again by chance, right before the real copy.
_STRAY = 40


class Match(NamedTuple):
    """`text[copy:copy + length]` says what `text[source:source + length]` has said before."""

    source: int
    copy: int
    length: int

    @property
    def source_end(self) -> int:
        """Where the source ends."""
        return self.source + self.length

    @property
    def copy_end(self) -> int:
        """Where the copy ends."""
        return self.copy + self.length


def chains(clauses: Sequence[str], lines: Sequence[int]) -> Iterator[list[Match]]:
    """Yield the matches of a folded text, those that go on in the same copy together.

    `clauses` are the text, in order; `lines` are the places where lines begin, each with a clause. A chain's sources
    stand before its copies: of three copies the third is found as one of the first, too.
    """
    again = _again(clauses)
    if not again:
        return
    text = "".join(clauses)
    beginnings = [*accumulate(map(len, clauses), initial=0)]
    is_line = frozenset(lines)
    known: dict[str, int] = {}
    chain = _Chain()
    index = 0
    while (index := _next_to_try(index, beginnings, again, chain)) < len(clauses):
        start, end = beginnings[index : index + 2]
        match = _next_in_chain(text, start, end, chain, is_line) or _known(text, start, end, chain, known)
        if match is None:
            index += 1
            continue
        before = chain.last or Match(0, 0, 0)
        if not chain.goes_on_with(match):
            before = Match(0, chain.floor, 0)
            yield from chain.complete
            chain = _Chain(start, chain.floor)
            match = _widened(text, match, before, start)
        chain.add([*_preceding(text, match, before), match])
        chain.add(_resumed(text, match, chain.limit, is_line if chain.extent < _STRAY else frozenset()))
        index = bisect_left(beginnings, chain.matches[-1].copy_end, index)
    yield from chain.complete


def _again(clauses: Sequence[str]) -> list[int]:
    """Return the indexes of the clauses whose anchor stands more than once."""
    anchors = {
        index: clause[:_LONGEST_ANCHOR] for index, clause in enumerate(clauses) if len(clause) >= _SHORTEST_ANCHOR
    }
    if len(set(anchors.values())) == len(anchors):
        return []
    count = Counter(anchors.values())
    return [index for index, anchor in anchors.items() if count[anchor] > 1]


def _next_to_try(index: int, beginnings: Sequence[int], again: Sequence[int], chain: _Chain) -> int:
    """Return the index of the next clause that may match: one that the copy may go on with, or that stands again."""
    last = chain.last
    if last is not None and index < len(beginnings) and beginnings[index] - last.copy_end <= chain.reach:
        return index
    place = bisect_left(again, index)
    return again[place] if place < len(again) else len(beginnings)


class _Chain:
    """The matches of one copy: behind `begin`, first noticed at `limit`, and its sources end before that.

    `extent` is how much of the text they span, `reach` how far on the copy may stray: as far as it has agreed,
    within limits.
    """

    def __init__(self, limit: int = 0, begin: int = 0) -> None:
        self.limit = limit
        self.begin = begin
        self.matches: list[Match] = []
        self.extent = 0
        self.reach = _NEAR

    def add(self, matches: Iterable[Match]) -> None:
        self.matches += matches
        self.extent = self.matches[-1].copy_end - self.matches[0].copy
        self.reach = min(max(self.extent, _NEAR), _REACH)

    @property
    def last(self) -> Match | None:
        return self.matches[-1] if self.matches else None

    @property
    def complete(self) -> list[list[Match]]:
        return [self.matches] if self.matches else []

    @property
    def floor(self) -> int:
        """Where the next copy may begin: behind this one, or with it where it may be a stray phrase."""
        return self.begin if self.extent < _STRAY else self.matches[-1].copy_end

    def goes_on_with(self, match: Match) -> bool:
        last = self.last
        if last is None or match.source_end > self.limit or self.extent < min(_STRAY, match.length):
            return False
        return 0 <= match.source - last.source_end <= self.reach and 0 <= match.copy - last.copy_end <= self.reach


def _next_in_chain(text: str, start: int, end: int, chain: _Chain, is_line: frozenset[int]) -> Match | None:
    """Return the match of a clause that the copy goes on with, close behind the last one."""
    last = chain.last
    if last is None or start - last.copy_end > chain.reach:
        return None
    probe = text[start : min(end, start + _LONGEST_ANCHOR)]
    source = text.find(probe, last.source_end, min(last.source_end + chain.reach, chain.limit))
    if source < 0 or (len(probe) < _SHORTEST_ANCHOR and not (start in is_line and source in is_line)):
        return None
    return _extended(text, Match(source, start, 0), last, chain.limit)


def _known(text: str, start: int, end: int, chain: _Chain, known: dict[str, int]) -> Match | None:
    """Return the match of a clause seen before, or remember the clause."""
    if end - start < _SHORTEST_ANCHOR:
        return None
    source = known.setdefault(text[start : min(end, start + _LONGEST_ANCHOR)], start)
    return None if source == start else _extended(text, Match(source, start, 0), Match(0, chain.floor, 0), start)


def _extended(text: str, hit: Match, last: Match, limit: int) -> Match:
    """Extend a hit to both sides as far as the texts agree, back to the last match at most.

    The source ends before `limit`, and before the copy begins.
    """
    source, copy, _ = hit
    back = 0
    room = min(copy - last.copy_end, source - last.source_end)
    while back < room and text[source - back - 1] == text[copy - back - 1]:
        back += 1
    length = _agreement(text, source, copy, min(limit, copy - back))
    return Match(source - back, copy - back, length + back)


def _widened(text: str, match: Match, before: Match, limit: int) -> Match:
    """Return, for a phrase that stands earlier by itself (a headline's), the match of the text it stands in."""
    if match.length >= _STRAY or (found := _resumption(text, match, limit)) is None:
        return match
    wider = _extended(text, found, before, limit)
    return wider if wider.copy <= match.copy else match


def _agreement(text: str, source: int, copy: int, limit: int) -> int:
    """Return how many characters agree from two places on, those of the source before `limit`."""
    most = min(len(text) - copy, limit - source)
    length, stride = 0, 32
    while length < most:
        piece = min(stride, most - length)
        if text[source + length : source + length + piece] == text[copy + length : copy + length + piece]:
            length += piece
            stride *= 2
        elif piece == 1:
            break
        else:
            stride = piece // 2
    return length


def _resumed(text: str, last: Match, limit: int, barriers: frozenset[int]) -> Iterator[Match]:
    """Yield the matches that follow where a few characters were changed, put in or left out.

    Nothing is looked for across `barriers`: a phrase that may stand there by chance does not go on in the next line.
    """
    while found := _resumption(text, last, limit):
        if barriers and not barriers.isdisjoint(range(last.copy_end, found.copy + 1)):
            return
        yield found
        last = found


def _preceding(text: str, first: Match, before: Match) -> list[Match]:
    """Return the matches that precede one, after `before`, where a few characters differ; in order."""
    before = Match(before.source_end, max(before.copy_end, first.source_end), 0)  # a copy never overlaps its source
    found: list[Match] = []
    while preceding := _precedence(text, first, before):
        found.append(preceding)
        first = preceding
    return found[::-1]


def _precedence(text: str, first: Match, before: Match) -> Match | None:
    floor = max(first.source - _NEAR - 2 * _PROBE, before.source_end)
    last = first.copy - _PROBE
    for copy in range(last, max(last - _NEAR, before.copy_end - 1), -1):
        source = text.rfind(text[copy : copy + _PROBE], floor, first.source)
        if source >= 0:
            return _extended(text, Match(source, copy, 0), before, first.copy)
    return None


def _resumption(text: str, last: Match, limit: int) -> Match | None:
    source_end, copy_end = last.source_end, last.copy_end
    reach = min(source_end + _NEAR + _PROBE, limit)
    for copy in range(copy_end, min(copy_end + _NEAR, len(text) - _PROBE + 1)):
        source = text.find(text[copy : copy + _PROBE], source_end, reach)
        if source >= 0:
            return Match(source, copy, _agreement(text, source, copy, limit))
    return None
