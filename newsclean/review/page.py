"""What a report shows of one page: a row for the lists and sums, and its text in pieces for the page by itself."""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from newsclean.cleaning import loss, removed_by_rule
from newsclean.documents import BOUNDARY
from newsclean.edits import Source, apply
from newsclean.plan import Cleaned
from newsclean.review.labels import Label, hangs_on_layout, labels, surety
from newsclean.review.traces import TracedPage

__all__ = ["Reviewed", "as_json", "reviewed"]

_STACK = ("kicker", "headline", "subheadline")
_HEADLINE = 60  # characters of a headline in the list of pages


class Reviewed(NamedTuple):
    """A page as the report holds it: `row` for the index, `detail` as JSON; `newsclean/review/web` reads both."""

    row: dict[str, Any]
    detail: str


def reviewed(page: TracedPage) -> Reviewed:
    """Return what is shown of a page."""
    found = labels(page.text, page.edits) if page.text is not None and "articles" in page.line else []
    return Reviewed(_row(page, found), _detail(page, found))


def _row(page: TracedPage, found: Sequence[Label]) -> dict[str, Any]:
    """Return the page's row of the index; the sums of a report are the sums of its rows."""
    row: dict[str, Any] = {
        "id": str(page.line["id"]),
        "length": page.line["length"],
        "loss": round(_loss(page), 2),
        "rules": _counts(page),
        "encoding": page.line.get("encoding"),
        "sure": page.line.get("confidence"),
        "articles": _articles(page, found),
    }
    if page.missing:
        row["missing"] = page.missing
    if page.line.get("stitched"):
        row["stitched"] = True
    return row


def _loss(page: TracedPage) -> float:
    """Return the percentage that is gone, as the run counted it.

    Where the text is missing, what was kept counts with its blanks.
    """
    return loss(_text(page), Cleaned("", page.edits, None))


def _counts(page: TracedPage) -> dict[str, list[int]]:
    """Return for each rule its edits, and the characters it removed, blanks aside."""
    removed = removed_by_rule(_text(page), Cleaned("", page.edits, None))
    counts = {edit.rule: [0, removed.get(edit.rule, 0)] for edit in page.edits}
    for edit in page.edits:
        counts[edit.rule][0] += 1
    return dict(sorted(counts.items()))


def _text(page: TracedPage) -> str:
    """Return the page's text, or where it is missing, one of its length that holds what the trace does."""
    if page.text is not None:
        return page.text
    pieces: list[str] = []
    done = 0
    for edit, told in zip(page.edits, page.line["edits"], strict=True):
        pieces += ["_" * (edit.start - done), str(told["removed"])]
        done = edit.end
    return "".join(pieces) + "_" * (int(page.line["length"]) - done)


def _articles(page: TracedPage, found: Sequence[Label]) -> list[list[Any]]:
    """Return the headline of each article, and how sure the layout is that it begins there and of its headlines."""
    if page.text is None:
        return [["", None]] * page.line.get("articles", 1)
    cleaned = apply(page.text, page.edits)
    source = Source(page.text, page.edits)
    told = []
    for stack in _stacks(cleaned):
        blocks = [block for block in (_at(found, source, *line) for line in stack) if block]
        spoken = [line for line, block in zip(stack, blocks, strict=False) if block.kind == "headline"]
        start, end = (spoken or stack)[0]
        heads = [block.confidence for block in blocks if block.kind in _STACK] or [b.confidence for b in blocks[:1]]
        told.append([cleaned[start:end][:_HEADLINE], round(min(heads), 3) if heads else None])
    return told


def _stacks(cleaned: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the lines above the first empty one of each article; of an article without any, its first line."""
    start = 0
    for article in cleaned.split("\n" + BOUNDARY):
        head, blank, _ = article.partition("\n\n")
        lines = []
        at = start
        for line in head.split("\n") if blank else [article.partition("\n")[0]]:
            lines.append((at, at + len(line)))
            at += len(line) + 1
        if article.strip():
            yield lines
        start += len(article) + len(BOUNDARY) + 1


def _at(found: Sequence[Label], source: Source, start: int, end: int) -> Label | None:
    """Return the block that a line of the cleaned text was made of."""
    spans = source.spans(start, end)
    if not found or not spans:
        return None
    return found[max(bisect.bisect_right(found, spans[0][0], key=lambda label: label.start) - 1, 0)]


def _detail(page: TracedPage, found: Sequence[Label]) -> str:
    """Return the page in pieces, as JSON: a string is kept, a number is so many kept characters that are missing.

    A list is an edit: rule, removed, put, and how sure the layout is, where it hangs on that. Pieces spare the
    report to count: JavaScript counts other units than code points.
    """
    detail = {"pieces": list(_pieces(page, found)), "labels": list(_labelled(page.text or "", found))}
    return as_json(detail)


def as_json(value: Any) -> str:
    """Return a value as JSON, short; only where it holds half a surrogate pair is it spelled in escapes."""
    spelled = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        spelled.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return spelled


def _pieces(page: TracedPage, found: Sequence[Label]) -> Iterator[str | int | list[Any]]:
    done = 0
    for edit, told in zip(page.edits, page.line["edits"], strict=True):
        if edit.start > done:
            yield _kept(page, done, edit.start)
        sure = surety(found, edit.start, edit.end) if hangs_on_layout(edit.rule) else None
        yield [edit.rule, told["removed"], edit.text] + ([] if sure is None else [round(sure, 3)])
        done = edit.end
    if done < page.line["length"]:
        yield _kept(page, done, page.line["length"])


def _kept(page: TracedPage, start: int, end: int) -> str | int:
    return end - start if page.text is None else page.text[start:end]


def _labelled(text: str, found: Iterable[Label]) -> Iterator[list[Any]]:
    """Yield where each block begins, counted as JavaScript counts, what it is, and how sure that is."""
    units = done = 0
    for label in found:
        units += len(text[done : label.start].encode("utf-16-le", "surrogatepass")) // 2
        done = label.start
        yield [units, label.kind, round(label.confidence, 3)]
