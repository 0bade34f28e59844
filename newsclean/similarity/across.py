"""Near-duplicates among documents of any number and size, on disk: memory holds some 500 bytes a document.

The inputs are cut into shards, workers make the signatures and lay down the folded texts, candidates are found band by
band and compared from disk. All files lie in one work folder, from which a run that was killed goes on.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsclean.batch.engine import HERE, Engine
from newsclean.errors import NewscleanError
from newsclean.reading import Reader
from newsclean.similarity import DEFAULT_MEMORY
from newsclean.similarity.clusters import ALONE, Choice, Keep, Verdict, judge
from newsclean.similarity.corpus import Corpus
from newsclean.similarity.earlier import Earlier
from newsclean.similarity.lines import Lines
from newsclean.similarity.shards import Signing, cut
from newsclean.similarity.sources import Source, inputs, sources
from newsclean.similarity.work import do_all

__all__ = ["Across", "Resources", "across"]


class Resources(NamedTuple):
    """What a run may use: a folder for its files, an engine, bytes of memory for all its workers to find pairs in."""

    folder: Path
    engine: Engine = HERE
    memory: int = DEFAULT_MEMORY


def across(
    reader: Reader, paths: Sequence[str], resources: Resources, keep: Keep = "first", earlier: Earlier | None = None
) -> Across:
    """Compare the documents of all inputs with each other, and with those of earlier runs."""
    earlier = earlier or Earlier()
    here = inputs(paths, resources.folder, resources.engine)
    found = list(sources(reader, here, resources.folder))
    plain = [source for source in found if isinstance(source, Source)]
    signing = Signing(resources.folder, tuple(plain), reader)
    shards = cut([source.state[0] for source in plain])
    do_all(signing, shards, resources.engine)
    lines = Lines(signing, shards)
    corpus = Corpus(signing, shards, earlier)
    rounds = itertools.count()
    verdicts = judge(
        corpus.records,
        lambda pairs: corpus.compare(pairs, f"round-{next(rounds)}", resources.engine),
        Choice(keep, lambda index: _date(lines, index - corpus.fresh)),
        earlier.decided,
        lambda chosen: corpus.candidates(chosen, resources.engine, resources.memory),
    )
    unread = [error for error in found if isinstance(error, NewscleanError)]
    return Across(lines, corpus, earlier, verdicts, [*unread, *lines.errors()])


def _date(lines: Lines, number: int) -> str | None:
    return str(lines.document(number).fields.get("date") or "") or None


class Across:
    """What a run has found: its documents (from 0, those of earlier runs apart), a verdict for each, and errors."""

    def __init__(
        self, lines: Lines, corpus: Corpus, earlier: Earlier, verdicts: dict[int, Verdict], errors: list[NewscleanError]
    ) -> None:
        self.lines = lines
        self.corpus = corpus
        self.errors = errors
        self._earlier = earlier
        self._verdicts = verdicts

    def __len__(self) -> int:
        """How many documents were read."""
        return len(self.lines)

    def verdicts(self) -> Iterator[Verdict]:
        """Yield the verdict of each document; its numbers count those of earlier runs too."""
        return (self._verdicts.get(number, ALONE) for number in range(self.corpus.fresh, len(self.corpus.records)))

    def kept(self) -> NDArray[np.int64]:
        """Return the numbers of the documents that are kept."""
        return np.flatnonzero([verdict.duplicate_of is None for verdict in self.verdicts()])

    @functools.lru_cache(maxsize=1024)  # noqa: B019 - one object a run
    def name(self, number: int) -> Any:
        """Return the id of the document that a verdict names."""
        if number < self.corpus.fresh:
            return self._earlier.name(number)
        return self.lines.document(number - self.corpus.fresh).id
