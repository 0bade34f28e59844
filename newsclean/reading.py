"""Inputs: files, gzip files, standard input; plain text in any encoding, or JSON Lines, streamed.

A bad input is yielded as the error it is, so that the caller can name it and go on with the others.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import sys
import zlib
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, cast

from newsclean import parquet
from newsclean.documents import Document
from newsclean.encoding import Decoded, decode
from newsclean.errors import InputError, NewscleanError, RecordError, UsageError
from newsclean.html import text_of
from newsclean.lazily import lazily

__all__ = ["STDIN", "Form", "Range", "Reader", "below", "form_of", "is_url", "opened"]

STDIN = "-"
Form = Literal["text", "jsonl", "html", "parquet"]
Errors = Literal["strict", "replace"]

_BUFFER = 1 << 18  # bytes; records are longer than Python's 8 KB, which would take a system call for each
_GZIP_MAGIC = b"\x1f\x8b"
_UTF16_STARTS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"{\x00": "utf-16-le", b"\x00{": "utf-16-be"}


def is_url(place: str) -> bool:
    """Whether a place is named by URL."""
    return "://" in place


def form_of(path: str) -> Form:
    """Return the form that a file's name tells: .jsonl and .ndjson, .html and .htm (also .gz), .parquet; else text."""
    name = path.lower().removesuffix(".gz")
    if name.endswith(".parquet"):
        return "parquet"
    if name.endswith((".html", ".htm")):
        return "html"
    return "jsonl" if name.endswith((".jsonl", ".ndjson")) else "text"


_MANIFEST = "manifest.jsonl"  # what a batch leaves in its output folder is no page
_PAGES = (".txt", ".jsonl", ".txt.gz", ".jsonl.gz")


def below(paths: Iterable[str]) -> Iterator[str]:
    """Yield files as they are, and in place of a folder the pages below it in sorted order.

    Raises `InputError` where a folder holds none.
    """
    for path in paths:
        if not Path(path).is_dir():
            yield path
            continue
        found = sorted(
            str(file)
            for file in Path(path).rglob("*")
            if file.name.endswith(_PAGES) and file.name != _MANIFEST and file.is_file()
        )
        if not found:
            raise InputError(f"{path}: holds no {', '.join(_PAGES)} file")
        yield from found


class Range(NamedTuple):
    """A part of a file of lines: from the start of a line, `line` by number (from 1), to the end of another."""

    start: int  # in bytes
    end: int
    line: int


@dataclass(frozen=True)
class Reader:
    """How inputs are read: their form (None: by the file's name), their encoding (None: found out)."""

    form: Form | None = None
    encoding: str | None = None
    errors: Errors = "strict"

    def documents(self, paths: Iterable[str]) -> Iterator[Document | NewscleanError]:
        """Yield the documents of all inputs in order, and an error in place of each that cannot be read."""
        for path in paths:
            for document in self.read(path):
                if isinstance(document, NewscleanError):
                    document.path = path
                yield document

    def read(
        self, path: str, part: Range | None = None, called: str | None = None
    ) -> Iterator[Document | NewscleanError]:
        """Yield the documents of one input, or of a part of one that `has_parts`; `called` is its name if not `path`."""
        called = called or path
        try:
            with opened(path) as stream:
                if (self.form or form_of(path)) in ("jsonl", "parquet"):
                    yield from self._records(self._numbered(stream, path, part), called)
                else:
                    yield self.page(_rest(stream), called)
        except NewscleanError as error:
            yield error
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield InputError(f"{called}: broken gzip data ({error}); the file was cut or damaged, fetch it again")
        except OSError as error:
            yield InputError(f"{called}: cannot be read: {error.strerror or error}")

    def has_parts(self, path: str) -> bool:
        """Whether a file can be read in parts: its lines are records, it is not packed, and a line break is a byte."""
        if (self.form or form_of(path)) != "jsonl" or self.encoding:
            return False
        with Path(path).open("rb") as file:
            start = file.read(2)
        return start != _GZIP_MAGIC and start not in _UTF16_STARTS

    def lines(self, path: str, numbers: Container[int], part: Range | None = None) -> Iterator[bytes]:
        """Yield the lines of these numbers as they stand in a file of records (those of UTF-16 as UTF-8)."""
        with opened(path) as stream:
            for number, line in self._numbered(stream, path, part):
                if number in numbers:
                    yield line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")

    def page(self, data: bytes, path: str) -> Document:
        """Return a file's bytes as a document; raises `DecodeError` that names the file.

        Of HTML the document is the text taken out of it.
        """
        try:
            decoded = decode(data, self.encoding, self.errors)
            if (self.form or form_of(path)) == "html":
                decoded = Decoded(text_of(decoded.text), "utf-8", decoded.confidence)
        except NewscleanError as error:
            raise type(error)(f"{path}: {error}") from error
        return Document(path, decoded.text, decoded=decoded, path=path)

    def _records(self, lines: Iterable[tuple[int, bytes | str]], path: str) -> Iterator[Document | NewscleanError]:
        for number, line in lines:
            bare = line.strip()
            if bare:
                try:
                    yield self.record(bare, number, path)
                except NewscleanError as error:
                    error.line = number
                    yield error

    def _numbered(self, stream: io.BufferedReader, path: str, part: Range | None) -> Iterable[tuple[int, bytes | str]]:
        """Return the lines of a file or of a part of it, each with its number in the file; a row of Parquet is one."""
        if (self.form or form_of(path)) == "parquet":
            return enumerate((json.dumps(row, ensure_ascii=False) + "\n" for row in parquet.rows(path)), 1)
        if part is None:
            return enumerate(self._lines(stream, path), 1)
        return enumerate(_lines_in(stream, part), part.line)

    def _lines(self, stream: io.BufferedReader, path: str) -> Iterable[bytes | str]:
        """Return the lines; those of UTF-16, where a line break is two bytes, as text."""
        encoding = self.encoding or _UTF16_STARTS.get(stream.peek(2)[:2])
        if not encoding:
            yield from stream
            return
        try:
            lines = io.TextIOWrapper(stream, encoding, self.errors, newline="\n")
        except LookupError as error:
            raise UsageError(f"{path}: there is no encoding called {encoding!r}") from error
        try:
            yield from lines
        except UnicodeDecodeError as error:
            raise RecordError(f"{path}: not {encoding}: {error.reason}; give the right one with --encoding") from error
        finally:
            lines.detach()  # the stream is not this wrapper's to close

    def record(self, line: bytes | str, number: int, path: str) -> Document:
        """Return the line of this number as a document; raises `RecordError` that names the file and the line."""
        place = f"{path}, line {number}"
        spelled = _utf8(line)
        fields = self._parse(spelled or line, place)
        if not isinstance(fields, dict):
            raise RecordError(f"{place}: a record must be a JSON object, but this is a {type(fields).__name__}")
        text = fields.get("text")
        if not isinstance(text, str):
            found = "has no field 'text'" if text is None else f"has a 'text' that is a {type(text).__name__}"
            raise RecordError(f"{place}: the record {found}; its fields are: {', '.join(sorted(fields)) or 'none'}")
        half = _SURROGATE.search(text) if not spelled or "\\u" in spelled else None
        if half:
            raise RecordError(
                f"{place}: character {half.start()} of 'text' is half of a surrogate pair "
                f"(\\u{ord(half[0]):04x}); the text was cut inside a character, export it again"
            )
        identity = fields.get("id", f"{path}:{number}")
        return Document(identity, text, fields, True, None, number, path, spelled)

    def _parse(self, line: bytes | str, place: str) -> object:
        try:
            return json.loads(line)
        except UnicodeDecodeError:
            return self._parse(self._decoded(cast("bytes", line), place), place)
        except json.JSONDecodeError as error:
            raise RecordError(
                f"{place}: not valid JSON: {error.msg} at column {error.colno}; mend the line or take it out"
            ) from error
        except (RecursionError, ValueError) as error:
            raise RecordError(f"{place}: not valid JSON: {error}; mend the line or take it out") from error

    def _decoded(self, line: bytes, place: str) -> str:
        try:
            return decode(line, None, self.errors).text
        except NewscleanError as error:
            raise type(error)(f"{place}: {error}") from error


_SURROGATE = lazily("[\ud800-\udfff]")


def _utf8(line: bytes | str) -> str:
    """Return a line of JSON that is plainly UTF-8 as text, which then holds surrogates only as escapes."""
    if isinstance(line, str) or not line.startswith(b'{"'):
        return ""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return ""


def _lines_in(stream: io.BufferedReader, part: Range) -> Iterator[bytes]:
    at = stream.seek(part.start)
    while at < part.end and (line := stream.readline()):
        yield line
        at += len(line)


@contextlib.contextmanager
def opened(path: str) -> Iterator[io.BufferedReader]:
    """Open an input for reading bytes, through gzip where its first two bytes say so."""
    if path == STDIN:
        yield _unzipped(cast("io.BufferedReader", sys.stdin.buffer))
        return
    if Path(path).is_dir():
        raise InputError(f"{path}: is a folder; clean a folder with: newsclean batch {path} -o OUTPUT")
    with Path(path).open("rb", buffering=_BUFFER) as file:
        yield _unzipped(cast("io.BufferedReader", file))


def _rest(stream: io.BufferedReader) -> bytes:
    """Return what is left of an input; a file's buffer is emptied first, or all would be copied to stand behind it."""
    if isinstance(stream.raw, io.FileIO):
        with contextlib.suppress(OSError):  # of a pipe, or of what the system makes up while it is read
            place = stream.tell()
            stream.seek(0, io.SEEK_END)
            stream.seek(place)
    return stream.read()


def _unzipped(file: io.BufferedReader) -> io.BufferedReader:
    if file.peek(2)[:2] != _GZIP_MAGIC:
        return file
    return io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=file)))
