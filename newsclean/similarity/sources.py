"""Inputs of any kind as plain files of JSON Lines, which can be read at any place and in any order.

A file that is one already is left where it is. Standard input, packed files and files in another encoding are laid
down in the work folder; so are pages of text and HTML, a record each. Objects named by URL are brought there first.
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from newsclean.batch.engine import Engine
from newsclean.documents import Document
from newsclean.errors import InputError, NewscleanError
from newsclean.reading import STDIN, Reader, form_of, is_url, opened
from newsclean.similarity.work import do_all
from newsclean.writing import json_line, replacing

__all__ = ["Input", "Source", "inputs", "sources"]


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


class Input(NamedTuple):
    """An input: the name that the user gave it, and where it lies on this machine."""

    name: str
    path: str


def inputs(names: Sequence[str], folder: Path, engine: Engine) -> list[Input]:
    """Return where inputs lie; those named by URL are brought to the work folder, by the workers of the engine."""
    bringing = _Bringing(folder)
    objects = {name: _Object(number, name) for number, name in enumerate(names) if is_url(name)}
    do_all(bringing, list(objects.values()), engine)
    return [Input(name, str(bringing.path(objects[name])) if name in objects else name) for name in names]


class _Object(NamedTuple):
    number: int
    url: str


@dataclass(frozen=True)
class _Bringing:
    """Brings objects to the work folder."""

    folder: Path

    def path(self, one: _Object) -> Path:
        """Return the file for an object; its form is told by the end of its name."""
        return self.folder / f"{one.number:05}{''.join(Path(one.url).suffixes[-2:])}"

    def is_done(self, one: _Object) -> bool:
        return self.path(one).is_file()

    def __call__(self, one: _Object) -> None:
        from newsclean.batch.stores import bring  # noqa: PLC0415 - asked for rarely

        bring(one.url, self.path(one))


def sources(reader: Reader, inputs: Iterable[Input], folder: Path) -> Iterator[Source | NewscleanError]:
    """Yield the inputs as sources, in order, and an error in place of what cannot be read."""
    pages: list[Input] = []
    for number, one in enumerate(inputs):
        is_page = (reader.form or form_of(one.name)) not in ("jsonl", "parquet")
        if pages and not is_page:
            yield from _laid_down(reader, pages, folder / f"{number:05}.pages")
            pages = []
        if is_page:
            pages.append(one)
        else:
            yield from _records(reader, one, folder / f"{number:05}.copy")
    if pages:
        yield from _laid_down(reader, pages, folder / "last.pages")


def _records(reader: Reader, one: Input, copy: Path) -> Iterator[Source | NewscleanError]:
    name, path = one
    try:
        if _is_plain(reader, path):
            yield Source.at(name, Path(path))
            return
        if (reader.form or form_of(path)) == "jsonl" and not reader.encoding and _copied(path, copy):
            yield Source.at(name, copy)
            return
    except (OSError, EOFError, zlib.error) as error:
        if path == STDIN:  # which cannot be read again
            yield InputError(f"{path}: cannot be read to its end: {error}")
            return
    yield from _laid_down(reader, [one], copy)


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


def _laid_down(reader: Reader, inputs: Iterable[Input], copy: Path) -> Iterator[Source | NewscleanError]:
    """Write the documents of inputs down as records; yields their errors, and then the source."""
    name = ""
    line = 1
    with replacing(copy) as file:
        for name, path in inputs:
            for document in reader.read(path, called=name):
                if isinstance(document, NewscleanError):
                    document.path = name
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
