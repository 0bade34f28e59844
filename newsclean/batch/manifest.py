"""The record of a batch: what was made of which input, one JSON line each, in `manifest.jsonl`.

Lines are appended as inputs are finished, so that a killed run is remembered; when a run ends, well or not,
they are brought into the order of the inputs' names. A later line about an input replaces an earlier one, and
a line that cannot be read (the last one of a killed run) is as good as none: its input is done again.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsclean.errors import OutputError

__all__ = ["MANIFEST", "Entry", "Manifest", "entries_of"]

MANIFEST = "manifest.jsonl"


@dataclass(frozen=True)
class Entry:
    """What was made of one input. Paths are below the input and the output folder, with `/` between names."""

    input: str
    output: str | None  # none where it failed, or all of it was set aside
    sha256: str | None  # of the input's bytes; none where it cannot be read
    job: str  # the fingerprint of the options and the version it was cleaned with
    encoding: str | None = None
    articles: int = 0
    removed: dict[str, int] | None = None  # characters by rule
    warnings: tuple[str, ...] = ()
    pages: int = 0  # that went into the output
    failed: int = 0  # pages that did not, and
    failures: tuple[str, ...] = ()  # why, of the first of them
    aside: int = 0  # pages that were set aside
    output_bytes: int = 0
    seconds: float = 0.0
    error: str | None = None  # the first failure; with an output, the rest of the input is in it
    skipped: bool = False  # done by an earlier run, and still right; not written down

    def line(self) -> bytes:
        """Return the entry as a line of the manifest."""
        fields = {name: value for name, value in vars(self).items() if name != "skipped"}
        try:
            return json.dumps(fields, ensure_ascii=False).encode() + b"\n"
        except UnicodeEncodeError:  # a file name that is no UTF-8
            return json.dumps(fields).encode() + b"\n"


class Manifest:
    """The entries of an output folder by input, kept on disk as they come."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / MANIFEST
        self.entries = _read(self.path)
        self.sort()  # which also replaces a link by a file of our own, and drops half a line

    def add(self, entry: Entry) -> None:
        """Write down an entry at once, in place of an earlier one about the same input."""
        self.entries[entry.input] = entry
        try:
            with self.path.open("ab", buffering=0) as file:
                file.write(entry.line())
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}") from error

    def sort(self) -> None:
        """Bring the lines into the order of the inputs' names."""
        partial = self.path.with_name(f".{MANIFEST}.partial-{os.getpid()}")
        try:
            partial.write_bytes(b"".join(self.entries[name].line() for name in sorted(self.entries)))
            partial.replace(self.path)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}") from error


def _read(path: Path) -> dict[str, Entry]:
    try:
        return entries_of(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror}") from error


def entries_of(data: bytes) -> dict[str, Entry]:
    """Return the entries that the bytes of a manifest hold, by input."""
    entries = map(_entry, data.split(b"\n"))
    return {entry.input: entry for entry in entries if entry}


def _entry(line: bytes) -> Entry | None:
    try:
        fields: Any = json.loads(line)
        entry = Entry(**fields)
    except (ValueError, TypeError):
        return None
    return entry if isinstance(entry.input, str) else None
