"""Where a text says again what it has said before: stretches of the folded page that agree with an earlier stretch.

The work is linear. Every clause is looked up among the clauses seen before; a hit is extended both ways, and
behind its end the two copies are searched for where they agree again, which steps over a changed character, a
caption or a line of chrome. Nothing is decided here: `newsclean.steps.dedup` says what is a copy and what is a
sentence that two stories share.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
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


def chains(clauses: Sequence[str], lines: Callable[[], Sequence[int]]) -> Iterator[list[Match]]:
    """Yield the matches of a folded text, those that go on in the same copy together.

    `clauses` are the text, in order; `lines` gives the places where lines begin, each with a clause. A chain's sources
    stand before its copies: of three copies the third is found as one of the first, too.
    """
    again = _again(clauses)
    if not again:
        return
    page = _Clauses(clauses, again, frozenset(lines()))
    chain = _Chain()
    index = 0
    while found := page.next_match(index, chain):
        index, match = found
        start = page.beginnings[index]
        before = chain.last or Match(0, 0, 0)
        if not chain.goes_on_with(match):
            before = Match(0, chain.floor, 0)
            yield from chain.complete
            chain = _Chain(start, chain.floor)
            match = _widened(page.text, match, before, start)
        chain.add([*_preceding(page.text, match, before), match])
        barriers = page.line_begins if chain.extent < _STRAY else frozenset[int]()
        chain.add(_resumed(page.text, match, chain.limit, barriers))
        index = bisect_left(page.beginnings, chain.matches[-1].copy_end, index)
    yield from chain.complete


def _again(clauses: Sequence[str]) -> list[int]:
    """Return the indexes of the clauses whose anchor stands more than once."""
    anchors = [clause[:_LONGEST_ANCHOR] for clause in clauses if len(clause) >= _SHORTEST_ANCHOR]
    if len(set(anchors)) == len(anchors):
        return []
    again = {anchor for anchor, count in Counter(anchors).items() if count > 1}
    return [index for index, clause in enumerate(clauses) if clause[:_LONGEST_ANCHOR] in again]


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


class _Clauses:
    """The clauses of a page, and where those of them that stand `again` were met first."""

    def __init__(self, clauses: Sequence[str], again: Sequence[int], line_begins: frozenset[int]) -> None:
        self.text = "".join(clauses)
        self.beginnings = [*accumulate(map(len, clauses), initial=0)]
        self.line_begins = line_begins
        self._clauses = clauses
        self._again = again
        self._is_again = frozenset(again)
        self._met: dict[str, int] = {}

    def next_match(self, index: int, chain: _Chain) -> tuple[int, Match] | None:
        """Return the next clause, from `index` on, that the copy goes on with or that was met before, and its match."""
        found, index = self._in_reach(index, chain)
        if found:
            return index, found
        for place in self._again[bisect_left(self._again, index) :]:
            if found := self._met_before(place, chain):
                return place, found
        return None

    def _in_reach(self, index: int, chain: _Chain) -> tuple[Match | None, int]:
        """Return the match of a clause close behind the last one, and its index, or that of the first beyond."""
        last = chain.last
        if last is None:
            return None, index
        begin, end = last.source_end, min(last.source_end + chain.reach, chain.limit)
        beyond = min(bisect_right(self.beginnings, last.copy_end + chain.reach), len(self._clauses))
        for place in range(index, beyond):
            probe = self._clauses[place][:_LONGEST_ANCHOR]
            source = self.text.find(probe, begin, end)
            if source >= 0 and (len(probe) >= _SHORTEST_ANCHOR or self._are_lines(source, self.beginnings[place])):
                return _extended(self.text, Match(source, self.beginnings[place], 0), last, chain.limit), place
            if place in self._is_again and (found := self._met_before(place, chain)):
                return found, place
        return None, max(index, beyond)

    def _are_lines(self, source: int, copy: int) -> bool:
        return copy in self.line_begins and source in self.line_begins

    def _met_before(self, index: int, chain: _Chain) -> Match | None:
        """Return the match of a clause met before, or remember the clause."""
        start = self.beginnings[index]
        source = self._met.setdefault(self._clauses[index][:_LONGEST_ANCHOR], start)
        if source == start:
            return None
        return _extended(self.text, Match(source, start, 0), Match(0, chain.floor, 0), start)


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
