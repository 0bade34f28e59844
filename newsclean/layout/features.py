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
from typing import Any

from newsclean.layout.lines import Look, look
from newsclean.layout.page import EDGE, SHORT, Page, built, clauses, is_certain, look_at
from newsclean.layout.pairs import begins, bound, ends

__all__ = ["GROUPS", "Clue", "clues", "features", "without"]

GROUPS = ("shape", "words", "company", "space", "join", "matter")

# A function that names features, and what to call it with.
Clue = tuple[Any, ...]


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
        *_company(page, at),
        *_space(page, at),
        *_join(page, at, text),
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


_LEAD = re.compile(
    r"\d{1,2}日|日前|近日|昨[日天]|今[日天]|前天|当地时间|据.{2,20}(?:报道|消息|讯|介绍)|记者|获悉|报道|宣布|消息|[报网社][讯电]|举行|召开|发布|印发"
)


@functools.lru_cache(maxsize=4096)
def _lead_like(beginning: str) -> str:
    """How much the beginning of a paragraph reads like that of a story: a day, a source, an event."""
    return str(min(len(set(_LEAD.findall(beginning))), 3))


_SHORT_LETTERS = "sSbCRYL"  # of `page.seen`, for the forms in `SHORT`


def _company(page: Page, at: int) -> Iterator[Clue]:
    here = page.looks[at]
    above, below = look_at(page, at - 1), look_at(page, at + 1)
    seen = page.seen
    letter = seen[at + 3]
    yield _window, seen[at : at + 7]
    yield _neighbours, above, below, letter
    yield _dated, page.dated, letter
    if letter not in _SHORT_LETTERS:
        return
    before = after = 0
    while before < 6 and seen[at + 2 - before] in _SHORT_LETTERS:
        before += 1
    while after < 6 and seen[at + 4 + after] in _SHORT_LETTERS:
        after += 1
    yield _in_run, before, after, look_at(page, at - 1 - before).form, look_at(page, at + 1 + after).form
    if at + 1 < len(page.lines) and below.form not in SHORT:
        yield _above_lead, _lead_like(page.lines[at + 1].text[:48]), page.dated, letter, below.opening
    if here.form == "short":
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
    feet = page.feet
    size = last - first
    count = 0
    for low, high in ((max(0, first - 30), first), (last + 1, min(len(page.lines) - 1, last + 30))):
        for foot in feet[bisect.bisect_left(feet, low) : bisect.bisect_left(feet, high)]:
            begin, end = page.run(foot)
            count += end - begin == size
    return count


def _nearest_datelines(seen: str, at: int) -> tuple[int, int]:
    """Whether stories around begin with a dateline: the last one above, the next one below, within seven lines."""
    below = seen.find("D", at + 1, at + 8) - at
    above = at - seen.rfind("D", max(0, at - 7), at)
    return 9 if above > at else min(above, 4), 9 if below < 0 else below if below < 4 else 5


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


_OPENERS, _ENDERS = "“「『‘(（【《", "”」』’)）】》"


def _join(page: Page, at: int, text: str) -> Iterator[Clue]:
    _, size, ending, _ = page.looks[at]
    opened = _open_marks(text)
    if opened:
        yield _opened, opened
    if ending in ("stop", "ask", "jump"):
        return
    below = page.lines[at + 1].text if at + 1 < len(page.lines) else ""
    after = page.looks[at + 1] if below else EDGE
    seen = page.seen
    letter, letter_below = seen[at + 3], seen[at + 4]
    yield _meets, ending, size, after.form, letter_below
    if below:
        across, last, first = _seam_of(page, text, below)
        yield _seam, across, last, first, letter + letter_below, size, page.broken
        if after.ending in ("stop", "ask", "quoted"):
            yield _total, min((len(text) + len(below)) // 15, 8), letter, across
        yield from _continued(text, below, opened)
    if at + 2 < len(page.lines) and (after.form == "caption" or len(below) < 90):
        yield _seam_over, *_seam_of(page, text, page.lines[at + 2].text), seen[at + 4 : at + 6]


def _continued(text: str, below: str, opened: str) -> Iterator[Clue]:
    shared = _common_start(text, below)
    if shared > 1:
        yield _same_start, min(shared, 4)
    if below[0] in "，。、；：！？）”』」,;:!?)%":
        yield (_below_begins_with_mark,)
    if _closes(below):
        yield (_closed_below,) if opened else (_below_closes_alone,)


def _opened(mark: str) -> Iterator[str]:
    yield f"join:open={mark}"


def _meets(ending: str, size: str, form: str, below: str) -> Iterator[str]:
    yield f"join:ending,below={ending},{form}"
    yield f"join:size,below={size},{below}"
    yield f"join:ending,size={ending},{size}"


def _total(total: int, letter: str, across: int) -> Iterator[str]:
    """How long the paragraph would be, joined."""
    yield f"join:total={total},{letter}"
    yield f"join:total,seam={total},{across}"


def _same_start(shared: int) -> Iterator[str]:
    yield f"join:same-start={shared}"


def _below_begins_with_mark() -> Iterator[str]:
    yield "join:below-begins-with-mark"


def _below_closes_alone() -> Iterator[str]:
    yield "join:below-closes-alone"


def _closed_below() -> Iterator[str]:
    yield "join:closed-below"


def _seam_of(page: Page, text: str, below: str) -> tuple[int, int, int]:
    """Whether a word runs across a break, and whether the two ends look like ends of clauses (9: never seen)."""
    pairs = page.pairs
    last, first = pairs.get(text[-2:], 63), pairs.get(below[:2], 63)
    across = bound(pairs.get(text[-1] + below[0], 0))
    return across, ends(last) if last < 63 else 9, begins(first) if first < 63 else 9


def _seam(across: int, ending: int, beginning: int, forms: str, size: str, broken: str) -> Iterator[str]:
    yield from _seam_named("", across, ending, beginning, forms)
    yield f"join:seam,size={across}{ending}{beginning},{size}"
    yield f"join:seam,broken={across}{ending}{beginning},{broken}"
    yield f"join:broken={broken},{forms}"


def _seam_over(across: int, ending: int, beginning: int, forms: str) -> Iterator[str]:
    """The seam across the next line."""
    yield from _seam_named("over-", across, ending, beginning, forms)


def _seam_named(name: str, across: int, ending: int, beginning: int, forms: str) -> Iterator[str]:
    yield f"join:{name}across={across}"
    yield f"join:{name}across,forms={across},{forms}"
    yield f"join:{name}ends={ending},{forms}"
    yield f"join:{name}begins={beginning},{forms}"
    yield f"join:{name}seam={across}{ending}{beginning}"


def _common_start(text: str, below: str) -> int:
    """How many characters a line and the next have in common at their beginnings, as headline and lead often do."""
    count = 0
    for one, other in zip(text[:6], below[:6], strict=False):
        if one != other:
            break
        count += 1
    return count


_OPEN = re.compile(f"[{re.escape(_OPENERS)}]")
_CLOSE = re.compile(f"[{re.escape(_ENDERS)}]")


def _open_marks(text: str) -> str:
    """The first mark opened and not closed in `text`, or nothing."""
    if _OPEN.search(text):
        for opener, ender in zip(_OPENERS, _ENDERS, strict=True):
            if text.count(opener) > text.count(ender):
                return opener
    return ""


def _closes(text: str) -> bool:
    """Whether a mark is closed in `text` and not opened."""
    return _CLOSE.search(text) is not None and any(
        text.count(opener) < text.count(ender) for opener, ender in zip(_OPENERS, _ENDERS, strict=True)
    )


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
