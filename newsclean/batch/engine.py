"""Who does units of work: the processes of this machine here, those of a cluster in `newsclean.batch.cluster`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

__all__ = ["HERE", "Engine", "Follow", "Labour", "Processes", "nothing"]

Unit = TypeVar("Unit")
Unit_contra = TypeVar("Unit_contra", contravariant=True)
Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)
Follow = Callable[[Answer], Iterable[Sequence[Unit]]]


class Labour(Protocol[Unit_contra, Answer_co]):
    """Does units of work. It goes to every worker, must be picklable and must not raise."""

    def __call__(self, unit: Unit_contra, /) -> Answer_co:
        """Do a unit."""

    def died(self, unit: Unit_contra, code: int, /) -> Answer_co:
        """Return the answer for a unit whose worker ended by itself, with this exit code."""


def nothing(_: object) -> tuple[()]:
    """Return the units that follow from an answer where none do."""
    return ()


class Engine(Protocol):
    """Where units of work are done."""

    @property
    def places(self) -> int:
        """How many units can be worked at together."""

    def run(
        self,
        shards: Iterable[Sequence[Unit]],
        work: Labour[Unit, Answer],
        follow: Follow[Answer, Unit] = nothing,
    ) -> Generator[Answer, None, None]:
        """Yield the answers to all units, and to those that follow from answers, in any order."""


@dataclass(frozen=True)
class Processes:
    """The processes of this machine; one alone is this process itself."""

    places: int = 1

    def run(
        self,
        shards: Iterable[Sequence[Unit]],
        work: Labour[Unit, Answer],
        follow: Follow[Answer, Unit] = nothing,
    ) -> Generator[Answer, None, None]:
        """Yield the answers as they come."""
        if self.places == 1:
            return _one_by_one(shards, work, follow)
        from newsclean.batch.workers import spread  # noqa: PLC0415 - where there is more than one process

        return spread(shards, work, work.died, self.places, follow)


#: This process alone.
HERE: Engine = Processes()


def _one_by_one(
    shards: Iterable[Sequence[Unit]], work: Callable[[Unit], Answer], follow: Follow[Answer, Unit]
) -> Generator[Answer, None, None]:
    pending = deque(unit for shard in shards for unit in shard)
    while pending:
        answer = work(pending.popleft())
        yield answer
        pending.extendleft(unit for shard in reversed(list(follow(answer))) for unit in reversed(shard))
