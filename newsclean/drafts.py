"""Articles to be: the blocks of a page, grouped.

A headline stack begins an article. Captions and credits that stand inside a broken paragraph follow it, those above
the first headline follow the stack. `(下转2版)` is taken out of the text and noted.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from newsclean.arranging import Span
from newsclean.continuations import FIRST_JUMP, HEADLINE_JUMP, headed, is_jump_in, is_jump_line
from newsclean.layout import Block, confidences, layout, parts
from newsclean.layout.lines import JUMP

__all__ = ["STACK", "Body", "Draft", "drafts", "weigh"]

STACK = ("kicker", "headline", "subheadline")
_ASIDE = ("caption", "credit", "byline", "label", "chrome")


@dataclass
class Body:
    """A block of an article to be: its pieces, and what it is."""

    kind: str
    pieces: list[Span]
    confidence: float = 1.0  # of the least sure of its pieces


@dataclass
class Draft:
    """An article to be: the lines of its stack by kind, its blocks, and the jumps taken out of them."""

    stack: list[tuple[str, Span]] = field(default_factory=list)
    body: list[Body] = field(default_factory=list)
    jumps: list[Span] = field(default_factory=list)
    continues_on: str | None = None
    continued_from: str | None = None
    confidence: float = 1.0  # of the least sure line of the stack, or of the first block where there is none


def drafts(text: str, least: float) -> list[Draft]:
    """Return the articles to be of a page, in reading order.

    No article begins at a headline stack of which the layout is less sure than `least` (0 to 1). A text that was split
    already keeps its articles.
    """
    blocks = headed(text, layout(text))
    if least:
        blocks = _surely_read(text, blocks, least)
    ranges = parts(text)
    found = _grouped(text, blocks) if len(ranges) == 1 else list(_as_parted(text, blocks, ranges))
    for draft in found:
        _take_jumps(text, draft)
    return found


def _as_parted(text: str, blocks: tuple[Block, ...], ranges: list[tuple[int, int]]) -> Iterator[Draft]:
    at = 0
    for _, end in ranges:
        first = at
        while at < len(blocks) and blocks[at].start < end:
            at += 1
        if at > first:
            yield _draft(text, blocks[first:at])


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
    return "stack" if block.kind in STACK else block.kind


def _grouped(text: str, blocks: tuple[Block, ...]) -> list[Draft]:
    """Cut the blocks before every headline stack, and before a story that goes on here (`(上接1版)`) without one.

    Captions above the first stack belong to the first article.
    """
    cuts: list[int] = []
    for at, block in enumerate(blocks):
        if is_jump_in(text, block):
            if at and not _in_stack(blocks, at):
                cuts.append(at)
        elif block.kind in STACK and (at == 0 or not (_in_stack(blocks, at) or is_jump_line(text, blocks[at - 1]))):
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
    while before > 0 and blocks[before].kind == "label" and blocks[before - 1].kind in STACK:
        before -= 1
    return blocks[before].kind in STACK


def _draft(text: str, blocks: tuple[Block, ...]) -> Draft:
    draft = Draft()
    open_body: Body | None = None
    held: list[Body] = []  # what stands inside the open paragraph
    for block in blocks:
        span = (block.start, block.end)
        if block.kind in STACK and not is_jump_line(text, block):
            draft.stack.append((block.kind, span))
        elif open_body is not None and block.kind in ("fragment", "paragraph"):
            open_body.pieces.append(span)
            if block.kind == "paragraph":
                draft.body += held
                open_body, held = None, []
        elif block.kind in ("fragment", "paragraph"):
            body = Body("paragraph", [span])
            draft.body.append(body)
            open_body = body if block.kind == "fragment" else None
        else:
            body = Body("label" if block.kind == "chrome" else block.kind, [span])
            (draft.body if open_body is None else held).append(body)
    draft.body += held
    return draft


_OWN_JUMP = re.compile(r"[(（【]?\s*(?:下转|上接|紧接|下接|转|接)[^()（）【】，。]{1,12}[)）】]?$")


_ONLY_JUMPS = re.compile(r"(?:[(（【]\s*(?:下转|上接|紧接)[^()（）【】]{1,12}[)）】]\s*)+")


def _take_jumps(text: str, draft: Draft) -> None:
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


def _take_jump_out(text: str, draft: Draft, body: Body) -> None:
    start, end = body.pieces[-1]
    match = JUMP.search(text, max(start, end - 24), end)
    if match and match.end() >= end and (match.start() > start or _OWN_JUMP.fullmatch(text, start, end)):
        begin = match.start()
        while begin > start and text[begin - 1].isspace():
            begin -= 1
        body.pieces[-1] = (start, begin)
        _take(draft, match, begin, end)


def _take_jump_in(text: str, draft: Draft, body: Body) -> None:
    start, end = body.pieces[0]
    match = FIRST_JUMP.match(text, start, min(end, start + 24))
    if match:
        body.pieces[0] = (match.end(), end)
        _take(draft, match, start, match.end())


def _take(draft: Draft, match: re.Match[str], start: int, end: int) -> None:
    """Note a jump that was taken out, and the page it names."""
    draft.jumps.append((start, end))
    _keep_page(draft, match["way"], match["page"])


def _keep_page(draft: Draft, way: str, page: str) -> None:
    page = re.sub(r"\s", "", page)
    page = page if "版" in page else page + "版"
    if way in ("下转", "转", "轉"):
        draft.continues_on = page.removeprefix("第")
    else:
        draft.continued_from = page.removeprefix("第")


def weigh(text: str, drafts: list[Draft]) -> None:
    """Say of each draft and of its blocks how sure the layout is."""
    starts = [block.start for block in layout(text)]
    sure = confidences(text)

    def least(spans: Iterable[Span]) -> float:
        return min((sure[bisect.bisect_right(starts, start) - 1] for start, _ in spans), default=1.0)

    for draft in drafts:
        draft.confidence = least([span for _, span in draft.stack] or draft.body[0].pieces[:1])
        for body in draft.body:
            body.confidence = least(body.pieces)
