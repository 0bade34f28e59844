"""A tree of files, cleaned in parallel into a tree of the same names.

Each input is read, cleaned and written by one worker; documents never travel between processes. An output is
written beside its place and renamed, so that it is whole or not there. The manifest in the output folder
remembers what was made of which bytes with which options; only what is not there yet, or not so, is done
again. One batch at a time may work on an output folder.

What is written depends on the inputs alone: the outputs are the same bytes with any number of processes,
whether the run was stopped and taken up again or not. (In the manifest, only the seconds differ.)
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from newsclean import __version__
from newsclean.batch.manifest import Entry, Manifest
from newsclean.batch.tree import INCLUDED, Task, find, output_name, plan, shards
from newsclean.batch.workers import spread
from newsclean.errors import InputError, NewscleanError, OutputError, UsageError

__all__ = ["INCLUDED", "Cleaned", "Entry", "Job", "Run", "batch", "fingerprint", "output_name"]


class Cleaned(NamedTuple):
    """What a job has to say about a file it has cleaned."""

    encoding: str | None
    articles: int
    removed: dict[str, int]  # characters by rule
    warnings: tuple[str, ...] = ()


class Job(Protocol):
    """What is done with each file. It is pickled once for each worker."""

    @property
    def fingerprint(self) -> str:
        """What an output depends on beside its input: another fingerprint, and all is done again."""

    def output_name(self, name: str) -> str:
        """Return the name of the output for an input of this name."""

    def is_complete(self, name: str) -> bool:
        """Whether what is made of the input `name` beside its output is there."""

    def clean_file(self, path: Path, output: Path) -> Cleaned:
        """Read `path` and write `output`, which is renamed afterwards. What is raised is the file's failure.

        Whether to pack the output is told by the name of `path`: that of `output` is provisional.
        """


def fingerprint(options: Mapping[str, Any]) -> str:
    """Return a fingerprint of options (of JSON's types) and of this version of newsclean."""
    spelled = json.dumps([__version__, options], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(spelled.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Run:
    """A batch under way: how many inputs there are, and the entries as they are finished."""

    total: int
    entries: Iterator[Entry]


def batch(
    source: Path,
    target: Path,
    job: Job,
    jobs: int = 1,
    *,
    include: Sequence[str] = INCLUDED,
    exclude: Sequence[str] = (),
    resume: bool = True,
) -> Run:
    """Clean the files below `source` into `target`. The work is done while the entries are taken.

    A glob without `/` is compared with the name of a file (and, to exclude, of the folders it is in), one
    with `/` with the whole path below `source`, where `*` takes in further `/`. What cannot be done is an
    entry with an error; an exception is raised where nothing can be done. Without `resume` everything is done
    again.
    """
    root, into = _roots(source, target)
    found = find(root, into, include, exclude)
    _sweep(into)
    manifest = Manifest(into)
    tasks = plan(root, found, job.output_name, manifest.entries)
    return Run(len(tasks), _entries(tasks, manifest, _Cleaning(root, into, job, resume), jobs))


def _roots(source: Path, target: Path) -> tuple[Path, Path]:
    """Return both folders, the output folder made, such that no output can fall on an input."""
    if not source.is_dir():
        raise UsageError(f"{source}: is not a folder; batch reads a folder of files")
    root, into = source.resolve(), target.resolve()
    if root.is_relative_to(into):
        raise UsageError(
            f"{target}: the output folder must not hold the inputs; name another one (it may lie in {source})"
        )
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{target}: the output folder cannot be made: {error.strerror}") from error
    return root, into


@dataclass(frozen=True)
class _Cleaning:
    """The work of a worker: all it must know, beside the task."""

    root: Path
    into: Path
    job: Job
    resume: bool

    def __call__(self, task: Task) -> Entry:
        """Clean one file. Whatever is wrong with it is told in its entry, and the others go on."""
        began = time.perf_counter()
        sha256 = None
        try:
            sha256 = _sha256(self.root, task)
            if self._is_done(task, sha256):
                assert task.previous
                return replace(task.previous, skipped=True)
            cleaned, size = self._write(task)
        except Exception as error:  # noqa: BLE001 - one file's failure, of any kind, must not end the batch
            self._forget(task)
            return self._failed(task, _told(error), sha256, time.perf_counter() - began)
        seconds = round(time.perf_counter() - began, 3)
        fields = {**cleaned._asdict(), "output_bytes": size, "seconds": seconds}
        return Entry(task.input, task.output, sha256, self.job.fingerprint, **fields)

    def _is_done(self, task: Task, sha256: str) -> bool:
        before = task.previous
        if not (self.resume and before) or before.error is not None or before.output != task.output:
            return False
        if (before.sha256, before.job) != (sha256, self.job.fingerprint):
            return False
        try:
            there = (self.into / task.output).lstat()
            if not self.job.is_complete(task.input):
                return False
        except OSError:
            return False
        return stat.S_ISREG(there.st_mode) and there.st_size == before.output_bytes

    def _write(self, task: Task) -> tuple[Cleaned, int]:
        """Have the output written beside its place, and put it there when it is whole."""
        place = self.into / task.output
        if not place.parent.resolve().is_relative_to(self.into):
            raise OutputError(f"{task.output}: a link leads outside the output folder; nothing is written there")
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = _partial(place, os.getpid())
        try:
            cleaned = self.job.clean_file(self.root / task.input, partial)
            size = partial.stat().st_size
            partial.replace(place)
        finally:
            partial.unlink(missing_ok=True)
        return cleaned, size

    def _forget(self, task: Task) -> None:
        """Remove what an earlier run made of an input that has failed now: it would pass for its output."""
        place = self.into / task.output
        if task.previous and task.previous.output == task.output and not task.problem:
            with contextlib.suppress(OSError):
                if place.parent.resolve().is_relative_to(self.into):
                    place.unlink(missing_ok=True)

    def _failed(self, task: Task, error: str, sha256: str | None, seconds: float) -> Entry:
        return Entry(task.input, None, sha256, self.job.fingerprint, seconds=round(seconds, 3), error=error)

    def died(self, task: Task, code: int) -> Entry:
        """Return the entry of a task whose worker ended by itself."""
        self._forget(task)
        told = f"the process that cleaned it ended with exit code {code}; is it too large for the memory?"
        return self._failed(task, told, None, 0.0)

    def dropped(self, task: Task, process: int) -> None:
        """Remove what a stopped worker had begun to write."""
        with contextlib.suppress(OSError):
            _partial(self.into / task.output, process).unlink(missing_ok=True)


def _told(error: Exception) -> str:
    if isinstance(error, NewscleanError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}: {error}"


def _sha256(root: Path, task: Task) -> str:
    path = root / task.input
    if task.problem:
        raise InputError(task.problem)
    if not stat.S_ISREG(path.stat().st_mode):
        raise InputError("is not a regular file")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


_NAME_KEPT = 40  # characters; a file name has at most 255 bytes
_PARTIAL = re.compile(r"\..+\.partial-\d+", re.DOTALL)


def _partial(place: Path, process: int) -> Path:
    """Return where an output is written before it has its name; a process writes one at a time."""
    return place.with_name(f".{place.name[:_NAME_KEPT]}.partial-{process}")


def _sweep(into: Path) -> None:
    """Remove the unfinished outputs of a run that was killed."""
    for folder, _, files in os.walk(into):
        for name in files:
            if _PARTIAL.fullmatch(name):
                with contextlib.suppress(OSError):
                    Path(folder, name).unlink()


def _entries(tasks: list[Task], manifest: Manifest, cleaning: _Cleaning, jobs: int) -> Iterator[Entry]:
    """Do the tasks and write down what was done; the manifest is in order however it ends."""
    if jobs == 1:
        done: Generator[Entry, None, None] = (cleaning(task) for task in tasks)
    else:
        done = spread(shards(tasks, jobs), cleaning, cleaning.died, cleaning.dropped, jobs)
    try:
        with contextlib.closing(done):
            for entry in done:
                if not entry.skipped:
                    manifest.add(entry)
                yield entry
    finally:
        manifest.sort()
