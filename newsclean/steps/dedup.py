"""Second copies of the headline and of the body on one page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsclean.edits import Edit, apply, compose
from newsclean.lazily import lazily
from newsclean.registry import step
from newsclean.repeats.body import Repeat, repeats_of_body
from newsclean.repeats.headline import repeats_of_headline
from newsclean.repeats.matches import chains
from newsclean.repeats.page import FoldedPage, may_repeat

__all__ = ["Copy", "copies", "dedup"]


_BLANKS = " \t\u3000\u00a0\r\n"
_BREAK = re.compile(r"\r\n|\r|\n")
_BREAKS = lazily(r"(?:\r\n|\r|\n)(?:[ \t\u3000\u00a0]*(?:\r\n|\r|\n))*")
_BLANK_LINE = lazily(r"(?:\r\n|\r|\n)[ \t\u3000\u00a0]*(?:\r\n|\r|\n)\s*$")
_ORPHAN = lazily(
    r"[ \t\u3000\u00a0]*(?:\r\n|\r|\n)[ \t\u3000\u00a0]*[。！？”’」』）)…]{1,3}(?=[ \t\u3000\u00a0]*(?:\r|\n|$))"
)


class Copy(NamedTuple):
    """`text[start:stop]` says again what `text[source_start:source_stop]` says, found by `rule`."""

    start: int
    stop: int
    source_start: int
    source_stop: int
    rule: str


@step
def dedup(text: str) -> Iterator[Edit]:
    """Remove second copies of the headline and of the body inside a page.

    Scraped pages often print a story twice: the headline from the page's title, from its head and from its text,
    the body from the summary card and from the article. The first copy stays, each later one goes, also where it
    is cut short, wrapped into other lines, annotated otherwise, printed in the other width or script, or where
    captions and chrome stand between. A headline glued to what follows it is cut off:

        某区两会开幕
        [-某区两会开幕-]记者 张三

    What two stories rightly share stays: a stock sentence, a summary that says what the body then tells in full,
    the refrain of a song, the rows of a table.
    """
    yield from _until_nothing_repeats(text)


# A second look finds copies that a removal has brought together; more than three were never needed.
_LOOKS = 8


def _until_nothing_repeats(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for _ in range(_LOOKS):
        left = apply(text, edits) if edits else text
        found = list(_edits(left))
        if not found:
            break
        edits = compose(edits, found) if edits else found
    return edits


def _edits(text: str) -> Iterator[Edit]:
    """Yield the edits that remove what one look at a text finds."""
    page = _page(text)
    if page is None:
        return
    repeats = _repeats(page)
    kept = (index for index in reversed(range(len(page.lines))) if not _goes(repeats.get(index)))
    last_kept = next(kept, -1)
    done = 0
    for index, repeat in sorted(repeats.items()):
        start, stop = _extent(page, index, last_kept) if repeat.whole else _part(page, repeat)
        if repeat.whole and index < last_kept and _goes(repeats.get(index + 1)):
            stop = page.lines[index + 1].start  # with a line of dashes or dots between
        yield Edit(max(start, done), stop, "", repeat.rule)
        done = stop


def _goes(repeat: Repeat | None) -> bool:
    return repeat is not None and repeat.whole


def copies(text: str) -> list[Copy]:
    """Return what a first look at a text finds said again, in order, each with the place that says it and stays."""
    page = _page(text)
    if page is None:
        return []
    return [_copy(page, repeat) for _, repeat in sorted(_repeats(page).items())]


def _copy(page: FoldedPage, repeat: Repeat) -> Copy:
    start, stop = page.at(repeat.begin), page.at(repeat.end - 1) + 1
    source_start, source_stop = page.at(repeat.source_begin), page.at(repeat.source_end - 1) + 1
    return Copy(start, stop, source_start, source_stop, repeat.rule)


def _page(text: str) -> FoldedPage | None:
    return FoldedPage(text) if may_repeat(text) else None


def _repeats(page: FoldedPage) -> dict[int, Repeat]:
    """Return what goes, by line; where a whole line goes, no part of it is named apart."""
    found: dict[int, Repeat] = {}
    for chain in chains(page.clauses, lambda: [line.begin for line in page.lines]):
        for repeat in repeats_of_body(page, chain):
            _enter(found, repeat)
    for repeat in repeats_of_headline(page):
        _enter(found, repeat)
    return {index: repeat for index, repeat in found.items() if not _leans_on_copy(page, repeat, found)}


def _leans_on_copy(page: FoldedPage, repeat: Repeat, found: dict[int, Repeat]) -> bool:
    """Tell whether a line would go for the sake of one below that goes itself."""
    return repeat.source_begin > repeat.begin and _goes(found.get(page.index(repeat.source_begin)))


def _enter(found: dict[int, Repeat], repeat: Repeat) -> None:
    if repeat.whole or repeat.line not in found:
        found[repeat.line] = repeat


def _part(page: FoldedPage, repeat: Repeat) -> tuple[int, int]:
    """Return the range of a line's first or last part; it takes the blanks between the parts along."""
    line = page.lines[repeat.line]
    if repeat.begin == line.begin:
        return line.start, page.cut(repeat.end, repeat.source_end)
    return page.cut(repeat.begin), line.stop


def _extent(page: FoldedPage, index: int, last_kept: int) -> tuple[int, int]:
    """Return the range of a whole line with its line break, and with the blank lines below when some stand above.

    Where nothing is left below, the break above goes instead, and the text ends as it did.
    """
    line = page.lines[index]
    end = _orphan_end(page, line.stop)
    above = page.source[page.lines[index - 1].stop if index else 0 : line.start]
    if index > last_kept:
        last = index - 1 == last_kept
        return line.start - len(above) + (len(above.rstrip(_BLANKS)) if last else 0), end
    breaks = _BREAKS if not index or _BLANK_LINE.search(above) else _BREAK
    below = breaks.match(page.source, end)
    return line.start, below.end() if below else end


def _orphan_end(page: FoldedPage, stop: int) -> int:
    """Return where a line ends, with the full stop or quotation mark that was wrapped into a line of its own."""
    orphan = _ORPHAN.match(page.source, stop)
    return orphan.end() if orphan else stop
