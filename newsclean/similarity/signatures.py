"""A record of fixed size for each document: a digest of the folded text, its length and its MinHash.

That is enough to find candidates among millions of documents without their texts, in any order and in parts that are
joined later. Nothing is decided by it.
"""

from __future__ import annotations

import hashlib
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
#: Characters that are worked on at once: the arrays stay in the processor's cache.
BATCH = 100_000
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
    made = np.zeros(len(units.ends), RECORD)
    made["length"] = units.lengths
    made["digest"] = _digests(units)
    made["bins"] = _bins(units)
    return made


def _digests(units: Units) -> NDArray[np.uint64]:
    """Return a 64-bit digest of each folded text, the same on every machine."""
    raw = memoryview(units.values.astype("<u2", copy=False).tobytes())
    places = zip((2 * units.starts).tolist(), (2 * units.ends).tolist(), strict=True)
    digests = b"".join([hashlib.blake2b(raw[start:end], digest_size=8).digest() for start, end in places])
    return np.frombuffer(digests, "<u8").astype(np.uint64)


_EMPTY = 0xFFFFFFFF


def _bins(units: Units) -> NDArray[np.uint16]:
    """Return the least hash of each bin; an empty bin takes over that of the next one that is not."""
    documents = len(units.ends)
    bins = np.full(documents * BINS, _EMPTY, np.uint32)
    hashes = _shingles(units.values)
    _leave_out(hashes, units)
    place = np.repeat(np.arange(0, documents * BINS, BINS), units.lengths + 1)[: len(hashes)]
    place += hashes >> np.uint32(32 - _BIN_BITS)
    np.minimum.at(bins, place, hashes)
    rows = bins.reshape(documents, BINS)
    sparse = np.flatnonzero((rows == _EMPTY).any(axis=1))
    kept = rows.astype(np.uint16)  # within a bin the high bits say nothing
    kept[sparse] = _filled(rows[sparse])
    return kept


def _shingles(units: NDArray[np.uint16]) -> Hashes:
    """Return a hash of each sequence of five units, also of those that reach over the end of a text.

    Five units times odd factors, scattered by the finalizer of MurmurHash3.
    """
    wide = units.astype(np.uint32)
    count = max(len(wide) - SHINGLE + 1, 0)
    two = wide[:-1] << np.uint32(16)
    two |= wide[1:]
    hashes: Hashes = two[:count] * np.uint32(0x9E3779B1)
    two *= np.uint32(0x85EBCA77)
    wide *= np.uint32(0xC2B2AE3D)
    hashes ^= two[2 : count + 2]
    hashes += wide[SHINGLE - 1 :]
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        hashes ^= hashes >> np.uint32(shift)
        hashes *= np.uint32(factor)
    hashes ^= hashes >> np.uint32(16)
    return hashes


def _leave_out(hashes: Hashes, units: Units) -> None:
    """Make those hashes count for nothing that reach over the end of a text, or lie beyond what counts of a book."""
    reaching = (units.ends[:, np.newaxis] - np.arange(SHINGLE)).ravel()
    hashes[reaching[(reaching >= 0) & (reaching < len(hashes))]] = _EMPTY
    for index in np.flatnonzero(units.lengths > ENOUGH).tolist():
        hashes[units.starts[index] + ENOUGH - SHINGLE + 1 : units.ends[index]] = _EMPTY


def _filled(bins: Hashes) -> NDArray[np.uint16]:
    twice = np.concatenate([bins, bins], axis=1)
    columns = np.where(twice != _EMPTY, np.arange(2 * BINS), 2 * BINS)
    nearest = np.minimum.accumulate(columns[:, ::-1], axis=1)[:, ::-1][:, :BINS]
    found = nearest < 2 * BINS
    nearest = np.where(found, nearest, 0)
    distance = nearest - np.arange(BINS)
    taken = np.take_along_axis(twice, nearest, axis=1) + distance * 0x9E37
    return np.where(found, taken, _EMPTY).astype(np.uint16)
