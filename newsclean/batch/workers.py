"""Tasks spread over processes, where a process that dies costs only the task it was at.

Tasks go to a worker in shards, results come back one by one. A worker that is killed or crashes is replaced,
and the task it had not answered gets a result that says so; the other tasks of its shard are given out again.
Processes are spawned, not forked, so that it is the same on every platform. A worker whose parent is gone
ends with the task at hand.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from newsclean.errors import NewscleanError

__all__ = ["spread"]

Task = TypeVar("Task")
Result = TypeVar("Result")


def spread(
    shards: Iterable[Sequence[Task]],
    work: Callable[[Task], Result],
    died: Callable[[Task, int], Result],
    processes: int,
    follow: Callable[[Result], Iterable[Sequence[Task]]] = lambda _: (),
) -> Generator[Result, None, None]:
    """Yield `work(task)` for all tasks of all shards, in the order in which they are finished.

    `work` is called in `processes` other processes, must be picklable and must not raise. In this process
    `died(task, exit code)` makes the result of a task whose worker died. `follow(result)` gives more shards, which
    are given out next.
    """
    pending = deque(shards)
    workers: list[_Worker[Task]] = []
    try:
        while pending or workers:
            while pending and len(workers) < processes:
                workers.append(_Worker(work, pending.popleft()))
            for worker in _answering(workers):
                try:
                    answer = worker.answer()
                except (EOFError, OSError):
                    workers.remove(worker)
                    task, *rest = worker.tasks
                    if rest:
                        pending.appendleft(rest)
                    answer = died(task, worker.stop())
                    pending.extendleft(reversed(list(follow(answer))))
                    yield answer
                    continue
                if answer is not None:
                    pending.extendleft(reversed(list(follow(answer))))
                    yield answer
                if not worker.tasks and pending:
                    worker.give(pending.popleft())
                elif not worker.tasks:
                    workers.remove(worker)
                    worker.stop()
    finally:
        for worker in workers:
            worker.stop()


class _Worker(Generic[Task]):
    """A process and what it has been given to do."""

    def __init__(self, work: Callable[[Task], object], shard: Sequence[Task]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        with _interrupts_ignored():
            self.process.start()
        theirs.close()  # so that the end of the process is the end of the connection
        self.began = False
        self.tasks: deque[Task] = deque()
        self.give(shard)

    def give(self, shard: Sequence[Task]) -> None:
        """Send the worker its next tasks."""
        self.tasks.extend(shard)
        with contextlib.suppress(OSError):  # it is dead, which its next answer tells
            self.connection.send(shard)

    def answer(self) -> Any:
        """Return the next result, or None at first, when the worker has begun; raise where it is dead."""
        try:
            answer = self.connection.recv()
        except (EOFError, OSError):
            if not self.began:
                code = self.stop()
                raise NewscleanError(
                    f"a worker process ended before it began, with exit code {code}; try --jobs 1"
                ) from None
            raise
        self.began = True
        if answer is not None:
            self.tasks.popleft()
        return answer

    def stop(self) -> int:
        """End the process, which is at a task only if it is not to be finished; return its exit code."""
        self.connection.close()
        if self.tasks:
            self.process.terminate()
        self.process.join()
        return self.process.exitcode or 0


def _answering(workers: list[_Worker[Task]]) -> list[_Worker[Task]]:
    ready = wait([worker.connection for worker in workers])
    return [worker for worker in workers if worker.connection in ready]


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Start processes that a Ctrl-C at the terminal does not reach: their parent stops them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(connection: Connection, work: Callable[[Task], object]) -> None:
    """Answer tasks until the parent closes the connection or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        connection.send(None)
        while True:
            for task in connection.recv():
                connection.send(work(task))
