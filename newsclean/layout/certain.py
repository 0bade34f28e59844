"""What a line of a page may be, as far as a look or two makes it certain.

These rules overrule the trained labeller, in the training as in the run. Each was counted on labelled pages; the numbers
stand beside the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.layout import headlines
from newsclean.layout.labeller import LABELS
from newsclean.layout.page import Page, is_certain
from newsclean.layout.pairs import begins, bound, ends

__all__ = ["TALLEST_ALONE", "VIEW", "breaks_nowhere", "certain"]

# A place called by whose it is, as under a picture: `江城图书馆的少儿阅览室`. The first form is never a headline; the
# second may be one (`开在菜市场里的博物馆`), but no section is called so.
_ROOM = (
    r"[^，,。！？!?：:；;、\s的]{2,12}(?:[馆厅园区镇村街路桥港站场楼院店山湖河塔室]|车间|工厂|基地|广场|团队|外景|夜景)"
)
_PLACE_OF = re.compile(
    rf"位于\S{{4,30}}|(?!一[座个家间条])[^，,。！？!?：:；;、\s的]{{2,16}}[馆院校园厂镇县区司团]的{_ROOM}"
)
VIEW = re.compile(rf"位于\S{{4,30}}|[^，,。！？!?：:；;、\s的]{{3,16}}的{_ROOM}")

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
        return _STORY - {"open"} if ending in _CLOSED else (_STORY & _by_seam(page, at)) or _STORY
    allowed = _BY_FORM.get(form, _EVERY)
    if is_certain(page, at) or (size > "i" and form == "full"):
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
    if size < "h" and _PLACE_OF.fullmatch(page.lines[at].text) and _look_below(page, at) not in ("byline", "dateline"):
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
_EVERY = frozenset(LABELS)
# Labels that lines of a form never had, or once or twice, among 26,000 lines of labelled pages. Of 5,038 lines of 41 to 90
# characters with a full stop 11 were no part of a paragraph.
_BY_FORM = {
    "full": _LONG | {"aside", "inset"},
    "brief": _FINISHED - {"chrome", "heading"},
    "caption": _EVERY - {"headline", "stack", "heading", "chrome"},
    "credit": _EVERY - {"headline", "stack", "heading", "middle"},
    "byline": _EVERY - {"stack", "heading", "middle", "rest"},
}


def _by_seam(page: Page, at: int) -> frozenset[str]:
    """What a line without a full stop may be, judged by the words at its end and in front of the next lines.

    Where a word runs across the break (`复工复` / `产`) the line breaks off: on labelled pages, with a table made of
    other pages, 1,212 of 1,219 such lines did, and across a short line between the two 117 of 121. Where no word does and
    a single clause ends, or the next line begins, as clauses do, it is whole: 2,055 of 2,072.
    """
    text = page.lines[at].text
    ending_form = page.looks[at].ending
    if at + 1 == len(page.lines) or ending_form not in ("hanzi", "digit"):
        return _EVERY
    single = "，" not in text and "," not in text
    if ending_form == "digit":
        return _EVERY if single else _CUT
    if text[-1] in _LEAN_ON and _look_below(page, at) != "dateline":
        return _CUT
    below = page.lines[at + 1].text
    across = bound(page.pairs.get(text[-1] + below[0], 0))
    code = page.pairs.get(text[-2:])
    ending = -1 if code is None else ends(code)
    if (across == 2 and ending < 2) or (across == 1 and not single):
        return _CUT
    code = page.pairs.get(below[:2])
    beginning = -1 if code is None else begins(code)
    if single and across == 0 and (ending == 3 or beginning == 3 or (ending == beginning == 2)):
        return _FINISHED
    if at + 2 < len(page.lines) and len(below) <= 40 and ending < 3 and page.looks[at + 2].form in ("full", "cut"):
        over = bound(page.pairs.get(text[-1] + page.lines[at + 2].text[0], 0))
        if over == 2 or (over == 1 and not single):
            return _CUT
    return _EVERY


_CUT = frozenset(("open", "middle"))
# Words that need another one behind them: of 124 lines that end in one, 115 break off.
_LEAN_ON = frozenset("和与及把被从将至以由并或但而且就也还都很更最每各该")
TALLEST_ALONE = 4  # so many short lines without any text below them are a stack
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


def _already_split(page: Page, form: str) -> Iterator[frozenset[str]]:
    """In one article the stack ends at the blank line; of its lines only those break off that surely do."""
    blank = next((at for at, line in enumerate(page.lines) if at and line.blanks), None)
    if blank is None:
        only_stack = len(page.lines) <= TALLEST_ALONE and all(look.form == "short" for look in page.looks)
        blank = len(page.lines) if only_stack else 0
    for at in range(len(page.lines)):
        if at < blank:
            yield _STACK
        elif form == "split":
            yield _WHOLE
        else:
            yield _WHOLE | {"rest"} | (_CUT if _breaks_off(page, at) else frozenset())


def breaks_nowhere(page: Page) -> bool:
    """Whether no line of an article breaks off for certain."""
    return not any(_breaks_off(page, at) for at in range(len(page.lines)))


def _breaks_off(page: Page, at: int) -> bool:
    """Whether a line breaks off for certain: in the middle of a word, or behind a comma and no verse."""
    form, size, ending, _ = page.looks[at]
    if form not in ("short", "cut", "dateline") or at + 1 == len(page.lines):
        return False
    if ending == "comma":
        return size > "e" and not _is_verse(page, at)
    return _by_seam(page, at) is _CUT
