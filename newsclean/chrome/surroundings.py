"""Which lines of a page are chrome, from what they are and from what stands around them.

A line that matches a rule of its own right goes wherever it stands. The rest is a matter of company: buttons and
channel names go beside other chrome, a list goes with its title, reader's comments go with their buttons, and the
short lines above the first story and below the last one go where they stand among chrome. Everything here works
on the page's lines that are not blank, in a few passes, each linear in their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise

from newsclean.chrome.comments import sweep_comments
from newsclean.chrome.headline import headline, may_be_title, published
from newsclean.chrome.lines import SHORTEST_PROSE, Line, reads_like_prose, runs
from newsclean.chrome.lists import sweep_dated_links, sweep_lists
from newsclean.chrome.rulebook import LISTS, NUMBERS
from newsclean.chrome.stories import is_long_menu, stories
from newsclean.lazily import lazily

__all__ = ["judge"]

_RESPONSIBLE = re.compile("[责責]任")


def judge(lines: Sequence[Line]) -> None:
    """Set `gone` for every line that is chrome.

    Decisions may open others (with the comments gone, a title of links comes to stand at the page's end), so the
    passes are repeated on what is left until nothing changes: a second run of the step then finds nothing. Among lines
    of which none is known nothing is found.
    """
    for line in lines:
        line.is_prose = len(line.text) >= SHORTEST_PROSE and reads_like_prose(line)
    left = list(lines)
    for _ in range(_ROUNDS):
        for decide in (
            _known,
            sweep_comments,
            _digests,
            sweep_lists,
            sweep_dated_links,
            _crumbs,
            _sections,
            _menus,
            _edges,
            _company,
        ):
            decide(left)
        remaining = [line for line in left if line.gone is None]
        if len(remaining) == len(left) or all(line.rule is None for line in remaining):
            return
        left = remaining


# Real pages settle after two or three rounds.
_ROUNDS = 12


def _known(lines: Sequence[Line]) -> None:
    for line in lines:
        if line.stands_alone:
            line.gone = line.own or line.rule


def _digests(lines: Sequence[Line]) -> None:
    """Remove a list of links with summaries at the end of a site's page.

    The summaries read like stories of one paragraph, so much is asked: menus above the story, a title of links
    with something below it, no two paragraphs in a row from there to the end, and more prose before it than after
    or cards after it. Without a title there have to be cards, below a line that ends the story, below two paragraphs
    in a row; a page of short news with dates has no such.
    """
    prose = [place for place, line in enumerate(lines) if line.gone is None and line.is_prose]
    if len(prose) < 3 or sum(line.is_evidence for line in lines[: prose[0]]) < _EDGE_EVIDENCE:
        return
    for line in lines[_digest(lines, prose) :]:
        line.gone = line.gone or line.rule or "chrome.link-list"


def _digest(lines: Sequence[Line], prose: Sequence[int]) -> int:
    """Return where the list starts, at the end of the page if there is none."""
    apart = max((late for early, late in pairwise(prose) if late - early == 1), default=len(lines))
    for place in range(prose[0] + 1, len(lines) - 1):
        if lines[place].rule in LISTS and lines[place + 1].rule is None:
            before, after = [one for one in prose if one < place], [one for one in prose if one > place]
            if not after or place < apart < len(lines):
                break
            if _weight(lines, before) > _weight(lines, after) or _are_cards(lines, after):
                return place
            break
    start = next((place for place in range(apart, len(lines)) if _ends_on_a_site(lines[place])), len(lines))
    return start if _are_cards(lines, [one for one in prose if one > start]) else len(lines)


def _weight(lines: Sequence[Line], places: Sequence[int]) -> int:
    return sum(len(lines[place].text) for place in places)


def _are_cards(lines: Sequence[Line], summaries: Sequence[int]) -> bool:
    """Whether between most of some paragraphs stand a title and something known, such as a date or a button."""
    gaps = [lines[early + 1 : late] for early, late in pairwise(summaries)]
    cards = sum(any(map(may_be_title, gap)) and any(line.rule is not None for line in gap) for gap in gaps)
    return len(gaps) >= _CARDS and cards >= _MOST_CARDS * len(gaps)


_CARDS = 3
_MOST_CARDS = 0.6


def _menus(lines: Sequence[Line]) -> None:
    """Remove very short lines amid known ones above the first story and below the last one.

    The names of a site's channels have two to four characters, known or not. A run of them starts and ends with a
    known one, since a headline may be as short.
    """
    if not any(line.stands_alone for line in lines):
        return
    prose = [place for place, line in enumerate(lines) if line.is_prose and line.gone is None]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    edges = chain(range(first), range(max(last + 1, first), len(lines)))
    items = [place for place in edges if _is_item(lines[place])]
    for run in runs(items, 1):
        known = [place for place in run if lines[place].is_evidence]
        if len(run) >= _ITEMS and len(known) >= max(2, _PART * len(run)):
            _clear(lines, known[0], known[-1] + 1)


# The longest name of a channel; how many of them are a menu; how many of those must be known.
_ITEM = 4
_ITEMS = 6
_PART = 0.25
_PUNCTUATION = "。！？!?：:；;，、”"


def _is_item(line: Line) -> bool:
    short = len(line.text) <= _ITEM and line.text[-1] not in _PUNCTUATION
    return short or line.gone is not None or line.rule is not None


def _edges(lines: Sequence[Line]) -> None:
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
        _clear(lines, 0 if titled else known.index(1) - 1, title)
    feet = _feet(lines, last) if menus else (place for place in range(last, len(lines)) if _is_frame(lines[place]))
    frame = next(feet, len(lines))
    foot = known[-1] - known[frame]
    mostly = known[first] >= _EDGE_EVIDENCE or known[-1] >= _MOSTLY * len(lines)
    if (menus and len(lines) - frame >= _LONG_FOOT) or (mostly and foot >= _EDGE_EVIDENCE and known[-1] >= _WHOLE_PAGE):
        _clear(lines, frame, len(lines))
    elif foot >= _EDGE_EVIDENCE:
        _clear_gaps(lines, frame)


def _are_menus(lines: Sequence[Line]) -> bool:
    """Whether the lines above the first story of a page hold menus: known lines enough, fewer above a site's date.

    Where one is known, so many short names above a story are a menu too.
    """
    known = sum(line.is_evidence for line in lines)
    if known and len(lines) >= _NAMES and sum(map(_is_name, lines)) >= _MOST_NAMES * len(lines):
        return True
    sure = sum(line.rule == "chrome.navigation" for line in lines)
    if known + sure >= (_EDGE_EVIDENCE if any(line.stands_alone for line in lines) else _MENU):
        return True
    above = lines[: published(lines, len(lines)) or 0]
    return sum(line.is_evidence + (line.rule == "chrome.navigation") for line in above) >= _DATED_EVIDENCE


_DATED_EVIDENCE = 2
_NAMES = 30
_MOST_NAMES = 0.9


def _feet(lines: Sequence[Line], last: int) -> Iterator[int]:
    """Yield where the page of a site may be over below its last story; above a long foot more lines say so.

    A story may end in a short line, so the first line below it is no link.
    """
    long = is_long_menu(lines[last:])
    ends = _is_furniture if long else _ends_on_a_site
    for place in range(last, len(lines)):
        if ends(lines[place]) or (long and _opens_menu(lines, place)) or (place > last and _opens_list(lines, place)):
            yield place


def _clear_gaps(lines: Sequence[Line], frame: int) -> None:
    """Remove what stands below a story between known lines; where no menus show a whole page, three lines at most."""
    known = [place for place in range(frame, len(lines)) if lines[place].rule is not None]
    for early, late in pairwise(known):
        if late - early <= _STRAY + 1:
            _clear(lines, early, late)


_STRAY = 3
# Three lines of known chrome at an edge: a story with leftover lines seldom has more than two at one.
_EDGE_EVIDENCE = 3
# So many names of channels are a menu although each is a common word.
_MENU = 10
# The dump of a whole page holds more, with menus at its top or as a quarter of all lines; there nothing of the foot
# is worth keeping. On a newspaper page with chrome between its stories a tenth of the lines is known.
_WHOLE_PAGE = 10
_MOSTLY = 0.25
# What no story holds. Editors, share buttons and advertisements may stand in the middle of one.
_FRAME = LISTS | {
    f"chrome.{name}" for name in ("channel", "comment", "comment-box", "footer", "licence", "navigation", "pager")
}


def _is_frame(line: Line) -> bool:
    """Whether a line below the text says that the story is over."""
    return line.rule in _FRAME or (line.rule == "chrome.editor-line" and bool(_RESPONSIBLE.search(line.text)))


# Below menus, on the page of a site, the story is over where the page's buttons or the site's editor stand too, and
# of so many lines from there on none is worth keeping, known or not. An editor without brackets may be of a reprinted
# message, which goes on with an invitation to scan and notes.
_LONG_FOOT = 8
_SITE_LINE = {
    "chrome.disclaimer": lazily(""),
    "chrome.editor-line": lazily(r"^[\[【(（〔]|[責责]任"),
    "chrome.share-bar": lazily(r"^.?(?:一键|一鍵)?(?:分享|转发|轉發|收藏|推荐|推薦|打印|列印|字[号號体體])"),
}


def _ends_on_a_site(line: Line) -> bool:
    site_line = _SITE_LINE.get(line.rule or "")
    return line.rule in _FRAME or (site_line is not None and bool(site_line.search(line.text)))


def _is_furniture(line: Line) -> bool:
    """Whether a line below the text, above a site's long foot, is the first of it."""
    return _ends_on_a_site(line) or (line.is_evidence and line.rule not in _STORY_LINES)


# What belongs to a story also where the foot of the page follows: who made it and where else it is to be read.
_STORY_LINES = frozenset(
    f"chrome.{name}"
    for name in ("app-promo", "app-slogan", "editor-line", "media-name", "original-title", "share-bar", "source-line")
)


def _opens_menu(lines: Sequence[Line], place: int) -> bool:
    """Whether a menu of short names follows a known line."""
    names = lines[place + 1 : place + 1 + _ITEMS]
    return lines[place].is_evidence and len(names) == _ITEMS and all(map(_is_name, names))


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


def _is_name(line: Line) -> bool:
    return len(line.text) <= _LONGEST_NAME and not _PAUSE.search(line.text)


_LONGEST_NAME = 8
_PAUSE = re.compile("[。，、；：:！？!?（(》”」】]")


def _clear(lines: Sequence[Line], start: int, end: int) -> None:
    for line in lines[start:end]:
        if not line.is_credit:
            line.gone = line.gone or line.rule or "chrome.edge-run"


def _crumbs(lines: Sequence[Line]) -> None:
    """Remove where one is on the site, printed a line each: the names around a line of `>` alone."""
    for place in [place for place, line in enumerate(lines) if line.text in _STEPS]:
        crumbs = lines[max(place - 1, 0) : place + 2]
        if len(crumbs) == 3 and len(crumbs[0].text) <= _SITE and len(crumbs[2].text) <= _ITEM:
            for line in crumbs:
                line.gone = line.gone or line.rule or "chrome.navigation"


_STEPS = frozenset((">", ">>", "＞", "»", "›"))
_SITE = 12  # the longest name of a site


def _sections(lines: Sequence[Line]) -> None:
    """Remove the name of the channel that stands beside the date of a site's story."""
    story = next((place for place, line in enumerate(lines) if line.is_prose and line.gone is None), 0)
    date = published(lines, story)
    if date is not None:
        for line in (*lines[max(date - 1, 0) : date], *lines[date + 1 : min(date + 2, story)]):
            if line.rule == "chrome.channel":
                line.gone = line.gone or line.rule


def _company(lines: Sequence[Line]) -> None:
    """Remove buttons and the like that touch other chrome, rows of them at an edge of the page, and counters."""
    _counters(lines)
    prose = [place for place, line in enumerate(lines) if line.is_prose and line.gone is None]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    sure = any(line.stands_alone for line in lines)
    for run in runs([place for place, line in enumerate(lines) if line.gone or line.rule is not None], 1):
        place, end = run[0], run[-1] + 1
        row = sum(line.is_evidence for line in lines[place:end])
        if row >= (_ROW if sure and (end <= first or place > last) else _INNER_ROW) or _share(lines[place:end]):
            _sweep(lines[place:end])
        gone = [one for one in range(place, end) if lines[one].gone]
        if gone:
            _sweep(lines[place if place == 0 else gone[0] : end if end == len(lines) else gone[-1] + 1])
            _sweep([line for line in lines[place:end] if line.rule not in NUMBERS])


def _counters(lines: Sequence[Line]) -> None:
    """Remove how often a page was read and who edited it, on one line or on two."""
    for place, line in enumerate(lines):
        if line.text[0] not in _LABELS:
            continue
        value = lines[place + 1] if place + 1 < len(lines) else None
        if _COUNTER.match(line.text):
            line.gone = line.gone or line.rule or "chrome.comment-field"
        elif value and _COUNTED.match(line.text) and _COUNT.match(value.text):
            line.gone = line.gone or line.rule or "chrome.comment-field"
            value.gone = value.gone or value.rule or "chrome.page-button"
        elif value and _EDITOR.match(line.text) and _NAME.match(value.text):
            line.gone = value.gone = line.gone or "chrome.editor-line"


_LABELS = frozenset("浏瀏阅閱点點人访訪责責编編")
_LABEL = r"(?:[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊阅閱赞讚]|人[气氣]|[访訪][问問])(?:次[数數]|量|[数數]|人次)?"
_NUMBER = r"\d[\d,.]{0,10}[万萬]?\+?次?$"
_COUNTER = lazily(rf"{_LABEL}[:： ]{{1,2}}{_NUMBER}")
_COUNTED = lazily(rf"{_LABEL}[:：]?$")
_COUNT = lazily(_NUMBER)
_EDITOR = lazily("(?:[责責]任)?[编編][辑輯][:：]$|[责責][编編][:：]$")
_NAME = lazily("[\u4e00-\u9fff·]{2,4}$")


def _share(lines: Sequence[Line]) -> bool:
    """Whether lines below each other are the buttons of a share bar: `分享` and `Facebook`."""
    return (
        len(lines) > 1
        and all(line.rule == "chrome.share-button" for line in lines)
        and any(_SHARING.match(line.text) for line in lines)
    )


_SHARING = re.compile("分享|[转轉][发發]|收藏|打印|列印")


def _sweep(lines: Sequence[Line]) -> None:
    for line in lines:
        if line.rule not in LISTS:
            line.gone = line.gone or line.rule


# That many names of channels and buttons below each other are a menu; five such words may be a list in a story.
_ROW = 5
_INNER_ROW = 9
