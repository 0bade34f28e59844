"""Where the stories of a page are: the paragraphs that stand together, and the long menus that part them from others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from newsclean.chrome.headline import published
from newsclean.chrome.lines import Line, runs

__all__ = ["is_long_menu", "stories"]


class _Cluster(NamedTuple):
    """Paragraphs that stand together: their range of lines, their characters, how many long menus are above, and
    whether a site's date is.
    """

    start: int
    end: int
    weight: int
    part: int
    dated: bool


def stories(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the ranges of lines that are stories: clusters of prose, but for slight ones amid chrome.

    A site prints the summary of its story at the very top, too, above the menus: there it is none either. Nor is
    a notice above the menus or a legal one below them.
    """
    clusters = _clusters(lines)
    if not clusters:
        return []
    story = max(clusters, key=lambda cluster: (cluster.dated, cluster.weight))
    heaviest = max(cluster.weight for cluster in clusters)
    return [
        (one.start, one.end)
        for one in clusters
        if not (_is_notice(one, story) or (one.weight < min(_STORY, heaviest / 8) and _is_aside(lines, one)))
    ]


def _clusters(lines: Sequence[Line]) -> list[_Cluster]:
    prose = [place for place, line in enumerate(lines) if line.gone is None and line.is_prose]
    menus = (is_long_menu(lines[above + 1 : place]) for above, place in pairwise([-1, *prose]))
    part = dict(zip(prose, accumulate(menus), strict=True))
    return [
        _Cluster(
            run[0], run[-1] + 1, sum(len(lines[place].text) for place in run), part[run[0]], _is_dated(lines, run[0])
        )
        for run in runs(prose, _GAP)
    ]


# Between the paragraphs of a page stand the headline stack of the next story, captions, and a block of chrome.
_GAP = 14
_STORY = 200


def _is_dated(lines: Sequence[Line], start: int) -> bool:
    return published(lines, start) is not None


def _is_notice(one: _Cluster, story: _Cluster) -> bool:
    """Whether long menus part a cluster from the story of the page, which has a date, and it is lighter: above it slight."""
    if one.part == story.part or one.dated or not story.dated:
        return False
    return one.weight < (_STORY if one.part < story.part else story.weight / 2)


def _is_aside(lines: Sequence[Line], one: _Cluster) -> bool:
    """Whether a slight cluster without a date stands amid chrome, or as a summary at the top."""
    return not one.dated and (_is_amid_chrome(lines, one) or _recurs(lines, one.start))


def _is_amid_chrome(lines: Sequence[Line], one: _Cluster) -> bool:
    above = sum(line.is_evidence for line in lines[max(one.start - 8, 0) : one.start])
    below = sum(line.is_evidence for line in lines[one.end : one.end + 8])
    return above >= 3 and below >= 3


def _recurs(lines: Sequence[Line], start: int) -> bool:
    """Whether the first paragraph of a page stands among its first lines, and again further below."""
    return start < _HEAD and any(line.text == lines[start].text for line in lines[start + 1 :])


_HEAD = 3


def is_long_menu(lines: Sequence[Line]) -> bool:
    """Whether lines without prose are a menu of a site's page or its foot: many, with known ones among them."""
    if len(lines) < _LONG_MENU:
        return False
    known = sum(line.is_evidence for line in lines)
    return known >= (_EVIDENCE if any(line.stands_alone for line in lines) else _CHANNELS)


# On 625 newspaper pages no twenty lines without a paragraph hold more than one known line. On the page of a site the
# story stands between menus of dozens and hundreds of lines. So many known lines must be in one, or so many names of
# channels, each of which is a common word.
_LONG_MENU = 20
_EVIDENCE = 4
_CHANNELS = 10
