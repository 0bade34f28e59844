"""Pairs of characters: what is known of them, and which of them tell what a text is about."""

from __future__ import annotations

import array
import bisect
import functools
import itertools
import re
import sys
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

__all__ = [
    "BEGINS",
    "BOUND",
    "COMMON",
    "ENDS",
    "Pairs",
    "begins",
    "bound",
    "ends",
    "telling",
]

# What is known of a pair of characters, as one number: how firmly it is bound (0 to 2), how often it begins a clause
# (0 to 3) and ends one (0 to 3), and whether it is so common that it tells nothing about the matter.
BOUND, BEGINS, ENDS, COMMON = 1, 3, 12, 48


def bound(code: int) -> int:
    """How firmly the two characters of a pair belong together."""
    return code // BOUND % 3


def begins(code: int) -> int:
    """How often the pair stands at the beginning of a clause."""
    return code // BEGINS % 4


def ends(code: int) -> int:
    """How often the pair stands at the end of a clause."""
    return code // ENDS % 4


class Pairs:
    """What is known of pairs of characters; the sets hold pairs as numbers, as `telling` does."""

    def __init__(self, joined: str) -> None:
        """Read sorted pairs of characters, each followed by a character that spells what is known of it."""
        self._firsts, self._seconds, codes = joined[0::3], joined[1::3], joined[2::3]
        self.grades = _Grades(self._firsts, self._seconds, codes)
        often = (joined[3 * at : 3 * at + 2] for at in map(re.Match.start, _OFTEN.finditer(codes)))
        letters = _BREAK.join(set(self._firsts + self._seconds))
        #: Those that tell nothing about a text, among them those of a letter and the break between two words.
        self.common = frozenset(_numbers("".join((*often, letters, _BREAK, _BREAK, letters))))

    @functools.cached_property
    def known(self) -> frozenset[int]:
        """All pairs."""
        both = array.array("I", bytes(8 * len(self._firsts)))
        both[0::2] = array.array("I", self._firsts.encode(_UTF_32))
        both[1::2] = array.array("I", self._seconds.encode(_UTF_32))
        return frozenset(memoryview(both).cast("B").cast("Q"))


class _Grades(dict[str, "int | None"]):
    """What is known of the pairs that were asked for; None for a pair that is not known, and for a single character.

    A dictionary of all pairs takes longer to make than a page to clean.
    """

    def __init__(self, firsts: str, seconds: str, codes: str) -> None:
        super().__init__()
        self._firsts, self._seconds, self._codes = firsts, seconds, codes

    def __missing__(self, pair: str) -> int | None:
        """Find a pair not met before among those with its first character."""
        if len(self) >= _MOST:
            self.clear()
        begin, end = bisect.bisect_left(self._firsts, pair[:1]), bisect.bisect_right(self._firsts, pair[:1])
        at = self._seconds.find(pair[1], begin, end) if len(pair) > 1 else -1
        grade = self[pair] = ord(self._codes[at]) - _ZERO if at >= 0 else None
        return grade


_MOST = 50_000  # pairs that are remembered
_ZERO = 33  # the code of the character that spells 0
_OFTEN = re.compile(f"[{chr(_ZERO + COMMON)}-{chr(_ZERO + 2 * COMMON - 1)}]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_BREAK = "\n"  # stands between the words when pairs are taken

# Sets of pairs are made for most lines of a page, and a number takes a third of the time a string takes: two
# characters of UTF-32 are read as one number of 64 bits, in the machine's own order.
_UTF_32 = f"utf-32-{sys.byteorder[0]}e"


def _numbers(text: str) -> Iterable[int]:
    """The first and second character of `text` as one number, the third and fourth, and so on."""
    return memoryview(text.encode(_UTF_32)).cast("Q")


# A page is laid out several times, and a paragraph stands both above and below: the answers for a few pages are kept.
@functools.lru_cache(maxsize=512)
def telling(text: str, common: frozenset[int]) -> AbstractSet[int]:
    """Return the pairs of letters in a text, as numbers, that tell something about its matter: all but the common."""
    joined = _BREAK.join(_WORD.findall(text))
    pairs = itertools.chain(
        _numbers(joined[: len(joined) // 2 * 2]), _numbers(joined[1 : (len(joined) + 1) // 2 * 2 - 1])
    )
    return set(itertools.filterfalse(common.__contains__, pairs))
