"""Where a text says again what it has said before: stretches of the folded page that agree with an earlier stretch.

The work is linear. Every clause is looked up among the clauses seen before; a hit is extended both ways, and
behind its end the two copies are searched for where they agree again, which steps over a changed character, a
caption or a line of chrome. Nothing is decided here: `newsclean.steps.dedup` says what is a copy and what is a
sentence that two stories share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Match", "chains", "clause_ends"]

# A clause is known by its first characters; shorter ones (据了解, 他说) stand everywhere and anchor nothing.
_SHORTEST_ANCHOR = 6
_LONGEST_ANCHOR = 16
# How far a copy may stray before it is another one: characters put in or left out (captions, chrome, a lost
# paragraph), but not farther than it has agreed so far, and, close by, characters changed.
_REACH = 600
_NEAR = 24
_PROBE = 6


class Match(NamedTuple):
    """`text[copy:copy + length]` says what `text[source:source + length]` has said before."""

    source: int
    copy: int
    length: int

    @property
    def source_end(self) -> int:
        return self.source + self.length

    @property
    def copy_end(self) -> int:
        return self.copy + self.length


def clause_ends(text: str, clauses: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each clause."""
    yield from zip(clauses, [*clauses[1:], len(text)], strict=True)


def chains(text: str, clauses: Sequence[int], lines: Sequence[int]) -> Iterator[list[Match]]:
    """Yield the matches of a folded text, those that go on in the same copy together.

    `clauses` and `lines` are the places where clauses and lines begin, in order. A chain's sources stand
    before its copies: of three copies the third is found as one of the first, too.
    """
    beginnings = sorted({*clauses, *lines})
    is_line = frozenset(lines)
    known: dict[str, int] = {}
    chain: list[Match] = []
    done = limit = 0  # where the last match ends; where the copy was first noticed
    for start, end in clause_ends(text, beginnings):
        if start < done:
            continue
        match = _next_in_chain(text, start, end, chain, limit, is_line) if chain else None
        if match is None:
            match = _known(text, start, end, done, known)
            if match is None:
                continue
            if chain and not _goes_on(chain, match, limit):
                yield chain
                chain = []
        limit = limit if chain else start
        before = chain[-1] if chain else Match(0, done, 0)
        chain.extend(_preceding(text, match, before))
        chain.append(match)
        chain.extend(_resumed(text, match, limit))
        done = chain[-1].copy_end
    if chain:
        yield chain


def _goes_on(chain: list[Match], match: Match, limit: int) -> bool:
    last, reach = chain[-1], _reach(chain)
    if match.source_end > limit:
        return False
    return 0 <= match.source - last.source_end <= reach and match.copy - last.copy_end <= reach


def _reach(chain: list[Match]) -> int:
    """Return how far on a copy may stray: as far as it has agreed, within limits."""
    return min(max(chain[-1].copy_end - chain[0].copy, _NEAR), _REACH)


def _next_in_chain(
    text: str, start: int, end: int, chain: list[Match], limit: int, is_line: frozenset[int]
) -> Match | None:
    """Return the match of a clause that the copy goes on with, close behind the last one."""
    last, reach = chain[-1], _reach(chain)
    if start - last.copy_end > reach:
        return None
    probe = text[start : min(end, start + _LONGEST_ANCHOR)]
    source = text.find(probe, last.source_end, min(last.source_end + reach, limit))
    if source < 0 or (len(probe) < _SHORTEST_ANCHOR and not (start in is_line and source in is_line)):
        return None
    return _extended(text, Match(source, start, 0), last, limit)


def _known(text: str, start: int, end: int, done: int, known: dict[str, int]) -> Match | None:
    """Return the match of a clause seen before, or remember the clause."""
    if end - start < _SHORTEST_ANCHOR:
        return None
    source = known.setdefault(text[start : min(end, start + _LONGEST_ANCHOR)], start)
    return None if source == start else _extended(text, Match(source, start, 0), Match(0, done, 0), start)


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


def _resumed(text: str, last: Match, limit: int) -> Iterator[Match]:
    """Yield the matches that follow where a few characters were changed, put in or left out."""
    while found := _resumption(text, last, limit):
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
    for copy in range(first.copy - _PROBE, first.copy - _PROBE - _NEAR, -1):
        if copy < before.copy_end:
            return None
        floor = max(first.source - _NEAR - 2 * _PROBE, before.source_end)
        source = text.rfind(text[copy : copy + _PROBE], floor, first.source)
        if source >= 0:
            return _extended(text, Match(source, copy, 0), before, first.copy)
    return None


def _resumption(text: str, last: Match, limit: int) -> Match | None:
    for copy in range(last.copy_end, last.copy_end + _NEAR):
        probe = text[copy : copy + _PROBE]
        if len(probe) < _PROBE:
            return None
        source = text.find(probe, last.source_end, min(last.source_end + _NEAR + _PROBE, limit))
        if source >= 0:
            return Match(source, copy, _agreement(text, source, copy, limit))
    return None
