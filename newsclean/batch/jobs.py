"""The job of a batch: one file, or a part of one, through a plan."""

from __future__ import annotations

import collections
import contextlib
import gzip
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

from newsclean import parquet
from newsclean.batch import RESULT, Cleaned, Streams, fingerprint, output_name
from newsclean.batch.protocol import MOST_FAILURES
from newsclean.cleaning import Cleaning, Outcome
from newsclean.documents import Document, separator
from newsclean.errors import DecodeError, DoubtError, LossError, NewscleanError, RecordError
from newsclean.reading import Range, Reader, form_of
from newsclean.sinks import StreamSink
from newsclean.writing import Form, json_line

__all__ = ["BatchForm", "CleaningJob"]

BatchForm = Form | Literal["parquet"]

_TRACE = "trace"
_ASIDE = "aside"  # pages that were set aside, as they came
_WHY = "why"  # a line for each of them
_REASONS = {RecordError: "record", DecodeError: "encoding", LossError: "loss", DoubtError: "doubt"}


@dataclass(frozen=True)
class CleaningJob:
    """Cleans the files below `source` for `newsclean.batch`; an instance goes to every worker.

    Documents are named after their path as the user spelled it, so the bytes written do not depend on where the
    folder lies; `called` is that name of `source` where it is not its path. `traces` is the folder that gets a trace for each file, under the file's name and `.trace`.
    `quarantine` is the folder that gets the pages that are set aside, as they came, in files of the inputs' names,
    and beside each file its reasons in another, which ends in `.why`.
    """

    cleaning: Cleaning
    reader: Reader
    source: Path
    target: Path
    to: BatchForm | None = None  # None: the form of each input
    traces: Path | None = None
    quarantine: Path | None = None
    called: str | None = None

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
                "source": self.called or str(self.source),
                "traces": self.traces and str(self.traces),
                "quarantine": self.quarantine and str(self.quarantine),
            }
        )

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that get files beside the results."""
        return tuple(folder for folder in (self.traces, self.quarantine) if folder)

    def output_name(self, name: str) -> str:
        """Return the name of the output for the input called `name`."""
        return output_name(name, self._form(name))

    def beside(self, name: str) -> Streams:
        """Return where traces and pages that are set aside go."""
        places = {}
        if self.traces:
            places[_TRACE] = self.traces / f"{name}.trace"
        if self.quarantine:
            rows = ".jsonl" if form_of(name) == "parquet" else ""  # which are set aside as lines
            places |= {_ASIDE: self.quarantine / f"{name}{rows}", _WHY: self.quarantine / f"{name}{rows}.why"}
        return places

    def is_complete(self, name: str, aside: int) -> bool:
        """Whether the trace of an input is there, if traces are wanted, and what was set aside of it."""
        wanted = {_TRACE, _ASIDE, _WHY} if aside else {_TRACE}
        return all(place.is_file() for stream, place in self.beside(name).items() if stream in wanted)

    def has_parts(self, path: Path) -> bool:
        """Whether a file is one of records that can be told apart anywhere in it."""
        return self.reader.has_parts(str(path))

    def joint(self, path: Path, last: bytes) -> bytes:
        """Return what stands between two parts of a result."""
        return separator(last.decode("latin-1")).encode() if self._form(path.name) == "text" else b""

    def clean(self, path: Path, part: Range | None, streams: Streams) -> Cleaned:
        """Clean `path`, or a part of it, into `streams`; raises the error of a file that cannot be read."""
        name = path.relative_to(self.source.resolve())
        spelled = str(self.source / name)
        form = self._form(path.name)
        written: Form = "jsonl" if form == "parquet" else form
        cleaning = replace(self.cleaning, form=written, doubted=self.quarantine is not None)
        said = _Said(sets_aside=self.quarantine is not None)
        packed = path.name.endswith(".gz")
        with (
            _written(streams[RESULT], packed=packed and form != "parquet") as file,
            _opened(streams.get(_TRACE)) as trace,
        ):
            sink = StreamSink(file, None, joined=form == "text")
            for document in self.reader.read(spelled, part, self.called and f"{self.called}/{name}"):
                outcome = cleaning.outcome(document)
                if outcome.error:
                    said.refused(document, outcome.error)
                    continue
                sink.write(outcome.id, outcome.parts, numbered=False)
                said.cleaned(outcome)
                if trace and outcome.trace:
                    trace.write(json_line(outcome.trace | self._output(name)).encode())
        if said.reasons:
            self._set_aside(spelled, part, streams, said)
        return said.summary()

    def finish(self, path: Path, result: Path) -> None:
        """Make Parquet of JSON Lines, where Parquet is wanted."""
        if self._form(path.name) == "parquet":
            lines = result.rename(result.with_name(f"{result.name}0"))
            try:
                parquet.write(lines, result)
            finally:
                lines.unlink()

    def _form(self, name: str) -> BatchForm:
        form = form_of(name)
        return self.to or ("text" if form == "html" else form)

    def _set_aside(self, path: str, part: Range | None, streams: Streams, said: _Said) -> None:
        """Copy the pages that were refused, byte for byte, and write down why."""
        with _opened(streams[_WHY]) as why:
            assert why
            why.writelines(json_line(reason).encode() for reason in said.reasons)
        lines = {reason["line"] for reason in said.reasons}
        streams[_ASIDE].parent.mkdir(parents=True, exist_ok=True)
        if lines == {None}:  # the file is one page
            shutil.copyfile(path, streams[_ASIDE])
            return
        with _written(streams[_ASIDE], packed=path.endswith(".gz")) as aside:
            aside.writelines(self.reader.lines(path, lines, part))

    def _output(self, name: Path) -> dict[str, Any]:
        """Name the cleaned file as seen from its trace's folder."""
        assert self.traces
        output = self.target / name.with_name(self.output_name(name.name))
        return {"output": os.path.relpath(output, (self.traces / name).parent)}


@dataclass
class _Said:
    """What there is to say about a file while it is cleaned."""

    sets_aside: bool
    pages: int = 0
    articles: int = 0
    encoding: str | None = None
    removed: collections.Counter[str] = field(default_factory=collections.Counter)
    warnings: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    failed: int = 0
    reasons: list[dict[str, Any]] = field(default_factory=list)

    def cleaned(self, outcome: Outcome) -> None:
        """Count a page that was cleaned."""
        self.pages += 1
        self.removed.update(outcome.removed)
        self.articles += len(outcome.parts) if outcome.is_split else 0
        self.encoding = self.encoding or outcome.encoding
        self.warnings += outcome.warnings

    def refused(self, document: Document | NewscleanError, error: NewscleanError) -> None:
        """Count a page that was not; raises an error that is not about one page but about the file."""
        line = document.line
        if document is error and line is None and not isinstance(error, DecodeError):
            raise error
        if not isinstance(error, DoubtError):
            self.failed += 1
            self.failures += [str(error)] if len(self.failures) < MOST_FAILURES else []
        if self.sets_aside:
            identity = document.id if isinstance(document, Document) else None
            reason = _REASONS.get(type(error), "record")
            self.reasons.append({"id": identity, "line": line, "reason": reason, "error": str(error)})

    def summary(self) -> Cleaned:
        """Return it all."""
        return Cleaned(
            self.encoding,
            self.articles,
            dict(self.removed.most_common()),
            tuple(self.warnings),
            self.pages,
            self.failed,
            tuple(self.failures),
            len(self.reasons),
        )


@contextlib.contextmanager
def _written(path: Path, *, packed: bool) -> Iterator[BinaryIO]:
    with path.open("wb") as file:
        if not packed:
            yield file
            return
        # Neither a name nor a time goes into the gzip header: the same input gives the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as zipped:
            yield zipped  # type: ignore[misc]


@contextlib.contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO | None]:
    if path is None:
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        yield file
