"""What can be known of a regular expression without running it: its spellings, and what a match must contain.

    >>> sorted(spellings("(上|下)一(页|篇)"))
    ['上一篇', '上一页', '下一篇', '下一页']
    >>> sorted(required(".{0,9}(转载|转发)请注明.*"))
    ['请注']

Several hundred patterns on every short line are slow, and most lines match none. A pattern with few spellings is
looked up in a dictionary instead; of the others only those run whose clue, a character or a pair that every match
contains, is in the line. Both answers come from the tree of Python's own parser.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

if sys.version_info >= (3, 11):
    from re import _parser as parser  # type: ignore[attr-defined]
else:  # pragma: no cover - the same parser under its older name
    import sre_parse as parser

__all__ = ["required", "spellings"]

_MOST_SPELLINGS = 4000
_MOST_MEMBERS = 16


class _EndlessError(Exception):
    """A pattern has more spellings than are worth listing."""


@functools.lru_cache(maxsize=1)  # a pattern without spellings is asked for its clues next
def _tree(pattern: str) -> Any:
    return parser.parse(pattern, re.IGNORECASE)


def spellings(pattern: str) -> frozenset[str]:
    """Return everything `pattern` can match, or nothing where that is endless or too much."""
    try:
        return frozenset(_spell(_tree(pattern)))
    except _EndlessError:
        return frozenset()


def _spell(tree: Iterable[Any]) -> list[str]:
    words = [""]
    for operation, argument in tree:
        endings = _spell_one(str(operation), argument)
        if len(words) * len(endings) > _MOST_SPELLINGS:
            raise _EndlessError
        words = [word + ending for word, ending in product(words, endings)]
    return words


def _spell_one(operation: str, argument: Any) -> list[str]:
    if operation == "LITERAL":
        return [chr(argument)]
    if operation == "IN":
        return _members(argument)
    if operation == "SUBPATTERN":
        return _spell(argument[3])
    if operation == "BRANCH":
        return [word for branch in argument[1] for word in _spell(branch)]
    if operation == "MAX_REPEAT" and tuple(argument[:2]) == (0, 1):
        return ["", *_spell(argument[2])]
    raise _EndlessError


def _members(items: Sequence[Any]) -> list[str]:
    if len(items) > _MOST_MEMBERS or any(str(operation) != "LITERAL" for operation, _ in items):
        raise _EndlessError
    return [chr(argument) for _, argument in items]


def required(pattern: str) -> frozenset[str]:
    """Return characters and pairs of characters of which every match of `pattern` contains one; none if unknown."""
    return _best(_tree(pattern))


def _best(tree: Iterable[Any]) -> frozenset[str]:
    """Return the choicest clues of a sequence: rather pairs than characters, rather few than many."""
    choices = []
    run = ""
    for operation, argument in [*tree, ("END", None)]:
        if str(operation) == "LITERAL":
            run += chr(argument).lower()
            continue
        if run:
            choices.append(frozenset({run[:2]}))
        run = ""
        choices.append(_clues(str(operation), argument))
    known = [choice for choice in choices if choice]
    return min(known, key=_coarseness, default=frozenset())


def _coarseness(clues: frozenset[str]) -> tuple[bool, int]:
    return min(map(len, clues)) < 2, len(clues)


def _clues(operation: str, argument: Any) -> frozenset[str]:
    if operation == "SUBPATTERN":
        return _best(argument[3])
    if operation == "MAX_REPEAT" and argument[0] > 0:
        return _best(argument[2])
    if operation == "BRANCH":
        branches = [_best(branch) for branch in argument[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if operation == "IN":
        return _class(argument)
    return frozenset()


def _class(items: Sequence[Any]) -> frozenset[str]:
    """Return the characters of a class of literals and digits; digits of other scripts are not looked for."""
    characters: set[str] = set()
    for operation, argument in items:
        if str(operation) == "LITERAL":
            characters.add(chr(argument).lower())
        elif str(argument) == "CATEGORY_DIGIT":
            characters.update("0123456789")
        else:
            return frozenset()
    return frozenset(characters)
