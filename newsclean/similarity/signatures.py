"""A record of fixed size for each document, and the pairs of records that may be of the same story.

A record holds a digest of the folded text, its length and the MinHash of its five-character sequences: enough to
find candidates among millions of documents without their texts, in any order and in parts that are joined later.
Nothing is decided by it. Imported only where documents are compared, for numpy takes a tenth of a second.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from newsclean.folding import ANNOTATION, fold

__all__ = ["Pairs", "Records", "candidates", "signatures"]

Units: TypeAlias = NDArray[np.uint16]
Records: TypeAlias = NDArray[np.void]
Pairs: TypeAlias = NDArray[np.int64]

# One-permutation MinHash: 128 bins, compared in 42 bands of three. A pair of Jaccard similarity 0.7 is missed
# less than once in 10 million times, of 0.5 once in 270, of 0.4 once in 16.
_BINS = 128
_ROWS = 3
_SHINGLE = 5
_BATCH = 100_000  # characters: the arrays of a batch stay in the processor's cache
_SEPARATOR = "\uffff"
_LEAST_ESTIMATE = 0.12  # of a candidate's similarity, from the bins alone; two deviations below what is accepted
_CROWD = 24  # documents in one bucket that are all compared with each other; in a larger one with the next ones
_RECORD = np.dtype([("digest", "<u8"), ("length", "<u4"), ("bins", "<u4", (_BINS,))])


def signatures(texts: Iterable[str]) -> Records:
    """Return a record for each text: a digest of the folded text, its length, and its MinHash bins."""
    made = [_signatures_of_batch(batch) for batch in _batches(texts)]
    return np.concatenate(made) if made else np.zeros(0, _RECORD)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@functools.cache
def _table() -> Units:
    """Return what each UTF-16 code unit folds to; 0 is dropped. Surrogates and the separator stay."""
    table = np.zeros(0x10000, np.uint16)
    codes = [code for code in range(0x10000) if chr(code).isalnum()]
    table[codes] = [ord(character) for character in fold("".join(map(chr, codes)))]
    table[0xD800:0xE000] = np.arange(0xD800, 0xE000)
    table[ord(_SEPARATOR)] = ord(_SEPARATOR)
    return table


def _units(batch: Sequence[str]) -> Units:
    """Return the folded texts as code units, each followed by the separator."""
    plain = (ANNOTATION.sub("", text) if "(" in text or "（" in text else text for text in batch)
    joined = "".join(text.replace(_SEPARATOR, "") + _SEPARATOR for text in plain)
    folded: Units = _table()[np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), "<u2")]
    kept: Units = folded[folded != 0]
    return kept


def _signatures_of_batch(batch: Sequence[str]) -> Records:
    units = _units(batch)
    ends = np.flatnonzero(units == ord(_SEPARATOR))
    lengths = np.diff(ends, prepend=-1) - 1
    made = np.zeros(len(batch), _RECORD)
    made["length"] = lengths
    hashes, document = _shingles(units, ends, lengths)
    made["bins"] = _bins(hashes, document, len(batch))
    made["digest"] = _digests(units, ends, lengths)
    return made


def _shingles(units: Units, ends: Pairs, lengths: Pairs) -> tuple[NDArray[np.uint64], Pairs]:
    """Return a hash of each five-character sequence, and the number of the document it stands in."""
    wide = units.astype(np.uint64)
    count = max(len(wide) - _SHINGLE + 1, 0)
    hashes = np.zeros(count, np.uint64)
    for offset in range(_SHINGLE):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += wide[offset : offset + count]
    document = np.repeat(np.arange(len(lengths)), lengths + 1)[:count]
    inside = ends[document] - np.arange(count) >= _SHINGLE
    return _mixed(hashes[inside]), document[inside]


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter 64-bit values, as the finalizer of SplitMix64 does."""
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


_EMPTY = 0xFFFFFFFF


def _bins(hashes: NDArray[np.uint64], document: Pairs, documents: int) -> NDArray[np.uint32]:
    """Return the least hash of each bin; an empty bin takes over that of the next one that is not."""
    bins = np.full(documents * _BINS, _EMPTY, np.uint32)
    place = document * _BINS + (hashes >> np.uint64(57)).astype(np.int64)
    np.minimum.at(bins, place, (hashes >> np.uint64(20)).astype(np.uint32))
    return _filled(bins.reshape(documents, _BINS))


def _filled(bins: NDArray[np.uint32]) -> NDArray[np.uint32]:
    twice = np.concatenate([bins, bins], axis=1)
    columns = np.where(twice != _EMPTY, np.arange(2 * _BINS), 2 * _BINS)
    nearest = np.minimum.accumulate(columns[:, ::-1], axis=1)[:, ::-1][:, :_BINS]
    found = nearest < 2 * _BINS
    nearest = np.where(found, nearest, 0)
    distance = (nearest - np.arange(_BINS)).astype(np.uint32)
    taken = np.take_along_axis(twice, nearest, axis=1) + distance * np.uint32(0x9E3779B1)
    filled: NDArray[np.uint32] = np.where(found, taken, np.uint32(_EMPTY))
    return filled


def _digests(units: Units, ends: Pairs, lengths: Pairs) -> NDArray[np.uint64]:
    """Return a 64-bit digest of each folded text, the same on every machine."""
    raw = units.astype("<u2").tobytes()
    parts = (raw[2 * (end - length) : 2 * end] for end, length in zip(ends.tolist(), lengths.tolist(), strict=True))
    digests = b"".join(hashlib.blake2b(part, digest_size=8).digest() for part in parts)
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def candidates(records: Records) -> Pairs:
    """Return the pairs `(one, other)` of records that may be of the same story, each once, `one < other`.

    Pairs are found whatever the order of the records, for buckets are looked through in the order of digests.
    """
    found = [_bucket_pairs(records["digest"], records["digest"])]
    for band in range(_BINS // _ROWS):
        rows = records["bins"][:, band * _ROWS : (band + 1) * _ROWS].astype(np.uint64)
        keys = _mixed(rows[:, 0] ^ (rows[:, 1] << np.uint64(32)) ^ (rows[:, 2] << np.uint64(16)))
        keys[records["length"] < _SHINGLE] = records["digest"][records["length"] < _SHINGLE]
        found.append(_bucket_pairs(keys, records["digest"]))
    pairs = np.unique(np.sort(np.concatenate(found), axis=1), axis=0)
    return pairs[_estimates(records, pairs) >= _LEAST_ESTIMATE]


def _bucket_pairs(keys: NDArray[np.uint64], digests: NDArray[np.uint64]) -> Pairs:
    """Return the pairs of equal keys; in a crowd, each with the next `_CROWD` in the order of digests."""
    order = np.lexsort((digests, keys))
    ranked = keys[order]
    pairs = [np.zeros((0, 2), np.int64)]
    for distance in range(1, _CROWD):
        same = np.flatnonzero(ranked[distance:] == ranked[:-distance])
        if not len(same):
            break
        pairs.append(np.stack([order[same], order[same + distance]], axis=1))
    return np.concatenate(pairs)


def _estimates(records: Records, pairs: Pairs) -> NDArray[np.float64]:
    estimates = np.zeros(len(pairs))
    for start in range(0, len(pairs), 4096):
        one, other = records[pairs[start : start + 4096, 0]], records[pairs[start : start + 4096, 1]]
        alike = (one["bins"] == other["bins"]).mean(axis=1)
        estimates[start : start + 4096] = np.where(one["digest"] == other["digest"], 1.0, alike)
    return estimates
