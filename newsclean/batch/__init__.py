"""A tree of files, cleaned in parallel into a tree of the same names.

Each input is read, cleaned and written by one worker; documents never travel between processes. A big file of lines
is cut into ranges of bytes, each read, cleaned and written by one worker, and the parts are joined in their order. An
output is written beside its place and renamed, so that it is whole or not there. The manifest in the output folder
remembers what was made of which bytes with which options; only what is not there yet, or not so, is done again. One
batch at a time works on an output folder.

What is written depends on the inputs alone: the outputs are the same bytes with any number of processes,
whether the run was stopped and taken up again or not. (In the manifest, only the seconds differ.)
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsclean.batch.engine import HERE, Engine, Processes
from newsclean.batch.lock import locked
from newsclean.batch.manifest import Entry, Manifest
from newsclean.batch.protocol import RESULT, Cleaned, Job, Streams, fingerprint
from newsclean.batch.tree import INCLUDED, find, output_name, plan, shards, size_below
from newsclean.batch.units import Answer, Schedule, Unit
from newsclean.batch.work import Work, sweep, sweep_parts
from newsclean.errors import OutputError, UsageError

__all__ = [
    "INCLUDED",
    "RESULT",
    "Cleaned",
    "Engine",
    "Entry",
    "Job",
    "Processes",
    "Run",
    "Streams",
    "batch",
    "fingerprint",
    "output_name",
]


@dataclass(frozen=True)
class Run:
    """A batch under way: how many inputs there are, and the entries as they are finished."""

    total: int
    entries: Iterator[Entry]


@contextlib.contextmanager
def batch(
    source: Path,
    target: Path,
    job: Job,
    engine: Engine = HERE,
    *,
    include: Sequence[str] = INCLUDED,
    exclude: Sequence[str] = (),
    resume: bool = True,
) -> Generator[Run, None, None]:
    """Clean the files below `source` into `target`. The work is done while the entries are taken.

    A glob without `/` is compared with the name of a file (and, to exclude, of the folders it is in), one
    with `/` with the whole path below `source`, where `*` takes in further `/`. What cannot be done is an
    entry with an error; an exception is raised where nothing can be done. Without `resume` everything is done
    again.
    """
    root, into = _roots(source, target)
    with locked(into):
        found = find(root, into, include, exclude)
        sweep((into, *job.folders))  # what a run that was killed has left
        if not resume:
            sweep_parts(into)
        manifest = Manifest(into)
        tasks = plan(found, job.output_name, manifest.entries, functools.partial(size_below, root))
        first: list[Sequence[Unit]] = [*shards(tasks, engine.places)]
        answers = engine.run(first, Work(root, into, job, resume), Schedule().follow)
        try:
            with contextlib.closing(answers):
                yield Run(len(tasks), _entries(answers, manifest, into))
        finally:
            sweep((into, *job.folders))  # what workers that were stopped or killed have left
            manifest.sort()


def _entries(answers: Iterable[Answer], manifest: Manifest, into: Path) -> Iterator[Entry]:
    """Write down what was done."""
    for answer in answers:
        if isinstance(answer, Entry):
            if not answer.skipped:
                manifest.add(answer)
            yield answer
    sweep_parts(into)


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
