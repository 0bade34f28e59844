"""Stitching: the two halves of a story that lies on two pages of an issue become one article.

`(下转2版)` at the end of one half and `(上接1版)` at the start of the other say that there is something to join;
`newsclean.stitching.jumps` decides which halves belong together, and what it is not sure of stays as it is, with a warning.
The joined story stands where it began, under its own headlines and byline. A sentence broken in the middle is whole
again: `确保关键时` and `刻拉得出` are `确保关键时刻拉得出`.

What happens to the text of the pages is edits as everywhere: the second half is removed from its page and put on the
first one (`stitch.join`); a headline printed over the second half goes (`stitch.headline`). So the trace of each page
leads back to it by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from newsclean.documents import BOUNDARY, Article, ArticleBlock, plain
from newsclean.edits import Edit
from newsclean.stitching.issue import Page
from newsclean.stitching.jumps import Match, Place, breaks_off, matches, opening

__all__ = ["Stitched", "stitch"]


@dataclass(frozen=True)
class Stitched:
    """A page after stitching.

    `articles` are those left on it, by the index they had; `edits` turn the page's articles written down (`plain`)
    into these; `joins` says for the trace what was joined to what, and `warnings` what was left alone.
    """

    articles: Mapping[int, Article]
    edits: list[Edit]
    joins: tuple[Mapping[str, Any], ...] = ()
    warnings: tuple[str, ...] = ()


def stitch(pages: Sequence[Page]) -> list[Stitched]:
    """Return the pages with the stories that jump between them joined where they begin."""
    found = _without_circles(matches(pages))
    following = {match.first: match.second for match in found}
    return [_stitched(pages, at, found, following) for at in range(len(pages))]


def _without_circles(found: Sequence[Match]) -> list[Match]:
    """Leave out matches that no beginning leads to: two halves that each claim to continue the other."""
    following = {match.first: match.second for match in found}
    reached: set[Place] = set()
    for begin in following.keys() - set(following.values()):
        place: Place | None = begin
        while place is not None:
            reached.add(place)
            place = following.get(place)
    return [match for match in found if match.first in reached]


def _stitched(pages: Sequence[Page], at: int, found: Sequence[Match], following: Mapping[Place, Place]) -> Stitched:
    moved = {match.second for match in found}
    articles: dict[int, Article] = {}
    edits: list[Edit] = []
    done = 0
    for index, article in pages[at].articles.items():
        start, end = done, done + len(plain([article]))
        done = end + len(BOUNDARY)
        if (at, index) in moved:
            leads = any((at, later) not in moved for later in pages[at].articles if later > index)
            # An article goes with the boundary behind it, the last ones with that before them.
            before = 0 if leads or not start else len(BOUNDARY)
            edits += _removal(article, start - before, end + len(BOUNDARY) * leads, before)
            continue
        rest = list(_rest(pages, (at, index), following))
        articles[index] = _joined(pages[at].id, article, rest)
        edits += _additions(article, articles[index], start)
    return Stitched(articles, edits, tuple(_joins(pages, at, found)), tuple(_warnings(articles)))


def _rest(pages: Sequence[Page], place: Place, following: Mapping[Place, Place]) -> Iterator[tuple[Any, int, Article]]:
    """Yield the later parts of a story with the page and the index they come from."""
    while place in following:
        place = following[place]
        yield pages[place[0]].id, place[1], pages[place[0]].articles[place[1]]


# Articles -------------------------------------------------------------------------------------------------------


def _joined(page: Any, article: Article, rest: Sequence[tuple[Any, int, Article]]) -> Article:
    for other, index, part in rest:
        blocks = _joined_blocks(page, article, other, part)
        article = replace(_with_byline(article, part), blocks=blocks, continues_on=part.continues_on)
        article = replace(article, stitched_from=(*article.stitched_from, (other, index), *part.stitched_from))
    return article


def _with_byline(article: Article, part: Article) -> Article:
    """Return the article with the byline printed under its second half, where the first has none."""
    if article.byline:
        return article
    return replace(
        article,
        byline=part.byline,
        reporters=part.reporters,
        correspondents=part.correspondents,
        authors=part.authors,
        source=article.source or part.source,
    )


def _joined_blocks(page: Any, article: Article, other: Any, part: Article) -> tuple[ArticleBlock, ...]:
    blocks = list(article.blocks)
    following = [_on(other, block) for block in part.blocks]
    beginning = opening(part)
    if breaks_off(article) and beginning is not None:
        at = _last_paragraph(article)
        taken = following.pop(beginning)
        begun = _on(page, blocks[at])
        blocks[at] = replace(
            begun, text=begun.text + taken.text, spans=begun.spans + taken.spans, pages=begun.pages + taken.pages
        )
    return (*blocks, *following)


def _last_paragraph(article: Article) -> int:
    return max(index for index, block in enumerate(article.blocks) if block.kind == "paragraph")


def _on(page: Any, block: ArticleBlock) -> ArticleBlock:
    """Return a block that names the page of each of its spans."""
    return replace(block, pages=block.pages or (page,) * len(block.spans))


# Edits ----------------------------------------------------------------------------------------------------------


def _removal(article: Article, start: int, end: int, before: int) -> Iterator[Edit]:
    """Take an article off its page; `before` is the length of the boundary in front of it that goes too."""
    head = sum(len(line) + 1 for line in article.headlines)
    if head:
        head += bool(article.blocks)  # the blank line under the stack
        yield Edit(start, start + before + head, "", "stitch.headline")
    begin = start + before + head if head else start
    if begin < end:
        yield Edit(begin, end, "", "stitch.join")


def _additions(article: Article, joined: Article, start: int) -> Iterator[Edit]:
    """Put what was joined to an article: at the end of the paragraph that broke off, and behind the last block."""
    count = len(article.blocks)
    lines = [len(line) + 1 for line in article.headlines]
    at = start + sum(lines) + bool(lines and count)
    for before, after in zip(article.blocks, joined.blocks, strict=False):
        at += len(before.text)
        if len(after.text) > len(before.text):
            yield Edit(at, at, after.text[len(before.text) :], "stitch.join")
        at += 1
    put = "".join(f"{block.text}\n" for block in joined.blocks[count:])
    if put:
        yield Edit(at, at, "\n" * bool(lines and not count) + put, "stitch.join")


# What is said of it ---------------------------------------------------------------------------------------------


def _joins(pages: Sequence[Page], at: int, found: Sequence[Match]) -> Iterator[Mapping[str, Any]]:
    """Yield what the trace of a page says of its joins: which article, with which, and what speaks for it."""
    for (page, index), (other, second), evidence in found:
        weighed = {"score": evidence.score, "evidence": {k: round(v, 2) for k, v in evidence._asdict().items() if v}}
        if page == at:
            yield {"index": index, "goes_on_in": [pages[other].id, second], **weighed}
        if other == at:
            yield {"index": second, "begins_in": [pages[page].id, index], **weighed}


_SHOWN = 20  # characters of a headline in a warning


def _warnings(articles: Mapping[int, Article]) -> Iterator[str]:
    """Yield a warning for each jump that leads nowhere; `articles` are those left on a page."""
    for article in articles.values():
        name = (article.headline or (article.blocks[0].text if article.blocks else ""))[:_SHOWN]
        if article.continues_on:
            yield f"{name!r} goes on at {article.continues_on}, but nothing there surely belongs to it; left alone"
        if article.continued_from:
            yield f"{name!r} begins on {article.continued_from}, but nothing there surely belongs to it; left alone"
