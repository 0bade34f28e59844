"""Articles out of a page, and the canonical text of them.

`split` makes articles of the blocks that `drafts` has grouped. `arrange` gives the edits that write the same articles
as plain text, so that the text, the trace and the way back are one thing.

The canonical text of an article is its headline stack, a line each, a blank line, and its blocks, a line each;
articles are separated by a line that holds only a form feed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from newsclean import bylines
from newsclean.arranging import Atom, Span, rearrange
from newsclean.continuations import names_page
from newsclean.documents import Article, ArticleBlock
from newsclean.drafts import STACK, Draft, drafts, weigh
from newsclean.edits import Edit, Source, apply, compose
from newsclean.layout import headlines, is_whole
from newsclean.layout.certain import TALLEST_ALONE
from newsclean.layout.lines import JUMP

__all__ = ["Division", "arrange", "divide", "split"]

_JOINT = {"kicker": " ", "headline": "", "subheadline": " "}  # between the lines of one of them


class Division(NamedTuple):
    """A page's articles in reading order, their spans in the page, and the edits that write them as plain text."""

    articles: tuple[Article, ...]
    edits: list[Edit]


# Real pages are settled by the first round; what is left over are a few lines without any story.
_ROUNDS = 6


def divide(text: str, *, weighed: bool = True, min_confidence: float = 0.0) -> Division:
    """Return the articles of a page, and the edits that turn it into their canonical text.

    `weighed` articles say how sure the layout is of them. Where it is less sure of a headline stack than
    `min_confidence` (0 to 1), no article begins there: the stack stays in the text as headings. The canonical text is
    divided again, unless nothing in it can change: it loses blank lines and indents, so it may read differently. Where
    it does, the later reading counts, so that the text is a fixed point.
    """
    articles, edits = _divided(text, weighed=weighed, least=min_confidence)
    now = apply(text, edits)
    if _is_settled(articles, now):
        return Division(articles, edits)
    for _ in range(_ROUNDS):
        later, found = _divided(now, weighed=False, least=min_confidence)
        if not found:
            break
        source = Source(text, edits)
        articles = _with_jumps(tuple(article.moved(source) for article in later), articles)
        edits = compose(edits, found)
        now = apply(now, found)
    return Division(articles, edits)


def split(text: str) -> list[Article]:
    """Return the articles of a page in reading order, with spans as offsets in `text`."""
    return list(divide(text).articles)


def arrange(text: str) -> list[Edit]:
    """Return the edits that turn `text` into the canonical text of its articles."""
    return divide(text, weighed=False).edits


def _is_settled(articles: Sequence[Article], canonical: str) -> bool:
    """Whether the canonical text of these articles surely reads as itself, so that no other reading is needed.

    A text of several articles keeps its boundaries, and in each what stands above the blank line is the stack; so its
    text can only change where the stack is parsed otherwise or a jump comes to light. Of a single article, too, as
    long as none of its lines breaks off.
    """
    if any(map(_still_jumps, articles)):
        return False
    if len(articles) == 1 and not is_whole(canonical):
        return False
    return all(map(_has_settled_stack, articles))


def _still_jumps(article: Article) -> bool:
    """Whether a line reads as a jump: behind one that was taken out, or left because it names no page."""
    stack = [line for line in (article.kicker, article.headline, article.subheadline) if line]
    return any(
        names_page(line) or JUMP.search(line[-24:]) for line in (*stack, *(block.text for block in article.blocks))
    )


def _has_settled_stack(article: Article) -> bool:
    """Whether the lines of the stack, or a few short lines that may be taken for one, stay lines of their own."""
    stack = [line for line in (article.kicker, article.headline, article.subheadline) if line]
    if not stack or not article.blocks:
        stack += [block.text for block in article.blocks]
    kinds = headlines.parse(stack) if len(stack) <= TALLEST_ALONE else []
    return "label" not in kinds and len(set(kinds)) == len(kinds)


def _divided(text: str, *, weighed: bool, least: float) -> Division:
    found = drafts(text, least)
    jumps = [span for draft in found for span in draft.jumps]
    found = [draft for draft in found if draft.stack or draft.body]
    if weighed:
        weigh(text, found)
    edits = list(rearrange(text, list(_atoms(found)), jumps))
    return Division(tuple(_article(text, draft) for draft in found), edits)


def _with_jumps(later: tuple[Article, ...], earlier: tuple[Article, ...]) -> tuple[Article, ...]:
    """Give articles the jumps that an earlier reading took off them: they went where the story's last words went."""
    found = list(later)
    for article in earlier:
        spans = [span for block in article.blocks for span in block.spans]
        if not spans or not (article.continues_on or article.continued_from):
            continue
        last = max(end for _, end in spans)
        for at, other in enumerate(found):
            if any(start < last <= end for block in other.blocks for start, end in block.spans):
                found[at] = replace(other, continues_on=article.continues_on, continued_from=article.continued_from)
    return tuple(found)


# From drafts to articles ---------------------------------------------------------------------------------------


def _article(text: str, draft: Draft) -> Article:
    blocks = tuple(
        ArticleBlock(
            body.kind,
            "".join(text[start:end] for start, end in body.pieces),
            tuple(body.pieces),
            confidence=round(body.confidence, 3),
        )
        for body in draft.body
    )
    byline = _byline(blocks)
    return Article(
        headline=_stack_text(text, draft, "headline"),
        blocks=blocks,
        kicker=_stack_text(text, draft, "kicker"),
        subheadline=_stack_text(text, draft, "subheadline"),
        byline=byline.printed or None,
        reporters=byline.reporters,
        correspondents=byline.correspondents,
        photographers=byline.photographers,
        authors=byline.authors,
        source=byline.source,
        dateline_place=byline.place,
        dateline_date=byline.date,
        continues_on=draft.continues_on,
        continued_from=draft.continued_from,
        confidence=round(draft.confidence, 3),
    )


def _stack_text(text: str, draft: Draft, kind: str) -> str | None:
    return _JOINT[kind].join(text[start:end] for start, end in _stack_spans(draft, kind)) or None


def _stack_spans(draft: Draft, kind: str) -> list[Span]:
    return [span for what, span in draft.stack if what == kind]


def _byline(blocks: tuple[ArticleBlock, ...]) -> bylines.Byline:
    """The byline on a line of its own, or else the one in front of the first paragraph."""
    for block in blocks:
        if block.kind == "byline":
            return bylines.read(block.text)
    for block in blocks:
        if block.kind == "paragraph":
            return bylines.find(block.text) or bylines.Byline("")
    return bylines.Byline("")


# From drafts to canonical text ------------------------------------------------------------------------------------------


def _atoms(drafts: list[Draft]) -> Iterator[Atom]:
    """The canonical text as a sequence of (what to put before, range of the source, rule)."""
    before = ""
    for draft in drafts:
        for kind in STACK:
            for at, span in enumerate(_stack_spans(draft, kind)):
                yield (_JOINT[kind] if at else before), span, "split.headline" if at else "split.blank"
                before = "\n"
        if draft.stack and draft.body:
            before = "\n\n"
        for body in draft.body:
            for at, span in enumerate(body.pieces):
                yield ("" if at else before), span, "reflow.join" if at else "split.blank"
            before = "\n"
        before = "\n\f\n"
    yield ("\n" if drafts else ""), None, "split.blank"
