r"""Whether a pattern can take long, found out without running it.

    >>> check("本报热线.*")
    >>> check("(.*)*本报")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    newsclean.errors.RuleError: pattern '(.*)*本报' can take very long: it repeats what can match the same text ...

Python's matcher goes back and tries again, so a pattern takes long where it can read the same characters in many
ways. That is seen on its position automaton (Glushkov 1961), which has a state for each character of the pattern. In
exponentially many ways reads a loop in which one text leads along two paths from a state back to it (Weber and Seidl
1991). Loops that follow each other and can read the same text multiply: at most three without a limit are let pass.
A count from five up is taken for endless, and what looks ahead for a pattern of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any, NamedTuple

from newsclean.chrome.patterns import parser
from newsclean.errors import RuleError

__all__ = ["check"]

_LINE = 400  # characters of the longest line that is compared to rules
_MOST_WAYS = _LINE**3  # a hundredth of a second on the worst of lines, for `.*a.*b.*c`
_MOST_STATES = 3000
_ENDLESS = 5  # from here on a count of repeats is taken for endless


class _RiskyError(Exception):
    """Says why a pattern can take long."""


def check(pattern: str) -> None:
    """Raise `RuleError` where a pattern is none, or can take long; it says what to write instead."""
    try:
        re.compile(pattern, re.IGNORECASE)
        _check(parser.parse(pattern, re.IGNORECASE))
    except (re.error, OverflowError) as error:
        raise RuleError(f"pattern {_shown(pattern)}: {error}") from error
    except RecursionError as error:
        raise RuleError(f"pattern {_shown(pattern)} has too many brackets inside each other") from error
    except _RiskyError as error:
        raise RuleError(f"pattern {_shown(pattern)} can take very long: {error}") from error


def _shown(pattern: str) -> str:
    return repr(pattern if len(pattern) <= 80 else f"{pattern[:80]}…")


def _check(tree: Any) -> None:
    automaton = _Automaton(tree)
    loops = [_Loop(automaton, states) for states in automaton.loops()]
    for loop in loops:
        if loop.is_ambiguous():
            raise _RiskyError(
                "it repeats what can match the same text in several ways, as (a+)+ does; make sure that each round of "
                "a repeat begins with something else than what the round before may end with, as in (\\d+、)+"
            )
    if _most_ways(automaton, loops) > _MOST_WAYS:
        raise _RiskyError(
            "more than three repeats without a limit can match the same text one behind the other, as in .*a.*b.*c.*; "
            "give some of them a limit, as in .{0,20}, or let them match less, as in [^，。]*"
        )


class _Part(NamedTuple):
    """A part of a pattern: whether it matches nothing, and the states it can begin and end with."""

    nullable: bool
    first: list[int]
    last: list[int]


_NOTHING = _Part(nullable=True, first=[], last=[])


def _repeats(body: Any) -> bool:
    """Tell whether a part of a pattern holds a repeat that may end in several places, single ones apart."""
    if isinstance(body, tuple) and len(body) == 2 and str(body[0]).endswith("_REPEAT"):
        least, most, inner = body[1]
        return (least != most and most > 1) or _repeats(inner)
    return _is_branching(body) and any(map(_repeats, body))


def _is_branching(node: Any) -> bool:
    """Tell whether a node of the parser's tree has nodes below it."""
    return isinstance(node, (tuple, list, parser.SubPattern))


class _Automaton:
    """The position automaton: what each state reads, and how often each state follows another."""

    def __init__(self, tree: Any) -> None:
        self._letters = _letters(tree)
        self.reads: list[frozenset[str]] = []
        self.limits: list[int] = []  # of the largest repeat around each state
        self._follow: Counter[tuple[int, int]] = Counter()
        self._sequence(tree)
        self.following: Mapping[int, list[int]] = _grouped(self._follow)

    def times(self, state: int, following: int) -> int:
        """Return in how many ways one state follows another."""
        return self._follow[state, following]

    def _sequence(self, tree: Iterable[Any]) -> _Part:
        return self._joined(self._part(str(operation), argument) for operation, argument in tree)

    def _joined(self, parts: Iterable[_Part]) -> _Part:
        nullable, first, last = True, list[int](), list[int]()
        for part in parts:
            self._follow.update(product(last, part.first))
            first += part.first if nullable else ()
            last = last + part.last if part.nullable else part.last
            nullable = nullable and part.nullable
        return _Part(nullable, first, last)

    def _part(self, operation: str, argument: Any) -> _Part:
        if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self._repeat(*argument)
        if operation in ("SUBPATTERN", "ATOMIC_GROUP"):
            return self._sequence(argument[3] if operation == "SUBPATTERN" else argument)
        if operation == "BRANCH":
            branches = [self._sequence(branch) for branch in argument[1]]
            first = [state for branch in branches for state in branch.first]
            last = [state for branch in branches for state in branch.last]
            return _Part(any(branch.nullable for branch in branches), first, last)
        if operation in ("ASSERT", "ASSERT_NOT"):
            _check(argument[1])
        if operation in ("GROUPREF", "GROUPREF_EXISTS"):
            raise _RiskyError("it refers back to a group, as \\1 does; spell out what may stand there")
        if operation in ("AT", "ASSERT", "ASSERT_NOT"):
            return _NOTHING
        return self._state(frozenset(letter for letter in self._letters if _reads(letter, operation, argument)))

    def _state(self, reads: frozenset[str]) -> _Part:
        if len(self.reads) == _MOST_STATES:
            raise _RiskyError("with all its repeats it is too large; make two rules of it")
        self.reads.append(reads)
        self.limits.append(1)
        return _Part(nullable=False, first=[len(self.reads) - 1], last=[len(self.reads) - 1])

    def _repeat(self, least: int, most: int, body: Sequence[Any]) -> _Part:
        if most <= 1 or (most < _ENDLESS and not _repeats(body)):
            return self._counted(least, [self._sequence(body) for _ in range(most)])
        begin = len(self.reads)
        part = self._sequence(body)
        self._follow.update(product(part.last, part.first))
        for state in range(begin, len(self.reads)):
            self.limits[state] = max(self.limits[state], min(int(most), _LINE))
        return part._replace(nullable=part.nullable or least == 0)

    def _counted(self, least: int, rounds: Sequence[_Part]) -> _Part:
        """Join the rounds of a repeat: it may end after each from the least on, and none is passed over."""
        if not rounds:
            return _NOTHING
        for before, after in pairwise(rounds):
            self._follow.update(product(before.last, after.first))
        last = [state for part in rounds[max(least - 1, 0) :] for state in part.last]
        return _Part(least == 0 or rounds[0].nullable, rounds[0].first, last)

    def loops(self) -> Iterator[frozenset[int]]:
        """Yield the states of each loop, the loops in the order of the pattern."""
        done: set[int] = set()
        for state in range(len(self.reads)):
            if state not in done:
                loop = self.reached([state]) & self._leading(state)
                if loop:
                    done |= loop
                    yield frozenset(loop)

    def reached(self, states: Iterable[int], through: frozenset[str] | None = None) -> set[int]:
        """Return the states that come after some, by states that can read one of the letters `through`."""
        found: set[int] = set()
        waiting = list(states)
        while waiting:
            for state in self.following.get(waiting.pop(), ()):
                if state not in found and (through is None or not through.isdisjoint(self.reads[state])):
                    found.add(state)
                    waiting.append(state)
        return found

    def _leading(self, state: int) -> set[int]:
        """Return the states that come back to one: loops are short, so all that it reaches are asked."""
        return {other for other in self.reached([state]) if state == other or state in self.reached([other])}


class _Loop:
    """States that lead to each other again and again."""

    def __init__(self, automaton: _Automaton, states: frozenset[int]) -> None:
        self.automaton = automaton
        self.states = states
        self.reads = frozenset[str]().union(*(automaton.reads[state] for state in states))
        self.limit = max(automaton.limits[state] for state in states)

    def is_ambiguous(self) -> bool:
        """Tell whether a text leads along two paths from a state back to it."""
        steps = {state: [one for one in self.automaton.following[state] if one in self.states] for state in self.states}
        if any(self.automaton.times(state, one) > 1 for state in self.states for one in steps[state]):
            return True
        pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
        waiting = [(state, state) for state in self.states]
        while waiting:
            one, other = pair = waiting.pop()
            if pair not in pairs:
                reads = self.automaton.reads
                both = product(steps[one], steps[other])
                pairs[pair] = [(here, there) for here, there in both if not reads[here].isdisjoint(reads[there])]
                waiting += pairs[pair]
        return _comes_together(pairs)


def _comes_together(pairs: Mapping[tuple[int, int], list[tuple[int, int]]]) -> bool:
    """Tell whether two paths that have parted can meet again."""
    before: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for pair, following in pairs.items():
        for one in following:
            before.setdefault(one, []).append(pair)
    waiting = [pair for pair in pairs if pair[0] == pair[1]]
    seen = set(waiting)
    while waiting:
        for pair in before.get(waiting.pop(), ()):
            if pair[0] != pair[1]:
                return True
            if pair not in seen:
                seen.add(pair)
                waiting.append(pair)
    return False


def _most_ways(automaton: _Automaton, loops: Sequence[_Loop]) -> int:
    """Return in how many ways the loops of a chain can share a text among them, for the worst chain."""
    best: dict[int, int] = {}
    for number, loop in reversed(list(enumerate(loops))):
        near = automaton.reached(loop.states, loop.reads)
        later = (best[other] for other in range(number + 1, len(loops)) if not near.isdisjoint(loops[other].states))
        best[number] = loop.limit * max(later, default=1)
    return max(best.values(), default=1)


def _grouped(follow: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = {}
    for state, following in follow:
        grouped.setdefault(state, []).append(following)
    return grouped


# --- letters -----------------------------------------------------------------------------------------------------

# Letters of all categories, beside those of the pattern: two classes that overlap have one of all these in common.
_ANY_LETTERS = "\n 0٣a_。好-"


def _letters(tree: Any) -> frozenset[str]:
    """Return the letters that tell the classes of a pattern apart: its literals and the ends of its ranges."""
    found = set(_ANY_LETTERS)
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, int) and 0 <= node < 0x110000 and not hasattr(node, "name"):
            found.add(chr(node).lower()[0])
        elif _is_branching(node):
            waiting += list(node)
    return frozenset(found)


def _reads(letter: str, operation: str, argument: Any) -> bool:
    if operation == "LITERAL":
        return letter == chr(argument).lower()[0]
    if operation == "NOT_LITERAL":
        return letter != chr(argument).lower()[0]
    if operation == "RANGE":
        low, high = argument
        return any(low <= ord(one) <= high for one in (letter, letter.upper()[0]))
    if operation == "CATEGORY":
        return re.match(_CATEGORIES[str(argument)], letter) is not None
    if operation == "IN":
        negated = str(argument[0][0]) == "NEGATE"
        return any(_reads(letter, str(one), what) for one, what in argument[negated:]) != negated
    return letter != "\n"  # ANY


_CATEGORIES = {
    f"CATEGORY_{no}{name}": "\\" + (letter.upper() if no else letter)
    for name, letter in (("DIGIT", "d"), ("SPACE", "s"), ("WORD", "w"))
    for no in ("", "NOT_")
}
