"""Units of work as dataframes of Daft, in the processes of this machine or on a Ray cluster.

Each unit is a row: the same units as those of the processes of one machine, so the bytes are the same. What follows
from the answers (of a batch, the parts of big files, and joining them) is the next dataframe. The folders must be ones
that all machines see under the same name.

A unit that is done twice, because its worker was lost after it had written, writes the same files again.
"""

from __future__ import annotations

import importlib
import logging
import os
import pickle
import socket
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from newsclean.batch.engine import Follow, Labour, nothing
from newsclean.errors import MissingExtra, NewscleanError

__all__ = ["Daft", "answers", "imported", "leave"]

Unit = TypeVar("Unit")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Daft:
    """Daft with so many processes, on this machine or on the Ray cluster it was told of; see `started`."""

    places: int

    @classmethod
    def started(cls, places: int | None, address: str | None) -> Daft:
        """Tell Daft where to run: on the Ray cluster at `address`, or on this machine without one.

        Without `places` there is a process for each processor of the machine or of the cluster. Raises `MissingExtra`
        where Daft is not installed.
        """
        daft = imported()
        if address is None:
            daft.set_runner_native()
            return cls(places or os.cpu_count() or 1)
        ray: Any = importlib.import_module("ray")  # comes with the extra, and is slow

        try:
            _knock(address)
            ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
            daft.set_runner_ray(noop_if_initialized=True)  # where ray.init has connected to
            processors = ray.cluster_resources().get("CPU", 1)
        except (OSError, RuntimeError, ValueError) as error:
            raise NewscleanError(f"no Ray cluster answers at {address}: {error}") from error
        return cls(places or int(processors))

    def run(
        self,
        shards: Iterable[Sequence[Unit]],
        work: Labour[Unit, Answer],
        follow: Follow[Answer, Unit] = nothing,
    ) -> Generator[Answer, None, None]:
        """Yield the answers as they come, dataframe by dataframe."""
        pending = list(shards)
        while pending:
            following: list[Sequence[Unit]] = []
            for answer in answers(pending, work, self.places):
                following += follow(answer)
                yield answer
            pending = following


def leave(code: int) -> NoReturn:
    """End the process with an exit code, at once and with everything flushed.

    Threads of Daft 0.7.26 outlive its work and crashed 2 of 30 interpreters that ended in the usual way.
    """
    if "ray" in sys.modules:
        sys.modules["ray"].shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _knock(address: str) -> None:
    """Raise `OSError` where nobody listens at HOST:PORT: Ray itself would go on asking for minutes."""
    if address == "auto":  # inside a cluster: Ray knows where it is
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    socket.create_connection((host, int(port)), timeout=10).close()


def imported() -> Any:
    """Return the module of Daft, which is asked to report to nobody."""
    os.environ["DAFT_ANALYTICS_ENABLED"] = os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("DAFT_PROGRESS_BAR", "0")
    logging.getLogger("daft_local_execution").setLevel(logging.CRITICAL)  # its errors tell what its warnings do
    try:
        return importlib.import_module("daft")
    except ImportError as error:
        raise MissingExtra("the engine daft is not installed: pip install 'newsclean[cluster]'") from error


def answers(shards: Sequence[Sequence[Unit]], work: Callable[[Unit], Answer], places: int) -> Iterator[Answer]:
    """Yield the answers to units, of which each shard is a row."""
    daft = imported()
    rows = daft.from_pydict({"shard": [pickle.dumps(list(shard)) for shard in shards]})
    worker = daft.cls(_Worker, max_concurrency=min(places, len(shards)), use_process=True)(
        pickle.dumps(work), str(Path.cwd())
    )
    answered = rows.into_batches(1).select(worker.answers(daft.col("shard")).alias("answers"))
    try:
        for row in answered.iter_rows():
            yield from pickle.loads(row["answers"])  # noqa: S301 - written by our own workers
    except RuntimeError as error:
        raise NewscleanError(f"the cluster gave up ({error}); run again: what is done is not done again") from error


class _Worker:
    """Does units of work where Daft has put it."""

    def __init__(self, work: bytes, folder: str) -> None:
        os.chdir(folder)  # where paths count from, as they do for the person who named them
        self._work: Callable[[Any], Any] = pickle.loads(work)  # noqa: S301 - written by this program

    def answers(self, shard: bytes) -> bytes:
        """Return the answers to a shard of units, pickled as they came."""
        return pickle.dumps([self._work(unit) for unit in pickle.loads(shard)])  # noqa: S301
