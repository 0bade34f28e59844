"""Lists of links to other stories: below their title, or with the times they were published."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.chrome.headline import below_list, may_be_title
from newsclean.chrome.lines import Line, runs
from newsclean.chrome.rulebook import LISTS
from newsclean.lazily import lazily

__all__ = ["sweep_dated_links", "sweep_lists"]


def sweep_lists(lines: Sequence[Line]) -> None:
    """Remove titles of lists of links with their lists."""
    for place in [place for place, line in enumerate(lines) if line.rule in LISTS]:
        end = _list_end(lines, place + 1)
        items = end - place - 1
        closed = end == len(lines) or lines[end].rule is not None
        if closed or items >= _LONG_LIST:
            for line in lines[place : max(below_list(lines, end), place + 1)]:
                line.gone = line.gone or line.rule or "chrome.link-list"


# A list that ends in prose is taken for one where it is as long.
_LONG_LIST = 10


def _list_end(lines: Sequence[Line], start: int) -> int:
    for place in range(start, len(lines)):
        line = lines[place]
        if line.is_prose or line.stands_alone or line.rule in LISTS or line.is_credit:
            return place
    return len(lines)


def sweep_dated_links(lines: Sequence[Line]) -> None:
    """Remove links with their times below the last story of a site's page: a headline, a time, a headline, a time."""
    foot = (place for place in range(len(lines) - 1, -1, -1) if lines[place].is_prose and lines[place].gone is None)
    last = next(foot, len(lines))
    times = [place for place in range(last + 2, len(lines)) if _is_dated(lines[place - 1], lines[place])]
    for run in runs(times, 2):
        if len(run) >= _DATED and any(line.stands_alone for line in lines):
            for line in lines[run[0] - 1 : run[-1] + 1]:
                line.gone = line.gone or line.rule or "chrome.link-list"


_DATED = 3
_TIME = lazily(r"^[^,，。]{0,12}(?:\d[-/.月]\d{1,2}日? ?\d{1,2}:\d\d(?::\d\d)?|\d(?:秒|分|分[钟鐘]|小[时時])之?前)$")


def _is_dated(title: Line, time: Line) -> bool:
    """Whether a line is a link and the next one the time it was published."""
    return may_be_title(title) and not title.is_credit and title.text[-1] not in "。；" and bool(_TIME.match(time.text))
