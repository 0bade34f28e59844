"""Articles out of a page, and the canonical text of them.

`split` groups the blocks of `layout` into articles: a headline stack begins one. Captions and credits that stand
inside a broken paragraph follow it, those above the first headline follow the stack. `(下转2版)` leaves the text and
becomes `continues_on`. `arrange` gives the edits that write the same articles as plain text, so that the text, the
trace and the way back are one thing.

The canonical text of an article is its headline stack, a line each, a blank line, and its blocks, a line each;
articles are separated by a line that holds only a form feed.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from newsclean import bylines
from newsclean.arranging import Atom, Span, rearrange
from newsclean.continuations import FIRST_JUMP, HEADLINE_JUMP, headed, is_jump_in, is_jump_line, names_page
from newsclean.documents import Article, ArticleBlock
from newsclean.edits import Edit, Source, apply, compose
from newsclean.layout import Block, confidences, headlines, is_whole, layout, parts
from newsclean.layout.certain import TALLEST_ALONE
from newsclean.layout.lines import JUMP

__all__ = ["Division", "arrange", "divide", "split"]

_STACK = ("kicker", "headline", "subheadline")
_JOINT = {"kicker": " ", "headline": "", "subheadline": " "}  # between the lines of one of them
_ASIDE = ("caption", "credit", "byline", "label", "chrome")


@dataclass
class _Body:
    """A block of an article to be: its pieces, and what it is."""

    kind: str
    pieces: list[Span]
    confidence: float = 1.0  # of the least sure of its pieces


@dataclass
class _Draft:
    """An article to be: the lines of its stack by kind, its blocks, and the jumps taken out of them."""

    stack: list[tuple[str, Span]] = field(default_factory=list)
    body: list[_Body] = field(default_factory=list)
    jumps: list[Span] = field(default_factory=list)
    continues_on: str | None = None
    continued_from: str | None = None
    confidence: float = 1.0  # of the least sure line of the stack, or of the first block where there is none


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
    """Whether there may be another jump behind one that was taken out."""
    if not article.continues_on and not article.continued_from:
        return False
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
    drafts = _drafts(text, least)
    jumps = [span for draft in drafts for span in draft.jumps]
    drafts = [draft for draft in drafts if draft.stack or draft.body]
    if weighed:
        _weigh(text, drafts)
    edits = list(rearrange(text, list(_atoms(drafts)), jumps))
    return Division(tuple(_article(text, draft) for draft in drafts), edits)


def _weigh(text: str, drafts: list[_Draft]) -> None:
    """Say of each draft and of its blocks how sure the layout is."""
    starts = [block.start for block in layout(text)]
    sure = confidences(text)

    def least(spans: Iterable[Span]) -> float:
        return min((sure[bisect.bisect_right(starts, start) - 1] for start, _ in spans), default=1.0)

    for draft in drafts:
        draft.confidence = least([span for _, span in draft.stack] or draft.body[0].pieces[:1])
        for body in draft.body:
            body.confidence = least(body.pieces)


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


# From blocks to drafts -----------------------------------------------------------------------------------------


def _drafts(text: str, least: float) -> list[_Draft]:
    drafts: list[_Draft] = []
    blocks = headed(text, layout(text))
    if least:
        blocks = _surely_read(text, blocks, least)
    ranges = parts(text)
    if len(ranges) == 1:
        drafts = _grouped(text, blocks)
    else:
        at = 0
        for _, end in ranges:
            first = at
            while at < len(blocks) and blocks[at].start < end:
                at += 1
            if at > first:
                drafts.append(_draft(text, blocks[first:at]))
    for draft in drafts:
        _take_jumps(text, draft)
    return drafts


def _surely_read(text: str, blocks: tuple[Block, ...], least: float) -> tuple[Block, ...]:
    """Make headings of stacks that the layout is less sure of than `least`, and whole paragraphs of such fragments.

    What begins the page stays its headline.
    """
    doubtful = [confidence < least for confidence in confidences(text)]
    read = list(blocks)
    for kind, places in itertools.groupby(range(len(blocks)), key=lambda at: _role(blocks[at])):
        run = list(places)
        if kind == "stack" and run[0] and any(doubtful[at] for at in run):
            for at in run:
                read[at] = blocks[at]._replace(kind="heading")
        elif kind == "fragment" and any(doubtful[at] for at in run):
            for at in run:
                read[at] = blocks[at]._replace(kind="paragraph")
    return tuple(read)


def _role(block: Block) -> str:
    return "stack" if block.kind in _STACK else block.kind


def _grouped(text: str, blocks: tuple[Block, ...]) -> list[_Draft]:
    """Cut the blocks before every headline stack, and before a story that goes on here (`(上接1版)`) without one.

    Captions above the first stack belong to the first article.
    """
    cuts: list[int] = []
    for at, block in enumerate(blocks):
        if is_jump_in(text, block):
            if at and not _in_stack(blocks, at):
                cuts.append(at)
        elif block.kind in _STACK and (at == 0 or not (_in_stack(blocks, at) or is_jump_line(text, blocks[at - 1]))):
            cuts.append(at)
    if not cuts:
        return [_draft(text, blocks)] if blocks else []
    if all(block.kind in _ASIDE for block in blocks[: cuts[0]]):
        cuts[0] = 0
    elif cuts[0]:
        cuts.insert(0, 0)
    return [_draft(text, blocks[start:end]) for start, end in zip(cuts, [*cuts[1:], len(blocks)], strict=True)]


def _in_stack(blocks: tuple[Block, ...], at: int) -> bool:
    """Whether the block before a stack line belongs to the same stack; a label between stack lines does not part it."""
    before = at - 1
    while before > 0 and blocks[before].kind == "label" and blocks[before - 1].kind in _STACK:
        before -= 1
    return blocks[before].kind in _STACK


def _draft(text: str, blocks: tuple[Block, ...]) -> _Draft:
    draft = _Draft()
    open_body: _Body | None = None
    held: list[_Body] = []  # what stands inside the open paragraph
    for block in blocks:
        span = (block.start, block.end)
        if block.kind in _STACK and not is_jump_line(text, block):
            draft.stack.append((block.kind, span))
        elif open_body is not None and block.kind in ("fragment", "paragraph"):
            open_body.pieces.append(span)
            if block.kind == "paragraph":
                draft.body += held
                open_body, held = None, []
        elif block.kind in ("fragment", "paragraph"):
            body = _Body("paragraph", [span])
            draft.body.append(body)
            open_body = body if block.kind == "fragment" else None
        else:
            body = _Body("label" if block.kind == "chrome" else block.kind, [span])
            (draft.body if open_body is None else held).append(body)
    draft.body += held
    return draft


_OWN_JUMP = re.compile(r"[(（【]?\s*(?:下转|上接|紧接|下接|转|接)[^()（）【】，。]{1,12}[)）】]?$")


_ONLY_JUMPS = re.compile(r"(?:[(（【]\s*(?:下转|上接|紧接)[^()（）【】]{1,12}[)）】]\s*)+")


def _take_jumps(text: str, draft: _Draft) -> None:
    """Take `(下转2版)` off the last paragraph and `(上接1版)` off where the story goes on, headline or paragraph."""
    for at, (kind, (start, end)) in enumerate(draft.stack):
        match = HEADLINE_JUMP.search(text, max(start, end - 24), end)
        if match and match.start() > start and not _ONLY_JUMPS.fullmatch(text, start, match.start()):
            draft.stack[at] = (kind, (start, match.start()))
            _take(draft, match, match.start(), end)
    for body in draft.body:
        _take_jump_out(text, draft, body)
        _take_jump_in(text, draft, body)
    for body in draft.body:
        body.pieces = [(start, end) for start, end in body.pieces if start < end]
    draft.body = [body for body in draft.body if body.pieces]


def _take_jump_out(text: str, draft: _Draft, body: _Body) -> None:
    start, end = body.pieces[-1]
    match = JUMP.search(text, max(start, end - 24), end)
    if match and match.end() >= end and (match.start() > start or _OWN_JUMP.fullmatch(text, start, end)):
        begin = match.start()
        while begin > start and text[begin - 1].isspace():
            begin -= 1
        body.pieces[-1] = (start, begin)
        _take(draft, match, begin, end)


def _take_jump_in(text: str, draft: _Draft, body: _Body) -> None:
    start, end = body.pieces[0]
    match = FIRST_JUMP.match(text, start, min(end, start + 24))
    if match:
        body.pieces[0] = (match.end(), end)
        _take(draft, match, start, match.end())


def _take(draft: _Draft, match: re.Match[str], start: int, end: int) -> None:
    """Note a jump that was taken out, and the page it names."""
    draft.jumps.append((start, end))
    _keep_page(draft, match["way"], match["page"])


def _keep_page(draft: _Draft, way: str, page: str) -> None:
    page = re.sub(r"\s", "", page)
    page = page if "版" in page else page + "版"
    if way in ("下转", "转", "轉"):
        draft.continues_on = page.removeprefix("第")
    else:
        draft.continued_from = page.removeprefix("第")


# From drafts to articles ---------------------------------------------------------------------------------------


def _article(text: str, draft: _Draft) -> Article:
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


def _stack_text(text: str, draft: _Draft, kind: str) -> str | None:
    return _JOINT[kind].join(text[start:end] for start, end in _stack_spans(draft, kind)) or None


def _stack_spans(draft: _Draft, kind: str) -> list[Span]:
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


def _atoms(drafts: list[_Draft]) -> Iterator[Atom]:
    """The canonical text as a sequence of (what to put before, range of the source, rule)."""
    before = ""
    for draft in drafts:
        for kind in _STACK:
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
