"""A batch over the objects of a store, by URL: each is brought here, cleaned by a worker, and its results taken there.

Daft lists and reads the objects, wherever it can; pyarrow writes. An object is the unit of work and is cleaned as a
folder of one file, so its results are the bytes that the file would have given; a machine needs room for the objects
that it works at. The manifest is written when the run begins, every minute and when it ends, since nothing can be added
to an object. Stores have no locks: that only one batch at a time works on a folder is for a person to see to.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from newsclean.batch import Engine, Entry, Run, batch
from newsclean.batch.cluster import answers
from newsclean.batch.jobs import CleaningJob
from newsclean.batch.manifest import MANIFEST, entries_of
from newsclean.batch.ranges import survey
from newsclean.batch.stores import bring, listed, send, store, written
from newsclean.batch.tree import INCLUDED, Found, Task, chosen, plan, shards
from newsclean.errors import InputError, NewscleanError, OutputError

__all__ = ["batch_of_objects"]


@contextlib.contextmanager
def batch_of_objects(
    source: str,
    places: Mapping[str, str],
    job: CleaningJob,
    engine: Engine,
    *,
    include: Sequence[str] = INCLUDED,
    exclude: Sequence[str] = (),
    resume: bool = True,
) -> Generator[Run, None, None]:
    """Clean the objects below a URL, as `newsclean.batch.batch` does the files of a folder.

    `places` are URLs: `out` for the results and, where wanted, `traces` and `odd` for what is set aside.
    """
    manifest = _Manifest(f"{places['out']}/{MANIFEST}")
    if not resume:
        manifest.entries.clear()
    sizes = _listed(source)
    found = [Found(name, None) for name in sizes]
    found = [one for one in found if chosen(one, include, exclude)]
    tasks = plan(found, job.output_name, manifest.entries, sizes.__getitem__)
    work = _RemoteWork(source, dict(places), job)
    manifest.write()  # where no result can be written, no work is lost

    def taken() -> Iterator[Entry]:
        for entry in answers(shards(tasks, engine.places), work, engine.places):
            manifest.add(replace(entry, skipped=False))
            yield entry

    try:
        yield Run(len(tasks), taken())
    finally:
        manifest.write()


def _listed(source: str) -> dict[str, int]:
    """Return the objects below a URL by their names from there on, with their sizes in bytes."""
    return {url.removeprefix(f"{source}/"): size for url, size in listed(f"{source}/**").items()}


# A manifest is written again after a minute, or so long that writing it takes one part in a hundred.
_PAUSE = 60
_SHARE = 100


class _Manifest:
    """The manifest of a batch as an object, with what an earlier run has left there."""

    def __init__(self, url: str) -> None:
        self._url = url
        files, path = store(url)
        try:
            with files.open_input_stream(path) as file:
                self.entries = entries_of(file.read())
        except FileNotFoundError:
            self.entries = {}
        except OSError as error:
            raise OutputError(f"{url}: cannot be read: {error}") from error

    def add(self, entry: Entry) -> None:
        """Add an entry, and write the manifest if that was long ago."""
        self.entries[entry.input] = entry
        if time.monotonic() >= self._due:
            with contextlib.suppress(OutputError):  # the last time will tell
                self.write()

    def write(self) -> None:
        """Write the manifest as it is now."""
        began = time.monotonic()
        with written(self._url) as file:
            file.write(b"".join(self.entries[name].line() for name in sorted(self.entries)))
        now = time.monotonic()
        self._due = now + max(_PAUSE, _SHARE * (now - began))


@dataclass(frozen=True)
class _RemoteWork:
    """The work of a worker. It never raises: what is wrong is told in the entry."""

    source: str
    places: dict[str, str]
    job: CleaningJob

    def __call__(self, task: Task) -> Entry:
        """Clean one object."""
        try:
            if task.problem:
                raise InputError(task.problem)  # noqa: TRY301 - told like any other
            with tempfile.TemporaryDirectory(prefix="newsclean-") as folder:
                return self._cleaned(task, Path(folder))
        except Exception as error:  # noqa: BLE001 - one object's failure, of any kind, must not end the batch
            told = str(error) if isinstance(error, NewscleanError) else f"{type(error).__name__}: {error}"
            return Entry(task.input, None, None, self.job.fingerprint, error=told)

    def _cleaned(self, task: Task, folder: Path) -> Entry:
        path = folder / "in" / task.input
        path.parent.mkdir(parents=True)
        bring(f"{self.source}/{task.input}", path)
        if self._is_done(task, survey(path, cut=False).sha256):
            assert task.previous
            return replace(task.previous, skipped=True)
        with batch(folder / "in", folder / "out", self._job_in(folder), include="*") as run:
            (entry,) = run.entries
        (folder / "out" / MANIFEST).unlink()
        for place, url in self.places.items():
            for made in sorted((folder / place).rglob("*")):
                if made.is_file():
                    send(made, f"{url}/{made.relative_to(folder / place)}")
        return replace(entry, job=self.job.fingerprint)

    def _job_in(self, folder: Path) -> CleaningJob:
        beside = {name: folder / place for name, place in _BESIDE.items() if place in self.places}
        return replace(self.job, source=folder / "in", target=folder / "out", called=self.source, **beside)  # type: ignore[arg-type]

    def _is_done(self, task: Task, sha256: str) -> bool:
        before = task.previous
        if not before or before.output is None or (before.sha256, before.job) != (sha256, self.job.fingerprint):
            return False
        files, path = store(f"{self.places['out']}/{before.output}")
        return bool(files.get_file_info(path).size == before.output_bytes)


_BESIDE = {"traces": "traces", "quarantine": "odd"}  # of a job's fields, the folders that go elsewhere
