"""The work folder of `dedup --across`: tasks shared out by an engine, each of which leaves files that are whole.

What a task has written is not done again. So a run that was killed goes on where it stopped, if the next one works in
the same folder: its name tells from what, and with which options, the files in it were made.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from newsclean import __version__
from newsclean.batch.engine import HERE, Engine
from newsclean.errors import InputError, NewscleanError, OutputError
from newsclean.reading import STDIN, is_url

__all__ = ["Work", "do_all", "fingerprint", "work_folder"]

Task = TypeVar("Task")
Task_contra = TypeVar("Task_contra", contravariant=True)


class Work(Protocol[Task_contra]):
    """Does tasks; it goes to every worker, and must be picklable."""

    def is_done(self, task: Task_contra, /) -> bool:
        """Whether an earlier run has done a task."""

    def __call__(self, task: Task_contra, /) -> None:
        """Do a task: its files appear when they are whole."""


def do_all(work: Work[Task], tasks: Sequence[Task], engine: Engine) -> None:
    """Do the tasks that are not done yet; a single one here."""
    left = [task for task in tasks if not work.is_done(task)]
    if len(left) <= 1:
        engine = HERE
    with contextlib.closing(engine.run([[task] for task in left], _Caught(work))) as results:
        for result in results:
            if isinstance(result, Exception):
                raise result


class _Caught(Generic[Task]):
    """Gives back what a task raises; a result must not be None."""

    def __init__(self, work: Work[Task]) -> None:
        self._work = work

    def __call__(self, task: Task) -> Exception | bool:
        try:
            self._work(task)
        except Exception as error:  # noqa: BLE001 - it is raised in the process that gave the task
            return error
        return True

    def died(self, _: Task, code: int) -> Exception | bool:
        return NewscleanError(
            f"a worker process ended with exit code {code}; is the memory full? Try with fewer --jobs"
        )


@contextlib.contextmanager
def work_folder(
    output: str | None, inputs: Sequence[str], options: Sequence[Any], left: Callable[[Path], None] = lambda _: None
) -> Iterator[Path]:
    """Make a folder for the files of a run, and remove it when the run is over.

    It stands beside the output, where the same command finds it again if the run is stopped: the same inputs (by size
    and time) and options. `left` is told where, when an error or a person stops it. A run from standard input, or to
    standard output, has a folder among the system's temporary files, and begins anew.
    """
    if output is None or STDIN in inputs:
        with tempfile.TemporaryDirectory(prefix="newsclean-", ignore_cleanup_errors=True) as passing:  # as below
            yield Path(passing)
        return
    folder = _folder(Path(output), fingerprint(inputs, options))
    for partial in folder.glob(".*.partial-*"):
        partial.unlink()
    try:
        yield folder
    except InputError:  # which the same command would not go on from
        _remove(folder)
        raise
    except BaseException:
        left(folder)
        raise
    _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a folder under another name: workers of a run that was killed may still write to the one they know."""
    gone = folder.with_name(f"{folder.name}-gone")
    try:
        folder.replace(gone)
    except OSError:  # on Windows, where one of its files is open
        gone = folder
    shutil.rmtree(gone, ignore_errors=True)


def _folder(output: Path, made_from: str) -> Path:
    """Return the folder beside the output, made; one that another command has left there goes."""
    stem = f".{output.name[:100]}.across-"
    folder = output.absolute().with_name(stem + made_from)
    try:
        for left in folder.parent.iterdir():
            if left.name.startswith(stem) and left != folder:
                _remove(left)
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{output}: no files can be written beside it: {error.strerror}") from error
    return folder


def fingerprint(inputs: Iterable[str], options: Sequence[Any]) -> str:
    """Return a fingerprint of inputs, by size and time, and of all else that the files of a run depend on."""
    states = [(path, *_state(path)) for path in inputs]
    return hashlib.sha256(repr((__version__, states, options)).encode()).hexdigest()[:16]


def _state(path: str) -> tuple[int, int]:
    if is_url(path):
        from newsclean.batch.stores import state  # noqa: PLC0415 - asked for rarely

        return state(path)
    try:
        found = Path(path).stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns
