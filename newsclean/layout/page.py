"""A page as the labeller sees it: its lines, what each looks like, and what is usual on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from newsclean.layout.lines import Line, Look, look

__all__ = [
    "BEGINS", "BOUND", "COMMON", "EDGE", "ENDS", "SHORT", "Page", "around", "begins", "bound", "built", "clauses",
    "ends", "is_certain", "look_at", "page", "telling",
]  # fmt: skip


class Page(NamedTuple):
    """The lines of a page with what each looks like, and what is usual on the page."""

    lines: list[Line]
    looks: list[Look]
    blanks: int  # blank lines usual between two lines
    indent: int  # indent usual for a line
    pairs: Mapping[str, int]  # what is known of character pairs: see `PAIR`
    broken: str  # how many of its long lines break off: 0 none, 1 some, 2 many
    dated: str  # how many of its paragraphs begin with a dateline: 0 none, 1 some, 2 many
    shared: dict[int, tuple[int, int]]  # for short lines: how much the text above and below share, and rare pairs
    usual: int  # the middle one of these shares
    seen: str  # a letter for each line as a reader sees it from afar, between three signs for the edge
    written: int  # the last line that is a paragraph or a part of one; -1: there is none
    telling: list[frozenset[str] | None]  # what each line tells about the matter, once it has been asked for
    around: dict[int, frozenset[str]]  # what the text above (-at - 1) and below (at + 1) a line tells
    common: frozenset[str]  # character pairs that tell nothing
    builds: Counter[tuple[int, ...]]  # the measures of its short lines that no dateline follows


# What is known of a pair of characters, as one number: how firmly it is bound (0 to 2), how often it begins a clause
# (0 to 3) and ends one (0 to 3), and whether it is so common that it tells nothing about the matter.
BOUND, BEGINS, ENDS, COMMON = 1, 3, 12, 48


def bound(code: int) -> int:
    """How firmly the two characters of a pair belong together."""
    return code // BOUND % 3


def begins(code: int) -> int:
    """How often the pair stands at the beginning of a clause."""
    return code // BEGINS % 4


def ends(code: int) -> int:
    """How often the pair stands at the end of a clause."""
    return code // ENDS % 4


EDGE = Look("edge", "-", "-", "-")
_TITLES = frozenset(("short", "brief", "byline", "label"))
SHORT = frozenset(("short", "brief", "caption", "credit", "byline", "label"))


def page(lines: list[Line], pairs: Mapping[str, int], common: frozenset[str]) -> Page:
    """Return the lines with their looks and the page's habits."""
    blanks = Counter(line.blanks for line in lines[1:])
    indents = Counter(line.indent for line in lines if len(line.text) > 40)
    looks = [look(line.text) for line in lines]
    forms = Counter(look.form for look in looks)
    long = forms["full"] + forms["cut"] + forms["dateline"]
    seen = "".join(map(_coarse, looks))
    here = Page(
        lines=lines,
        looks=looks,
        blanks=blanks.most_common(1)[0][0] if blanks else 0,
        indent=indents.most_common(1)[0][0] if indents else 0,
        pairs=pairs,
        broken="0" if not forms["cut"] else "1" if forms["cut"] <= 0.12 * long else "2",
        dated="0" if not forms["dateline"] else "1" if forms["dateline"] * 12 < long else "2",
        shared={},
        usual=0,
        seen=f"###{seen}###",
        written=max(seen.rfind(letter) for letter in "pbuvDj"),
        telling=[None] * len(lines),
        around={},
        common=common,
        builds=Counter(
            built(line.text)
            for at, line in enumerate(lines)
            if looks[at].form == "short" and (at + 1 == len(lines) or looks[at + 1].form != "dateline")
        ),
    )
    for at, look_here in enumerate(looks):
        if look_here.form in _TITLES and len(lines[at].text) <= 40:
            here.shared[at] = _shared(here, at)
    shares = sorted(share for share, _ in here.shared.values() if share >= 0)
    return here._replace(usual=shares[len(shares) // 2] if shares else 0)


_ENDED = frozenset(("stop", "ask", "quoted", "dots"))
_WRITTEN = frozenset(("full", "dateline", "jump"))


def is_certain(page: Page, at: int) -> bool:
    """Whether a line is a paragraph at sight: long, with a full stop, below a line that ends in one, too."""
    form, _, ending, _ = page.looks[at]
    if form not in ("full", "dateline") or ending not in _ENDED:
        return False
    above = page.looks[at - 1] if at else EDGE
    return above.form in _WRITTEN and above.ending in _ENDED


def look_at(page: Page, at: int) -> Look:
    """Return what line `at` looks like; above and below the page there is an edge."""
    return page.looks[at] if 0 <= at < len(page.looks) else EDGE


def _coarse(look: Look) -> str:
    """One letter for the kind of line a reader sees from afar."""
    form, size, ending, _ = look
    if form == "short":
        return "s" if size < "f" else "S"
    if form == "cut":
        return "u" if ending in ("hanzi", "comma", "digit", "latin", "other") else "v"
    return {"dateline": "D", "byline": "Y", "caption": "C", "credit": "R", "label": "L", "full": "p", "brief": "b",
            "edge": "#", "jump": "j"}[form]  # fmt: skip


_CLAUSE = re.compile(r"[\s，,、；;：:。！？!?]+")


def clauses(text: str) -> list[str]:
    """The stretches of a line between blanks, commas and stops."""
    return _CLAUSE.split(text)


def built(text: str) -> tuple[int, ...]:
    """The lengths of a line's clauses: headings of one story are often built to one measure."""
    return tuple(map(len, clauses(text)))


def _shared(page: Page, at: int) -> tuple[int, int]:
    """How much of the matter above and below a line is the same, in thousandths (-1: one is missing), and rare pairs."""
    above, below = around(page, at, -1), around(page, at, 1)
    if not above or not below:
        return -1, 0
    shared = above & below
    return 1000 * len(shared) // min(len(above), len(below)), sum(pair not in page.pairs for pair in shared)


def around(page: Page, at: int, way: int) -> frozenset[str]:
    """The telling character pairs of the nearest 400 or so characters of paragraphs above (-1) or below (1)."""
    key = (at + 1) * way
    if key in page.around:
        return page.around[key]
    found: list[frozenset[str]] = []
    room = 400
    other = at + way
    while 0 <= other < len(page.lines) and room > 0 and abs(other - at) <= 10:
        if page.looks[other].form not in SHORT or page.looks[other].form == "brief":
            found.append(telling(page, other))
            room -= len(page.lines[other].text)
        other += way
    page.around[key] = frozenset().union(*found)
    return page.around[key]


_WINDOW = 400  # characters of a line that are looked at


def telling(page: Page, at: int) -> frozenset[str]:
    """The character pairs of a line that tell something about its matter."""
    known = page.telling[at]
    if known is None:
        text = page.lines[at].text[:_WINDOW]
        known = frozenset(filter(str.isalpha, set(map(str.__add__, text, text[1:])) - page.common))
        page.telling[at] = known
    return known
