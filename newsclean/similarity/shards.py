"""Inputs cut into shards, and the signatures of a shard: the unit of work of `dedup --across`.

A shard is a few ranges of bytes of files of JSON Lines. A line belongs to the range that its first byte lies in. One
worker reads a shard and lays down, in files of the work folder, a record for each document (`records`), where its
line stands (`places`), its folded text (`folded`), and what could not be read (`told`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from newsclean.errors import NewscleanError
from newsclean.reading import Reader
from newsclean.similarity.blocks import Plain, blocks, plain
from newsclean.similarity.signatures import BATCH, signatures_of
from newsclean.similarity.sources import Source
from newsclean.similarity.units import Units, encoded, folded_units
from newsclean.writing import replacing

__all__ = ["MARKS", "PLACE", "Range", "Shard", "Signing", "Told", "cut"]


class Range(NamedTuple):
    """The lines of a source (by its number) that begin at `start` or later and before `end`."""

    source: int
    start: int
    end: int


class Shard(NamedTuple):
    """Ranges that one worker reads; `first` is the number of the first of them."""

    number: int
    first: int
    ranges: tuple[Range, ...]


#: The fields that tell which cluster a document belongs to.
MARKS = ("cluster", "duplicate_of", "similarity")

#: Where a document stands: the number of its range, its line there (from 1), its bytes. Of a `plain` one they are
#: UTF-8 and can be written as they are; an `open` one is plain and has room for `MARKS`.
PLACE = np.dtype([("range", "<u4"), ("line", "<u4"), ("offset", "<u8"), ("size", "<u4"), ("plain", "?"), ("open", "?")])


def cut(sizes: Sequence[int]) -> list[Shard]:
    """Cut sources of these sizes into shards; how does not depend on the number of processes."""
    length = min(max(sum(sizes) // _SHARDS, _LEAST_SHARD), _MOST_SHARD)
    shards: list[Shard] = []
    held: list[Range] = []
    room = length
    first = 0
    for source, size in enumerate(sizes):
        start = 0
        while start < size:
            end = min(start + room, size)
            held.append(Range(source, start, end))
            room -= end - start
            start = end
            if room == 0:
                shards.append(Shard(len(shards), first, tuple(held)))
                first, held, room = first + len(held), [], length
    return [*shards, Shard(len(shards), first, tuple(held))] if held else shards


_SHARDS = 32
_LEAST_SHARD = 1_000_000  # bytes: below that a worker spends its time on beginning and ending
_MOST_SHARD = 64_000_000  # what a killed run has to do again
_LEAST_BLOCK = 100_000  # bytes: the records of smaller files are worked on together


@dataclass
class Told:
    """What a shard's worker has to say: how many lines each range has, and the places of those that are no records.

    What is wrong with a line is worked out where its number in the whole file is known.
    """

    lines: list[int] = field(default_factory=list)
    unread: list[tuple[int, int, int, int]] = field(default_factory=list)  # range, line, offset, size


@dataclass(frozen=True)
class Signing:
    """Makes the signatures of shards; an instance goes to every worker."""

    folder: Path
    sources: tuple[Source, ...]
    reader: Reader

    def path(self, shard: Shard, what: str) -> Path:
        """Return the file that holds `what` of a shard."""
        return self.folder / f"{shard.number:05}.{what}"

    def told(self, shard: Shard) -> Told:
        """Return what a shard's worker had to say."""
        return Told(**json.loads(self.path(shard, "told").read_bytes()))

    def is_done(self, shard: Shard) -> bool:
        """Whether all files of a shard are there; `told` is the last one to be written."""
        return self.path(shard, "told").is_file()

    def __call__(self, shard: Shard) -> None:
        """Write the files of a shard."""
        told = Told()
        with (
            replacing(self.path(shard, "records")) as records,
            replacing(self.path(shard, "places")) as places,
            replacing(self.path(shard, "folded")) as folded,
        ):
            for batch in self._batches(shard, told):
                records.write(signatures_of(batch.units).tobytes())
                places.write(batch.places.tobytes())
                folded.write(batch.units.values.astype("<u2", copy=False).data)
        with replacing(self.path(shard, "told")) as file:
            file.write(json.dumps(vars(told)).encode())

    def _batches(self, shard: Shard, told: Told) -> Iterator[_Batch]:
        held: list[_Found] = []
        size = 0
        for found in self._found(shard, told):
            if isinstance(found, _Batch):
                yield from _joined(held)
                yield found
                held, size = [], 0
                continue
            held.append(found)
            size += len(found[0])
            if size >= 2 * BATCH:
                yield from _joined(held)
                held, size = [], 0
        yield from _joined(held)

    def _found(self, shard: Shard, told: Told) -> Iterator[_Batch | _Found]:
        """Yield the documents of blocks that are plain as batches, the others one by one."""
        for number, (source, start, end) in enumerate(shard.ranges, shard.first):
            line = 0  # how many of them are read
            with self.sources[source].path.open("rb") as file:
                for offset, block in blocks(file, start, end, 3 * BATCH):
                    records = plain(block) if len(block) >= _LEAST_BLOCK else None
                    if records:
                        yield _Batch(records.units, _places(records, number, line, offset))
                    else:
                        yield from self._one_by_one(block, number, line, offset, told)
                    line += len(records.sizes) if records else block.count(b"\n") + (not block.endswith(b"\n"))
            told.lines.append(line)

    def _one_by_one(self, block: bytes, number: int, line: int, offset: int, told: Told) -> Iterator[_Found]:
        """Yield the documents of a block that begins behind this line, at this place."""
        for here, data in enumerate(io.BytesIO(block), line + 1):
            try:
                text, is_plain, is_open = _text(data) or self._otherwise(data)
            except NewscleanError:
                told.unread.append((number, here, offset, len(data)))
            else:
                if text is not None:
                    yield text, (number, here, offset, len(data), is_plain, is_open)
            offset += len(data)

    def _otherwise(self, data: bytes) -> tuple[bytes | None, bool, bool]:
        """Read what is not plainly a record: another encoding, an empty line, an error."""
        bare = data.strip()
        return (encoded(self.reader.record(bare, 0, "").text) if bare else None), False, False


class _Batch(NamedTuple):
    """Documents that are worked on at once: their folded texts, and their places."""

    units: Units
    places: NDArray[np.void]


_Found: TypeAlias = tuple[bytes, tuple[int, int, int, int, bool, bool]]


def _joined(found: Sequence[_Found]) -> Iterator[_Batch]:
    """Yield documents as a batch, unless there are none."""
    if found:
        yield _Batch(folded_units([text for text, _ in found]), np.array([place for _, place in found], PLACE))


def _places(records: Plain, number: int, line: int, offset: int) -> NDArray[np.void]:
    """Return the places of the records of a block that begins behind this line, at this place."""
    places = np.zeros(len(records.sizes), PLACE)
    places["range"] = number
    places["line"] = np.arange(line + 1, line + 1 + len(places))
    places["size"] = records.sizes
    places["offset"] = offset + np.cumsum(records.sizes) - records.sizes
    places["plain"] = True
    places["open"] = [_MARKS.isdisjoint(fields) for fields in records.fields]
    return places


_JSON = json.JSONDecoder()
_MARKS = frozenset(MARKS)


def _text(data: bytes) -> tuple[bytes, bool, bool] | None:
    """Return the text of a record in UTF-8 (and whether it is plain, and open), None where it takes a closer look."""
    try:
        line = data.decode()
        fields, end = _JSON.raw_decode(line)
        return (encoded(fields["text"]), True, _MARKS.isdisjoint(fields)) if not line[end:].strip() else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
