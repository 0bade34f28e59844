"""Patterns for whole lines, kept so that of several hundred only the few are run that may match."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from newsclean.chrome.patterns import BEGINNING, beginnings, spellings

__all__ = ["Index", "Tables", "indexed", "loaded", "saved"]

Places = tuple[int, ...]


class Tables(NamedTuple):
    """What an index looks a line up in; places count in `patterns`."""

    patterns: tuple[tuple[str, str], ...]  # and the rule of each
    literals: dict[str, str]  # lines that a pattern spells out, and its rule
    beginnings: dict[str, Places]  # one or two characters, and the patterns that begin so
    clues: dict[str, Places]  # what a match holds of a pattern that may begin with anything
    always: Places  # patterns of which nothing is known


class Index:
    """Patterns and the rule that each belongs to.

    A line is looked up among the lines that some pattern spells out, then compared to the patterns that begin as it
    does, and to those that may begin with anything where it holds a clue of theirs.
    """

    def __init__(self, tables: Tables) -> None:
        self._patterns, self._literals, self._beginnings, self._clues, self._always = tables
        #: Returns the rule of a pattern that spells out a folded line.
        self.spelled = self._literals.get

    def find(self, line: str) -> str | None:
        """Return the rule of the first pattern that matches a folded line, those first that spell it out."""
        if line in self._literals:
            return self._literals[line]
        begin = self._beginnings
        places = [*begin.get(line[:BEGINNING], ()), *begin.get(line[:1], ()), *self._always]
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


def indexed(patterns: Iterable[tuple[str, str]]) -> Tables:
    """Return the tables of patterns for folded lines, each with its rule."""
    compared: list[tuple[str, str]] = []
    literals: dict[str, str] = {}
    begin: dict[str, list[int]] = {}
    hold: dict[str, list[int]] = {}
    always: list[int] = []
    for pattern, rule in patterns:
        spelled = spellings(pattern)
        for literal in spelled:
            literals.setdefault(literal.strip().lower(), rule)
        if spelled:
            continue
        known, clues = beginnings(pattern)
        for beginning in known:
            begin.setdefault(beginning, []).append(len(compared))
        for clue in clues or ():
            hold.setdefault(clue, []).append(len(compared))
        always += [len(compared)] if clues is None else []
        compared.append((pattern, rule))
    return Tables(
        tuple(compared),
        literals,
        {beginning: tuple(places) for beginning, places in begin.items()},
        {clue: _with_shorter(clue, hold) for clue in hold},
        tuple(always),
    )


def _with_shorter(clue: str, hold: Mapping[str, list[int]]) -> Places:
    """Return the patterns of a clue and of those that it begins with: where it stands, they stand."""
    return tuple(sorted(set(chain.from_iterable(hold.get(clue[:end], ()) for end in range(1, len(clue) + 1)))))


# --- on disk: each rule or list of places once, with all that leads to it ----------------------------------------


def saved(tables: Tables) -> dict[str, Any]:
    """Return tables as JSON has them, the same in any run."""
    return {
        "patterns": [list(pattern) for pattern in tables.patterns],
        "literals": _grouped(tables.literals),
        "beginnings": _grouped({key: _spelled(places) for key, places in tables.beginnings.items()}),
        "clues": _grouped({key: _spelled(places) for key, places in tables.clues.items()}),
        "always": list(tables.always),
    }


def loaded(fields: Mapping[str, Any]) -> Tables:
    """Return the tables that `saved` gave."""
    return Tables(
        tuple((pattern, rule) for pattern, rule in fields["patterns"]),
        {key: rule for rule, keys in fields["literals"].items() for key in keys.split("\n")},
        {key: _read(places) for places, keys in fields["beginnings"].items() for key in keys.split("\n")},
        {key: _read(places) for places, keys in fields["clues"].items() for key in keys.split("\n")},
        tuple(fields["always"]),
    )


def _grouped(table: Mapping[str, str]) -> dict[str, str]:
    groups: dict[str, list[str]] = {}
    for key, value in sorted(table.items()):
        groups.setdefault(value, []).append(key)
    return {value: "\n".join(keys) for value, keys in groups.items()}


def _spelled(places: Places) -> str:
    return " ".join(map(str, places))


@functools.cache
def _read(places: str) -> Places:
    return tuple(map(int, places.split()))
