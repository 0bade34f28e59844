"""A record of fixed size for each document: a digest of the folded text, its length and its MinHash.

That is enough to find candidates among millions of documents without their texts, in any order and in parts that are
joined later. Nothing is decided by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from newsclean.similarity.units import Units, encoded

__all__ = ["BATCH", "BINS", "ENOUGH", "RECORD", "SHINGLE", "Pairs", "Records", "batches", "signatures_of"]

Records: TypeAlias = NDArray[np.void]
Pairs: TypeAlias = NDArray[np.int64]
Hashes: TypeAlias = NDArray[np.uint32]

#: Bins of the one-permutation MinHash. 16 bits of each are kept: two different bins agree by chance once in 65,536.
BINS = 128
_BIN_BITS = 7
#: Characters in the sequences that are compared.
SHINGLE = 5
#: Characters that are worked on at once: most arrays stay in the processor's cache.
BATCH = 200_000
# glibc gives the pages of large arrays back to the system whenever they are freed, and asks for new ones for the next,
# until it has seen a larger one freed; then it keeps up to twice as much.
np.empty(31 << 20, np.uint8)
#: Units of a text that count; a book is known by its beginning.
ENOUGH = 200_000
RECORD = np.dtype([("digest", "<u8"), ("length", "<u4"), ("bins", "<u2", (BINS,))])


def batches(texts: Iterable[str]) -> Iterator[list[bytes]]:
    """Yield texts (`encoded`) in batches that are worked on at once."""
    batch: list[bytes] = []
    size = 0
    for text in texts:
        batch.append(encoded(text))
        size += len(text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def signatures_of(units: Units) -> Records:
    """Return a record for each folded text."""
    hashes = _shingles(units)
    sums = np.add.reduceat(hashes, units.starts, dtype=np.uint32)
    _leave_out(hashes, units)
    made = np.zeros(len(units.ends), RECORD)
    made["length"] = units.lengths
    made["bins"] = _bins(hashes, units)
    made["digest"] = _digests(made, sums)
    for index in np.flatnonzero(made["length"] < SHINGLE).tolist():  # it has no hashes, and is a digest itself
        text = units.values[units.starts[index] : units.ends[index]]
        made["digest"][index] = int.from_bytes(text.astype("<u2").tobytes(), "little")
    return made


_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = np.cumprod(np.full(BINS // 4 + 2, _FACTOR))


def _digests(made: Records, sums: Hashes) -> NDArray[np.uint64]:
    """Return a 64-bit digest of each text: of its bins, its length and the sum of its hashes.

    Texts of which one has another number may have the same bins; once in four billion times they have the same sum.
    """
    words = np.empty((len(made), len(_FACTORS)), "<u8")
    words[:, :-2] = made["bins"].view("<u8")
    words[:, -2] = made["length"]
    words[:, -1] = sums
    words *= _FACTORS
    digests: NDArray[np.uint64] = words.sum(axis=1, dtype=np.uint64)
    digests ^= digests >> np.uint64(32)
    digests *= _FACTOR
    return digests


_EMPTY = 0xFFFFFFFF


def _bins(hashes: Hashes, units: Units) -> NDArray[np.uint16]:
    """Return 16 bits of the least hash of each bin; an empty bin takes over those of the next one that is not."""
    documents = len(units.ends)
    bins = np.full(documents * BINS, _EMPTY, np.uint32)
    place = np.repeat(np.arange(0, documents * BINS, BINS, dtype=np.uint32), units.lengths + 1)
    place += hashes >> np.uint32(32 - _BIN_BITS)
    np.minimum.at(bins, place.astype(np.int64), hashes)
    rows = bins.reshape(documents, BINS)
    is_empty = rows == _EMPTY
    kept: NDArray[np.uint16] = ((rows ^ rows >> np.uint32(16)) * np.uint32(0xC2B2AE35) >> np.uint32(16)).astype(
        np.uint16
    )
    sparse = np.flatnonzero(is_empty.any(axis=1))
    kept[sparse] = _filled(kept[sparse], is_empty[sparse])
    return kept


def _shingles(units: Units) -> Hashes:
    """Return a hash of the sequence of five units that begins at each; `_EMPTY` where it reaches over an end.

    Two units, two units and one, times odd factors, scattered as by a part of the finalizer of MurmurHash3. The upper
    bits are scattered well, which name the bin and say what is least in it; the rest is done for the least ones alone.
    """
    wide = units.values.astype(np.uint32)
    two = wide[:-1] << np.uint32(16)
    two |= wide[1:]
    made = np.empty_like(wide)
    hashes = made[: 1 - SHINGLE]
    np.multiply(two[:-3], np.uint32(0x9E3779B1), out=hashes)
    two *= np.uint32(0x85EBCA77)
    wide *= np.uint32(0xC2B2AE3D)
    hashes ^= two[2:-1]
    hashes += wide[SHINGLE - 1 :]
    hashes ^= hashes >> np.uint32(15)
    hashes *= np.uint32(0x85EBCA6B)
    reaching = (units.ends[:, np.newaxis] - np.arange(SHINGLE)).ravel()
    made[reaching.clip(0)] = _EMPTY
    return made


def _leave_out(hashes: Hashes, units: Units) -> None:
    """Make those hashes count for nothing that lie beyond what counts of a book."""
    for index in np.flatnonzero(units.lengths > ENOUGH).tolist():
        hashes[units.starts[index] + ENOUGH - SHINGLE + 1 : units.ends[index]] = _EMPTY


def _filled(bins: NDArray[np.uint16], is_empty: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """Return bins with something in each, as long as a document has one that is not empty."""
    twice = np.concatenate([bins, bins], axis=1)
    columns = np.where(np.concatenate([is_empty, is_empty], axis=1), 2 * BINS, np.arange(2 * BINS))
    nearest = np.minimum.accumulate(columns[:, ::-1], axis=1)[:, ::-1][:, :BINS]
    found = nearest < 2 * BINS
    nearest = np.where(found, nearest, 0)
    distance = nearest - np.arange(BINS)
    taken = np.take_along_axis(twice, nearest, axis=1) + distance * 0x9E37
    return np.where(found, taken, _EMPTY).astype(np.uint16)
