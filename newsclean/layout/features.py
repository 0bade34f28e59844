"""What the labeller is told about each line of a page: named features, as strings.

The groups, each of which can be left out to measure its worth (`bench/build/train_layout.py --ablate`):

- shape: the line's own look (length, ending, opening), its punctuation, open quotes and brackets;
- words: the characters it begins and ends with, and the character pairs of short lines;
- company: the looks of the lines around it, and where it stands in a run of short lines;
- space: blank lines and indents, compared with what is usual on this page;
- join: whether the next line could continue it in the middle of a sentence;
- matter: whether the text below speaks of the same things as the text above (a section goes on, a new article
  begins with new names).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsclean.layout.page import (
    EDGE,
    SHORT,
    Page,
    around,
    begins,
    bound,
    built,
    clauses,
    ends,
    is_certain,
    look_at,
    telling,
)

__all__ = ["GROUPS", "features", "without"]

GROUPS = ("shape", "words", "company", "space", "join", "matter")


def features(page: Page, at: int) -> list[str]:
    """Return the features of line `at`; none for a line of which all is known at sight."""
    if is_certain(page, at):
        return []
    return [*_shape(page, at), *_words(page, at), *_company(page, at), *_space(page, at), *_join(page, at),
            *_matter(page, at)]  # fmt: skip


def _shape(page: Page, at: int) -> Iterator[str]:
    text = page.lines[at].text
    form, size, ending, opening = page.looks[at]
    yield f"shape:form={form}"
    yield f"shape:size={size}"
    yield f"shape:ending={ending}"
    yield f"shape:opening={opening}"
    yield f"shape:form,size={form},{size}"
    yield f"shape:form,ending={form},{ending}"
    yield f"shape:form,opening={form},{opening}"
    yield f"shape:ending,size={ending},{size}"
    if len(text) > 90:
        return
    stops = text.count("。")
    commas = text.count("，") + text.count(",") + text.count("、")
    gaps = _gaps(text)
    yield f"shape:marks={min(stops, 2)}{min(commas, 2)}{min(gaps, 3)}"
    if len(text) <= 40:
        yield f"shape:gaps,size={min(gaps, 3)},{size}"
        yield f"shape:commas,size={min(commas, 2)},{size}"
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
        if _SCENE.match(text):
            yield f"shape:scene={size}"
            yield f"shape:scene,forms={page.seen[at + 2]}{page.seen[at + 4]}"
        if any(character.isdigit() for character in text):
            yield "shape:digits"


# What a picture shows and no section is called: a place, a view, people in a place.
_SCENE = re.compile(
    r"(?:位于|俯瞰|航拍|鸟瞰|远眺)"
    r"|[^，,。！？!?]*(?:[馆厅园区镇村街路桥港站场厂楼院校店山湖河江海湾岛寺塔城室道坊巷]|车间|团队|现场|照片|夜景|美景|风光|一角|外景|全貌|面貌|工地|基地|项目|广场|工厂|剪影|瞬间|雕像|造型)[”》]?$"
    r"|[^，,。！？!?]*(?:大会|会议|仪式|活动|比赛|论坛|展览|座谈会|晚会)(?:现场|开幕|闭幕|召开|举行)?$"
)


def _gaps(text: str) -> int:
    """How many blanks stand between two hanzi."""
    return text.count(" ") + text.count("\N{IDEOGRAPHIC SPACE}")


def _words(page: Page, at: int) -> Iterator[str]:
    text = page.lines[at].text
    form = page.looks[at].form
    yield f"words:first={text[:1]}"
    yield f"words:first2={text[:2]}"
    yield f"words:last={text[-1:]}"
    yield f"words:last2={text[-2:]}"
    if len(text) <= 40:
        yield f"words:last3={text[-3:]}"
        yield f"words:first3={text[:3]}"
        if form in ("short", "brief", "cut"):
            for index in range(len(text) - 1):
                yield f"words:in={text[index : index + 2]}"
    if at + 1 < len(page.lines):
        below = page.lines[at + 1].text
        yield f"words:below={below[:2]}"
        if len(text) <= 40:
            yield f"words:below3={below[:3]}"
    if at:
        above = page.lines[at - 1].text
        yield f"words:above={above[-2:]}"


_LEAD = re.compile(
    r"\d{1,2}日|日前|近日|昨[日天]|今[日天]|前天|当地时间|据.{2,20}(?:报道|消息|讯|介绍)|记者|获悉|报道|宣布|消息|[报网社][讯电]|举行|召开|发布|印发"
)


def _lead_like(text: str) -> str:
    """How much the beginning of a paragraph reads like that of a story: a day, a source, an event."""
    return str(min(len(set(_LEAD.findall(text[:48]))), 3))


def _company(page: Page, at: int) -> Iterator[str]:
    here = look_at(page, at)
    above, below = look_at(page, at - 1), look_at(page, at + 1)
    seen = page.seen[at : at + 7]
    letter = seen[3]
    yield f"company:above={above.form}"
    yield f"company:below={below.form}"
    yield f"company:here,below={seen[3:5]}"
    yield f"company:above,here={seen[2:4]}"
    yield f"company:three={seen[2:5]}"
    yield f"company:below3={seen[3:6]}"
    yield f"company:above3={seen[1:4]}"
    yield f"company:five={seen[1:6]}"
    yield f"company:below4={seen[3:7]}"
    yield f"company:above-ending,here={above.ending},{letter}"
    yield f"company:below-opening,here={below.opening},{letter}"
    yield f"company:above-opening,here={above.opening},{letter}"
    yield f"company:dated={page.dated},{letter}"
    if here.form not in SHORT:
        return
    before = after = 0
    while look_at(page, at - 1 - before).form in SHORT and before < 6:
        before += 1
    while look_at(page, at + 1 + after).form in SHORT and after < 6:
        after += 1
    yield f"company:run={min(before, 4)}/{min(before + after + 1, 6)}"
    yield f"company:run-head={look_at(page, at + 1 + after).form},{after}"
    yield f"company:run-foot={look_at(page, at - 1 - before).form},{before}"
    if at + 1 < len(page.lines) and below.form not in SHORT:
        lead = _lead_like(page.lines[at + 1].text)
        yield f"company:lead={lead},{letter}"
        yield f"company:lead,dated={lead},{page.dated},{letter}"
        yield f"company:lead,opening={lead},{below.opening}"
    if here.form == "short":
        yield from _rhythm(page, at)


def _rhythm(page: Page, at: int) -> Iterator[str]:
    """How many lines of the same build stand further off, as section headings of one story do."""
    text = page.lines[at].text
    same = near = 0
    for step in (*range(-9, -1), *range(2, 10)):
        other = at + step
        if 0 <= other < len(page.lines) and page.looks[other].form == "short":
            near += 1
            like = page.lines[other].text
            same += abs(len(like) - len(text)) <= 2 and (" " in like) == (" " in text)
    yield f"company:near={min(near, 6)}"
    measure = built(text)
    if len(measure) > 1:
        counted = look_at(page, at + 1).form != "dateline"
        yield f"company:twins={min(page.builds[measure] - counted, 3)}"
    run = _run(page, at)
    if run[1] > run[0]:
        alike = sum(_run(page, other)[1] - _run(page, other)[0] == run[1] - run[0] for other in _other_runs(page, *run))
        yield f"company:runs-alike={min(run[1] - run[0], 4)},{min(alike, 3)}"
    yield f"company:same={min(same, 4)}"
    yield f"company:datelines={_datelines(page, at)}"


def _run(page: Page, at: int) -> tuple[int, int]:
    """The first and last of the short lines that stand together with line `at`, by blank lines where the page has any."""
    first = last = at
    while (
        first
        and page.looks[first - 1].form == "short"
        and (not page.blanks or not page.lines[first].blanks)
        and at - first < 6
    ):
        first -= 1
    while (
        last + 1 < len(page.lines)
        and page.looks[last + 1].form == "short"
        and (not page.blanks or not page.lines[last + 1].blanks)
        and last - at < 6
    ):
        last += 1
    return first, last


def _other_runs(page: Page, first: int, last: int) -> list[int]:
    """Lines that end another run of short lines right above a paragraph, within 30 lines."""
    return [
        other
        for other in (
            *range(max(0, first - 30), first),
            *range(last + 1, min(len(page.lines) - 1, last + 30)),
        )
        if page.looks[other].form == "short" and page.looks[other + 1].form in ("full", "cut", "dateline")
    ]


def _datelines(page: Page, at: int) -> str:
    """Whether stories around begin with a dateline: the next one below, the last one above."""
    below = next((step for step in range(1, 8) if look_at(page, at + step).form == "dateline"), 9)
    above = next((step for step in range(1, 8) if look_at(page, at - step).form == "dateline"), 9)
    return f"{min(above, 4) if above < 9 else 9},{below if below < 4 else 5 if below < 9 else 9}"


def _space(page: Page, at: int) -> Iterator[str]:
    line = page.lines[at]
    above = _more(line.blanks, page.blanks) if at else "#"
    below = _more(page.lines[at + 1].blanks, page.blanks) if at + 1 < len(page.lines) else "#"
    coarse = page.seen[at + 3]
    yield f"space:above={above}{coarse}"
    yield f"space:below={below}{coarse}"
    yield f"space:both={above}{below}{coarse}"
    if page.indent:
        flush = line.indent < page.indent
        next_flush = at + 1 < len(page.lines) and page.lines[at + 1].indent < page.indent
        yield f"space:indent={flush:d}{coarse}"
        yield f"space:indents={flush:d}{next_flush:d}{coarse}"


def _more(blanks: int, usual: int) -> str:
    return "=" if blanks == usual else "+" if blanks > usual else "-"


_OPENERS, _ENDERS = "“「『‘(（【《", "”」』’)）】》"


def _join(page: Page, at: int) -> Iterator[str]:
    text = page.lines[at].text
    ending = page.looks[at].ending
    opened = _open_marks(text)
    if opened:
        yield f"join:open={opened}"
    if ending in ("stop", "ask", "jump"):
        return
    below = page.lines[at + 1].text if at + 1 < len(page.lines) else ""
    after = page.looks[at + 1] if below else EDGE
    size = page.looks[at].size
    yield f"join:ending,below={ending},{after.form}"
    yield f"join:size,below={size},{page.seen[at + 4]}"
    yield f"join:ending,size={ending},{size}"
    if below:
        yield from _seam(page, at, text, below, "", page.seen[at + 3] + page.seen[at + 4])
        if after.ending in ("stop", "ask", "quoted"):
            total = min((len(text) + len(below)) // 15, 8)
            yield f"join:total={total},{page.seen[at + 3]}"
            yield f"join:total,seam={total},{bound(page.pairs.get(text[-1] + below[0], 0))}"
        yield f"join:broken={page.broken},{page.seen[at + 3]}{page.seen[at + 4]}"
        shared = _common_start(text, below)
        if shared > 1:
            yield f"join:same-start={min(shared, 4)}"
        if below[0] in "，。、；：！？）”』」,;:!?)%":
            yield "join:below-begins-with-mark"
        if not opened and any(mark in below for mark in _ENDERS) and _open_marks(below, backwards=True):
            yield "join:below-closes-alone"
        if opened and _open_marks(below, backwards=True):
            yield "join:closed-below"
    if at + 2 < len(page.lines) and (after.form == "caption" or len(below) < 90):
        third = page.lines[at + 2].text
        yield from _seam(page, at, text, third, "over-", page.seen[at + 4] + page.seen[at + 5])


def _seam(page: Page, at: int, text: str, below: str, name: str, forms: str) -> Iterator[str]:
    """Whether a word runs across the break, and whether the two ends look like ends of clauses."""
    pairs = page.pairs
    across = bound(pairs.get(text[-1] + below[0], 0))
    last, first = pairs.get(text[-2:], 63), pairs.get(below[:2], 63)
    ending = ends(last) if last < 63 else 9
    beginning = begins(first) if first < 63 else 9
    yield f"join:{name}across={across}"
    yield f"join:{name}across,forms={across},{forms}"
    yield f"join:{name}ends={ending},{forms}"
    yield f"join:{name}begins={beginning},{forms}"
    yield f"join:{name}seam={across}{ending}{beginning}"
    if not name:
        yield f"join:seam,size={across}{ending}{beginning},{page.looks[at].size}"
        yield f"join:seam,broken={across}{ending}{beginning},{page.broken}"


def _common_start(text: str, below: str) -> int:
    """How many characters a line and the next have in common at their beginnings, as headline and lead often do."""
    count = 0
    for one, other in zip(text[:6], below[:6], strict=False):
        if one != other:
            break
        count += 1
    return count


def _open_marks(text: str, *, backwards: bool = False) -> str:
    """The first mark opened and not closed in `text` (backwards: closed and not opened), or nothing."""
    for opener, ender in zip(_OPENERS, _ENDERS, strict=True):
        more = text.count(opener) - text.count(ender)
        if more < 0 if backwards else more > 0:
            return ender if backwards else opener
    return ""


def _matter(page: Page, at: int) -> Iterator[str]:
    if at not in page.shared:
        return
    coarse = page.seen[at + 3]
    above, below = around(page, at, -1), around(page, at, 1)
    permille, rare = page.shared[at]
    share = _grade(max(permille, 0))
    if permille >= 0:
        yield f"matter:goes-on={share}"
        yield f"matter:goes-on,form={share},{coarse}"
        yield f"matter:rare={min(rare, 6) if rare < 8 else 7 + min(rare // 10, 3)}"
        yield f"matter:goes-on,rare={share // 2},{min(rare, 4) if rare < 6 else 5 + (rare > 15)}"
        less = _grade(permille) - _grade(page.usual)
        yield f"matter:less={max(-4, min(less, 4))}"
        yield f"matter:less,form={max(-3, min(less, 3))},{coarse}"
    own = telling(page, at)
    if own:
        up, down = len(own & above), len(own & below)
        yield f"matter:own-above={min(up, 4)}"
        yield f"matter:own-below={min(down, 4)}"
        yield f"matter:own={min(up, 3)}{min(down, 3)}"
        yield f"matter:own-share={4 * up // len(own)}{4 * down // len(own)}"
        if above and below:
            yield f"matter:own,goes-on={min(up, 2)}{min(down, 2)},{share // 2}"


def _grade(permille: int) -> int:
    for grade, limit in enumerate((0, 8, 16, 28, 42, 60, 85, 120, 180)):
        if permille <= limit:
            return grade
    return 9


def without(names: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Return the features that belong to none of `groups`."""
    return [name for name in names if name.partition(":")[0] not in groups]
