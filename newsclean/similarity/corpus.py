"""The records and folded texts of a run, on disk: those of earlier runs first, then those of all shards in order."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsclean.batch.engine import Engine
from newsclean.errors import InputError
from newsclean.similarity.bands import BANDS, candidates, found_in, pairs_of
from newsclean.similarity.comparison import COMPARED, Profile, compare
from newsclean.similarity.earlier import Earlier
from newsclean.similarity.shards import Shard, Signing
from newsclean.similarity.signatures import RECORD, Pairs, Records
from newsclean.similarity.work import do_all
from newsclean.writing import replacing

__all__ = ["Corpus"]

Numbers = NDArray[np.int64]


#: Where a folded text lies: the number of a file, the place there, in bytes, and how many.
TEXT = np.dtype([("file", "<u4"), ("offset", "<u8"), ("size", "<u4")])


class Corpus:
    """The documents of a run as far as comparing them goes. `records` is a map of a file."""

    def __init__(self, signing: Signing, shards: Sequence[Shard], earlier: Earlier) -> None:
        self._signing = signing
        self._shards = shards
        self._earlier = earlier
        self.fresh = len(earlier.decided)
        self.records = self._records()
        counts = [signing.path(shard, "records").stat().st_size // RECORD.itemsize for shard in shards]
        self._starts = self.fresh + np.cumsum([0, *counts])  # of each shard

    def _records(self) -> Records:
        path = self._signing.folder / _RECORDS
        with path.open("wb") as file:
            self._earlier.write_records(file)
            for shard in self._shards:
                with self._signing.path(shard, "records").open("rb") as part:
                    shutil.copyfileobj(part, file, 1 << 20)
        if path.stat().st_size // RECORD.itemsize > _MOST:
            raise InputError(f"more than {_MOST:,} documents cannot be told apart by number; compare a part of them")
        return _mapped(path, RECORD)

    def candidates(self, chosen: Numbers, engine: Engine, memory: int) -> Pairs:
        """Return the candidates among the records of these numbers; `memory` is for all workers together."""
        count = min(engine.places, len(chosen) // _ENOUGH, BANDS)
        if count < 2:
            return candidates(self.records, chosen, memory, self.fresh)
        finding = _Finding(self._signing.folder, self.fresh, max(1, memory // count))
        with replacing(finding.chosen) as file:
            file.write(chosen.tobytes())
        tasks = [range(BANDS * task // count, BANDS * (task + 1) // count) for task in range(count)]
        do_all(finding, tasks, engine)
        return pairs_of(*(np.fromfile(finding.path(bands), np.uint64) for bands in tasks))

    def compare(self, pairs: Pairs, name: str, engine: Engine) -> NDArray[np.void]:
        """Compare the texts of pairs, in order; the results are kept under `name`."""
        earlier = np.flatnonzero(np.bincount(pairs[pairs < self.fresh]))
        self._earlier.lay_down(earlier, self._signing.folder / f"{name}.earlier")
        texts = self._texts(earlier)
        pieces = [
            _Piece(self._signing.folder / f"{name}-{number:05}.compared", *_local(some, texts))
            for number, some in enumerate(self._pieces(pairs))
        ]
        do_all(_Comparing(self._files(f"{name}.earlier")), pieces, engine)
        return np.concatenate([np.zeros(0, COMPARED), *(np.fromfile(piece.path, COMPARED) for piece in pieces)])

    def folded(self, numbers: Numbers) -> Iterator[bytes]:
        """Yield the folded texts of documents of this run, in order, as UTF-16 code units."""
        texts = self._texts(np.zeros(0, np.int64))[numbers]
        return _read(self._files("none.earlier"), texts)

    def _files(self, earlier: str) -> list[Path]:
        return [self._signing.folder / earlier, *(self._signing.path(shard, "folded") for shard in self._shards)]

    def _texts(self, earlier: Numbers) -> NDArray[np.void]:
        """Return where all folded texts lie; those of `earlier` one behind the other in file 0."""
        texts = np.zeros(len(self.records), TEXT)
        texts["size"] = 2 * self.records["length"].astype(np.int64)
        texts["offset"][earlier] = np.cumsum(texts["size"][earlier], dtype=np.int64) - texts["size"][earlier]
        for number, (start, end) in enumerate(itertools.pairwise(self._starts.tolist()), 1):
            sizes = texts["size"][start:end].astype(np.int64) + 2
            texts["offset"][start:end] = np.cumsum(sizes) - sizes
            texts["file"][start:end] = number
        return texts

    def _pieces(self, pairs: Pairs) -> list[Pairs]:
        """Cut pairs into pieces of about the same work; how does not depend on the number of processes."""
        work = np.cumsum(self.records["length"][pairs].sum(axis=1, dtype=np.int64)) // _PIECE
        return np.split(pairs, np.flatnonzero(np.diff(work)) + 1) if len(pairs) else []


_RECORDS = "records"
_MOST = 1 << 32  # documents: `bands` makes one number of 64 bits of a pair
_ENOUGH = 500_000  # records for each worker that finds candidates: with fewer it spends its time on beginning


@dataclass(frozen=True)
class _Finding:
    """Finds the candidates of some bands; see `newsclean.similarity.bands`."""

    folder: Path
    fresh: int
    memory: int

    @property
    def chosen(self) -> Path:
        """The file of the numbers of the records that are looked at."""
        return self.folder / "chosen"

    def path(self, bands: range) -> Path:
        """Return the file for what some bands find."""
        return self.folder / f"bands-{bands.start:02}-{bands.stop:02}.pairs"

    def is_done(self, bands: range) -> bool:
        return self.path(bands).is_file()

    def __call__(self, bands: range) -> None:
        records, chosen = _mapped(self.folder / _RECORDS, RECORD), _mapped(self.chosen, np.dtype(np.int64))
        with replacing(self.path(bands)) as file:
            file.write(found_in(bands, records, chosen, self.memory, self.fresh).tobytes())


def _mapped(path: Path, kind: np.dtype[Any]) -> NDArray[Any]:
    """Return a file as an array, which is not read into memory."""
    if not path.stat().st_size:
        return np.zeros(0, kind)
    return np.memmap(path, kind, "r").view(np.ndarray)


_PIECE = 4_000_000  # code units to compare: about a thousand pairs, a tenth of a second


class _Piece(NamedTuple):
    """Pairs to compare, as places in `texts`, and the file for the results."""

    path: Path
    pairs: Pairs
    texts: NDArray[np.void]


def _local(pairs: Pairs, texts: NDArray[np.void]) -> tuple[Pairs, NDArray[np.void]]:
    """Return pairs as places among the texts they need, and these."""
    numbers, places = np.unique(pairs, return_inverse=True)
    return places.reshape(pairs.shape), texts[numbers]


class _Comparing:
    """Compares pieces; `files` hold the folded texts."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files

    def is_done(self, piece: _Piece) -> bool:
        return piece.path.is_file()

    def __call__(self, piece: _Piece) -> None:
        with replacing(piece.path) as file:
            texts = [Profile(np.frombuffer(text, "<u2")) for text in _read(self._files, piece.texts)]
            file.write(compare(texts, piece.pairs).tobytes())


def _read(files: Sequence[Path], texts: NDArray[np.void]) -> Iterator[bytes]:
    with contextlib.ExitStack() as stack:
        held: dict[int, BinaryIO] = {}
        for number, offset, size in texts.tolist():
            if number not in held:
                held[number] = stack.enter_context(files[number].open("rb", buffering=0))
            held[number].seek(offset)
            yield held[number].read(size)
