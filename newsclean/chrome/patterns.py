r"""What can be known of a regular expression without running it: its spellings, how it begins, what it must contain.

    >>> sorted(spellings("(上|下)一(页|篇)"))
    ['上一篇', '上一页', '下一篇', '下一页']
    >>> beginnings("分享到.*|.{0,9}转载.*")
    (frozenset({'分享'}), frozenset({'转载'}))

Several hundred patterns on every short line are slow, and most lines match none. A pattern with few spellings is
looked up in a dictionary instead; of the others only those run that begin as the line does or, where they may begin
with anything, whose clue is in the line. The answers come from the tree of Python's own parser. Digits of other
scripts, which `\d` matches as well, are not looked for.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, NamedTuple

if sys.version_info >= (3, 11):
    from re import _parser as parser  # type: ignore[attr-defined]
else:  # pragma: no cover - the same parser under its older name
    import sre_parse as parser

__all__ = ["beginnings", "parser", "required", "spellings"]

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


# How many characters of a line its beginning has. Two tell the lines of a story from all but a few patterns.
BEGINNING = 2


def beginnings(pattern: str) -> tuple[frozenset[str], frozenset[str] | None]:
    """Return with which one or two characters a match begins, and clues of those that may begin with anything.

    Every match begins with one of the first (one character stands for all that begins with it) or contains one of
    the second, which are none where the first are all, and None where not even a clue is known.
    """
    known: set[str] = set()
    clues: set[str] = set()
    for branch in _branches(_tree(pattern)):
        heads = frozenset().union(*_heads(branch))
        if "" not in heads:
            known |= heads
        elif found := _best(branch):
            clues |= found
        else:
            return frozenset(known), None
    return frozenset(known), frozenset(clues)


def _branches(tree: Any) -> Sequence[Any]:
    """Return what the bars on the outermost level part."""
    if len(tree) == 1 and str(tree[0][0]) == "BRANCH":
        return list(tree[0][1][1])
    return [tree]


class _Heads(NamedTuple):
    """What a piece of a pattern may begin with: strings that are long enough, or behind which anything may follow,
    and strings to which what follows the piece is to be added.
    """

    done: frozenset[str]
    open: frozenset[str]


_NOTHING = _Heads(frozenset(), frozenset({""}))
_ANYTHING = _Heads(frozenset({""}), frozenset())


def _heads(tree: Iterable[Any]) -> _Heads:
    heads = _NOTHING
    for operation, argument in tree:
        if heads.open and len(heads.done) <= _MOST_SPELLINGS:
            heads = _followed(heads, _heads_of_one(str(operation), argument))
    return heads if len(heads.done) <= _MOST_SPELLINGS else _ANYTHING


def _followed(heads: _Heads, following: _Heads) -> _Heads:
    done = {(head + more)[:BEGINNING] for head, more in product(heads.open, following.done)}
    longer = frozenset((head + more)[:BEGINNING] for head, more in product(heads.open, following.open))
    full = {head for head in longer if len(head) == BEGINNING}
    return _Heads(heads.done | done | full, longer - full)


def _heads_of_one(operation: str, argument: Any) -> _Heads:
    if operation in ("ASSERT", "ASSERT_NOT", "AT"):
        return _NOTHING
    if operation in ("LITERAL", "IN"):
        letters = _letters(operation, argument)
        return _Heads(frozenset(), letters) if letters else _ANYTHING
    if operation == "SUBPATTERN":
        return _heads(argument[3])
    if operation == "BRANCH":
        return _either([_heads(branch) for branch in argument[1]])
    if operation == "MAX_REPEAT":
        least, most, repeated = argument
        counts = range(min(least, BEGINNING), min(most, BEGINNING) + 1)
        return _either([_heads(list(repeated) * count) for count in counts])
    return _ANYTHING


def _either(choices: Sequence[_Heads]) -> _Heads:
    return _Heads(*(frozenset().union(*parts) for parts in zip(*choices, strict=True)))


def required(pattern: str) -> frozenset[str]:
    """Return strings of which every match of `pattern` contains one; none if unknown."""
    return _best(_tree(pattern))


def _best(tree: Iterable[Any]) -> frozenset[str]:
    """Return the choicest clues of a sequence: rather words than characters, rather few than many."""
    choices = []
    runs = frozenset({""})
    for operation, argument in [*tree, ("END", None)]:
        letters = _letters(str(operation), argument)
        if 0 < len(runs) * len(letters) <= _MOST_RUNS:
            runs = frozenset(run + letter for run, letter in product(runs, letters))
            continue
        choices += [runs if "" not in runs else frozenset(), _clues(str(operation), argument)]
        runs = frozenset({""})
    known = [choice for choice in choices if choice]
    return min(known, key=_coarseness, default=frozenset())


# `转[载发]` is as good a clue as two words.
_MOST_RUNS = 8


def _letters(operation: str, argument: Any) -> frozenset[str]:
    if operation == "LITERAL":
        return frozenset({chr(argument).lower()})
    return _class(argument) if operation == "IN" else frozenset()


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


_ALPHABET = 26


def _class(items: Sequence[Any]) -> frozenset[str]:
    """Return the characters of a class of literals, digits and short ranges; other scripts' digits are not looked for."""
    characters: set[str] = set()
    for operation, argument in items:
        if str(operation) == "LITERAL":
            characters.add(chr(argument).lower())
        elif str(operation) == "RANGE" and argument[1] - argument[0] < _ALPHABET:
            characters.update(map(str.lower, map(chr, range(argument[0], argument[1] + 1))))
        elif str(argument) == "CATEGORY_DIGIT":
            characters.update("0123456789")
        else:
            return frozenset()
    return frozenset(characters)
