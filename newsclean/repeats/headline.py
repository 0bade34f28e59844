"""Headlines that a page prints again: in the lines above its text, or glued to the byline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from operator import eq

from newsclean.folding import fold
from newsclean.lazily import lazily
from newsclean.repeats.body import Repeat
from newsclean.repeats.page import FoldedPage, Line

__all__ = ["repeats_of_headline"]

# How many lines above the first paragraph may hold a headline's copies: date, source and share bar stand there.
_HEAD = 12
_LEAST_HEADLINE = 6
_LEAST_FIRST = 3  # of the very first line of a page
_LEAST_DOUBLED = 8
_LONGEST_BYLINE = 16  # a longer line that begins with a date or an agency is a headline
_LEAST_CUT = 10

# What may follow a headline glued to it: a byline, a source, a date, a dateline.
_BYLINE = lazily(
    r"""[\s(（【\[|｜:：—-]*
    ( [^\s，。,]{0,12}(记者|通讯员|作者|编辑|来源|实习生|评论员|特派员|撰稿|文|图|摄|客户端)[\s:：/／·|｜(（]
    | (本报|本网|本刊|本台|新华社|新华网|中新社|中新网)[^，。,]{0,20}(讯|电|记者|消息|评论员|[0-9]$)
    | [^\s，。,]{0,8}(讯|电)[\s（(]
    | (发布|更新|时间|日期)[^，。,]{0,6}[:：]
    | (19|20)[0-9]{2}\s?[年./-]\s?[0-9]{1,2}\s?[月./-]\s?[0-9]{1,2}\s?日?(\s|$|[0-9|｜])
    )""",
    re.VERBOSE,
)
# The name of a house above its own byline: 江岸日报, 江岸新闻客户端.
_HOUSE = lazily(r"(网|社|[日早晚时商]报|青年报|都市报|电视台|电台|新闻|在线|频道|客户端|周刊)$")
# What a page's title adds to the headline: 标题_频道_某网, 标题 - 某报.
_SITE = lazily(r"\s*([_|｜丨]|\s[-–—]+\s|--)[^，。！？]{2,40}$")
_ELLIPSIS = re.compile(r"(…+|\.{3,}|。{3})$")


def repeats_of_headline(page: FoldedPage) -> Iterator[Repeat]:
    """Yield the headline's copies among the lines above the text, and those glued to a byline anywhere."""
    if not _may_repeat_headline(page):
        return
    head = _head(page)
    yield from _in_head(page, head)
    yield from _glued(page, head)
    yield from _doubled(page, len(head))


def _may_repeat_headline(page: FoldedPage) -> bool:
    """Tell quickly whether any line begins with all of one of the first, or says what the line above it says."""
    said = page.said
    if any(map(eq, said, said[1:])):
        return True
    count = Counter([line[:_LEAST_FIRST] for line in said])
    heads = [line for line in said[:_HEAD] if len(line) >= _LEAST_FIRST and count[line[:_LEAST_FIRST]] > 1]
    every = "\n".join(("", *said)) if heads else ""
    return any(every.count(f"\n{line}") > 1 for line in heads)


def _head(page: FoldedPage) -> list[Line]:
    """Return the lines above the first paragraph; none where the page has no paragraph to stand above."""
    for index, line in enumerate(page.lines):
        if page.is_prose(line):
            return page.lines[max(0, index - _HEAD) : index] if index <= _HEAD else []
    return []


def _in_head(page: FoldedPage, head: list[Line]) -> Iterator[Repeat]:
    known: dict[str, int] = {}
    for index, line in enumerate(head):
        text = page.fold(line)
        if line.length < _least(page, line) or "。" in page.raw(line)[:-1]:
            continue
        first = known.setdefault(text, index)
        if first != index:
            yield _whole(page, index, first)
        elif (cut := _cut_headline(page, line, head[:index])) is not None:
            yield _whole(page, index, cut)
    for index, line in enumerate(head):
        title = _SITE.sub("", page.raw(line))
        if title != page.raw(line) and (headline := known.get(fold(title))) is not None and headline > index:
            yield _whole(page, index, headline)


def _least(page: FoldedPage, line: Line) -> int:
    """Return the least length of a headline: the first line of a page is one even where it is short."""
    first = page.lines[0]
    return _LEAST_FIRST if page.text.startswith(page.fold(first), line.begin) else _LEAST_HEADLINE


def _cut_headline(page: FoldedPage, line: Line, before: list[Line]) -> int | None:
    """Return which headline above a line cuts short with an ellipsis."""
    if line.length < _LEAST_CUT or not _ELLIPSIS.search(page.raw(line)):
        return None
    text = page.fold(line)
    return next((index for index, other in enumerate(before) if page.fold(other).startswith(text)), None)


def _whole(page: FoldedPage, index: int, source: int) -> Repeat:
    line, first = page.lines[index], page.lines[source]
    return Repeat(index, line.begin, line.end, first.begin, first.end, "dedup.headline")


def _glued(page: FoldedPage, head: list[Line]) -> Iterator[Repeat]:
    """Yield headlines of the head that stand again before a byline, in one line with it."""
    headlines = {page.fold(line): line for line in reversed(head) if _may_be_glued(page, line)}
    lengths = sorted({len(text) for text in headlines}, reverse=True)
    beginnings = {text[:_LEAST_FIRST] for text in headlines}
    for index, said in enumerate(page.said):
        if said[:_LEAST_FIRST] not in beginnings:
            continue
        line = page.lines[index]
        for length in lengths:
            headline = headlines.get(page.text[line.begin : line.begin + length]) if length < line.length else None
            if headline is None or headline.begin >= line.begin:
                continue
            if _BYLINE.match(page.source, page.cut(line.begin + length, headline.end)):
                yield Repeat(
                    index,
                    line.begin,
                    line.begin + length,
                    headline.begin,
                    headline.end,
                    "dedup.headline-glued",
                    whole=False,
                )
                break


def _may_be_glued(page: FoldedPage, line: Line) -> bool:
    raw = page.raw(line)
    if _HOUSE.search(raw) or (line.length <= _LONGEST_BYLINE and _BYLINE.match(raw)):
        return False
    return line.length >= _least(page, line)


def _doubled(page: FoldedPage, after: int) -> Iterator[Repeat]:
    """Yield headlines of later stories that stand twice, one below the other, between two paragraphs."""
    said = page.said
    for index in range(max(after, 1), len(said) - 1):
        if said[index] != said[index - 1] or len(said[index]) < _LEAST_DOUBLED:
            continue
        above = index < 2 or page.is_prose(page.lines[index - 2])
        below = any(page.is_prose(line) for line in page.lines[index + 1 : index + 3])
        if above and below and not page.is_prose(page.lines[index]):
            yield _whole(page, index, index - 1)
