"""The documents of a run read back from the lines they stand on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np

from newsclean.documents import Document
from newsclean.errors import NewscleanError
from newsclean.similarity.shards import PLACE, Range, Shard, Signing

__all__ = ["Lines"]


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

    def plain(self, number: int) -> bytes | None:
        """Return the line of a document as it stands there, without blanks at its ends; None where it is no UTF-8."""
        range_, _, offset, size, plain = self._places[number].tolist()
        return self._read(range_, offset, size).strip() if plain else None

    def _record(self, range_: int, line: int, data: bytes) -> Document:
        name = self._sources[self._ranges[range_].source].name
        line += self._before[range_]
        return self._reader.record(data.strip(), f"{name}:{line}", f"{name}, line {line}")

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
