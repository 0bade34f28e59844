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
import re
from collections.abc import Iterator, Sequence

from newsclean.layout.company import company
from newsclean.layout.joins import joins
from newsclean.layout.lines import look
from newsclean.layout.page import Clue, Page, clauses, is_certain

__all__ = ["GROUPS", "clues", "features", "without"]

GROUPS = ("shape", "words", "company", "space", "join", "matter")


def features(page: Page, at: int) -> list[str]:
    """Return the features of line `at`; none for a line of which all is known at sight."""
    return [name for name_them, *facts in clues(page, at) for name in name_them(*facts)]


def clues(page: Page, at: int) -> list[Clue]:
    """Return what the features of line `at` hang on; nothing for a line of which all is known at sight."""
    if is_certain(page, at):
        return []
    text = page.lines[at].text
    return [
        (_shape, *page.looks[at]),
        *_wording(page, at, text),
        *company(page, at),
        *_space(page, at),
        *joins(page, at, text),
        *_matter(page, at),
    ]


def _shape(form: str, size: str, ending: str, opening: str) -> Iterator[str]:
    yield f"shape:form={form}"
    yield f"shape:size={size}"
    yield f"shape:ending={ending}"
    yield f"shape:opening={opening}"
    yield f"shape:form,size={form},{size}"
    yield f"shape:form,ending={form},{ending}"
    yield f"shape:form,opening={form},{opening}"
    yield f"shape:ending,size={ending},{size}"


def _wording(page: Page, at: int, text: str) -> Iterator[Clue]:
    """What the line says by itself, and the words beside it. A long line tells nothing but its ends."""
    short = len(text) <= 40
    if short:
        yield _build, text
        yield _words, text
        if _is_scene(text):
            yield _scene, page.looks[at].size, page.seen[at + 2], page.seen[at + 4]
    else:
        if len(text) <= 90:
            yield _marks, *_counted(text)
        yield _ends, text[:2], text[-2:]
    if at + 1 < len(page.lines):
        below = page.lines[at + 1].text
        yield _below, below[:2]
        if short:
            yield _below3, below[:3]
    if at:
        yield _above, page.lines[at - 1].text[-2:]


def _counted(text: str) -> tuple[int, int, int]:
    """Full stops, commas and blanks, counted as far as it matters."""
    commas = text.count("，") + text.count(",") + text.count("、")
    return min(text.count("。"), 2), min(commas, 2), min(_gaps(text), 3)


def _marks(stops: int, commas: int, gaps: int) -> Iterator[str]:
    yield f"shape:marks={stops}{commas}{gaps}"


def _build(text: str) -> Iterator[str]:
    """How a short line is built."""
    _, size, ending, _ = look(text)
    stops, commas, gaps = _counted(text)
    yield from _marks(stops, commas, gaps)
    yield f"shape:gaps,size={gaps},{size}"
    yield f"shape:commas,size={commas},{size}"
    if "：" in text or ":" in text:
        yield "shape:inner-colon"
    if text[-1] in ")）":
        inside = len(text) - max(text.rfind("("), text.rfind("（"))
        yield f"shape:tail={'s' if inside <= 7 else 'm' if inside <= 14 else 'l'},{'whole' if inside == len(text) else 'part'}"
    parts = clauses(text)
    if len(parts) > 1:
        first, last = min(len(parts[0]), 12), min(len(parts[-1]), 12)
        yield f"shape:clauses={min(len(parts), 4)},{first // 2},{last if last < 4 else 4 + last // 4}"
        yield f"shape:last-clause={last if last < 4 else 4 + last // 4},{ending}"
        yield f"shape:even={first == last:d}{min(len(parts), 3)}"
    if any(character.isdigit() for character in text):
        yield "shape:digits"


def _scene(size: str, above: str, below: str) -> Iterator[str]:
    yield f"shape:scene={size}"
    yield f"shape:scene,forms={above}{below}"


# What a picture shows and no section is called: a place, a view, people in a place.
_SCENE = re.compile(
    r"(?:位于|俯瞰|航拍|鸟瞰|远眺)"
    r"|[^，,。！？!?]*(?:[馆厅园区镇村街路桥港站场厂楼院校店山湖河江海湾岛寺塔城室道坊巷]|车间|团队|现场|照片|夜景|美景|风光|一角|外景|全貌|面貌|工地|基地|项目|广场|工厂|剪影|瞬间|雕像|造型)[”》]?$"
    r"|[^，,。！？!?]*(?:大会|会议|仪式|活动|比赛|论坛|展览|座谈会|晚会)(?:现场|开幕|闭幕|召开|举行)?$"
)


@functools.lru_cache(maxsize=4096)
def _is_scene(text: str) -> bool:
    return _SCENE.match(text) is not None


def _gaps(text: str) -> int:
    """How many blanks stand between two hanzi."""
    return text.count(" ") + text.count("\N{IDEOGRAPHIC SPACE}")


def _ends(first: str, last: str) -> Iterator[str]:
    yield f"words:first={first[:1]}"
    yield f"words:first2={first}"
    yield f"words:last={last[-1:]}"
    yield f"words:last2={last}"


def _words(text: str) -> Iterator[str]:
    """The words of a short line."""
    yield from _ends(text[:2], text[-2:])
    yield f"words:last3={text[-3:]}"
    yield f"words:first3={text[:3]}"
    if look(text).form in ("short", "brief", "cut"):
        yield from map("words:in={}{}".format, text, text[1:])


def _below(pair: str) -> Iterator[str]:
    yield f"words:below={pair}"


def _below3(three: str) -> Iterator[str]:
    yield f"words:below3={three}"


def _above(pair: str) -> Iterator[str]:
    yield f"words:above={pair}"


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


def _matter(page: Page, at: int) -> Iterator[Clue]:
    if at not in page.shared:
        return
    permille, rare = page.shared[at]
    share = _grade(max(permille, 0))
    if permille >= 0:
        yield _goes_on, share, min(rare, 99), share - _grade(page.usual), page.seen[at + 3]
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
