"""Where a story goes on from another page: the lines that say `(上接1版)`, and what heads them.

Such a line stands in front of the text, alone above it, or in the headline printed over this part of the story. It
begins an article, whether there is a headline or not.
"""

from __future__ import annotations

import itertools
import re

from newsclean.layout import Block

__all__ = ["FIRST_JUMP", "HEADLINE_JUMP", "headed", "is_jump_in", "is_jump_line", "names_page"]

# A page: what has a number or is called 版. `上接天线 下接地气` and `(接受采访的市民)` name none.
_PAGE = r"(?P<page>(?=[^()（）【】，。]{0,11}(?:版|\d|[一二三四五六七八九十]\s*[)）】]))[^()（）【】，。]{1,12}?)"
_OWN_JUMP_IN = re.compile(rf"[(（【]?\s*(?:上接|紧接)\s*{_PAGE}\s*[)）】]?")
HEADLINE_JUMP = re.compile(rf"\s*[(（【]\s*(?P<way>上接|紧接|下转)\s*{_PAGE}\s*[)）】]$")
FIRST_JUMP = re.compile(rf"[(（【]\s*(?P<way>上接|紧接|接)\s*{_PAGE}\s*[)）】]\s*")


def headed(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Read the lines where a story goes on: a paragraph begins with `(上接1版)`, and what heads it is a headline."""
    read = list(blocks)
    for at, block in enumerate(blocks):
        if not is_jump_in(text, block):
            jump = HEADLINE_JUMP.search(text, max(block.start, block.end - 24), block.end)
            if block.kind in _PRINTED_ABOVE and jump and jump["way"] != "下转":
                read[at] = block._replace(kind="headline")
            continue
        if not is_jump_line(text, block):
            read[at] = block if block.kind == "fragment" else block._replace(kind="paragraph")
        above = _headings(text, blocks, range(at - 1, -1, -1))
        for other in above or _headings(text, blocks, range(at + 1, len(blocks))):
            read[other] = blocks[other]._replace(kind="headline")
    return tuple(read)


def _headings(text: str, blocks: tuple[Block, ...], places: range) -> list[int]:
    """Return the first of `places` that are headings without a number, as headlines of a stack may be."""
    return list(
        itertools.takewhile(
            lambda at: blocks[at].kind == "heading" and not _NUMBERED.match(text, blocks[at].start), places
        )
    )


_PRINTED_ABOVE = frozenset(
    ("heading", "caption", "label")
)  # what a headline may be taken for that a jump stands behind
_NUMBERED = re.compile(r"[一二三四五六七八九十\d]{1,3}[、.．]|[(（]")


def is_jump_in(text: str, block: Block) -> bool:
    """Whether a story from another page goes on with this block."""
    match = FIRST_JUMP.match(text, block.start, block.end)
    return match is not None or is_jump_line(text, block)


def names_page(line: str) -> bool:
    """Whether a line begins or ends with a jump to or from another page."""
    return any((FIRST_JUMP.match(line), _OWN_JUMP_IN.fullmatch(line), HEADLINE_JUMP.search(line[-24:])))


def is_jump_line(text: str, block: Block) -> bool:
    """Whether a block is nothing but `(上接1版)`."""
    return _OWN_JUMP_IN.fullmatch(text, block.start, block.end) is not None
