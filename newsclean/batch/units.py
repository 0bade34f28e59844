"""The units of work of a batch, and which of them follow from what a worker answers.

A `Task` is one input. Its answer is the `Entry` of the manifest or, for a big file of lines, `Cuts`: then its pieces
are given out, each is answered by a `Part`, and when all are there `Joining` puts them together, which is answered by
the entry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from newsclean.batch.manifest import Entry
from newsclean.batch.protocol import Cleaned
from newsclean.batch.ranges import Survey
from newsclean.batch.tree import Task
from newsclean.reading import Range

__all__ = ["Answer", "Cuts", "Joining", "Part", "Piece", "Schedule", "Unit"]


class Cuts(NamedTuple):
    """A file is to be cleaned in parts."""

    task: Task
    survey: Survey
    job: str  # the fingerprint of what is done with it

    @property
    def key(self) -> str:
        """The name of the folder for its parts: other bytes, another job or another name, and it is another one."""
        spelled = json.dumps([self.task.input, self.survey.sha256, self.job])
        return hashlib.sha256(spelled.encode()).hexdigest()[:32]


class Piece(NamedTuple):
    """A part of a file that is to be cleaned."""

    task: Task
    key: str
    seen: tuple[int, ...]
    range: Range

    @property
    def name(self) -> str:
        """What its files in the folder for the parts are called."""
        return f"{self.range.start:x}-{self.range.end:x}"


class Part(NamedTuple):
    """What became of a piece: what there is to say about it, or the error that says why nothing could be made of it."""

    piece: Piece
    cleaned: Cleaned | None
    seconds: float
    error: str | None = None


class Joining(NamedTuple):
    """All parts of a file are to be put together."""

    cuts: Cuts
    parts: tuple[Part, ...]

    @property
    def task(self) -> Task:
        """The input that they are parts of."""
        return self.cuts.task


Unit: TypeAlias = Task | Piece | Joining
Answer: TypeAlias = Entry | Cuts | Part


class Schedule:
    """Knows which files are being cleaned in parts, and what is to be done next for them."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[Cuts, dict[int, Part]]] = {}

    def follow(self, answer: Answer) -> Sequence[Sequence[Unit]]:
        """Return the units that follow from an answer, in shards for a worker each."""
        if isinstance(answer, Cuts):
            self._open[answer.key] = (answer, {})
            seen = answer.survey.seen
            return [[Piece(answer.task, answer.key, seen, part)] for part in answer.survey.parts]
        if isinstance(answer, Part):
            return self._collect(answer)
        return []

    def _collect(self, part: Part) -> Sequence[Sequence[Unit]]:
        cuts, parts = self._open[part.piece.key]
        parts[part.piece.range.start] = part
        if len(parts) < len(cuts.survey.parts):
            return []
        del self._open[part.piece.key]
        return [[Joining(cuts, tuple(parts[start] for start in sorted(parts)))]]
