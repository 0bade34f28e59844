"""The features of a line's company: what stands around it, and how the short lines of a page are grouped."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator

from newsclean.layout.lines import Look
from newsclean.layout.page import SHORT, Clue, Page, built, look_at

__all__ = ["around", "company"]

_LEAD = re.compile(
    r"\d{1,2}日|日前|近日|昨[日天]|今[日天]|前天|当地时间|据.{2,20}(?:报道|消息|讯|介绍)|记者|获悉|报道|宣布|消息|[报网社][讯电]|举行|召开|发布|印发"
)


@functools.lru_cache(maxsize=4096)
def _lead_like(beginning: str) -> str:
    """How much the beginning of a paragraph reads like that of a story: a day, a source, an event."""
    return str(min(len(set(_LEAD.findall(beginning))), 3))


_SHORT_LETTERS = "sSbCRYL"  # of `page.seen`, for the forms in `SHORT`


def around(page: Page, at: int) -> Iterator[Clue]:
    """Return the clues of the looks of the lines around line `at`."""
    seen = page.seen
    letter = seen[at + 3]
    yield _window, seen[at : at + 7]
    yield _neighbours, look_at(page, at - 1), look_at(page, at + 1), letter
    yield _dated, page.dated, letter
    if letter not in _SHORT_LETTERS:
        return
    before = after = 0
    while before < 6 and seen[at + 2 - before] in _SHORT_LETTERS:
        before += 1
    while after < 6 and seen[at + 4 + after] in _SHORT_LETTERS:
        after += 1
    yield _in_run, before, after, look_at(page, at - 1 - before).form, look_at(page, at + 1 + after).form


def company(page: Page, at: int) -> Iterator[Clue]:
    """Return the clues of the words below a short line `at`, and of short lines further off."""
    letter = page.seen[at + 3]
    if letter not in _SHORT_LETTERS:
        return
    below = look_at(page, at + 1)
    if at + 1 < len(page.lines) and below.form not in SHORT:
        yield _above_lead, _lead_like(page.lines[at + 1].text[:48]), page.dated, letter, below.opening
    if page.looks[at].form == "short":
        yield from _rhythm(page, at)


def _window(seen: str) -> Iterator[str]:
    """The lines around as letters: three above the line, itself, three below."""
    yield f"company:here,below={seen[3:5]}"
    yield f"company:above,here={seen[2:4]}"
    yield f"company:three={seen[2:5]}"
    yield f"company:below3={seen[3:6]}"
    yield f"company:above3={seen[1:4]}"
    yield f"company:five={seen[1:6]}"
    yield f"company:below4={seen[3:7]}"


def _neighbours(above: Look, below: Look, letter: str) -> Iterator[str]:
    yield f"company:above={above.form}"
    yield f"company:below={below.form}"
    yield f"company:above-ending,here={above.ending},{letter}"
    yield f"company:below-opening,here={below.opening},{letter}"
    yield f"company:above-opening,here={above.opening},{letter}"


def _dated(dated: str, letter: str) -> Iterator[str]:
    yield f"company:dated={dated},{letter}"


def _in_run(before: int, after: int, foot: str, head: str) -> Iterator[str]:
    yield f"company:run={min(before, 4)}/{min(before + after + 1, 6)}"
    yield f"company:run-head={head},{after}"
    yield f"company:run-foot={foot},{before}"


def _above_lead(lead: str, dated: str, letter: str, opening: str) -> Iterator[str]:
    yield f"company:lead={lead},{letter}"
    yield f"company:lead,dated={lead},{dated},{letter}"
    yield f"company:lead,opening={lead},{opening}"


def _rhythm(page: Page, at: int) -> Iterator[Clue]:
    """How many lines of the same build stand further off, as section headings of one story do."""
    text = page.lines[at].text
    near = [*page.short[max(at - 9, 0) : max(at - 1, 0)], *page.short[at + 2 : at + 10]]
    length, spaced = len(text), " " in text
    same = 0
    for like in near:
        if like is not None and -2 <= like[0] - length <= 2 and like[1] == spaced:
            same += 1
    yield _near, min(len(near) - near.count(None), 6), min(same, 4)
    measure = built(text)
    if len(measure) > 1:
        counted = look_at(page, at + 1).form != "dateline"
        yield _twins, min(page.builds[measure] - counted, 3)
    first, last = page.run(at)
    if last > first:
        yield _runs_alike, min(last - first, 4), min(_alike(page, first, last), 3)
    if page.dated != "0":
        yield _datelines, *_nearest_datelines(page.seen, at + 3)


def _near(near: int, same: int) -> Iterator[str]:
    yield f"company:near={near}"
    yield f"company:same={same}"


def _twins(twins: int) -> Iterator[str]:
    yield f"company:twins={twins}"


def _runs_alike(longer: int, alike: int) -> Iterator[str]:
    yield f"company:runs-alike={longer},{alike}"


def _datelines(above: int, below: int) -> Iterator[str]:
    yield f"company:datelines={above},{below}"


def _alike(page: Page, first: int, last: int) -> int:
    """How many other runs of short lines right above a paragraph, within 30 lines, are as long as this."""
    feet, footed = page.feet, page.footed
    size = last - first
    above = footed[bisect.bisect_left(feet, first - 30) : bisect.bisect_left(feet, first)]
    below = footed[bisect.bisect_left(feet, last + 1) : bisect.bisect_left(feet, min(len(page.lines) - 1, last + 30))]
    return above.count(size) + below.count(size)


def _nearest_datelines(seen: str, at: int) -> tuple[int, int]:
    """Whether stories around begin with a dateline: the last one above, the next one below, within seven lines."""
    below = seen.find("D", at + 1, at + 8) - at
    above = at - seen.rfind("D", max(0, at - 7), at)
    return 9 if above > at else min(above, 4), 9 if below < 0 else below if below < 4 else 5
