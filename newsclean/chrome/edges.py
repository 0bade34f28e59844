"""The edges of a page: what stands among chrome above the first story and below the last one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from newsclean.chrome.feet import feet, is_frame, is_name
from newsclean.chrome.headline import headline, may_be_title, published
from newsclean.chrome.lines import Line
from newsclean.chrome.stories import stories

__all__ = ["EDGE_EVIDENCE", "clear", "sweep_edges"]

#: Three lines of known chrome at an edge: a story with leftover lines seldom has more than two at one.
EDGE_EVIDENCE = 3


def sweep_edges(lines: Sequence[Line]) -> None:
    """Remove what stands among chrome above the first story and below the last one.

    What stands at the very top, above the first known line, stays where no other line can be the headline.
    """
    found = stories(lines)
    if not found:
        return
    first, last = found[0][0], found[-1][1]
    known = list(accumulate((line.is_evidence for line in lines), initial=0))
    menus = _are_menus(lines[:first])
    if menus:
        title = headline(lines, first)
        titled = any(may_be_title(line) for line in lines[title:first])
        clear(lines, 0 if titled else known.index(1) - 1, title)
    ends = feet(lines, last) if menus else (place for place in range(last, len(lines)) if is_frame(lines[place]))
    frame = next(ends, len(lines))
    foot = known[-1] - known[frame]
    mostly = known[first] >= EDGE_EVIDENCE or known[-1] >= _MOSTLY * len(lines)
    if (menus and len(lines) - frame >= _LONG_FOOT) or (mostly and foot >= EDGE_EVIDENCE and known[-1] >= _WHOLE_PAGE):
        clear(lines, frame, len(lines))
    elif foot >= EDGE_EVIDENCE:
        _clear_gaps(lines, frame)


def _are_menus(lines: Sequence[Line]) -> bool:
    """Whether the lines above the first story of a page hold menus: known lines enough, fewer above a site's date.

    Where one is known, so many short names above a story are a menu too.
    """
    known = sum(line.is_evidence for line in lines)
    if known and len(lines) >= _NAMES and sum(map(is_name, lines)) >= _MOST_NAMES * len(lines):
        return True
    sure = sum(line.rule == "chrome.navigation" for line in lines)
    if known + sure >= (EDGE_EVIDENCE if any(line.stands_alone for line in lines) else _MENU):
        return True
    above = lines[: published(lines, len(lines)) or 0]
    return sum(line.is_evidence + (line.rule == "chrome.navigation") for line in above) >= _DATED_EVIDENCE


# Above a date as only sites print it two known lines are enough. So many lines, nearly all of them names, are no story.
_DATED_EVIDENCE = 2
_NAMES = 30
_MOST_NAMES = 0.9


def _clear_gaps(lines: Sequence[Line], frame: int) -> None:
    """Remove what stands below a story between known lines; where no menus show a whole page, three lines at most."""
    known = [place for place in range(frame, len(lines)) if lines[place].rule is not None]
    for early, late in pairwise(known):
        if late - early <= _STRAY + 1:
            clear(lines, early, late)


_STRAY = 3
# So many names of channels are a menu although each is a common word.
_MENU = 10
# The dump of a whole page holds more, with menus at its top or as a quarter of all lines; there nothing of the foot
# is worth keeping. On a newspaper page with chrome between its stories a tenth of the lines is known.
_WHOLE_PAGE = 10
_MOSTLY = 0.25
# On the page of a site, of so many lines from the end of the story on none is worth keeping, known or not.
_LONG_FOOT = 8


def clear(lines: Sequence[Line], start: int, end: int) -> None:
    """Remove lines, known or not, save those that say who wrote or took what."""
    for line in lines[start:end]:
        if not line.is_credit:
            line.gone = line.gone or line.rule or "chrome.edge-run"
