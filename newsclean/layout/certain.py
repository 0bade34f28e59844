"""What a line of a page may be, as far as a look or two makes it certain.

These rules overrule the trained labeller, in the training as in the run. Each was counted on labelled pages; the numbers
stand beside the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.layout import headlines
from newsclean.layout.features import SCENE
from newsclean.layout.labels import LABELS
from newsclean.layout.page import Page, is_certain
from newsclean.layout.seams import UNSEEN, closed, opened, seam

__all__ = ["TALLEST_ALONE", "VIEW", "breaks_nowhere", "certain"]

# A place called by whose it is, as under a picture: `江城图书馆的少儿阅览室`. The first form is never a headline; the
# second may be one (`开在菜市场里的博物馆`), but no section is called so.
_ROOM = (
    r"[^，,。！？!?：:；;、\s的]{2,12}(?:[馆厅园区镇村街路桥港站场楼院店山湖河塔室]|车间|工厂|基地|广场|团队|外景|夜景)"
)
_PLACE_OF = re.compile(
    rf"位于[^\s，,]{{4,30}}|(?!一[座个家间条])[^，,。！？!?：:；;、\s的]{{2,16}}[馆院校园厂镇县区司团]的{_ROOM}"
)
VIEW = re.compile(rf"位于[^\s，,]{{4,30}}|[^，,。！？!?：:；;、\s的]{{3,16}}的{_ROOM}")

# The dateline of a story that a column broke off early: `新华社北京11`, `本报北京6月19日电 （`. All 94 such lines begin
# a story; those of more than 40 characters are datelines at sight.
OPENS_STORY = re.compile(
    r"(?:据|综合)?(?:本报|本刊|本网|[^\W\d_]{2,6}(?:社|网|报))[^\W\d_]{0,10}?\d{1,2}(?:月(?:\d{1,2}(?:日(?:专?[电電]|[讯訊]|$)|$)|$)|日(?:专?[电電]|[讯訊])|$)"
    r"|(?:据|综合)?(?:本报|[^\W\d_]{2,6}(?:社|网))[^\W\d_]{0,6}[电電][\s(（:：]"
    r"|(?:本报|[^\W\d_]{2,8}[报网社])(?:[讯訊]|消息|[电電])\s*[(（]"
)

_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)．.]|[①-⑳]|第[一二三四五六七八九十]{1,2}[，,、：:]")
_REST_OF_DATELINE = re.compile(r"\d{0,2}[月日电電讯訊(（]|[^\W\d_]{1,4}\d{1,2}[月日]")

_STACK = frozenset(("headline", "stack"))
_WHOLE = frozenset(("lead", "paragraph", "heading", "aside"))
_TEXT = frozenset(("paragraph",))
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
    form, size, ending, opening = page.looks[at]
    above = page.looks[at - 1] if at else None
    if form == "jump":
        return _JUMPS
    if form == "dateline" and size in "jk" and (above is None or above.form not in ("cut", "caption")):
        if _continues_dateline(page, at):
            return _BROKEN
        return _STORY - {"open"} if ending in _CLOSED else (_STORY & _by_seam(page, at)) or _STORY
    if form in ("short", "brief") and OPENS_STORY.match(page.lines[at].text):
        return _STORY - {"open"} if ending in _CLOSED else _STORY
    if size < "i" and _stands_inside(page, at):
        return _INSET
    seam_says = _by_seam(page, at) if form in ("short", "cut") else _EVERY
    if seam_says is _CUT:
        return _CUT
    allowed = seam_says & _BY_FORM.get(form, _EVERY)
    if is_certain(page, at) or (size > "i" and form == "full"):
        allowed = allowed & _LONG
    elif size == "k":
        allowed = allowed & _LONG_CUT
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
    if above is not None and above.form == "short" and form == "short" and headlines.leads_in(page.lines[at - 1].text):
        allowed = allowed - {"lead", "aside", "inset"}
    if at == 0 and form in ("short", "brief") and _look_below(page, at) in ("byline", "dateline"):
        allowed = frozenset(("headline",))
    if form in ("short", "brief") and _short_below(page, at) >= _TALLEST:
        allowed = allowed - _HEAD
    if opening == "number" and _NUMBERED.match(page.lines[at].text):  # none of 66 is a headline
        allowed = allowed - _STACK
    if form == "short" and _is_listed(page, at):
        allowed = allowed - _HEAD - {"aside", "inset", "chrome"}
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
    "credit": _EVERY - {"headline", "stack", "heading", "open", "middle"},
    "byline": _EVERY - {"headline", "stack", "heading", "middle", "rest"},
}


def _by_seam(page: Page, at: int) -> frozenset[str]:
    """What a line without a full stop may be, judged by its end and the beginning of the next lines.

    What is opened in it and closed below shows that the line breaks off (570 of 570), and so does a word that runs
    across the break (`复工复` / `产`): on labelled pages, with a table made of other pages, 900 of 903 such lines did,
    and across a short line between the two 45 of 46. Where no word does and a single clause ends, and the next line
    begins, as clauses do, it is whole: 1,900 of 1,911.
    """
    if at + 1 == len(page.lines):
        return _EVERY
    text, below = page.lines[at].text, page.lines[at + 1].text
    closer = opened(text)
    if closer and (closed(below, closer) or (len(below) < 90 and _closed_over(page, at, closer))):
        return _CUT
    ending_form = page.looks[at].ending
    if ending_form not in ("hanzi", "digit"):
        return _EVERY
    if _STOPS_INSIDE.search(text):
        return _CUT_OR_ASIDE
    heads = _look_below(page, at) in ("dateline", "byline")
    single = "，" not in text and "," not in text
    if ending_form == "digit":
        return _CUT if not heads and (_COUNTED.match(below) if single else text[-1].isdigit()) else _EVERY
    across, ending, beginning = seam(page, text, below)
    clause_ends = ending in (2, 3)
    if not heads and not clause_ends:
        if _LEANS_ON.search(text) or (across == 2 and (beginning in (0, 1 - single) or beginning > _KNOWN)):
            return _CUT
        if across == 1 and not single and beginning not in (2, 3):
            return _CUT
    if not single and not heads and across != UNSEEN and _look_below(page, at) == "brief":
        return _CUT  # a comma, and any pair across to a short end of a sentence: 101 of 103
    if single and across == UNSEEN and beginning <= _KNOWN and (3 in (ending, beginning) or ending == beginning == 2):
        return _FINISHED if ending <= _KNOWN else _EVERY
    if at + 2 < len(page.lines) and len(below) <= 40 and page.looks[at + 2].form in _WRITTEN:
        over, _, beginning = seam(page, text, page.lines[at + 2].text)
        stays_open = not clause_ends or (not single and SCENE.match(below))
        if stays_open and (over == 2 or (over == 1 and not single and beginning != 3)):
            return _CUT
        if over != UNSEEN and not single and beginning != 3 and _look_below(page, at) in ("caption", "credit"):
            return _CUT  # 28 of 28
    return _EVERY


def _stands_inside(page: Page, at: int) -> bool:
    """Whether a line stands inside a broken paragraph: the line below, not this one, takes up what the line above leaves.

    It closes what is opened there (51 of 52), or a word begun there behind a comma runs on in it (151 of 151, where
    the line below does not open as clauses do).
    """
    if not 0 < at < len(page.lines) - 1:
        return False
    above, _, ending, _ = page.looks[at - 1]
    if above not in ("short", "cut") or page.looks[at + 1].form not in _WRITTEN or _is_verse(page, at - 1):
        return False
    text, here, below = (page.lines[other].text for other in (at - 1, at, at + 1))
    closer = opened(text)
    if closer and closed(below, closer):
        return not closed(here, closer)
    if ending != "hanzi" or not ("，" in text or "," in text) or page.looks[at + 1].opening in _OPENS_CLAUSE:
        return False
    return seam(page, text, here)[0] == UNSEEN and seam(page, text, below)[0] == _BOUND


def _closed_over(page: Page, at: int, closer: str) -> bool:
    """Whether what line `at` opens is closed behind a short line below it."""
    return at + 2 < len(page.lines) and closed(page.lines[at + 2].text, closer)


_INSET = frozenset(("inset",))
_OPENS_CLAUSE = frozenset(("date", "pronoun"))
_BOUND = 2  # the grade of a pair that stands inside words
_KNOWN = 3  # the highest grade of a pair that the table has
_WRITTEN = frozenset(("full", "cut", "brief"))
_CUT = frozenset(("open", "middle"))
_BROKEN = frozenset(("middle", "rest"))
# A full stop inside a line that ends without one: 1,886 of 1,986 break off, seven are whole, the others tell of a
# picture.
_STOPS_INSIDE = re.compile("。(?![”’」』)）])")
_CUT_OR_ASIDE = _CUT | {"aside", "inset", "lead"}
# What counts or dates a number at the end of the line above: 77 of 79 break off.
_COUNTED = re.compile(
    r"月(?=[\d，,。底初中末份至])|日(?=[\d，,。电電讯訊在至上下晚早凌清举召发])|年(?=[\d，,。来至度间以])|[%％亿余岁]|万(?![一物家众])|多[个名万亿元家人]|个百分点"
)
# Words that need another one behind them (of 124 lines that end in one, 115 break off), less what they are part of:
# 参与, 成就, 何去何从, 之最.
_LEANS_ON = re.compile(
    "(?<![参给成铸造将何服听遵随共温缓柔谐平饱总之归返偿生变])[和与及把被从将至以由并或但而且就也还都很更最每各该其于]$"
)
TALLEST_ALONE = 4  # so many short lines without any text below them are a stack
_TALLEST = 4  # lines of a headline stack; of 2,178 labelled stacks the tallest has three


def _continues_dateline(page: Page, at: int) -> bool:
    """Whether a line goes on where a dateline breaks off: right above, or above what stands between.

    Behind the word for a report only a bracket goes on, as in `本报北京6月19日电` / `（记者 …）`.
    """
    rest = _REST_OF_DATELINE.match(page.lines[at].text)
    if not rest:
        return False
    above = (page.lines[other].text for other in range(max(at - 2, 0), at) if page.looks[other].form == "short")
    return any(OPENS_STORY.match(text) and (rest[0] in "(（" or not _REPORTS.search(text)) for text in above)


_REPORTS = re.compile(r"[电電讯訊]|消息")


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
    """Whether three lines together are so short that no column broke them: verse, a list, a table.

    Where a full stop ends the line below, these two may be one sentence (15 of 26 were) unless there is a fourth.
    """
    size, verse = (4, _FOUR) if _look_below(page, at) == "brief" else (3, _THREE)
    return verse.search(page.narrow, max(at - size + 2, 0), at + size) is not None


_THREE, _FOUR = re.compile("[sb]{3}"), re.compile("[sb]{4}")


def _is_listed(page: Page, at: int) -> bool:
    """Whether a short line stands in the middle of five: of 41 such lines none was anything but an item of a list."""
    return page.narrow[max(at - 2, 0) : at + 3] == "sssss"


def _already_split(page: Page, form: str) -> Iterator[frozenset[str]]:
    """In one article the stack ends at the blank line; of its lines only those break off that surely do."""
    blank = next((at for at, line in enumerate(page.lines) if at and line.blanks), None)
    if blank is None:
        only_stack = len(page.lines) <= TALLEST_ALONE and all(look.form == "short" for look in page.looks)
        blank = len(page.lines) if only_stack else 0
    for at, look in enumerate(page.looks):
        whole = _TEXT if look.form in ("jump", "dateline") or (look.form == "full" and look.size > "i") else _WHOLE
        if at < blank:
            yield _STACK
        elif form == "split":
            yield whole
        else:
            yield whole | {"rest"} | (_CUT if _breaks_off(page, at) else frozenset())


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
