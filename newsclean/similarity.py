"""Which documents say the same: reprints of one story found among many documents.

Three stages, each on its own: `signatures` makes one record of fixed size a document, fast and in any order;
`candidates` names the pairs of records worth a look; `judge` reads the texts of these pairs, compares them, and
gives the verdicts. `cluster` does all three. Documents are compared as readers read them (`newsclean.folding`),
by the five-character sequences they share. A pair becomes a cluster by comparison only, never by a hash, and two
texts that agree in their wording but contradict each other in a number stay apart: they are the morning and the
evening edition of one template. `docs/duplicates.md` tells where the constants come from.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsclean.comparison import Comparison, Profile, compare
from newsclean.folding import ANNOTATION, fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Units = NDArray[np.uint16]
    Records = NDArray[np.void]
    Pairs = NDArray[np.int64]

__all__ = ["Keep", "Verdict", "candidates", "cluster", "judge", "signatures"]

Keep = Literal["first", "longest", "earliest"]

# One-permutation MinHash: 128 bins, compared in 42 bands of three. A pair of Jaccard similarity 0.7 is missed
# once in 100,000 times, of 0.5 once in 270, of 0.4 once in 16.
_BINS = 128
_ROWS = 3
_SHINGLE = 5
_BATCH = 100_000  # characters: the arrays of a batch stay in the processor's cache
_SEPARATOR = "\uffff"
_LEAST_ESTIMATE = 0.25  # of a candidate's similarity, from the bins alone; 0.2 below what is ever accepted
_CROWD = 24  # documents in one bucket that are all compared with each other; in a larger one with the next ones


class Verdict(NamedTuple):
    """What became of a document: its cluster (None: alone), the document it repeats (None: it is kept), how alike."""

    cluster: int | None
    duplicate_of: int | None
    similarity: float


def cluster(texts: Iterable[str], keep: Keep = "first", dates: Sequence[str | None] = ()) -> list[Verdict]:
    """Return a verdict for each text; see `judge`."""
    held = list(texts)
    return judge(signatures(held), held.__getitem__, keep, dates)


def signatures(texts: Iterable[str]) -> Records:
    """Return a record for each text: a digest of the folded text, its length, and its MinHash bins."""
    import numpy as np  # noqa: PLC0415 - a third of a command's start

    made = [_signatures_of_batch(batch) for batch in _batches(texts)]
    return np.concatenate(made) if made else np.zeros(0, _record())


def _record() -> np.dtype[np.void]:
    import numpy as np  # noqa: PLC0415

    return np.dtype([("digest", "<u8"), ("length", "<u4"), ("bins", "<u4", (_BINS,))])


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
    import numpy as np  # noqa: PLC0415

    table = np.zeros(0x10000, np.uint16)
    for code in range(0x10000):
        if 0xD800 <= code < 0xE000:
            table[code] = code
        elif chr(code).isalnum():
            table[code] = ord(fold(chr(code))[:1] or "\0")
    table[ord(_SEPARATOR)] = ord(_SEPARATOR)
    return table


def _units(batch: Sequence[str]) -> Units:
    """Return the folded texts as code units, each followed by the separator."""
    import numpy as np  # noqa: PLC0415

    plain = (ANNOTATION.sub("", text) if "(" in text or "（" in text else text for text in batch)
    joined = "".join(text.replace(_SEPARATOR, "") + _SEPARATOR for text in plain)
    folded = _table()[np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), "<u2")]
    return folded[folded != 0]


def _signatures_of_batch(batch: Sequence[str]) -> Records:
    import numpy as np  # noqa: PLC0415

    units = _units(batch)
    ends = np.flatnonzero(units == ord(_SEPARATOR))
    lengths = np.diff(ends, prepend=-1) - 1
    made = np.zeros(len(batch), _record())
    made["length"] = lengths
    hashes, document = _shingles(units, ends, lengths)
    made["bins"] = _bins(hashes, document, len(batch))
    made["digest"] = _digests(units, ends, lengths)
    return made


def _shingles(units: Units, ends: Pairs, lengths: Pairs) -> tuple[NDArray[np.uint64], Pairs]:
    """Return a hash of each five-character sequence, and the number of the document it stands in."""
    import numpy as np  # noqa: PLC0415

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
    import numpy as np  # noqa: PLC0415

    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


_EMPTY = 0xFFFFFFFF


def _bins(hashes: NDArray[np.uint64], document: Pairs, documents: int) -> NDArray[np.uint32]:
    """Return the least hash of each bin; an empty bin takes over that of the next one that is not."""
    import numpy as np  # noqa: PLC0415

    bins = np.full(documents * _BINS, _EMPTY, np.uint32)
    place = document * _BINS + (hashes >> np.uint64(57)).astype(np.int64)
    np.minimum.at(bins, place, (hashes >> np.uint64(20)).astype(np.uint32))
    return _filled(bins.reshape(documents, _BINS))


def _filled(bins: NDArray[np.uint32]) -> NDArray[np.uint32]:
    import numpy as np  # noqa: PLC0415

    twice = np.concatenate([bins, bins], axis=1)
    columns = np.where(twice != _EMPTY, np.arange(2 * _BINS), 2 * _BINS)
    nearest = np.minimum.accumulate(columns[:, ::-1], axis=1)[:, ::-1][:, :_BINS]
    found = nearest < 2 * _BINS
    nearest = np.where(found, nearest, 0)
    distance = (nearest - np.arange(_BINS)).astype(np.uint32)
    taken = np.take_along_axis(twice, nearest, axis=1) + distance * np.uint32(0x9E3779B1)
    return np.where(found, taken, np.uint32(_EMPTY))


def _digests(units: Units, ends: Pairs, lengths: Pairs) -> NDArray[np.uint64]:
    """Return a 64-bit digest of each folded text, the same on every machine."""
    import hashlib  # noqa: PLC0415

    import numpy as np  # noqa: PLC0415

    raw = units.astype("<u2").tobytes()
    parts = (raw[2 * (end - length) : 2 * end] for end, length in zip(ends.tolist(), lengths.tolist(), strict=True))
    digests = b"".join(hashlib.blake2b(part, digest_size=8).digest() for part in parts)
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def candidates(records: Records) -> Pairs:
    """Return the pairs `(one, other)` of records that may be of the same story, each once, `one < other`.

    Pairs are found whatever the order of the records, for buckets are looked through in the order of digests.
    """
    import numpy as np  # noqa: PLC0415

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
    import numpy as np  # noqa: PLC0415

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
    import numpy as np  # noqa: PLC0415

    estimates = np.zeros(len(pairs))
    for start in range(0, len(pairs), 4096):
        one, other = records[pairs[start : start + 4096, 0]], records[pairs[start : start + 4096, 1]]
        alike = (one["bins"] == other["bins"]).mean(axis=1)
        estimates[start : start + 4096] = np.where(one["digest"] == other["digest"], 1.0, alike)
    return estimates


def judge(
    records: Records, read: Callable[[int], str], keep: Keep = "first", dates: Sequence[str | None] = ()
) -> list[Verdict]:
    """Return a verdict for each document of `records`; `read(index)` gives its text where it must be compared.

    Of each cluster one document is kept: the first, the longest, or that of the earliest of `dates` (strings that
    sort as dates do; None sorts last). Clusters are numbered in the order of their first documents.
    """
    documents = _Documents(records, read)
    groups = _joined(documents, candidates(records))
    verdicts = [Verdict(None, None, 1.0)] * len(records)
    for number, members in enumerate(groups):
        kept = min(members, key=lambda index: _rank(index, records, keep, dates))
        for index in members:
            similarity = 1.0 if index == kept else documents.compare(kept, index).similarity
            verdicts[index] = Verdict(number, None if index == kept else kept, round(similarity, 4))
    return verdicts


def _rank(index: int, records: Records, keep: Keep, dates: Sequence[str | None]) -> tuple[Any, ...]:
    if keep == "longest":
        return -int(records["length"][index]), index
    if keep == "earliest":
        date = dates[index] if index < len(dates) else None
        return date is None, date or "", index
    return (index,)


class _Documents:
    """Reads and compares documents, holding the profiles of the last ones."""

    def __init__(self, records: Records, read: Callable[[int], str]) -> None:
        self.digests = records["digest"].tolist()
        self._profile = functools.lru_cache(maxsize=512)(lambda index: Profile(fold(read(index))))
        self._compared = functools.lru_cache(maxsize=1 << 16)(
            lambda one, other: compare(self._profile(one), self._profile(other))
        )

    def compare(self, one: int, other: int) -> Comparison:
        return self._compared(min(one, other), max(one, other))


def _joined(documents: _Documents, pairs: Pairs) -> list[list[int]]:
    """Return the clusters, each in order: the most alike first, and never two that contradict each other.

    Which pair comes first depends on the documents alone, not on their order.
    """
    alike, apart = [], []
    for one, other in pairs.tolist():
        comparison = documents.compare(one, other)
        if comparison.is_same:
            names = sorted((documents.digests[one], documents.digests[other]))
            alike.append((-comparison.similarity, names, one, other))
        elif comparison.is_twin:
            apart.append((one, other))
    groups = _Groups(apart)
    for _, _, one, other in sorted(alike):
        groups.join(one, other)
    return groups.clusters()


class _Groups:
    """Sets of documents that grow together, save where a member of one must stay apart from one of the other."""

    def __init__(self, apart: Iterable[tuple[int, int]]) -> None:
        self._members: dict[int, list[int]] = {}
        self._root: dict[int, int] = {}
        self._enemies: dict[int, set[int]] = {}
        for one, other in apart:
            self._enemies.setdefault(one, set()).add(other)
            self._enemies.setdefault(other, set()).add(one)

    def join(self, one: int, other: int) -> None:
        into, out = self._root.get(one, one), self._root.get(other, other)
        if into == out:
            return
        kept, moved = self._members.get(into, [into]), self._members.get(out, [out])
        if len(kept) < len(moved):
            into, out, kept, moved = out, into, moved, kept
        if self._enemies.get(out, set()) & set(kept):
            return
        self._enemies.setdefault(into, set()).update(self._enemies.pop(out, ()))
        self._members.pop(out, None)
        self._members[into] = kept + moved
        self._root.update(dict.fromkeys([*moved, into], into))

    def clusters(self) -> list[list[int]]:
        return sorted(sorted(members) for members in self._members.values())
