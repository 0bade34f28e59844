"""The documents of a run read back from the lines they stand on."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from newsclean.documents import Document
from newsclean.errors import NewscleanError
from newsclean.similarity.shards import PLACE, Range, Shard, Signing
from newsclean.writing import json_line

__all__ = ["Lines"]


_BLOCK = 1 << 20  # bytes that are copied at once


class Lines:
    """The lines of the documents of all shards, in order, by their number from 0."""

    def __init__(self, signing: Signing, shards: Sequence[Shard]) -> None:
        self._reader = signing.reader
        self._sources = signing.sources
        self._ranges = [range_ for shard in shards for range_ in shard.ranges]
        told = [signing.told(shard) for shard in shards]
        self._unread = [tuple(place) for one in told for place in one.unread]
        self._before = _lines_before(self._ranges, [count for one in told for count in one.lines])
        parts = [np.fromfile(signing.path(shard, "places"), PLACE) for shard in shards]
        self._places = np.concatenate([np.zeros(0, PLACE), *parts])
        self._open: tuple[int, BinaryIO] | None = None

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._places)

    def errors(self) -> Iterator[NewscleanError]:
        """Yield what is wrong with the lines that are no records."""
        for range_, line, offset, size in self._unread:
            try:
                self._record(range_, line, self._read(range_, offset, size))
            except NewscleanError as error:
                yield error

    def document(self, number: int) -> Document:
        """Return a document."""
        range_, line, offset, size, *_ = self._places[number].tolist()
        return self._record(range_, line, self._read(range_, offset, size))

    def copy(self, numbers: NDArray[np.int64], file: BinaryIO) -> None:
        """Write the lines of documents, in order, as they stand there; those in other encodings in UTF-8."""
        for run in self._runs(numbers, "plain"):
            if not self._places["plain"][run[0]]:
                file.write(json_line(self.document(int(run[0])).fields).encode())
                continue
            block = self._block(run)
            file.write(block if block.endswith(b"\n") else block + b"\n")  # the last line of a file

    def mark(self, marks: Iterable[bytes], file: BinaryIO) -> None:
        """Write the lines of all documents, in order, each as it stands there with the fields of its mark at its end.

        A mark is a line of JSON Lines with all of `MARKS`. Lines that have one of them are written anew.
        """
        added = iter(marks)
        for run in self._runs(np.arange(len(self)), "open"):
            if not self._places["open"][run[0]]:
                fields = {**self.document(int(run[0])).fields, **json.loads(next(added))}
                file.write(json_line(fields).encode())
                continue
            block = self._block(run)
            view = memoryview(block)
            ends = np.cumsum(self._places["size"][run], dtype=np.int64).tolist()
            pieces: list[bytes | memoryview] = []
            for start, end, mark in zip([0, *ends], ends, added, strict=False):  # the others are for later runs
                pieces += view[start : block.rindex(b"}", start, end)], b", ", mark[1:]
            file.write(b"".join(pieces))

    def _runs(self, numbers: NDArray[np.int64], kind: str) -> Iterator[NDArray[np.int64]]:
        """Cut numbers where the next line does not follow right behind, is not of a kind, or a block is full."""
        places = self._places[numbers]
        sources = np.array([range_.source for range_ in self._ranges], np.int64)[places["range"]]
        follows = (places["offset"] + places["size"])[:-1] == places["offset"][1:]
        joined = follows & (sources[1:] == sources[:-1]) & places[kind][1:] & places[kind][:-1]
        joined &= np.diff(places["offset"] // _BLOCK) == 0
        return iter(np.split(numbers, np.flatnonzero(~joined) + 1) if len(numbers) else [])

    def _block(self, run: NDArray[np.int64]) -> bytes:
        """Return the lines of documents that stand one behind the other."""
        first = self._places[run[0]]
        return self._read(int(first["range"]), int(first["offset"]), int(self._places["size"][run].sum()))

    def _record(self, range_: int, line: int, data: bytes) -> Document:
        name = self._sources[self._ranges[range_].source].name
        line += self._before[range_]
        return self._reader.record(data.strip(), line, name)

    def _read(self, range_: int, offset: int, size: int) -> bytes:
        source = self._ranges[range_].source
        if self._open is None or self._open[0] != source:
            self.close()
            self._open = source, self._sources[source].path.open("rb")
        file = self._open[1]
        if file.tell() != offset:
            file.seek(offset)
        return file.read(size)

    def check(self) -> None:
        """Raise `InputError` where an input has changed since it was first read."""
        for source in self._sources:
            source.check()

    def close(self) -> None:
        """Close the file that is open."""
        if self._open:
            self._open[1].close()
        self._open = None


def _lines_before(ranges: Sequence[Range], counts: Sequence[int]) -> list[int]:
    """Return how many lines of its source stand before each range."""
    before: list[int] = []
    for _, group in itertools.groupby(zip(ranges, counts, strict=True), key=lambda item: item[0].source):
        total = 0
        for _, count in group:
            before.append(total)
            total += count
    return before
