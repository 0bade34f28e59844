"""What the labeller is told about each line of a page: named features, as strings.

The groups, each of which can be left out to measure its worth (`bench/build/train_layout.py --ablate`):

- shape: the line's own look (length, ending, opening), its punctuation, open quotes and brackets;
- words: the characters it begins and ends with, and the character pairs of short lines;
- company: the looks of the lines around it, and where it stands in a run of short lines;
- space: blank lines and indents, compared with what is usual on this page;
- join: whether the next line could continue it in the middle of a sentence;
- matter: whether the text below speaks of the same things as the text above (a section goes on, a new article
  begins with new names).

Features that hang on the same few facts belong to one clue: a function that names them, and the facts it is called
with. `features` spells all names out, for the training; the labeller remembers what a clue weighs, so that in the run
names are only spelled for clues not met before.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import operator
import re
from collections.abc import Iterator, Sequence

from newsclean.layout.company import around, company
from newsclean.layout.joins import joins
from newsclean.layout.lines import Look
from newsclean.layout.page import Clue, Glance, Page, clauses, is_certain

__all__ = ["GROUPS", "SCENE", "clues", "features", "glances", "named", "without"]

GROUPS = ("shape", "words", "company", "space", "join", "matter")


def clues(page: Page) -> list[list[Clue]]:
    """Return all that the features of each line hang on; nothing for a line of which all is known at sight."""
    places = range(len(page.lines))
    seen = zip(*[glance(places) for glance in glances(page)], strict=True)
    return [list(itertools.chain.from_iterable(found)) for found in seen]


def features(page: Page) -> list[list[str]]:
    """Return the features of each line."""
    return [[name for clue in line for name in named(clue)] for line in clues(page)]


def named(clue: Clue) -> list[str]:
    """Return the names of the features that hang on a clue."""
    name_them, *facts = clue
    return list(name_them(*facts))


def _at_sight(page: Page, places: Sequence[int]) -> Iterator[list[Clue]]:
    """What is soon seen of a line: its look, the looks of the lines around, whether the next goes on."""
    for at in places:
        if is_certain(page, at):
            yield []
            continue
        text = page.lines[at].text
        clues: list[Clue] = [(_shape, *page.looks[at])]
        if 40 < len(text) <= 90:
            clues.append((_marks, *_counted(text)))
        clues += around(page, at)
        clues += _space(page, at)
        clues += joins(page, at, text)
        yield clues


def _closely(page: Page, places: Sequence[int]) -> Iterator[list[Clue]]:
    """What is seen when a line is read: its words, short lines of the same build, what the text around it is about.

    That is set against what is usual around such lines of the page.
    """
    shared = page.shared(places)
    shares = sorted(share for share, _ in shared.values() if share >= 0)
    usual = _grade(shares[len(shares) // 2]) if shares else 0
    for at in places:
        clues = [] if is_certain(page, at) else [_wording(page, at, page.lines[at].text), *company(page, at)]
        if at in shared:
            clues += _matter(page, at, *shared[at], usual)
        yield clues


def glances(page: Page) -> list[Glance]:
    """Return the glances at a page's lines. Where the first leaves it clear what a line is, it is not looked at again."""
    return [functools.partial(glance, page) for glance in (_at_sight, _closely)]


def _shape(form: str, size: str, ending: str, opening: str) -> Iterator[str]:
    yield f"shape:form={form}"
    yield f"shape:size={size}"
    yield f"shape:ending={ending}"
    yield f"shape:opening={opening}"
    yield f"shape:form,size={form},{size}"
    yield f"shape:form,ending={form},{ending}"
    yield f"shape:form,opening={form},{opening}"
    yield f"shape:ending,size={ending},{size}"


def _wording(page: Page, at: int, text: str) -> Clue:
    """What the line says by itself, and the words beside it. A long line tells nothing but its ends."""
    above = page.lines[at - 1].text[-2:] if at else ""
    below = page.lines[at + 1].text[:3] if at + 1 < len(page.lines) else ""
    if len(text) > 40:
        return _ends, text[:2], text[-2:], above, below[:2]
    return _words, text, page.looks[at], above, below, page.seen[at + 2], page.seen[at + 4]


def _ends(first: str, last: str, above: str, below: str) -> Iterator[str]:
    """How a line begins and ends, how the one above ends and the one below begins (empty where there is none)."""
    yield f"words:first={first[:1]}"
    yield f"words:first2={first}"
    yield f"words:last={last[-1:]}"
    yield f"words:last2={last}"
    if above:
        yield f"words:above={above}"
    if below:
        yield f"words:below1={below[:1]}"
        yield f"words:below={below}"


def _words(text: str, look: Look, above: str, below: str, letter_above: str, letter_below: str) -> Iterator[str]:
    """What a short line says; of the line below, the first three characters."""
    yield from _ends(text[:2], text[-2:], above, below[:2])
    yield f"words:first3={text[:3]}"
    yield f"words:last3={text[-3:]}"
    if below:
        yield f"words:below3={below}"
    if look.form in ("short", "brief", "cut"):
        yield from map("words:in=".__add__, map(operator.add, text, text[1:]))
    yield from _build(text, look.size, look.ending)
    if SCENE.match(text):
        yield f"shape:scene={look.size}"
        yield f"shape:scene,forms={letter_above}{letter_below}"


def _counted(text: str) -> tuple[int, int, int]:
    """Full stops, commas and blanks, counted as far as it matters."""
    commas = text.count("，") + text.count(",") + text.count("、")
    return min(text.count("。"), 2), min(commas, 2), min(_gaps(text), 3)


def _marks(stops: int, commas: int, gaps: int) -> Iterator[str]:
    yield f"shape:marks={stops}{commas}{gaps}"


def _build(text: str, size: str, ending: str) -> Iterator[str]:
    """How a short line is built: its marks, digits, a colon, what stands in brackets at its end, its clauses."""
    stops, commas, gaps = _counted(text)
    yield from _marks(stops, commas, gaps)
    yield f"shape:gaps,size={gaps},{size}"
    yield f"shape:commas,size={commas},{size}"
    if "：" in text or ":" in text:
        yield "shape:inner-colon"
    if text[-1] in ")）":
        inside = len(text) - max(text.rfind("("), text.rfind("（"))
        whole = "whole" if inside == len(text) else "part"
        yield f"shape:tail={'s' if inside <= 7 else 'm' if inside <= 14 else 'l'},{whole}"
    parts = clauses(text)
    if len(parts) > 1:
        count = min(len(parts), 4)
        first, last = min(len(parts[0]), 12), min(len(parts[-1]), 12)
        yield f"shape:clauses={count},{first // 2},{last if last < 4 else 4 + last // 4}"
        yield f"shape:last-clause={last if last < 4 else 4 + last // 4},{ending}"
        yield f"shape:even={first == last:d}{min(count, 3)}"
    if any(map(str.isdigit, text)):
        yield "shape:digits"


# What a picture shows and no section is called: a place, a view, people in a place.
SCENE = re.compile(
    r"(?:位于|俯瞰|航拍|鸟瞰|远眺)"
    r"|[^，,。！？!?]*(?:[馆厅园区镇村街路桥港站场厂楼院校店山湖河江海湾岛寺塔城室道坊巷]|车间|团队|现场|照片|夜景|美景|风光|一角|外景|全貌|面貌|工地|基地|项目|广场|工厂|剪影|瞬间|雕像|造型)[”》]?$"
    r"|[^，,。！？!?]*(?:大会|会议|仪式|活动|比赛|论坛|展览|座谈会|晚会)(?:现场|开幕|闭幕|召开|举行)?$"
)


def _gaps(text: str) -> int:
    """How many blanks stand between two hanzi."""
    return text.count(" ") + text.count("\N{IDEOGRAPHIC SPACE}")


def _space(page: Page, at: int) -> Iterator[Clue]:
    line = page.lines[at]
    above = _more(line.blanks, page.blanks) if at else "#"
    below = _more(page.lines[at + 1].blanks, page.blanks) if at + 1 < len(page.lines) else "#"
    coarse = page.seen[at + 3]
    yield _blanks, above, below, coarse
    if page.indent:
        next_flush = at + 1 < len(page.lines) and page.lines[at + 1].indent < page.indent
        yield _indents, line.indent < page.indent, next_flush, coarse


def _blanks(above: str, below: str, coarse: str) -> Iterator[str]:
    yield f"space:above={above}{coarse}"
    yield f"space:below={below}{coarse}"
    yield f"space:both={above}{below}{coarse}"


def _indents(flush: bool, next_flush: bool, coarse: str) -> Iterator[str]:  # noqa: FBT001 - facts, called by place
    yield f"space:indent={flush:d}{coarse}"
    yield f"space:indents={flush:d}{next_flush:d}{coarse}"


def _more(blanks: int, usual: int) -> str:
    return "=" if blanks == usual else "+" if blanks > usual else "-"


def _matter(page: Page, at: int, permille: int, rare: int, usual: int) -> Iterator[Clue]:
    """What the text above and below share, compared with what is usual around the short lines of the page."""
    share = _grade(max(permille, 0))
    if permille >= 0:
        yield _goes_on, share, min(rare, 99), share - usual, page.seen[at + 3]
    own = page.telling(at)
    if own:
        above, below = page.around(at, -1), page.around(at, 1)
        up, down = len(own & above), len(own & below)
        yield _own, up, down, len(own), share // 2 if above and below else -1


def _goes_on(share: int, rare: int, less: int, coarse: str) -> Iterator[str]:
    yield f"matter:goes-on={share}"
    yield f"matter:goes-on,form={share},{coarse}"
    yield f"matter:rare={min(rare, 6) if rare < 8 else 7 + min(rare // 10, 3)}"
    yield f"matter:goes-on,rare={share // 2},{min(rare, 4) if rare < 6 else 5 + (rare > 15)}"
    yield f"matter:less={max(-4, min(less, 4))}"
    yield f"matter:less,form={max(-3, min(less, 3))},{coarse}"


def _own(up: int, down: int, size: int, goes_on: int) -> Iterator[str]:
    """How many of the line's own pairs stand in the text above and below; `goes_on` is -1 where one is missing."""
    yield f"matter:own-above={min(up, 4)}"
    yield f"matter:own-below={min(down, 4)}"
    yield f"matter:own={min(up, 3)}{min(down, 3)}"
    yield f"matter:own-share={4 * up // size}{4 * down // size}"
    if goes_on >= 0:
        yield f"matter:own,goes-on={min(up, 2)}{min(down, 2)},{goes_on}"


def _grade(permille: int) -> int:
    return bisect.bisect_left(_GRADES, permille)


_GRADES = (0, 8, 16, 28, 42, 60, 85, 120, 180)


def without(names: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Return the features that belong to none of `groups`."""
    return [name for name in names if name.partition(":")[0] not in groups]
