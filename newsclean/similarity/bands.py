"""The pairs of records that may be of the same story, found by banding: in memory that is bounded, whatever the number.

A band is three bins; what agrees in all bins of a band meets in one bucket. Records are read from where they lie in
blocks, and only as many bands at a time as memory allows keep their keys; where not even one band's keys fit, a part
of them after the other. The pairs found do not depend on it, nor on the order of the records: buckets are looked
through in the order of digests.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsclean.similarity import DEFAULT_MEMORY
from newsclean.similarity.signatures import BINS, Pairs, Records

__all__ = ["BANDS", "Keys", "candidates", "found_in", "pairs_of"]

Keys = NDArray[np.uint64]

#: 128 bins in 42 bands of three: a pair of Jaccard similarity 0.7 is missed less than once in 10 million times, of
# 0.5 once in 270, of 0.4 once in 16.
_ROWS = 3
BANDS = BINS // _ROWS
_LEAST_ESTIMATE = 0.12  # of a candidate's similarity, from the bins alone; two deviations below what is accepted
_CROWD = 24  # documents in one bucket that are all compared with each other; in a larger one with the next ones
_BLOCK = 1 << 16  # records that are read at once
_SORTING = 40  # bytes a record that one band takes beside its keys while it is sorted
_PLACED = 16  # bytes a record of a band's keys and the places they came from


def candidates(records: Records, chosen: NDArray[np.int64], memory: int = DEFAULT_MEMORY, fresh: int = 0) -> Pairs:
    """Return the pairs `(one, other)` of the records in places `chosen`, each once, in order, `one < other`.

    `records` may lie in a file (a memory map). Of the records before `fresh` no two are paired: that was done by an
    earlier run. `memory` is in bytes.
    """
    return pairs_of(found_in(range(BANDS), records, chosen, memory, fresh))


def found_in(
    bands: range, records: Records, chosen: NDArray[np.int64], memory: int = DEFAULT_MEMORY, fresh: int = 0
) -> Keys:
    """Return the candidates that these bands find, each as one number, in order; see `candidates`."""
    found = np.zeros(0, np.uint64)
    for bucket in _buckets(records, chosen, bands, _share(len(chosen), memory)):
        pairs = _bucket_pairs(bucket, records)
        pairs = _not_among(found, pairs[pairs[:, 1] >= fresh])
        found = np.concatenate([found, _numbers(pairs[_estimates(records, pairs) >= _LEAST_ESTIMATE])])
        found.sort()
    return found


def pairs_of(*found: Keys) -> Pairs:
    """Return what all bands have found as pairs, each once, in order."""
    numbers = np.unique(np.concatenate(found)) if len(found) > 1 else found[0]
    return np.stack([numbers >> _HALF, numbers & _OTHER], axis=1).astype(np.int64)


_HALF = np.uint64(32)
_OTHER = np.uint64((1 << 32) - 1)


def _numbers(pairs: Pairs) -> Keys:
    """Return each pair as one number."""
    numbers: Keys = pairs[:, 0].astype(np.uint64) << _HALF
    numbers |= pairs[:, 1].astype(np.uint64)
    return numbers


def _not_among(found: Keys, pairs: Pairs) -> Pairs:
    """Return the pairs that other bands have not found yet; `found` is sorted. Within a band each stands once."""
    if not len(found):
        return pairs
    numbers = _numbers(pairs)
    places = np.minimum(np.searchsorted(found, numbers), len(found) - 1)
    new: Pairs = pairs[found[places] != numbers]
    return new


class _Share(NamedTuple):
    """How much is looked at in one pass over the records."""

    bands: int
    parts: int  # that the keys of one band are cut into


def _share(records: int, memory: int) -> _Share:
    one = records * (_SORTING + _PLACED)
    if one > memory:
        return _Share(1, math.ceil(one / memory))
    return _Share(min(BANDS, 1 + (memory - one) // max(records * _PLACED, 1)), 1)


class _Bucketed(NamedTuple):
    """The keys of one band (or a part of them) and the places of their records."""

    keys: Keys
    places: NDArray[np.int64]


def _buckets(records: Records, chosen: NDArray[np.int64], wanted: range, share: _Share) -> Iterator[_Bucketed]:
    for first in range(0, len(wanted), share.bands):
        bands = wanted[first : first + share.bands]
        columns = records["bins"][:, bands.start * _ROWS : bands.stop * _ROWS]
        for part in range(share.parts):
            held: list[list[_Bucketed]] = [[] for _ in bands]
            for start in range(0, len(chosen), _BLOCK):
                places = chosen[start : start + _BLOCK]
                bins = columns[places]
                for number, kept in enumerate(held):
                    keys = _keys(bins[:, number * _ROWS : (number + 1) * _ROWS])
                    mine = slice(None) if share.parts == 1 else keys % np.uint64(share.parts) == part
                    kept.append(_Bucketed(keys[mine], places[mine]))
            while held:
                blocks = held.pop()
                yield _Bucketed(*map(np.concatenate, zip(*blocks, strict=True))) if blocks else _NOTHING


_NOTHING = _Bucketed(np.zeros(0, np.uint64), np.zeros(0, np.int64))


def _keys(bins: NDArray[np.uint16]) -> Keys:
    """Return the three bins of a band side by side, scattered over 64 bits."""
    one, two, three = bins.astype(np.uint64).T
    keys: Keys = one | two << np.uint64(16) | three << np.uint64(32)
    keys *= np.uint64(0x9E3779B97F4A7C15)
    keys ^= keys >> np.uint64(32)
    return keys


def _bucket_pairs(bucket: _Bucketed, records: Records) -> Pairs:
    """Return the pairs of equal keys; in a crowd, each with the next `_CROWD` in the order of digests."""
    keys, places = _shared(bucket)
    order = np.lexsort((records["digest"][places], keys))
    keys, places = keys[order], places[order]
    pairs = [np.zeros((0, 2), np.int64)]
    for distance in range(1, _CROWD):
        same = np.flatnonzero(keys[distance:] == keys[:-distance])
        if not len(same):
            break
        pairs.append(np.stack([places[same], places[same + distance]], axis=1))
    return np.sort(np.concatenate(pairs), axis=1)


def _shared(bucket: _Bucketed) -> _Bucketed:
    """Return what is left without the keys that occur once, nearly all of them."""
    order = np.argsort(bucket.keys)
    ranked = bucket.keys[order]
    same = ranked[1:] == ranked[:-1]
    held = order[np.append(same, False) | np.insert(same, 0, False)] if len(ranked) else order
    return _Bucketed(bucket.keys[held], bucket.places[held])


def _estimates(records: Records, pairs: Pairs) -> NDArray[np.float64]:
    """Return how alike pairs are as far as their bins tell."""
    estimates = np.zeros(len(pairs))
    for start in range(0, len(pairs), _BLOCK // 16):
        block = slice(start, start + _BLOCK // 16)
        one, other = records["bins"][pairs[block, 0]], records["bins"][pairs[block, 1]]
        estimates[block] = (one == other).mean(axis=1)
    return estimates
