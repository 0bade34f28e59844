"""The layout of a page: every non-blank line is a block with a kind.

Kinds: headline, kicker, subheadline, byline, paragraph, fragment (a paragraph that goes on in a later block), heading,
caption, credit, label, chrome. `steps.reflow` and `split` both read these labels; neither guesses by itself.

A trained labeller decides what a line is among its neighbours (`labeller`, `features`); what is certain overrules it
(after `(下转2版)` nothing goes on; a text that was split already keeps its boundaries); names, credits and captions
are told apart by their wording. `docs/layout.md` tells how it was measured.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newsclean import bylines, headlines
from newsclean.features import features
from newsclean.labeller import LABELS, model
from newsclean.lines import Line, lines
from newsclean.page import Page, begins, bound, ends, is_certain, page

__all__ = ["Block", "certain", "layout", "parts"]


class Block(NamedTuple):
    """A line of a page: its offsets without the blanks around it, what it is, and how sure that is (0 to 1)."""

    start: int
    end: int
    kind: str
    confidence: float


_FORM_FEED = re.compile(r"(?:^|(?<=[\n\r]))[ \t]*\f[ \t]*(?=[\n\r]|$)")


def parts(text: str) -> list[tuple[int, int]]:
    """Return the ranges between the lines that hold only a form feed: the articles of a text already split."""
    if "\f" not in text:
        return [(0, len(text))]
    ranges, done = [], 0
    for match in _FORM_FEED.finditer(text):
        ranges.append((done, match.start()))
        done = match.end()
    ranges.append((done, len(text)))
    return ranges


@functools.lru_cache(maxsize=1)
def layout(text: str) -> tuple[Block, ...]:
    """Return the blocks of a page in order. The last answer is kept, because reflow and split ask for the same."""
    ranges = parts(text)
    if len(ranges) == 1:
        return tuple(_blocks(lines(text), "article" if is_split(text) else "page"))
    blocks: list[Block] = []
    for start, end in ranges:
        part = text[start:end]
        moved = [line._replace(start=line.start + start, end=line.end + start) for line in lines(part)]
        blocks += _blocks(moved, "split")
    return tuple(blocks)


_SPLIT = re.compile(r"(?:[^\s][^\n\r]*(?:\r\n|\n|\r)){1,6}(?:\r\n|\n|\r)(?:[^\s][^\n\r]*(?:\r\n|\n|\r))+\Z")


def is_split(text: str) -> bool:
    """Whether a text has the form `split` gives to one article: a stack, one blank line, a body without any."""
    head = text[:400]
    at = head.find("\n\n")
    return at > 0 and text.endswith("\n") and text.find("\n\n", at + 2) < 0 and _SPLIT.match(text) is not None


_LONGEST = 4000  # lines laid out together; a newspaper page has some sixty, so this only bounds memory


def _blocks(found: list[Line], form: str) -> list[Block]:
    blocks: list[Block] = []
    for start in range(0, len(found), _LONGEST):
        blocks += _stretch(found[start : start + _LONGEST], form)
    return blocks


def _stretch(found: list[Line], form: str) -> list[Block]:
    trained = model()
    here = page(found, trained.pairs, trained.common)
    allowed = certain(here, form)
    path = trained.decode([trained.score(features(here, at)) for at in range(len(found))], allowed)
    labels = [label for label, _ in path]
    kinds = _kinds(here, labels)
    return [
        Block(line.start, line.end, kind, margin)
        for line, kind, (_, margin) in zip(found, kinds, path, strict=True)
    ]


_STACK = frozenset(("headline", "stack"))
_WHOLE = frozenset(("lead", "paragraph", "heading", "aside"))
_FINISHED = frozenset(LABELS) - {"open", "middle"}  # a line that ends a sentence does not break off
_LONG = frozenset(("paragraph", "rest"))
_LONG_CUT = frozenset(("paragraph", "rest", "open", "middle", "inset", "aside"))
_STORY = frozenset(("paragraph", "open"))
_JUMPS = frozenset(("paragraph", "rest"))
_AFTER_JUMP = frozenset(("headline", "aside", "chrome", "paragraph", "open", "heading"))


def certain(page: Page, form: str = "page") -> list[frozenset[str]]:
    """What each line may be, as far as that is certain.

    `form` is page, article (a stack, one blank line, a body without any: one story, but lines may be broken) or split
    (an article between form feeds, as `split` writes it).

    A line that ends a sentence does not break off. A long line that ends one is a paragraph or the rest of one. A
    long line with a dateline begins a story, unless a long line above it breaks off. After `(下转2版)` nothing goes on.
    """
    if form != "page":
        return list(_already_split(page, form))
    return [_may_be(page, at) for at in range(len(page.lines))]


def _may_be(page: Page, at: int) -> frozenset[str]:
    form, size, ending, _ = page.looks[at]
    above = page.looks[at - 1] if at else None
    if form == "jump":
        return _JUMPS
    if form == "dateline" and size in "jk" and (above is None or above.form not in ("cut", "caption")):
        return _STORY if ending not in ("stop", "ask") else _STORY - {"open"}
    allowed = _EVERY
    if is_certain(page, at) or (size == "k" and form == "full"):
        allowed = _LONG
    elif size == "k":
        allowed = _LONG_CUT
    if ending in _CLOSED or (ending == "colon" and size > "f" and not _quoted_below(page, at)):
        allowed = allowed & _FINISHED
    elif ending == "comma" and size > "e" and at + 1 < len(page.lines):
        allowed = allowed - _LONG
    if above is not None and above.form == "jump":
        allowed = allowed & _AFTER_JUMP
    if _is_verse(page, at):
        allowed = allowed & _FINISHED
    if (
        size < "h"
        and _PLACE_OF.fullmatch(page.lines[at].text)
        and _look_below(page, at) not in ("byline", "dateline")
    ):
        return _FINISHED - _HEAD | {"lead"}
    if form in ("short", "cut"):
        allowed = allowed & _by_seam(page, at)
    if above is not None and above.form == "short" and form == "short" and headlines.leads_in(page.lines[at - 1].text):
        allowed = allowed - {"lead", "aside", "inset"}
    if at == 0 and form in ("short", "brief") and _look_below(page, at) in ("byline", "dateline"):
        allowed = frozenset(("headline",))
    if form in ("short", "brief") and _short_below(page, at) >= _TALLEST:
        allowed = allowed - _HEAD
    if form == "short" and at > page.written > 0:  # nothing is headed below the last paragraph of a page
        allowed = allowed - _HEAD - {"heading"}
    return allowed


_HEAD = frozenset(("headline", "stack", "lead"))


def _by_seam(page: Page, at: int) -> frozenset[str]:
    """What a line without a full stop may be, judged by the words at its end and in front of the next lines.

    Where a word runs across the break (`复工复` / `产`) the line breaks off: on labelled pages, with a table made of
    other pages, 1,212 of 1,219 such lines did, and across a short line between the two 117 of 121. Where no word does and
    a single clause ends, or the next line begins, as clauses do, it is whole: 2,055 of 2,072.
    """
    text = page.lines[at].text
    if page.looks[at].ending != "hanzi" or at + 1 == len(page.lines):
        return _EVERY
    below = page.lines[at + 1].text
    across = bound(page.pairs.get(text[-1] + below[0], 0))
    code = page.pairs.get(text[-2:])
    ending = -1 if code is None else ends(code)
    single = "，" not in text and "," not in text
    if (across == 2 and ending < 2) or (across == 1 and not single):
        return _CUT
    code = page.pairs.get(below[:2])
    beginning = -1 if code is None else begins(code)
    if single and across == 0 and (ending == 3 or beginning == 3 or (ending == beginning == 2)):
        return _FINISHED
    if (
        at + 2 < len(page.lines)
        and len(below) <= 40
        and ending < 3
        and page.looks[at + 2].form in ("full", "cut")
    ):
        over = bound(page.pairs.get(text[-1] + page.lines[at + 2].text[0], 0))
        if over == 2 or (over == 1 and not single):
            return _CUT
    return _EVERY


_CUT = frozenset(("open", "middle"))
_TALLEST = 4  # lines of a headline stack; of 2,178 labelled stacks the tallest has three


def _look_below(page: Page, at: int) -> str:
    return page.looks[at + 1].form if at + 1 < len(page.looks) else ""


def _short_below(page: Page, at: int) -> int:
    """How many short lines without a full stop follow, as far as it matters."""
    count = 0
    while count < _TALLEST and _look_below(page, at + count) == "short":
        count += 1
    return count


# No column breaks a paragraph behind one of these, or so rarely that a whole paragraph is by far likelier: of 2,300
# broken lines of labelled pages one ended in a bracket and one in a dash, against 300 whole paragraphs that did.
_CLOSED = frozenset(("stop", "ask", "dots", "quoted", "quote", "bracket", "title", "dash"))


def _quoted_below(page: Page, at: int) -> bool:
    return at + 1 < len(page.lines) and page.looks[at + 1].opening == "quote"


def _is_verse(page: Page, at: int) -> bool:
    """Whether three lines together are so short that no column broke them: verse, a list, a table."""
    short = [
        0 <= other < len(page.lines)
        and len(page.lines[other].text) <= 20
        and page.looks[other].form in ("short", "brief")
        for other in (at - 1, at, at + 1, at + 2)
    ]
    return all(short[:3]) or all(short[1:])


_EVERY = frozenset(LABELS)


def _already_split(page: Page, form: str) -> Iterator[frozenset[str]]:
    """In one article the stack ends at the blank line; of its lines only those break off that surely do."""
    blank = next((at for at, line in enumerate(page.lines) if at and line.blanks), None)
    if blank is None:
        only_stack = len(page.lines) <= 4 and all(look.form == "short" for look in page.looks)
        blank = len(page.lines) if only_stack else 0
    for at in range(len(page.lines)):
        if at < blank:
            yield _STACK
        elif form == "split":
            yield _WHOLE
        else:
            yield _WHOLE | {"rest"} | (_CUT if _breaks_off(page, at) else frozenset())


def _breaks_off(page: Page, at: int) -> bool:
    """Whether a line breaks off for certain: in the middle of a word, or behind a comma and no verse."""
    form, size, ending, _ = page.looks[at]
    if form not in ("short", "cut") or at + 1 == len(page.lines):
        return False
    if ending == "comma":
        return size > "e" and not _is_verse(page, at)
    return _by_seam(page, at) is _CUT


def _kinds(page: Page, labels: Sequence[str]) -> list[str]:
    kinds = []
    at = 0
    while at < len(labels):
        if labels[at] in _STACK:
            end = at + 1
            while end < len(labels) and labels[end] == "stack":
                end += 1
            kinds += headlines.parse([line.text for line in page.lines[at:end]])
            at = end
            continue
        kinds.append(_kind(page, at, labels))
        at += 1
    return _with_labels(page, kinds)


def _kind(page: Page, at: int, labels: Sequence[str]) -> str:
    label = labels[at]
    if label in ("paragraph", "rest"):
        return "paragraph"
    if label in ("open", "middle"):
        return "fragment"
    text = page.lines[at].text
    form = page.looks[at].form
    if label == "heading":
        return "label" if form == "label" else "caption" if _VIEW.fullmatch(text) else "heading"
    if label == "chrome":
        return "chrome"
    return _aside(text, form, lead=label == "lead")


# A place called by whose it is, as under a picture: `江城图书馆的少儿阅览室`. The first form is never a headline; the
# second may be one (`开在菜市场里的博物馆`), but no section is called so.
_ROOM = r"[^，,。！？!?：:；;、\s的]{2,12}(?:[馆厅园区镇村街路桥港站场楼院店山湖河塔室]|车间|工厂|基地|广场|团队|外景|夜景)"
_PLACE_OF = re.compile(
    rf"位于\S{{4,30}}|(?!一[座个家间条])[^，,。！？!?：:；;、\s的]{{2,16}}[馆院校园厂镇县区司团]的{_ROOM}"
)
_VIEW = re.compile(rf"位于\S{{4,30}}|[^，,。！？!?：:；;、\s的]{{3,16}}的{_ROOM}")


def _aside(text: str, form: str, *, lead: bool) -> str:
    """What a line beside the body is: a byline, a credit, a label or the text of a picture."""
    if form in ("credit", "label"):
        return form
    if bylines.names_only(text):
        return "byline"
    if form == "byline" and (lead or not re.search(r"[摄攝图]", text)):
        return "byline"
    if form == "byline" and re.match(r".{0,12}(?:文/图|图/文|文图)", text[-14:]):
        return "byline"
    return "caption"


def _with_labels(page: Page, kinds: list[str]) -> list[str]:
    """Tell section labels and lists from section headings, in runs of short lines.

    Headings of one article are built alike. Where they are set in groups (lines without a blank line between them,
    on a page that has blank lines) and one run holds more, the group right above the paragraph is the heading, and
    what stands above it is a label printed across the sections. A long run of single lines is a list or a poem.
    """
    runs = _runs(kinds)
    groups = {run: _groups(page, *run) for run in runs}
    sizes = [split[-1] for split in groups.values()]
    counts = Counter(sizes)
    usual = counts.most_common(1)[0][0] if counts else 1
    for (start, end), split in groups.items():
        if usual > 1 and counts[usual] > 1 and len(split) > 1 and split[-1] == usual:
            kinds[start : end - usual] = ["label"] * (end - usual - start)
        elif end - start >= 5:
            kinds[start:end] = ["paragraph"] * (end - start)
    return kinds


def _runs(kinds: Sequence[str]) -> list[tuple[int, int]]:
    runs, at = [], 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == "heading":
            end += 1
        if end > at:
            runs.append((at, end))
        at = max(end, at + 1)
    return runs


def _groups(page: Page, start: int, end: int) -> list[int]:
    """The numbers of lines that stand together without a blank line between them."""
    sizes = [1]
    for at in range(start + 1, end):
        if page.lines[at].blanks or not page.blanks:
            sizes.append(1)
        else:
            sizes[-1] += 1
    return sizes
