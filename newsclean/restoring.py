"""The way back over whole files: a trace and what the run wrote give the original pages.

What one page needs stands in `newsclean.trace`; here the cleaned text of each page is found again, in plain text
by its length, in JSON Lines by its id, in a folder by the file names that the trace holds.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsclean.documents import separator
from newsclean.errors import InputError, RestoreError
from newsclean.reading import STDIN
from newsclean.trace import articles_text, cleaned_length, restore, restored_bytes

__all__ = ["Restored", "restored_pages"]

Line = Mapping[str, Any]
TextOf = Callable[[Line], str]  # a page's line of the trace -> its cleaned text


@dataclass(frozen=True)
class Restored:
    """A page as it came: the bytes of a file, or the text of a record."""

    id: Any
    data: bytes
    is_record: bool


def restored_pages(trace: Path, cleaned: str | None) -> Iterator[Restored | RestoreError]:
    """Yield the pages of a trace as they were, and an error in place of each that cannot be restored."""
    lines = _lines(trace)
    first = next(lines, None)
    if first is None:
        return
    name = cleaned or first.get("output")
    if name is None:
        raise RestoreError(f"{trace} does not name the cleaned text; give it: newsclean restore {trace} CLEANED")
    text_of = _files(trace.parent) if isinstance(name, list) else _stream(name if cleaned else str(trace.parent / name))
    for line in itertools.chain([first], lines):
        try:
            data = restored_bytes(line, restore(line, text_of(line)))
            yield Restored(line["id"], data, "encoding" not in line)
        except RestoreError as error:
            yield error


def _lines(trace: Path) -> Iterator[Line]:
    with trace.open(encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            try:
                line = json.loads(text)
                cleaned_length(line)
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"{trace}, line {number}: not a line of a newsclean trace ({error!r})") from error
            yield line


def _files(folder: Path) -> TextOf:
    """Find a page's text in the files that its line names."""

    def text_of(line: Line) -> str:
        pieces: list[str] = []
        for name in line["output"]:
            text = _read(str(folder / name))
            if name.endswith(".jsonl"):
                text = _records_text(map(json.loads, text.splitlines()))
            pieces += (separator(pieces[-1]), text) if pieces else (text,)
        return "".join(pieces)

    return text_of


def _stream(path: str) -> TextOf:
    """Find a page's text where the pages stand one behind the other."""
    text = _read(path)
    if text.startswith("{") and path.endswith((".jsonl", ".ndjson", STDIN)):
        return _records(text)
    return _slices(text)


def _records(text: str) -> TextOf:
    # Only line feeds end a record: str.splitlines would also cut at U+2028 inside a string.
    records = (json.loads(line) for line in text.split("\n") if line.strip())
    groups = {str(identity): list(group) for identity, group in itertools.groupby(records, lambda r: r.get("id"))}
    return lambda line: _records_text(groups.get(str(line["id"]), ()))


def _records_text(records: Any) -> str:
    records = list(records)
    if records and "blocks" not in records[0]:
        return str(records[0]["text"])
    return articles_text(records)


def _slices(text: str) -> TextOf:
    at = 0
    last = ""

    def text_of(line: Line) -> str:
        nonlocal at, last
        length = cleaned_length(line)
        if not length:
            return ""
        at += len(separator(last)) if last else 0
        last = text[at : at + length]
        at += length
        return last

    return text_of


def _read(path: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
        return data.decode("utf-8")
    except OSError as error:
        raise RestoreError(f"{path}: the cleaned text cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RestoreError(f"{path}: the cleaned text is not UTF-8 (byte {error.start}); was it changed?") from error
