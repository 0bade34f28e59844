"""An issue from its documents to its results: clean each page, stitch them all, show each."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from newsclean.cleaning import Cleaning, Outcome, spread
from newsclean.documents import Article, Document, plain
from newsclean.edits import compose
from newsclean.errors import NewscleanError
from newsclean.plan import Cleaned
from newsclean.stitching import Stitched, stitch
from newsclean.stitching.issue import Page, is_article, page, page_of_records
from newsclean.writing import article_part

__all__ = ["outcomes"]


class _Ready(NamedTuple):
    """A page that was cleaned, and its articles by index: those of records come with a record each."""

    document: Document
    cleaned: Cleaned
    articles: Mapping[int, tuple[Document, Article]]


def outcomes(cleaning: Cleaning, documents: Iterable[Document | NewscleanError], jobs: int) -> Iterator[Outcome]:
    """Yield the outcomes of the pages of an issue in their order; all are read before the first is given.

    Pages are cleaned by the plan; records of articles were cleaned before and are only stitched. A page that
    cannot be read, or would lose too much, is a failure and takes no part.
    """
    ready = list(_gathered(spread(functools.partial(_cleaned, cleaning), documents, jobs)))
    stitched = iter(stitch([_page(item) for item in ready if isinstance(item, _Ready)]))
    for item in ready:
        yield _shown(cleaning, item, next(stitched)) if isinstance(item, _Ready) else item


def _page(item: _Ready) -> Page:
    return page(item.document, {index: article for index, (_, article) in item.articles.items()})


def _cleaned(cleaning: Cleaning, document: Document | NewscleanError) -> _Ready | Document | Outcome:
    """Clean a page; the record of an article stays as it is."""
    if isinstance(document, NewscleanError):
        return Outcome(None, error=document)
    if is_article(document):
        return document
    cleaned = cleaning.plan.run(document.text, weighed=cleaning.form == "jsonl")
    articles = {index: (document, article) for index, article in enumerate(cleaned.articles or ())}
    return cleaning.too_much(document, cleaned) or _Ready(document, cleaned, articles)


def _gathered(items: Iterable[_Ready | Document | Outcome]) -> Iterator[_Ready | Outcome]:
    """Gather records of articles that follow one another to the pages that they are from."""
    for key, group in itertools.groupby(items, lambda item: repr(item.id) if isinstance(item, Document) else None):
        if key is None:
            yield from (item for item in group if not isinstance(item, Document))
        else:
            yield _of_records([item for item in group if isinstance(item, Document)])


def _of_records(records: list[Document]) -> _Ready | Outcome:
    try:
        document, articles = page_of_records(records)
    except NewscleanError as error:
        return Outcome(None, error=error)
    return _Ready(document, Cleaned(document.text, [], tuple(article for _, article in articles.values())), articles)


def _shown(cleaning: Cleaning, item: _Ready, stitched: Stitched) -> Outcome:
    """Show a page; an article that went elsewhere is an empty part, so that the others keep their numbers."""
    left = stitched.articles
    parts = [
        article_part(left[index], index, item.articles[index][0], cleaning.form) if index in left else ""
        for index in range(max(item.articles, default=-1) + 1)
    ]
    cleaned = Cleaned(plain(left.values()), compose(item.cleaned.edits, stitched.edits), tuple(left.values()))
    outcome = cleaning.shown(item.document, cleaned, parts, stitched.warnings)
    if outcome.trace is None or not stitched.joins:
        return outcome
    return replace(outcome, trace={**outcome.trace, "stitched": list(stitched.joins)})
