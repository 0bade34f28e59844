"""Lines of JSON Lines read in blocks: a block is decoded at once, and the texts in it are folded where they stand.

A record is parsed with another, short text in place of its own, which tells all but what its text is; of that, folding
finds out whether it is a string of JSON. What is not plain (another encoding, a line that is no record, a character
of two units, an escape of a backslash or a code) is left to a parser.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsclean.similarity.units import END, Units, folded_strings

__all__ = ["Plain", "blocks", "plain"]


def blocks(file: BinaryIO, start: int, end: int, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that begin in a range of bytes, some `size` bytes at once, with the place of the first byte."""
    file.seek(max(start - 1, 0))
    if start:
        file.readline()
    offset = file.tell()
    while offset < end and (block := file.read(min(size, end - offset))):
        if not block.endswith(b"\n"):
            block += file.readline()
        yield offset, block
        offset += len(block)


class Plain(NamedTuple):
    """The records of a block: their folded texts, their other fields, and how many bytes each line has."""

    units: Units
    fields: list[dict[str, Any]]
    sizes: list[int]


def plain(block: bytes) -> Plain | None:
    """Return the records of a block of lines; None where not all of them are plain."""
    try:
        text = block.decode()
        return _plain(block, text, np.frombuffer(text.encode("utf-16-le"), "<u2"))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _plain(block: bytes, text: str, raw: NDArray[np.uint16]) -> Plain | None:
    if len(raw) != len(text):
        return None
    records: list[_Record] = []
    sizes: list[int] = []
    at = place = 0
    while at < len(block):
        record = _record(text, place)
        records.append(record)
        place = record.line_end + 1
        next_line = block.find(b"\n", at) + 1 or len(block)
        sizes.append(next_line - at)
        at = next_line
    units = folded_strings(raw, [record.start for record in records], [record.end for record in records])
    return units and Plain(units, [record.fields for record in records], sizes)


class _Record(NamedTuple):
    """A record on a line: where its text begins and ends, and the line, and its fields, of which the text is `_TEXT`."""

    start: int
    end: int
    line_end: int
    fields: dict[str, Any]


_JSON = json.JSONDecoder()
_KEY = '"text":'
_TEXT = chr(END)


def _record(lines: str, place: int) -> _Record:
    """Return the record on the line that begins at a place; raises `ValueError` where it takes a closer look."""
    start = lines.index('"', lines.index(_KEY, place) + len(_KEY)) + 1
    end = lines.index('"', start)
    while lines[end - 1] == "\\":
        end = lines.index('"', end + 1)
    line_end = lines.find("\n", end)
    if line_end < 0:
        line_end = len(lines)
    line = lines[place:start] + _TEXT + lines[end:line_end]
    fields, stop = _JSON.raw_decode(line)
    if fields["text"] != _TEXT or line.count(_TEXT) > 1 or "\\u" in line or "\n" in line or line[stop:].strip():
        raise ValueError(line)
    return _Record(start, end, line_end, fields)
