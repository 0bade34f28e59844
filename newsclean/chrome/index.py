"""Patterns for whole lines, kept so that of several hundred only the few are run that may match."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from itertools import chain

from newsclean.chrome.patterns import BEGINNING, beginnings, spellings

__all__ = ["Index"]


class Index:
    """Patterns and the rule that each belongs to.

    A line is looked up among the lines that some pattern spells out, then compared to the patterns that begin as it
    does, and to those that may begin with anything where it holds a clue of theirs.
    """

    def __init__(self, patterns: Iterable[tuple[str, str]]) -> None:
        self._literals: dict[str, str] = {}
        self._patterns: list[tuple[str, str]] = []
        self._beginnings: dict[str, tuple[int, ...]] = {}
        self._clues: dict[str, tuple[int, ...]] = {}
        self._always: tuple[int, ...] = ()
        for pattern, rule in patterns:
            self._add(pattern, rule)
        for clue, places in self._clues.items():  # where a clue stands, stand those that it begins with
            shorter = (self._clues.get(clue[:end], ()) for end in range(1, len(clue)))
            self._clues[clue] = (*places, *chain.from_iterable(shorter))

    def _add(self, pattern: str, rule: str) -> None:
        literals = spellings(pattern)
        for literal in literals:
            self._literals.setdefault(literal.strip().lower(), rule)
        if literals:
            return
        place = len(self._patterns)
        self._patterns.append((pattern, rule))
        known, clues = beginnings(pattern)
        for beginning in known:
            self._beginnings[beginning] = (*self._beginnings.get(beginning, ()), place)
        for clue in clues or ():
            self._clues[clue] = (*self._clues.get(clue, ()), place)
        if clues is None:
            self._always += (place,)

    def spelled(self, line: str) -> str | None:
        """Return the rule of a pattern that spells out a folded line."""
        return self._literals.get(line)

    def find(self, line: str) -> str | None:
        """Return the rule of the first pattern that matches a folded line, those first that spell it out."""
        if line in self._literals:
            return self._literals[line]
        beginnings = self._beginnings
        places = [*beginnings.get(line[:BEGINNING], ()), *beginnings.get(line[:1], ()), *self._always]
        clue = self._clue.search(line)
        while clue:
            places += self._clues[clue[0]]
            clue = self._clue.search(line, clue.start() + 1)
        for place in sorted(set(places)) if len(places) > 1 else places:
            pattern, rule = self._patterns[place]
            if _compiled(pattern).fullmatch(line):
                return rule
        return None

    @functools.cached_property
    def _clue(self) -> re.Pattern[str]:
        """What finds the next place where clues stand, and the longest of them."""
        return re.compile("|".join(map(re.escape, sorted(self._clues, key=len, reverse=True))) or "(?!)")


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when a line may match it: half of them are never needed."""
    return re.compile(pattern, re.IGNORECASE)
