"""What a worker of a batch does: reads, cleans and writes one file or a part of one, and says what became of it."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from newsclean.batch.lock import share
from newsclean.batch.manifest import Entry
from newsclean.batch.protocol import RESULT, Cleaned, Job, Streams, merged
from newsclean.batch.ranges import Survey, check_unchanged, survey
from newsclean.batch.tree import Task
from newsclean.batch.units import Answer, Cuts, Joining, Part, Piece, Unit
from newsclean.errors import InputError, NewscleanError, OutputError

__all__ = ["Work", "sweep", "sweep_parts"]

_PARTS = ".parts"  # in the output folder: parts of files that are not whole yet
_DONE = "done"  # the stream that says that a part is whole, and what became of it


@dataclass(frozen=True)
class Work:
    """The work of a worker: all it must know, beside the unit. It never raises: what is wrong is told in the answer."""

    root: Path
    into: Path
    job: Job
    resume: bool

    @functools.cached_property
    def _folders(self) -> tuple[Path, ...]:
        return self.into, *(folder.resolve() for folder in self.job.folders)

    def __call__(self, unit: Unit) -> Answer:
        """Do one unit of work."""
        if isinstance(unit, Piece):
            return self._piece(unit)
        if isinstance(unit, Joining):
            return self._joining(unit)
        return self._file(unit)

    def died(self, unit: Unit, code: int) -> Answer:
        """Return the answer for a unit whose worker ended by itself."""
        told = f"the process that cleaned it ended with exit code {code}; is it too large for the memory?"
        if isinstance(unit, Piece):
            return Part(unit, None, 0.0, told)
        task = unit if isinstance(unit, Task) else unit.task
        self._forget(task)
        return self._failed(task, told, None, 0.0)

    def _places(self, unit: Unit) -> Streams:
        """Return where what is made of a unit belongs."""
        if isinstance(unit, Piece):
            streams = (RESULT, *self.job.beside(unit.task.input), _DONE)
            return {stream: self._part(unit, stream) for stream in streams}
        task = unit if isinstance(unit, Task) else unit.task
        return {**self.job.beside(task.input), RESULT: self.into / task.output}

    def _part(self, piece: Piece, stream: str) -> Path:
        return self.into / _PARTS / piece.key / f"{piece.name}.{stream}"

    def _file(self, task: Task) -> Answer:
        """Clean a file, or say into which parts it falls."""
        began = time.perf_counter()
        sha256 = None
        try:
            share(self.into)
            found = self._survey(task)
            sha256 = found.sha256
            if self._is_done(task, sha256):
                assert task.previous
                return replace(task.previous, skipped=True)
            if found.parts:
                return Cuts(task, found, self.job.fingerprint)
            with self._writing(task) as streams:
                cleaned = self.job.clean(self.root / task.input, None, streams)
                check_unchanged(self.root / task.input, found.seen)
                self._keep(task, cleaned, streams)
        except Exception as error:  # noqa: BLE001 - one file's failure, of any kind, must not end the batch
            self._forget(task)
            return self._failed(task, _told(error), sha256, time.perf_counter() - began)
        return self._entry(task, cleaned, sha256, time.perf_counter() - began)

    def _piece(self, piece: Piece) -> Part:
        """Clean a part of a file, unless an earlier run has."""
        began = time.perf_counter()
        done = self._part(piece, _DONE)
        try:
            share(self.into)
            if done.exists():
                return Part(piece, *_read_done(done))
            with self._writing(piece) as streams:
                done.parent.mkdir(parents=True, exist_ok=True)
                cleaned = self.job.clean(self.root / piece.task.input, piece.range, streams)
                check_unchanged(self.root / piece.task.input, piece.seen)
                seconds = time.perf_counter() - began
                streams[_DONE].write_text(json.dumps([cleaned, seconds]), "utf-8")
                _publish(streams, self._places(piece))
        except Exception as error:  # noqa: BLE001 - as for a whole file
            return Part(piece, None, time.perf_counter() - began, _told(error))
        return Part(piece, cleaned, seconds)

    def _joining(self, joining: Joining) -> Entry:
        """Put the parts of a file together."""
        began = time.perf_counter()
        task, found = joining.task, joining.cuts.survey
        try:
            share(self.into)
            for part in joining.parts:
                if part.error:
                    raise NewscleanError(part.error)  # noqa: TRY301 - told like any other
            cleaned = merged(part.cleaned for part in joining.parts if part.cleaned)
            with self._writing(task) as streams:
                for stream, path in streams.items():
                    pieces = (self._part(part.piece, stream) for part in joining.parts)
                    joint = functools.partial(self.job.joint, self.root / task.input) if stream == RESULT else _no_joint
                    _join(path, [place for place in pieces if place.exists()], joint)
                check_unchanged(self.root / task.input, found.seen)
                self._keep(task, cleaned, streams)
        except Exception as error:  # noqa: BLE001 - as for a whole file
            self._forget(task)
            return self._failed(task, _told(error), found.sha256, time.perf_counter() - began)
        shutil.rmtree(self.into / _PARTS / joining.cuts.key, ignore_errors=True)
        return self._entry(task, cleaned, found.sha256, sum(part.seconds for part in joining.parts))

    def _survey(self, task: Task) -> Survey:
        if task.problem:
            raise InputError(task.problem)
        path = self.root / task.input
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError("is not a regular file")
        return survey(path, cut=self.job.has_parts(path))

    def _is_done(self, task: Task, sha256: str) -> bool:
        before = task.previous
        if not (self.resume and before) or (before.sha256, before.job) != (sha256, self.job.fingerprint):
            return False
        if before.output not in (task.output, None) or (before.output is None and before.error is not None):
            return False
        try:
            if not self.job.is_complete(task.input, before.aside):
                return False
            if before.output is None:
                return True
            there = (self.into / before.output).lstat()
        except OSError:
            return False
        return stat.S_ISREG(there.st_mode) and there.st_size == before.output_bytes

    @contextlib.contextmanager
    def _writing(self, unit: Unit) -> Iterator[Streams]:
        """Give provisional files for what is made of a unit; what is left of them at the end is removed."""
        places = self._places(unit)
        for place in places.values():
            self._check_inside(place)
        (self.into / _PARTS if isinstance(unit, Piece) else places[RESULT].parent).mkdir(parents=True, exist_ok=True)
        streams = _provisional(places, os.getpid())
        try:
            yield streams
        finally:
            _discard(streams)

    def _check_inside(self, place: Path) -> None:
        if not any(place.parent.resolve().is_relative_to(folder) for folder in self._folders):
            raise OutputError(f"{place}: a link leads outside the output folder; nothing is written there")

    def _keep(self, task: Task, cleaned: Cleaned, streams: Streams) -> None:
        """Put what was made of a file in its place, the result last; without a result what stood there goes."""
        places = self._places(task)
        if cleaned.is_empty:
            streams[RESULT].unlink(missing_ok=True)
            self._forget(task)
        else:
            self.job.finish(self.root / task.input, streams[RESULT])
        if task.previous and task.previous.aside > cleaned.aside == 0:
            _discard({stream: place for stream, place in places.items() if not streams[stream].exists()})
        _publish(streams, places)

    def _forget(self, task: Task) -> None:
        """Remove what an earlier run made of an input that has no result now: it would pass for its output."""
        place = self.into / task.output
        if task.previous and task.previous.output == task.output and not task.problem:
            with contextlib.suppress(OSError):
                if place.parent.resolve().is_relative_to(self.into):
                    place.unlink(missing_ok=True)

    def _entry(self, task: Task, cleaned: Cleaned, sha256: str, seconds: float) -> Entry:
        output = None if cleaned.is_empty else task.output
        return Entry(
            task.input,
            output,
            sha256,
            self.job.fingerprint,
            output_bytes=(self.into / output).stat().st_size if output else 0,
            seconds=round(seconds, 3),
            error=_first(cleaned),
            **cleaned._asdict(),
        )

    def _failed(self, task: Task, error: str, sha256: str | None, seconds: float) -> Entry:
        return Entry(task.input, None, sha256, self.job.fingerprint, seconds=round(seconds, 3), error=error)


def _join(path: Path, pieces: list[Path], joint: Callable[[bytes], bytes]) -> None:
    """Write files one behind the other, if there are any; `joint` tells what comes behind a last byte."""
    if not pieces:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as whole:
        last = b""
        for piece in pieces:
            size = piece.stat().st_size
            if not size:
                continue
            with piece.open("rb") as file:
                whole.write(joint(last) if last else b"")
                shutil.copyfileobj(file, whole, 1 << 20)
                file.seek(size - 1)
                last = file.read(1)


def _no_joint(_last: bytes) -> bytes:
    return b""


def _first(cleaned: Cleaned) -> str | None:
    if not cleaned.failed:
        return None
    more = f" (and {cleaned.failed - 1} more in this file)" if cleaned.failed > 1 else ""
    return cleaned.failures[0] + more


def _read_done(path: Path) -> tuple[Cleaned, float]:
    """Return what an earlier run had to say about a part."""
    fields, seconds = json.loads(path.read_text("utf-8"))
    cleaned = Cleaned(*fields)
    return cleaned._replace(warnings=tuple(cleaned.warnings), failures=tuple(cleaned.failures)), seconds


def _told(error: Exception) -> str:
    if isinstance(error, NewscleanError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}: {error}"


def _publish(streams: Streams, places: Streams) -> None:
    """Rename what was written to where it belongs, in the order of `places`."""
    for stream, place in places.items():
        if streams[stream].exists():
            streams[stream].replace(place)


def _discard(streams: Streams) -> None:
    for path in streams.values():
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


_NAME_KEPT = 40  # characters; a file name has at most 255 bytes
_PARTIAL = re.compile(r"\..+\.partial-\d+", re.DOTALL)


def _provisional(places: Streams, process: int) -> Streams:
    """Return where files are written before they have their names; a process writes one of a name at a time."""
    return {
        stream: place.with_name(f".{place.name[:_NAME_KEPT]}.{stream}.partial-{process}")
        for stream, place in places.items()
    }


def sweep(folders: Iterable[Path]) -> None:
    """Remove unfinished files."""
    for top in folders:
        for folder, _, files in os.walk(top):
            for name in files:
                if _PARTIAL.fullmatch(name):
                    with contextlib.suppress(OSError):
                        Path(folder, name).unlink()


def sweep_parts(into: Path) -> None:
    """Remove the parts of files that no run will ask for any more."""
    shutil.rmtree(into / _PARTS, ignore_errors=True)
