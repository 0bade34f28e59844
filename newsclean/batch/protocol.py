"""What a batch and a job have to say to each other."""

from __future__ import annotations

import collections
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from newsclean import __version__
from newsclean.reading import Range

__all__ = ["MOST_FAILURES", "RESULT", "Cleaned", "Job", "Streams", "fingerprint", "merged"]

RESULT = "result"
MOST_FAILURES = 100  # of one input that are spelled out; all are counted

#: Files that are written for an input, by what they are for. `RESULT` is always among them.
Streams = Mapping[str, Path]


class Cleaned(NamedTuple):
    """What a job has to say about an input, or a part of one, that it has cleaned.

    `failures` are the first of the `failed` pages in words; `aside` counts the pages that were set aside. Where
    something failed or was set aside and no page is left, the input has no result.
    """

    encoding: str | None
    articles: int
    removed: dict[str, int]  # characters by rule
    warnings: tuple[str, ...] = ()
    pages: int = 1  # that went into the result
    failed: int = 0
    failures: tuple[str, ...] = ()
    aside: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of the input that would make a result."""
        return not self.pages and bool(self.failed or self.aside)


def merged(parts: Iterable[Cleaned]) -> Cleaned:
    """Return what there is to say about an input whose parts were cleaned one by one."""
    whole = Cleaned(None, 0, {}, pages=0)
    removed: collections.Counter[str] = collections.Counter()
    for part in parts:
        removed.update(part.removed)
        whole = Cleaned(
            whole.encoding or part.encoding,
            whole.articles + part.articles,
            {},
            whole.warnings + part.warnings,
            whole.pages + part.pages,
            whole.failed + part.failed,
            (whole.failures + part.failures)[:MOST_FAILURES],
            whole.aside + part.aside,
        )
    return whole._replace(removed=dict(removed.most_common()))


class Job(Protocol):
    """What is done with each file. It is pickled once for each worker."""

    @property
    def fingerprint(self) -> str:
        """What an output depends on beside its input: another fingerprint, and all is done again."""

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that get files beside the results."""

    def output_name(self, name: str) -> str:
        """Return the name of the output for an input of this name."""

    def beside(self, name: str) -> Streams:
        """Return where what is made of the input `name` beside its result goes, in one of the `folders`."""

    def is_complete(self, name: str, aside: int) -> bool:
        """Whether what is made of the input `name` beside its result is there; it had `aside` pages set aside."""

    def has_parts(self, path: Path) -> bool:
        """Whether a file may be cut where lines end, and each part cleaned by itself."""

    def clean(self, path: Path, part: Range | None, streams: Streams) -> Cleaned:
        """Clean a file, or a part of it, into `streams`, of which only the result must be written.

        They have provisional names, and are renamed or joined afterwards: whether to pack the result is told by the
        name of `path`. What is raised is the failure of the whole file.
        """

    def finish(self, path: Path, result: Path) -> None:
        """Give the whole result of a file the form it is wanted in, where that cannot be written in parts."""

    def joint(self, path: Path, last: bytes) -> bytes:
        """Return what stands between the results of two parts of a file, the first of which ends in the byte `last`."""


def fingerprint(options: Mapping[str, Any]) -> str:
    """Return a fingerprint of options (of JSON's types) and of this version of newsclean."""
    spelled = json.dumps([__version__, options], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(spelled.encode()).hexdigest()[:16]
