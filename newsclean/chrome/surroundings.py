"""Which lines of a page are chrome, from what they are and from what stands around them.

A line that matches a rule of its own right goes wherever it stands. The rest is a matter of company: buttons and
channel names go beside other chrome, a list goes with its title, reader's comments go with their buttons, and the
short lines above the first story and below the last one go where they stand among chrome. Everything here works
on the page's lines that are not blank, in a few passes, each linear in their number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise

from newsclean.chrome.comments import sweep_comments
from newsclean.chrome.edges import EDGE_EVIDENCE, clear, sweep_edges
from newsclean.chrome.feet import ITEMS, ends_on_a_site
from newsclean.chrome.headline import may_be_title, published
from newsclean.chrome.lines import SHORTEST_PROSE, Line, reads_like_prose, runs
from newsclean.chrome.lists import sweep_dated_links, sweep_lists
from newsclean.chrome.rulebook import LISTS, NUMBERS
from newsclean.lazily import lazily

__all__ = ["judge"]


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
            sweep_edges,
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
    if len(prose) < 3 or sum(line.is_evidence for line in lines[: prose[0]]) < EDGE_EVIDENCE:
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
    start = next((place for place in range(apart, len(lines)) if ends_on_a_site(lines[place])), len(lines))
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
        if len(run) >= ITEMS and len(known) >= max(2, _PART * len(run)):
            clear(lines, known[0], known[-1] + 1)


# The longest name of a channel; how many of those of a menu must be known.
_ITEM = 4
_PART = 0.25
_PUNCTUATION = "。！？!?：:；;，、”"


def _is_item(line: Line) -> bool:
    short = len(line.text) <= _ITEM and line.text[-1] not in _PUNCTUATION
    return short or line.gone is not None or line.rule is not None


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
