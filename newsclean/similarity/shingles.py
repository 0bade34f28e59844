"""How many five-character sequences two texts share, exactly, for many pairs of texts at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsclean.similarity.signatures import ENOUGH, SHINGLE
from newsclean.similarity.units import END

__all__ = ["Overlap", "overlaps"]

Hashes = NDArray[np.uint64]
Texts = tuple[NDArray[np.uint16], NDArray[np.uint16]]

# A sort looks at as many sequences as stay in the processor's cache. The number of the pair stands in the upper bits
# of what is sorted, which of its texts in the lowest, a hash of the sequence in the others: two sequences of a pair are
# taken for one, wrongly, once in some 10 billion pairs of texts of 2,000 characters.
_AT_ONCE = 60_000
_NUMBER_BITS = 9
_NUMBER = np.uint64(64 - _NUMBER_BITS)
_ONE = np.uint64(1)
_NONE = np.uint64((1 << 64) - 1)
_END = np.array([END], np.uint16)


class Overlap(NamedTuple):
    """How many different sequences two texts share, and how many each of them has."""

    shared: int
    one: int
    other: int


def overlaps(texts: Sequence[NDArray[np.uint16]], pairs: Sequence[tuple[int, int]]) -> list[Overlap]:
    """Return for each pair of (folded) texts how much they share; of a book its first 200,000 characters count."""
    taken = ((texts[one][:ENOUGH], texts[other][:ENOUGH]) for one, other in pairs)
    return [overlap for group in _groups(taken) for overlap in _overlaps(group)]


def _groups(pairs: Iterable[Texts]) -> Iterator[list[Texts]]:
    """Yield pairs in groups that are sorted at once."""
    group: list[Texts] = []
    total = 0
    for one, other in pairs:
        group.append((one, other))
        total += len(one) + len(other)
        if total >= _AT_ONCE or len(group) == 1 << _NUMBER_BITS:
            yield group
            group, total = [], 0
    if group:
        yield group


def _overlaps(pairs: Sequence[Texts]) -> Iterator[Overlap]:
    """Yield the overlaps of at most 512 pairs."""
    ordered = _hashes([text for pair in pairs for text in pair])
    ordered.sort()
    ordered = ordered[: np.searchsorted(ordered, _NONE)]
    new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    different = ordered.compress(new)
    starts = np.searchsorted(different, np.arange(len(pairs), dtype=np.uint64) << _NUMBER)
    bounds = np.append(starts, len(different))

    def counted(places: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.diff(np.searchsorted(places, bounds))

    both = different | _ONE
    shared = counted(np.flatnonzero(both[1:] == both[:-1]))
    other = counted(np.flatnonzero(both == different))
    one = np.diff(bounds) - other
    return map(Overlap, shared.tolist(), one.tolist(), other.tolist())


def _hashes(texts: Sequence[NDArray[np.uint16]]) -> Hashes:
    """Return a number for each sequence of five units of texts, of which two in a row are a pair.

    `_NONE` stands for those that reach over the end of a text.
    """
    units = np.concatenate([part for text in texts for part in (text, _END)]).astype(np.uint64)
    two = units[:-1] << np.uint64(16)
    two |= units[1:]
    hashes: Hashes = two[:-3] << np.uint64(32)  # four units as one number and the fifth, times odd factors
    hashes |= two[2:-1]
    hashes *= np.uint64(0x9E3779B97F4A7C15)
    hashes += units[4:] * np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    hashes *= np.uint64(0x94D049BB133111EB)
    hashes >>= np.uint64(_NUMBER_BITS + 1)
    hashes <<= _ONE
    lengths = np.array([len(text) + 1 for text in texts])
    number = np.arange(len(texts), dtype=np.uint64)
    hashes |= np.repeat(number >> _ONE << _NUMBER | number & _ONE, lengths)[: len(hashes)]
    reaching = np.cumsum(lengths)[:, np.newaxis] - 1 - np.arange(SHINGLE)
    hashes[reaching[(reaching >= 0) & (reaching < len(hashes))]] = _NONE
    return hashes
