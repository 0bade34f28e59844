"""What earlier runs had, in one SQLite file: `dedup --across --index FILE`.

A run holds the only writer's place from beginning to end and adds everything in one transaction, after its output is
written. So an index is as it was before a run or as it is after it, whenever the run is killed; at worst a document
that was written is not remembered, never the other way round.

That transaction also notes the run's command as unfinished, and the note goes when nothing of the run is left to do. A
command that finds itself noted finishes the run that was killed there: to it the index is as it was before that run.

Each text is kept once, copies and all: its record, its folded text (to be compared with, for a record decides
nothing), the id of its document, and which document was kept instead. `docs/duplicates.md` describes the tables.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsclean.errors import InputError, OutputError
from newsclean.similarity.across import Across
from newsclean.similarity.clusters import Verdict
from newsclean.similarity.earlier import Earlier
from newsclean.similarity.signatures import signatures_of
from newsclean.similarity.units import encoded, folded_units

__all__ = ["Index", "Run", "index_for_reading", "index_for_writing"]

_APPLICATION = 0x4E435249  # "NCRI", in the file's header
_FORMAT = 1
_TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE runs (
  number INTEGER PRIMARY KEY, ended TEXT NOT NULL, documents INTEGER NOT NULL, kept INTEGER NOT NULL
);
CREATE TABLE documents (
  number INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, id TEXT NOT NULL,
  kept INTEGER NOT NULL REFERENCES documents, record BLOB NOT NULL, folded BLOB NOT NULL
);
"""


class Run(NamedTuple):
    """A run that has added to an index: when it ended, how many documents it read, and how many of them it kept."""

    number: int
    ended: str
    documents: int
    kept: int


class Remembered(NamedTuple):
    """A document as an index exports it."""

    id: Any
    duplicate_of: Any  # None where it was kept
    run: int
    length: int
    digest: str


class Index(Earlier):
    """An open index, as it is or, for a command that was killed when its documents had been added, was before that."""

    def __init__(self, path: Path, connection: sqlite3.Connection, command: str | None = None) -> None:
        self.path = path
        self._connection = connection
        self._note = f"unfinished {command}" if command else None
        noted = connection.execute("SELECT value FROM settings WHERE name = ?", (self._note,)).fetchone()
        self._added = noted is not None
        run = int(noted[0]) if noted else len(self.runs())
        rows = connection.execute("SELECT kept FROM documents WHERE run < ? ORDER BY number", (run,))
        self.decided = np.fromiter((kept for (kept,) in rows), np.int64)

    def write_records(self, file: BinaryIO) -> None:
        """Write the records of all documents, in order."""
        rows = self._connection.execute("SELECT record FROM documents ORDER BY number LIMIT ?", (len(self.decided),))
        file.writelines(record for (record,) in rows)

    def lay_down(self, numbers: NDArray[np.int64], path: Path) -> None:
        """Write the folded texts of documents, one behind the other, to a file."""
        with path.open("wb") as file:
            for number in numbers.tolist():
                file.write(self._one("SELECT folded FROM documents WHERE number = ?", number))

    def name(self, number: int) -> Any:
        """Return the id of a document."""
        return json.loads(self._one("SELECT id FROM documents WHERE number = ?", number))

    def _one(self, query: str, *values: Any) -> Any:
        return self._connection.execute(query, values).fetchone()[0]

    def runs(self) -> list[Run]:
        """Return the runs that have added to the index."""
        return [Run(*row) for row in self._connection.execute("SELECT * FROM runs ORDER BY number")]

    def documents(self) -> Iterator[Remembered]:
        """Yield the documents, in order."""
        rows = self._connection.execute(
            "SELECT one.id, CASE WHEN one.kept <> one.number THEN other.id END, one.run, one.record "
            "FROM documents AS one JOIN documents AS other ON other.number = one.kept ORDER BY one.number"
        )
        for name, kept, run, record in rows:
            digest, length = record[7::-1].hex(), int.from_bytes(record[8:12], "little")
            yield Remembered(json.loads(name), kept and json.loads(kept), run, length, digest)

    def remember(self, found: Across) -> None:
        """Add the documents of a run whose output is written, unless they have been added before it was killed."""
        if not self._added:
            self._add(found)
        self._connection.execute("COMMIT")

    def end(self) -> None:
        """Take the command's note away, if its documents have been added."""
        if self._note and not self._connection.in_transaction:
            with contextlib.suppress(
                sqlite3.OperationalError
            ):  # another run has begun: the note stays, and loses nothing
                self._connection.execute("DELETE FROM settings WHERE name = ?", (self._note,))

    def _add(self, found: Across) -> None:
        verdicts = list(found.verdicts())
        run = len(self.runs())
        kept = sum(verdict.duplicate_of is None for verdict in verdicts)
        ended = datetime.now(timezone.utc).isoformat(timespec="seconds")
        execute = self._connection.execute
        if self._note:
            execute("INSERT INTO settings VALUES (?, ?)", (self._note, str(run)))
        execute("INSERT INTO runs VALUES (?, ?, ?, ?)", (run, ended, len(verdicts), kept))
        self._connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            ((number, run, *row) for number, row in enumerate(self._rows(found, verdicts), found.corpus.fresh)),
        )

    def vacuum(self) -> None:
        """Give back the space in the file that holds nothing."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.execute("VACUUM")

    def _rows(self, found: Across, verdicts: Sequence[Verdict]) -> Iterator[tuple[str, int, bytes, bytes]]:
        """Yield id, number of the kept document, record and folded text of each text that is new."""
        fresh, records = found.corpus.fresh, found.corpus.records
        digests, first = np.unique(records["digest"], return_index=True)
        new = np.sort(first[first >= fresh])

        def number_of(document: int) -> int:
            of_text = int(first[np.searchsorted(digests, records["digest"][document])])
            return of_text if of_text < fresh else fresh + int(np.searchsorted(new, of_text))

        for document, folded in zip(new.tolist(), found.corpus.folded(new), strict=True):
            kept = verdicts[document - fresh].duplicate_of
            number = number_of(document if kept is None else kept)
            named = kept if kept is not None and number == number_of(document) else document
            name = json.dumps(found.name(named), ensure_ascii=True)
            yield name, number, records[document].tobytes(), folded


@contextlib.contextmanager
def index_for_writing(path: Path, command: str | None) -> Iterator[Index]:
    """Open an index as its only writer, made where there is none; what is not remembered by then is undone.

    `command` tells a command and its inputs from all others; None where that cannot be told.
    """
    with _connected(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            _make(connection)
        _check(path, connection)
        index = Index(path, connection, command)
        yield index
        index.end()


@contextlib.contextmanager
def index_for_reading(path: Path) -> Iterator[Index]:
    """Open an index that is there, as it was after the last run that ended."""
    if not path.is_file():
        raise InputError(f"{path}: there is no such index; dedup --across --index {path} makes one")
    with _connected(path) as connection:
        _check(path, connection)
        yield Index(path, connection)


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Connect to a database; what goes wrong with it is an error that names it."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            yield connection
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise OutputError(f"{path}: another run is writing to this index; wait until it has ended") from error
        raise OutputError(f"{path}: the index cannot be used: {error}") from error
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path}: no index of newsclean, or damaged ({error}); name another file") from error


def _make(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_FORMAT}")
    for statement in filter(str.strip, _TABLES.split(";")):
        connection.execute(statement)
    connection.execute("INSERT INTO settings VALUES ('signatures', ?)", (_scheme(),))


def _check(path: Path, connection: sqlite3.Connection) -> None:
    """Raise `InputError` where a database is no index, or one that this version cannot compare with."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
        raise InputError(f"{path}: is a database, but no index of newsclean; name another file")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != _FORMAT:
        raise InputError(f"{path}: has format {version}, this version of newsclean knows {_FORMAT}; begin a new index")
    (scheme,) = connection.execute("SELECT value FROM settings WHERE name = 'signatures'").fetchone()
    if scheme != _scheme():
        raise InputError(f"{path}: its signatures were made otherwise than by this version; begin a new index")


@functools.cache
def _scheme() -> str:
    """Return a fingerprint of how signatures are made: of the record of a text that has every folded character."""
    text = "".join(character for character in map(chr, range(0xD800)) if character.isalnum())
    return hashlib.blake2b(signatures_of(folded_units([encoded(text)])).tobytes(), digest_size=8).hexdigest()
