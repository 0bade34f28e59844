"""The step strip-chrome."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsclean.chrome.lines import Line
from newsclean.chrome.rulebook import compiled, compiled_own
from newsclean.chrome.surroundings import judge
from newsclean.edits import Edit
from newsclean.registry import step
from newsclean.rules import Rule

__all__ = ["strip_chrome"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@step
def strip_chrome(text: str, *, rules: Sequence[Rule] = ()) -> Iterator[Edit]:
    """Remove what a site prints around its stories: menus, share bars, comments, links, footers.

    Known lines go by the rules of `rules/chrome.toml` and by those in `rules`. Lines that are not known go where
    they stand among known ones: in a list below its title, between the buttons of readers' comments, above the
    first story or below the last one. The same words inside a paragraph stay, and so do headlines, section
    headings, list items, captions, credits of texts and pictures, and verse; a page without any known line is
    left as it is.

        会议要求，确保安全度汛。          会议要求，确保安全度汛。
        相关推荐                    →
        评论列表
        暂无评论,快抢沙发吧~

    A line takes its line break with it, and the blank lines below it where blank lines are left above. An editor's
    name in brackets at the end of a paragraph stays: only whole lines go.
    """
    known = compiled().known(text)
    own = compiled_own(tuple(rules)).known(text) if rules else {}
    if not (known or own):
        return
    spans: list[tuple[int, int]] = []
    lines: list[Line] = []
    end = 0
    for raw in _LINE.findall(text):
        start, end = end, end + len(raw)
        stripped = raw.strip()
        if stripped:
            spans.append((start, end))
            house = own.get(stripped)
            lines.append(Line(stripped, known.get(stripped) or house, house))
    judge(lines)
    yield from _edits(text, spans, lines)


def _edits(text: str, spans: Sequence[tuple[int, int]], lines: Sequence[Line]) -> Iterator[Edit]:
    """Yield an edit for each line that goes; in a run, each reaches to the start of the next."""
    gone = [place for place, line in enumerate(lines) if line.gone]
    starts = [place for place in gone if place == 0 or not lines[place - 1].gone]
    ends = [place + 1 for place in gone if place + 1 == len(lines) or not lines[place + 1].gone]
    for first, last in zip(starts, ends, strict=True):
        start, end = _reach(text, spans, first, last)
        cuts = [start, *(spans[place][0] for place in range(first + 1, last)), end]
        for place, (left, right) in zip(range(first, last), pairwise(cuts), strict=True):
            yield Edit(left, right, "", lines[place].gone or "")


def _reach(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> tuple[int, int]:
    """Return the range that goes with the lines from `first` to `last`: their breaks, and blanks left double."""
    above = spans[first - 1][1] if first else 0
    start, end = spans[first][0], spans[last - 1][1]
    if last == len(spans):
        unbroken = first > 0 and text[-1] not in "\r\n"
        return above - (_break(text, above) if unbroken else 0), len(text)
    if first == 0 or above < start:
        return start, spans[last][0]
    return start, end


def _break(text: str, end: int) -> int:
    """Return the length of the line break that ends at `end`."""
    return 2 if text[end - 2 : end] == "\r\n" else 1
