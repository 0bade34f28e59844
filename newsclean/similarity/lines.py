"""The documents of a run read back from the lines they stand on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
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
        range_, line, offset, size, _ = self._places[number].tolist()
        return self._record(range_, line, self._read(range_, offset, size))

    def copy(self, numbers: NDArray[np.int64], file: BinaryIO) -> None:
        """Write the lines of documents, in order, as they stand there; those in other encodings in UTF-8."""
        for run in self._runs(numbers):
            first, last = self._places[run[0]], self._places[run[-1]]
            if not first["plain"]:
                file.write(json_line(self.document(int(run[0])).fields).encode())
                continue
            start, end = int(first["offset"]), int(last["offset"]) + int(last["size"])
            block = b""
            for offset in range(start, end, _BLOCK):
                block = self._read(int(first["range"]), offset, min(_BLOCK, end - offset))
                file.write(block)
            if not block.endswith(b"\n"):  # the last line of a file
                file.write(b"\n")

    def _runs(self, numbers: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """Cut numbers where the next line does not follow right behind, or is not written as it stands."""
        places = self._places[numbers]
        sources = np.array([range_.source for range_ in self._ranges], np.int64)[places["range"]]
        follows = (places["offset"] + places["size"])[:-1] == places["offset"][1:]
        joined = follows & (sources[1:] == sources[:-1]) & places["plain"][1:] & places["plain"][:-1]
        return np.split(numbers, np.flatnonzero(~joined) + 1) if len(numbers) else []

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
