"""The job of a batch: one file through a plan, written as a whole."""

from __future__ import annotations

import collections
import contextlib
import gzip
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.batch import Cleaned, fingerprint, output_name
from newsclean.cleaning import Cleaning, Outcome
from newsclean.errors import InputError
from newsclean.reading import Reader, form_of
from newsclean.sinks import StreamSink
from newsclean.writing import Form, json_line, replacing

__all__ = ["CleaningJob"]


@dataclass(frozen=True)
class CleaningJob:
    """Cleans the files below `source` for `newsclean.batch`; an instance goes to every worker.

    Documents are named after their path as the user spelled it, so the bytes written do not depend on where the
    folder lies. `traces` is the folder that gets a trace for each file, under the file's name and `.trace`.
    """

    cleaning: Cleaning
    reader: Reader
    source: Path
    target: Path
    to: Form | None = None  # None: the form of each input
    traces: Path | None = None

    @property
    def fingerprint(self) -> str:
        """What an output depends on beside its input."""
        plan = self.cleaning.plan
        return fingerprint(
            {
                "steps": plan.steps,
                "options": {name: dict(table) for name, table in plan.options.items()},
                "skip": plan.skip,
                "only": plan.only,
                "rules": [[rule.id, *rule.match] for rule in plan.rules],
                "to": self.to,
                "max-loss": self.cleaning.max_loss,
                "reader": [self.reader.form, self.reader.encoding, self.reader.errors],
                "source": str(self.source),
                "traces": None if self.traces is None else str(self.traces),
            }
        )

    def output_name(self, name: str) -> str:
        """Return the name of the output for the input called `name`."""
        return output_name(name, self._form(name))

    def is_complete(self, name: str) -> bool:
        """Whether the trace of the input called `name` is there, if traces are wanted."""
        return self.traces is None or self._trace_path(self.traces, Path(name)).is_file()

    def clean_file(self, path: Path, output: Path) -> Cleaned:
        """Clean `path` into `output`; raises the error of its first document that cannot be cleaned."""
        name = path.relative_to(self.source.resolve())
        cleaning = replace(self.cleaning, form=self._form(path.name))
        outcomes = _good(map(cleaning.outcome, self.reader.documents([str(self.source / name)])))
        removed: collections.Counter[str] = collections.Counter()
        articles = 0
        encodings = []
        warnings: list[str] = []
        with _written(output, packed=path.name.endswith(".gz")) as file, self._trace(name) as trace:
            sink = StreamSink(file, None, joined=cleaning.form == "text")
            for outcome in outcomes:
                sink.write(outcome.id, outcome.parts, numbered=False)
                removed.update(outcome.removed)
                articles += len(outcome.parts) if outcome.is_split else 0
                encodings.append(outcome.encoding)
                warnings += outcome.warnings
                if trace and outcome.trace:
                    trace.write(json_line(outcome.trace | self._output(name)).encode())
        return Cleaned(encodings[0] if encodings else None, articles, dict(removed.most_common()), tuple(warnings))

    def _form(self, name: str) -> Form:
        return self.to or ("jsonl" if form_of(name) == "jsonl" else "text")

    @contextlib.contextmanager
    def _trace(self, name: Path) -> Iterator[BinaryIO | None]:
        if self.traces is None:
            yield None
            return
        path = self._trace_path(self.traces, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            yield file

    def _trace_path(self, traces: Path, name: Path) -> Path:
        return traces / name.with_name(f"{name.name}.trace")

    def _output(self, name: Path) -> dict[str, Any]:
        """Name the cleaned file as seen from its trace's folder."""
        if self.traces is None:
            return {}
        output = self.target / name.with_name(self.output_name(name.name))
        return {"output": os.path.relpath(output, self._trace_path(self.traces, name).parent)}


def _good(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield outcomes; where some failed, the first failure is raised when all have been tried."""
    failed = []
    for outcome in outcomes:
        if outcome.error:
            failed.append(outcome.error)
        else:
            yield outcome
    if len(failed) == 1:
        raise failed[0]
    if failed:
        raise InputError(f"{failed[0]} (and {len(failed) - 1} more in this file)")


@contextlib.contextmanager
def _written(output: Path, *, packed: bool) -> Iterator[BinaryIO]:
    with output.open("wb") as file:
        if not packed:
            yield file
            return
        # Neither a name nor a time goes into the gzip header: the same input gives the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as zipped:
            yield zipped  # type: ignore[misc]
