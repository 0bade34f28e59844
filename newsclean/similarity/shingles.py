"""How many five-character sequences two texts share, exactly, for many pairs of texts at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from newsclean.similarity.signatures import ENOUGH, SHINGLE

__all__ = ["Overlap", "overlaps"]

Hashes = NDArray[np.uint64]
Item = TypeVar("Item")

# A sort looks at as many sequences as stay in the processor's cache. The number of the text or pair stands in the
# upper bits of what is sorted, a hash of the sequence in the others: two sequences of a pair are taken for one,
# wrongly, once in some 10 billion pairs of texts of 2,000 characters.
_AT_ONCE = 60_000
_NUMBER_BITS = 10
_NUMBER = np.uint64(64 - _NUMBER_BITS)
_HASH = np.uint64((1 << (64 - _NUMBER_BITS)) - 1)


class Overlap(NamedTuple):
    """How many different sequences two texts share, and how many each of them has."""

    shared: int
    one: int
    other: int


def overlaps(texts: Sequence[NDArray[np.uint16]], pairs: Sequence[tuple[int, int]]) -> list[Overlap]:
    """Return for each pair of (folded) texts how much they share; of a book its first 200,000 characters count."""
    sets: dict[int, Hashes] = {}
    for group in _groups(sorted({index for pair in pairs for index in pair}), lambda index: len(texts[index])):
        sets.update(zip(group, _sets([texts[index] for index in group]), strict=True))
    found: list[Overlap] = []
    for some in _groups(pairs, lambda pair: len(sets[pair[0]]) + len(sets[pair[1]])):
        shared = _shared([(sets[one], sets[other]) for one, other in some])
        found += [Overlap(n, len(sets[one]), len(sets[other])) for n, (one, other) in zip(shared, some, strict=True)]
    return found


def _groups(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Yield items in groups that are sorted at once."""
    group: list[Item] = []
    total = 0
    for item in items:
        group.append(item)
        total += size(item)
        if total >= _AT_ONCE or len(group) == 1 << _NUMBER_BITS:
            yield group
            group, total = [], 0
    if group:
        yield group


def _sets(texts: Sequence[NDArray[np.uint16]]) -> list[Hashes]:
    """Return the different sequences of each text, sorted; at most 1,024 texts."""
    hashes = [_hashes(text[:ENOUGH]) for text in texts]
    ordered = _numbered(hashes)
    ordered.sort()
    different = ordered[np.insert(ordered[1:] != ordered[:-1], 0, True)] if len(ordered) else ordered
    ends = np.searchsorted(different >> _NUMBER, np.arange(len(texts), dtype=np.uint64), "right")
    return np.split(different & _HASH, ends[:-1])


def _shared(pairs: Sequence[tuple[Hashes, Hashes]]) -> list[int]:
    """Return how many hashes the two sets of each pair have in common; at most 1,024 pairs."""
    ordered = _numbered([hashes for pair in pairs for hashes in pair], each=2)
    ordered.sort()
    twice = ordered[1:][ordered[1:] == ordered[:-1]] >> _NUMBER
    found: list[int] = np.bincount(twice.astype(np.int64), minlength=len(pairs)).tolist()
    return found


def _numbered(hashes: Sequence[Hashes], each: int = 1) -> Hashes:
    """Return all hashes with a number in their upper bits; `each` arrays in a row have the same."""
    numbers = np.arange(len(hashes), dtype=np.uint64) // np.uint64(each)
    numbered: Hashes = np.repeat(numbers << _NUMBER, [len(some) for some in hashes])
    numbered |= np.concatenate(hashes)
    return numbered


def _hashes(units: NDArray[np.uint16]) -> Hashes:
    """Return a 54-bit hash of each sequence of five units, from four as one number and the fifth times odd factors."""
    count = max(len(units) - SHINGLE + 1, 0)
    wide = units.astype(np.uint64)
    two = wide[:-1] << np.uint64(16) | wide[1:]
    hashes: Hashes = (two[:count] << np.uint64(32) | two[2 : count + 2]) * np.uint64(0x9E3779B97F4A7C15)
    hashes += wide[SHINGLE - 1 :] * np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    hashes *= np.uint64(0x94D049BB133111EB)
    hashes >>= np.uint64(_NUMBER_BITS)
    return hashes
