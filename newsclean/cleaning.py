"""One page through a plan, rendered: the unit of work of every command, in this process or in another."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from newsclean import diff, marks, trace, writing
from newsclean.documents import Document
from newsclean.errors import LossError, NewscleanError
from newsclean.plan import Cleaned, Plan

__all__ = ["DEFAULT_MAX_LOSS", "Cleaning", "Outcome", "loss", "removed_by_rule"]

#: Percent of a page's characters that `clean` and `batch` let go before they refuse to write it. Of 30 dumps of
#: whole web pages, in which the story is the small part, one lost 98 percent and rightly so, the others up to 95:
#: what is refused is a page of which next to nothing is left.
DEFAULT_MAX_LOSS = 99.0

View = Literal["result", "check", "diff", "marks"]
_REPEATS = "dedup."  # what is a copy of something kept is no loss


@dataclass(frozen=True)
class Outcome:
    """What became of one input: its rendered result, or the error that says why there is none."""

    id: Any
    parts: list[str] = field(default_factory=list)
    is_split: bool = False  # the parts are articles
    encoding: str | None = None  # of a file
    changed: bool = False
    loss: float = 0.0
    removed: Mapping[str, int] = field(default_factory=dict)
    trace: dict[str, Any] | None = None
    warnings: tuple[str, ...] = ()
    error: NewscleanError | None = None


@dataclass(frozen=True)
class Cleaning:
    """A plan and what is wanted of it. An instance goes to worker processes as it is."""

    plan: Plan
    form: writing.Form = "text"
    view: View = "result"
    traced: bool = False
    max_loss: float | None = None

    def outcome(self, document: Document | NewscleanError) -> Outcome:
        """Return what becomes of a document; an error that stands in a document's place is passed on."""
        if isinstance(document, NewscleanError):
            return Outcome(None, error=document)
        cleaned = self.plan.run(document.text)
        lost = loss(document.text, cleaned)
        if self.max_loss is not None and lost > self.max_loss:
            return Outcome(document.id, loss=lost, error=_too_much(document, lost, self.max_loss))
        return Outcome(
            document.id,
            self._parts(document, cleaned),
            cleaned.articles is not None,
            document.decoded.encoding if document.decoded else None,
            cleaned.text != document.text,
            lost,
            removed_by_rule(document.text, cleaned),
            trace.entry(document, cleaned) if self.traced else None,
            tuple(_warnings(document)),
        )

    def _parts(self, document: Document, cleaned: Cleaned) -> list[str]:
        if self.view == "check":
            return []
        if self.view == "marks":
            return [marks.show(document.text, cleaned.edits)]
        if self.view == "diff":
            return [f"{line}\n" for line in diff.unified(document.text, cleaned.edits, str(document.id))]
        return writing.parts(document, cleaned, self.form)

    def outcomes(self, documents: Iterable[Document | NewscleanError], jobs: int = 1) -> Iterator[Outcome]:
        """Yield the outcomes of documents in their order, worked out by `jobs` processes.

        Documents travel in bunches, and only a few bunches are under way at once: memory stays bounded however
        long the input is.
        """
        if jobs == 1:
            yield from map(self.outcome, documents)
            return
        from concurrent.futures import Future, ProcessPoolExecutor  # noqa: PLC0415 - slower than a page to clean

        under_way: collections.deque[Future[list[Outcome]]] = collections.deque()
        with ProcessPoolExecutor(jobs) as pool:
            for bunch in _bunches(documents):
                under_way.append(pool.submit(self._bunch, bunch))
                if len(under_way) > 2 * jobs:
                    yield from under_way.popleft().result()
            for future in under_way:
                yield from future.result()

    def _bunch(self, documents: list[Document | NewscleanError]) -> list[Outcome]:
        return [self.outcome(document) for document in documents]


_BUNCH_CHARACTERS = 200_000  # some 50 pages: sending them costs little beside cleaning them


def _bunches(documents: Iterable[Document | NewscleanError]) -> Iterator[list[Document | NewscleanError]]:
    bunch: list[Document | NewscleanError] = []
    size = 0
    for document in documents:
        bunch.append(document)
        size += len(document.text) if isinstance(document, Document) else 0
        if size >= _BUNCH_CHARACTERS:
            yield bunch
            bunch, size = [], 0
    if bunch:
        yield bunch


_UNSURE = 0.6  # below this the reader is told that an encoding was guessed


def _warnings(document: Document) -> Iterator[str]:
    decoded = document.decoded
    if decoded is None:
        return
    if decoded.replaced:
        yield f"{decoded.replaced} places could not be decoded as {decoded.encoding} and became U+FFFD"
    if decoded.confidence < _UNSURE:
        yield f"read as {decoded.encoding}, but not surely; say which it is with --encoding"


def _too_much(document: Document, lost: float, allowed: float) -> LossError:
    return LossError(
        f"{document.id}: would lose {lost:.0f} % of its text, more than --max-loss {allowed:g}; "
        f"nothing written; look at it with: newsclean clean --max-loss 100 --marks {document.id}"
    )


def loss(text: str, cleaned: Cleaned) -> float:
    """Return the percentage of a page's characters, blanks aside, that are gone; repeats are no loss."""
    total = _inked(text)
    gone = sum(
        _inked(text[edit.start : edit.end]) - _inked(edit.text)
        for edit in cleaned.edits
        if not edit.rule.startswith(_REPEATS)
    )
    return max(100 * gone / total, 0.0) if total else 0.0


def _inked(text: str) -> int:
    return sum(map(len, text.split()))


def removed_by_rule(text: str, cleaned: Cleaned) -> dict[str, int]:
    """Return how many characters each rule removed, blanks aside, most first."""
    counts: collections.Counter[str] = collections.Counter()
    for edit in cleaned.edits:
        counts[edit.rule] += _inked(text[edit.start : edit.end])
    return {rule: count for rule, count in counts.most_common() if count}
