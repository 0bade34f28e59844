"""One page through a plan, rendered: the unit of work of every command, in this process or in another."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from newsclean import writing
from newsclean.documents import Document
from newsclean.doubts import UNSURE_ENCODING, doubts
from newsclean.errors import DoubtError, LossError, NewscleanError
from newsclean.plan import Cleaned, Plan

__all__ = ["DEFAULT_MAX_LOSS", "Cleaning", "Outcome", "inked", "loss", "removed_by_rule", "spread", "warnings_of"]

#: Percent of a page's characters that `clean` and `batch` let go before they refuse to write it. Of 2,000 pages the
#: articles and newspaper pages lost 56 at most, all but one of 30 dumps of whole web pages up to 95, that one 98, and
#: rightly (docs/reliability.md). Left is at least a headline and a byline, of a story of a thousand characters.
DEFAULT_MAX_LOSS = 97.0

Item = TypeVar("Item")
Result = TypeVar("Result")
View = Literal["result", "check", "diff", "marks"]
_NO_LOSS = ("dedup.", "stitch.")  # a copy of something kept; what goes to the page where its story began


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
    """A plan and what is wanted of it. An instance goes to worker processes as it is.

    Where `doubted`, what became of a doubtful page is an error that says what is doubtful; where not `counted`, nobody
    is told what went from a page.
    """

    plan: Plan
    form: writing.Form = "text"
    view: View = "result"
    traced: bool = False
    max_loss: float | None = None
    doubted: bool = False
    counted: bool = True

    def outcome(self, document: Document | NewscleanError) -> Outcome:
        """Return what becomes of a document; an error that stands in a document's place is passed on."""
        if isinstance(document, NewscleanError):
            return Outcome(None, error=document)
        cleaned = self.plan.run(document.text, weighed=self.form == "jsonl" or self.doubted)
        return self.too_much(document, cleaned) or self.doubtful(document, cleaned) or self.shown(document, cleaned)

    def too_much(self, document: Document, cleaned: Cleaned) -> Outcome | None:
        """Return the outcome of a page that would lose more than is allowed, None where it does not."""
        lost = 0.0 if self.max_loss is None else loss(document.text, cleaned)
        if self.max_loss is None or lost <= self.max_loss:
            return None
        return Outcome(document.id, loss=lost, error=_too_much(document, lost, self.max_loss))

    def doubtful(self, document: Document, cleaned: Cleaned) -> Outcome | None:
        """Return the outcome of a page that is set aside as doubtful, None where it is not."""
        found = "; ".join(doubts(document, cleaned)) if self.doubted else ""
        return Outcome(document.id, error=DoubtError(f"{document.id}: {found}")) if found else None

    def shown(
        self, document: Document, cleaned: Cleaned, parts: list[str] | None = None, warnings: Iterable[str] = ()
    ) -> Outcome:
        """Return what is shown of a page; `parts` are its articles in the form wanted, where they are made already."""
        return Outcome(
            document.id,
            self._parts(document, cleaned, parts),
            cleaned.articles is not None,
            document.decoded.encoding if document.decoded else None,
            cleaned.text != document.text,
            loss(document.text, cleaned) if self.counted else 0.0,
            removed_by_rule(document.text, cleaned) if self.counted else {},
            _traced(document, cleaned) if self.traced else None,
            (*warnings_of(document), *warnings),
        )

    def _parts(self, document: Document, cleaned: Cleaned, parts: list[str] | None) -> list[str]:
        if self.view == "check":
            return []
        if self.view == "marks":
            from newsclean import marks  # noqa: PLC0415 - only to show changes

            return [marks.show(document.text, cleaned.edits)]
        if self.view == "diff":
            from newsclean import diff  # noqa: PLC0415 - only to show changes

            return [f"{line}\n" for line in diff.unified(document.text, cleaned.edits, str(document.id))]
        return writing.parts(document, cleaned, self.form) if parts is None else parts

    def outcomes(self, documents: Iterable[Document | NewscleanError], jobs: int = 1) -> Iterator[Outcome]:
        """Yield the outcomes of documents in their order, worked out by `jobs` processes."""
        return spread(self.outcome, documents, jobs)


def _traced(document: Document, cleaned: Cleaned) -> dict[str, Any]:
    from newsclean import trace  # noqa: PLC0415 - only where a trace is written

    return trace.entry(document, cleaned)


def spread(work: Callable[[Item], Result], documents: Iterable[Item], jobs: int) -> Iterator[Result]:
    """Yield what `work` makes of documents, or of other items that may have a `text`, in their order, by `jobs` processes.

    Documents travel in bunches, and only a few bunches are under way at once: memory stays bounded however long
    the input is.
    """
    if jobs == 1:
        yield from map(work, documents)
        return
    from concurrent.futures import Future, ProcessPoolExecutor  # noqa: PLC0415 - slower than a page to clean

    under_way: collections.deque[Future[list[Result]]] = collections.deque()
    with ProcessPoolExecutor(jobs) as pool:
        for bunch in _bunches(documents):
            under_way.append(pool.submit(_worked, work, bunch))
            if len(under_way) > 2 * jobs:
                yield from under_way.popleft().result()
        for future in under_way:
            yield from future.result()


def _worked(work: Callable[[Item], Result], documents: list[Item]) -> list[Result]:
    return [work(document) for document in documents]


_RECORD = 1_000  # what a record costs beside its text: 200 of them make a bunch even if they are empty
_BUNCH_CHARACTERS = 200_000  # some 50 pages: sending them costs little beside cleaning them


def _bunches(documents: Iterable[Item]) -> Iterator[list[Item]]:
    bunch: list[Item] = []
    size = 0
    for document in documents:
        bunch.append(document)
        size += _RECORD + len(getattr(document, "text", None) or "")
        if size >= _BUNCH_CHARACTERS:
            yield bunch
            bunch, size = [], 0
    if bunch:
        yield bunch


def warnings_of(document: Document) -> Iterator[str]:
    """Yield what a person must know of how a file was read."""
    decoded = document.decoded
    if decoded is None:
        return
    if decoded.replaced:
        places = "1 place" if decoded.replaced == 1 else f"{decoded.replaced} places"
        yield f"{places} could not be decoded as {decoded.encoding} and became U+FFFD"
    if decoded.confidence < UNSURE_ENCODING:
        yield f"read as {decoded.encoding}, but not surely; say which it is with --encoding"


def _too_much(document: Document, lost: float, allowed: float) -> LossError:
    return LossError(
        f"{document.id}: would lose {lost:.0f} % of its text, more than --max-loss {allowed:g}; "
        f"nothing written; look at it with: newsclean clean --max-loss 100 --marks {document.id}"
    )


def loss(text: str, cleaned: Cleaned) -> float:
    """Return the percentage of a page's characters, blanks aside, that are gone; repeats are no loss."""
    counted = [edit for edit in cleaned.edits if not edit.rule.startswith(_NO_LOSS)]
    if not counted:
        return 0.0
    gone = inked("".join([text[start:end] for start, end, _, _ in counted]))
    gone -= inked("".join([put for _, _, put, _ in counted]))
    return 100 * gone / inked(text) if gone > 0 else 0.0


def inked(text: str) -> int:
    """Return how many characters a text has, blanks aside."""
    return sum(map(len, text.split()))


def removed_by_rule(text: str, cleaned: Cleaned) -> dict[str, int]:
    """Return how many characters each rule removed, blanks aside, most first."""
    removed: dict[str, list[str]] = {}
    for start, end, _, rule in cleaned.edits:
        removed.setdefault(rule, []).append(text[start:end])
    counts = {rule: inked("".join(pieces)) for rule, pieces in removed.items()}
    return {rule: counts[rule] for rule in sorted(counts, key=lambda rule: -counts[rule]) if counts[rule]}
