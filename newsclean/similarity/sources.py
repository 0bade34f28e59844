"""Inputs of any kind as plain files of JSON Lines, which can be read at any place and in any order.

A file that is one already is left where it is. Standard input, packed files and files in another encoding are laid
down in the work folder; so are pages of text and HTML, a record each.
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsclean.documents import Document
from newsclean.errors import InputError, NewscleanError
from newsclean.reading import STDIN, Reader, form_of, opened
from newsclean.writing import json_line, replacing

__all__ = ["Source", "sources"]


class Source(NamedTuple):
    """A plain file of JSON Lines, the name that the user gave it, and its size and time when it was found."""

    name: str
    path: Path
    state: tuple[int, int]

    @classmethod
    def at(cls, name: str, path: Path) -> Source:
        """Return the source as it is now."""
        return cls(name, path, _state(path))

    def check(self) -> None:
        """Raise `InputError` where the file has changed since it was found."""
        if _state(self.path) != self.state:
            raise InputError(f"{self.name}: was changed while it was read, so nothing is written; start again")


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def sources(reader: Reader, paths: Iterable[str], folder: Path) -> Iterator[Source | NewscleanError]:
    """Yield the inputs as sources, in order, and an error in place of what cannot be read."""
    pages: list[str] = []
    for number, path in enumerate(paths):
        is_page = (reader.form or form_of(path)) not in ("jsonl", "parquet")
        if pages and not is_page:
            yield from _laid_down(reader, pages, folder / f"{number:05}.pages")
            pages = []
        if is_page:
            pages.append(path)
        else:
            yield from _records(reader, path, folder / f"{number:05}.copy")
    if pages:
        yield from _laid_down(reader, pages, folder / "last.pages")


def _records(reader: Reader, path: str, copy: Path) -> Iterator[Source | NewscleanError]:
    try:
        if _is_plain(reader, path):
            yield Source.at(path, Path(path))
            return
        if (reader.form or form_of(path)) == "jsonl" and not reader.encoding and _copied(path, copy):
            yield Source.at(path, copy)
            return
    except (OSError, EOFError, zlib.error) as error:
        if path == STDIN:  # which cannot be read again
            yield InputError(f"{path}: cannot be read to its end: {error}")
            return
    yield from _laid_down(reader, [path], copy)


def _is_plain(reader: Reader, path: str) -> bool:
    """Whether a file can be read where it lies: a regular one, not packed, in an encoding that has bytes for lines."""
    return path != STDIN and Path(path).is_file() and reader.has_parts(path)


def _copied(path: str, copy: Path) -> bool:
    """Unpack or copy an input, line for line; not one in UTF-16, where a line break is two bytes."""
    with opened(path) as stream:
        start = stream.peek(2)[:2]
        if 0 in start or 0xFE in start:
            return False
        with replacing(copy) as file:
            shutil.copyfileobj(stream, file, 1 << 20)
    return True


def _laid_down(reader: Reader, paths: Iterable[str], copy: Path) -> Iterator[Source | NewscleanError]:
    """Write the documents of inputs down as records; yields their errors, and then the source."""
    name = ""
    line = 1
    with replacing(copy) as file:
        for name in paths:
            for document in reader.documents([name]):
                if isinstance(document, NewscleanError):
                    yield document
                    continue
                if document.line and "id" not in document.fields:  # it is known by its line
                    file.write(b"\n" * (document.line - line))
                    line = document.line
                file.write(_line(document))
                line += 1
    yield Source.at(name, copy)


def _line(document: Document) -> bytes:
    fields = document.fields if document.is_record else {"id": document.id, "text": document.text}
    return json_line(fields).encode()
