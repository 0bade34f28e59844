"""Where the page of a site is over below its last story: at its buttons, its menus, its lists of other stories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsclean.chrome.lines import Line
from newsclean.chrome.rulebook import LISTS
from newsclean.chrome.stories import is_long_menu
from newsclean.lazily import lazily

__all__ = ["ITEMS", "ends_on_a_site", "feet", "is_frame", "is_name"]

#: So many names of channels below each other are a menu.
ITEMS = 6


def feet(lines: Sequence[Line], last: int) -> Iterator[int]:
    """Yield where the page of a site may be over below its last story; above a long foot more lines say so.

    A story may end in a short line, so the first line below it is no link.
    """
    long = is_long_menu(lines[last:])
    ends = _is_furniture if long else ends_on_a_site
    for place in range(last, len(lines)):
        if ends(lines[place]) or (long and _opens_menu(lines, place)) or (place > last and _opens_list(lines, place)):
            yield place


# What no story holds. Editors, share buttons and advertisements may stand in the middle of one.
_FRAME = LISTS | {
    f"chrome.{name}" for name in ("channel", "comment", "comment-box", "footer", "licence", "navigation", "pager")
}
_RESPONSIBLE = re.compile("[责責]任")


def is_frame(line: Line) -> bool:
    """Whether a line below the text says that the story is over."""
    return line.rule in _FRAME or (line.rule == "chrome.editor-line" and bool(_RESPONSIBLE.search(line.text)))


# Below menus, on the page of a site, the story is over where the page's buttons or the site's editor stand too. An editor
# without brackets may be of a reprinted message, which goes on with an invitation to scan and notes.
_SITE_LINE = {
    "chrome.disclaimer": lazily(""),
    "chrome.editor-line": lazily(r"^[\[【(（〔]|[責责]任"),
    "chrome.share-bar": lazily(r"^.?(?:一键|一鍵)?(?:分享|转发|轉發|收藏|推荐|推薦|打印|列印|字[号號体體])"),
}


def ends_on_a_site(line: Line) -> bool:
    """Whether a line below the text, on the page of a site, says that the story is over."""
    site_line = _SITE_LINE.get(line.rule or "")
    return line.rule in _FRAME or (site_line is not None and bool(site_line.search(line.text)))


def _is_furniture(line: Line) -> bool:
    """Whether a line below the text, above a site's long foot, is the first of it."""
    return ends_on_a_site(line) or (line.is_evidence and line.rule not in _STORY_LINES)


# What belongs to a story also where the foot of the page follows: who made it and where else it is to be read.
_STORY_LINES = frozenset(
    f"chrome.{name}"
    for name in ("app-promo", "app-slogan", "editor-line", "media-name", "original-title", "share-bar", "source-line")
)


def _opens_menu(lines: Sequence[Line], place: int) -> bool:
    """Whether a menu of short names follows a known line."""
    names = lines[place + 1 : place + 1 + ITEMS]
    return lines[place].is_evidence and len(names) == ITEMS and all(map(is_name, names))


def _opens_list(lines: Sequence[Line], place: int) -> bool:
    """Whether so many lines follow that read like headlines, or are known, as only a list of links has."""
    links = lines[place : place + _LINKS]
    return (
        len(links) == _LINKS
        and all(map(_may_be_link, links))
        and sum(len(link.text) >= _HEADLINE for link in links) >= _HEADLINES
    )


def _may_be_link(line: Line) -> bool:
    if line.rule is not None:
        return line.rule not in _STORY_LINES
    return len(line.text) <= _LONGEST_LINK and not (line.is_credit or _NO_LINK.search(line.text))


# Verse and names have shorter lines, notes have numbers.
_LINKS = 10
_HEADLINES = 7
_HEADLINE = 10
_LONGEST_LINK = 40
_NO_LINK = re.compile(
    r"^(?:\d{1,2}[、.．]|[(（]?[一二三四五六七八九十]+[、)）])|[记記]者|通[讯訊][员員]|作者|[。；，、：:;,]$"
)


def is_name(line: Line) -> bool:
    """Whether a line is as short as the name of a channel, and no sentence."""
    return len(line.text) <= _LONGEST_NAME and not _PAUSE.search(line.text)


_LONGEST_NAME = 8
_PAUSE = re.compile("[。，、；：:！？!?（(》”」】]")
