"""Inputs cut into shards, and the signatures of a shard: the unit of work of `dedup --across`.

A shard is a few ranges of bytes of files of JSON Lines. A line belongs to the range that its first byte lies in. One
worker reads a shard and lays down, in files of the work folder, a record for each document (`records`), where its
line stands (`places`), its folded text (`folded`), and what could not be read (`told`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from newsclean.errors import NewscleanError
from newsclean.reading import Reader
from newsclean.similarity.signatures import BATCH, signatures_of
from newsclean.similarity.sources import Source
from newsclean.similarity.units import encoded, folded_units
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


def _lines(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield the lines that begin in a range of bytes: number there (from 1), place of the first byte, and bytes."""
    file.seek(max(start - 1, 0))
    if start:
        file.readline()
    offset = file.tell()
    for number, data in enumerate(file, 1):
        if offset >= end:
            return
        yield number, offset, data
        offset += len(data)


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
                units = folded_units([text for text, _ in batch])
                records.write(signatures_of(units).tobytes())
                places.write(np.array([place for _, place in batch], PLACE).tobytes())
                folded.write(units.values.astype("<u2", copy=False).data)
        with replacing(self.path(shard, "told")) as file:
            file.write(json.dumps(vars(told)).encode())

    def _batches(self, shard: Shard, told: Told) -> Iterator[list[_Found]]:
        batch: list[_Found] = []
        size = 0
        for found in self._found(shard, told):
            batch.append(found)
            size += len(found[0])
            if size >= 2 * BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _found(self, shard: Shard, told: Told) -> Iterator[_Found]:
        for number, (source, start, end) in enumerate(shard.ranges, shard.first):
            line = 0
            with self.sources[source].path.open("rb", buffering=1 << 20) as file:
                for line, offset, data in _lines(file, start, end):
                    try:
                        text, plain, is_open = _text(data) or self._otherwise(data)
                    except NewscleanError:
                        told.unread.append((number, line, offset, len(data)))
                        continue
                    if text is not None:
                        yield text, (number, line, offset, len(data), plain, is_open)
            told.lines.append(line)

    def _otherwise(self, data: bytes) -> tuple[bytes | None, bool, bool]:
        """Read what is not plainly a record: another encoding, an empty line, an error."""
        bare = data.strip()
        return (encoded(self.reader.record(bare, 0, "").text) if bare else None), False, False


_Found = tuple[bytes, tuple[int, int, int, int, bool, bool]]


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
