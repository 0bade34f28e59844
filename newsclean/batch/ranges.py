"""A big file of lines, cut where lines end into parts that are read by themselves."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from newsclean.errors import InputError
from newsclean.reading import Range

__all__ = ["Survey", "check_unchanged", "survey"]

#: Cleaning so much takes about half a second, a hundred times what it costs to begin with a part, and little enough
#: that processes end at about the same time.
_PART_BYTES = 4_000_000
_MOST_PARTS = 4096  # of one file, so that what is known of it stays small
_BLOCK = 1 << 20


class Survey(NamedTuple):
    """What one reading of a file tells before it is cleaned."""

    sha256: str
    seen: tuple[int, ...]  # what the file system says of it, which changes when the file does
    parts: tuple[Range, ...]  # none where the file is cleaned as a whole


def survey(path: Path, *, cut: bool) -> Survey:
    """Hash a file and, if it may be `cut` and is big, find its parts. Raises `InputError` where it is no file."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise InputError("is not a regular file")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        cuts = _Cuts(_step(status.st_size))
        while block := file.read(_BLOCK):
            digest.update(block)
            if cut:
                cuts.look(block)
    return Survey(digest.hexdigest(), _seen(status), tuple(cuts.ranges()))


def check_unchanged(path: Path, seen: tuple[int, ...]) -> None:
    """Raise `InputError` where a file is not any more what it was when it was surveyed."""
    if _seen(path.stat()) != seen:
        raise InputError("was changed while it was read; run again when nothing writes to it")


def _seen(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _step(size: int) -> int:
    return max(_PART_BYTES, -(-size // _MOST_PARTS))


class _Cuts:
    """Finds the first line end behind every multiple of a step, in blocks as they are read."""

    def __init__(self, step: int) -> None:
        self._step = step
        self._next = step
        self._at = 0
        self._lines = 1
        self._cuts = [(0, 1)]  # offset and number of the line that begins there

    def look(self, block: bytes) -> None:
        """Take in the next block."""
        while self._next < self._at + len(block):
            end = block.find(b"\n", max(self._next - self._at, 0))
            if end < 0:
                break
            cut = self._at + end + 1
            self._cuts.append((cut, self._lines + block.count(b"\n", 0, end + 1)))
            self._next = (cut // self._step + 1) * self._step
        self._at += len(block)
        self._lines += block.count(b"\n")

    def ranges(self) -> Iterator[Range]:
        """Yield the ranges between the cuts, if there is more than one."""
        cuts = [cut for cut in self._cuts if cut[0] < self._at]
        if len(cuts) > 1:
            for (start, line), (end, _) in zip(cuts, [*cuts[1:], (self._at, 0)], strict=True):
                yield Range(start, end, line)
