"""Pairs of characters: what is known of them, and which of them tell what a text is about."""

from __future__ import annotations

import functools
import itertools
import re
import sys
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from operator import add

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
        """Read pairs of characters, each followed by a character that spells what is known of it."""
        self._pairs = list(map(add, joined[0::3], joined[1::3]))
        codes = [code - 33 for code in joined[2::3].encode("latin-1")]
        self.table: Mapping[str, int] = dict(zip(self._pairs, codes, strict=True))
        often = itertools.compress(self._pairs, map(COMMON.__le__, codes))
        letters = _BREAK.join(sorted(set(joined[0::3] + joined[1::3])))
        #: Those that tell nothing about a text, among them those of a letter and the break between two words.
        self.common = frozenset(_numbers("".join((*often, letters, _BREAK, _BREAK, letters))))

    @functools.cached_property
    def known(self) -> frozenset[int]:
        """All pairs."""
        return frozenset(_numbers("".join(self._pairs)))


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
    pairs = set(_numbers(joined[: len(joined) // 2 * 2]))
    pairs.update(_numbers(joined[1 : (len(joined) + 1) // 2 * 2 - 1]))
    return pairs - common
