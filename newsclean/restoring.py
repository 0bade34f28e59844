"""The way back over whole files: a trace and what the run wrote give the original pages.

What one page needs stands in `newsclean.trace`; here the cleaned text of each page is found again, in plain text
by its length, in JSON Lines by its id, in a folder by the file names that the trace holds.
"""

from __future__ import annotations

import collections
import contextlib
import gzip
import itertools
import json
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsclean import markdown
from newsclean.documents import article_of, separator
from newsclean.errors import InputError, RestoreError
from newsclean.reading import STDIN
from newsclean.trace import articles_text, cleaned_length, is_entry, restore, restored_bytes

__all__ = ["Finder", "Line", "Restored", "finder", "lines", "restored_pages"]

Line = Mapping[str, Any]
Found = tuple[str, Mapping[str, Any]]  # a page's cleaned text, and the other fields of its record
#: Gives the cleaned text of one line of a trace after the other; raises `RestoreError` where it is not to be had.
Finder = Callable[[Line], Found]


@dataclass(frozen=True)
class Restored:
    """A page as it came: the bytes of a file, or the text of a record and its other fields."""

    id: Any
    data: bytes
    is_record: bool
    fields: Mapping[str, Any]


def restored_pages(trace: Path, cleaned: str | None) -> Iterator[Restored | RestoreError]:
    """Yield the pages of a trace as they were, and an error in place of each that cannot be restored."""
    found = lines(trace)
    first = next(found, None)
    if first is None:
        return
    find = finder(trace, first, cleaned)
    for line in itertools.chain([first], found):
        try:
            text, fields = find(line)
            yield Restored(line["id"], restored_bytes(line, restore(line, text)), "encoding" not in line, fields)
        except RestoreError as error:
            yield error


def finder(trace: Path, first: Line, cleaned: str | None = None) -> Finder:
    """Return what finds the cleaned texts of a trace, in the order of its lines, of which `first` is the first.

    Raises `RestoreError` where nothing says where they are.
    """
    name = cleaned or first.get("output")
    if name is None:
        raise RestoreError(f"{trace} does not name the cleaned text; give it: newsclean restore {trace} CLEANED")
    if isinstance(name, list):
        return _in_files(trace.parent)
    return _in_stream(name if cleaned else str(trace.parent / name))


def lines(trace: Path) -> Iterator[Line]:
    """Yield the lines of a trace, checked; raises `InputError` that names the first that is none."""
    with trace.open("rb") as file:
        for number, data in enumerate(file, 1):
            try:
                line = json.loads(data)
            except (ValueError, RecursionError):
                line = None
            if not is_entry(line):
                raise InputError(f"{trace}, line {number}: not a line of a newsclean trace; was it changed or cut?")
            yield line


def _in_files(folder: Path) -> Finder:
    """Find a page's text in the files that its line names."""

    def find(line: Line) -> Found:
        pieces: list[str] = []
        fields: Mapping[str, Any] = {}
        for name in line.get("output", ()):
            text = _read(str(folder / name))
            if name.endswith(".jsonl"):
                text, fields = _found(_records(text, name))
            elif name.endswith(".md"):
                text, fields = _found(list(markdown.records(text, name)))
            pieces += (separator(pieces[-1]), text) if pieces else (text,)
        return _fitted("".join(pieces), line), fields

    return find


def _fitted(text: str, line: Line) -> str:
    """Return a text without the line break that Markdown may end it in."""
    return text[:-1] if text.endswith("\n") and len(text) == cleaned_length(line) + 1 else text


def _in_stream(path: str) -> Finder:
    """Find a page's text where the pages stand one behind the other, as plain text, records or Markdown."""
    text = _read(path)
    if _is_records(text):
        return _in_records(_records(text, path), path)
    if markdown.is_markdown(text):
        with contextlib.suppress(RestoreError):  # it is plain text that begins as Markdown does
            return _in_records(list(markdown.records(text, path)), path)
    return _in_slices(text)


def _is_records(text: str) -> bool:
    try:
        return isinstance(json.loads(text.split("\n", 1)[0]), dict)
    except ValueError:
        return False


def _records(text: str, path: str) -> list[dict[str, Any]]:
    # Only line feeds end a record: str.splitlines would also cut at U+2028 inside a string.
    try:
        records = [json.loads(line) for line in text.split("\n") if line.strip()]
    except ValueError as error:
        raise RestoreError(f"{path}: not valid JSON Lines ({error}); was it changed or cut?") from error
    if not all(isinstance(record, dict) and isinstance(record.get("text"), str) for record in records):
        raise RestoreError(f"{path}: holds a line that newsclean did not write: every record has a text")
    return records


def _in_records(records: list[dict[str, Any]], path: str) -> Finder:
    """Find pages in the order of the trace, which is that of the records; a page of no text has none."""
    groups = collections.deque(_grouped(records))

    def find(line: Line) -> Found:
        if not cleaned_length(line) and (not groups or "blocks" in groups[0][0]):
            return "", {}  # a page without articles
        if not groups:
            raise RestoreError(f"{line['id']}: its records are not in {path}; was it cut?")
        text, fields = _found(groups.popleft())
        return _fitted(text, line), fields

    return find


def _grouped(records: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Put the articles of one page together: its indices rise. A record without articles is a page."""
    group: list[dict[str, Any]] = []
    for record in records:
        if group and (
            "blocks" not in record or record.get("id") != group[-1].get("id") or record["index"] <= group[-1]["index"]
        ):
            yield group
            group = []
        group.append(record)
    if group:
        yield group


def _found(records: list[dict[str, Any]]) -> Found:
    if not records:
        return "", {}
    if "blocks" not in records[0]:
        return records[0]["text"], records[0]
    _, others = article_of(records[0])
    return articles_text(records), others


def _in_slices(text: str) -> Finder:
    at = 0
    last = ""

    def find(line: Line) -> Found:
        nonlocal at, last
        length = cleaned_length(line)
        if not length:
            return "", {}
        at += len(separator(last)) if last else 0
        last = text[at : at + length]
        at += length
        return last, {}

    return find


_GZIP_MAGIC = b"\x1f\x8b"


def _read(path: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
        if data.startswith(_GZIP_MAGIC):  # a batch packs again what came packed
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        told = getattr(error, "strerror", None) or error
        raise RestoreError(f"{path}: the cleaned text cannot be read: {told}") from error
    except ValueError as error:
        raise RestoreError(f"{path!r} can be no file's name ({error}); was the trace changed?") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RestoreError(f"{path}: the cleaned text is not UTF-8 (byte {error.start}); was it changed?") from error
