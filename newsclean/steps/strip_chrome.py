"""The step strip-chrome."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsclean.chrome import compiled
from newsclean.edits import Edit
from newsclean.registry import step
from newsclean.rules import Rule
from newsclean.surroundings import Line, judge

__all__ = ["strip_chrome"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@step
def strip_chrome(text: str, *, rules: Sequence[Rule] = ()) -> Iterator[Edit]:
    """Remove what a site prints around its stories: menus, share bars, comments, links, footers.

    Known lines go by the rules of `rules/chrome.toml` and by those in `rules`; a line that only stands among
    such lines, above the first story or below the last one, goes too. The same words inside a paragraph stay,
    and so do headlines, section headings, list items, captions, credits of texts and pictures, and verse.

        相关推荐
        评论列表
        暂无评论,快抢沙发吧~

    A line takes its line break with it. Nothing is removed from a page that holds no known chrome at all.
    """
    chrome = compiled(rules)
    spans: list[tuple[int, int]] = []
    lines: list[Line] = []
    for found in _LINE.finditer(text):
        stripped = found[0].strip()
        if stripped:
            spans.append(found.span())
            lines.append(Line(stripped, chrome.find(stripped)))
    if not any(line.rule for line in lines):
        return
    judge(lines)
    yield from _edits(text, spans, lines)


def _edits(text: str, spans: Sequence[tuple[int, int]], lines: Sequence[Line]) -> Iterator[Edit]:
    for (start, end), line in zip(spans, lines, strict=True):
        if line.gone:
            yield Edit(start, end, "", line.gone)
