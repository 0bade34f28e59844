"""The lines of a page, and what each looks like by itself.

`lines` finds the non-blank lines with their offsets. `look` reads one line the way an eye runs down a page, before
any reading for sense: how long it is, how it begins and ends, whether it opens with a dateline or is the text of a
caption. Everything here is a property of one line; what its neighbours say is the business of `features`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["JUMP", "Line", "Look", "lines", "look"]


class Line(NamedTuple):
    """A non-blank line: its offsets and text without the blanks around it, and what stands before it."""

    start: int
    end: int
    text: str
    blanks: int  # blank lines directly above
    indent: int  # width of the blanks in front, a full-width blank counting two


class Look(NamedTuple):
    """What a line looks like by itself."""

    form: str  # dateline, byline, caption, credit, label, full (a plain paragraph), brief, short, long, cut
    size: str  # a letter for the length
    ending: str  # how it ends: stop, ask, comma, colon, hanzi, ...
    opening: str  # how it begins: date, quote, number, pronoun, ...


_LINE = re.compile(r"[^\r\n]+")

JUMP = re.compile(
    r"[(（【\[]?\s*(?P<way>下转|上接|紧接|下接|轉|转|接)\s*(?P<page>第?\s*[A-Z]?[0-9０-９一二三四五六七八九十]{1,3}\s*版?(?:[·・][^()（）]{1,8})?|"
    r"[^\s()（），。]{0,6}版)\s*[)）】\]]?\s*$"
)


@dataclass(slots=True)
class Line:
    """A line that is not blank: stripped text, the rule it matches, and what `judge` says of it.

    `own` is the user's rule that matches the line, which then needs no company; `gone` is the rule that removes
    the line, if any; `is_prose` is whether it reads like a paragraph.
    """

    text: str
    rule: str | None
    own: str | None = None
    gone: str | None = None
    is_prose: bool = False

    @property
    def stands_alone(self) -> bool:
        """Whether the line matches a rule that needs no company."""
        if self.own is not None:
            return True
        return self.rule is not None and self.rule not in IN_COMPANY and self.rule not in LISTS

    @property
    def is_credit(self) -> bool:
        """Whether the line credits a picture or is a note in brackets: part of a story, whatever stands around."""
        return self.rule is None and bool(_CREDIT.search(self.text))

    @property
    def is_evidence(self) -> bool:
        """Whether the line shows that the lines around it are chrome: known, and no number, date or credit."""
        return self.rule is not None and self.rule not in NUMBERS and self.rule != "chrome.production-credit"


def reads_like_prose(line: Line) -> bool:
    """Whether a line reads like a paragraph: a sentence of some length, and no known chrome.

    Titles in lists of links end in `！`, `？` or `…` and may have forty characters, but have no full stop.
    """
    if line.own is not None or (line.rule is not None and line.rule not in LISTS):
        return False
    length = len(line.text)
    if length < 45:
        return length >= 20 and bool(_FULL_STOP.search(line.text))
    ends = length >= 100 or bool(_SENTENCE_END.search(line.text))
    return ends and len(_PAUSE.findall(line.text[:_READ])) >= 2


def look(text: str) -> Look:
    """Return what the line `text`, without blanks around it, looks like."""
    if text[-1] in ")）版" and (jump := JUMP.search(text, max(0, len(text) - 24))) and jump.start() > 12:
        return Look("jump", _size(len(text)), "jump", _opening(text))
    ending = _ending(text)
    return Look(_form(text, ending), _size(len(text)), ending, _opening(text))


_SIZES = ((4, "a"), (8, "b"), (12, "c"), (16, "d"), (20, "e"), (25, "f"), (32, "g"), (40, "h"), (60, "i"), (90, "j"))


def _size(length: int) -> str:
    for limit, letter in _SIZES:
        if length <= limit:
            return letter
    return "k"


def _form(text: str, ending: str) -> str:
    head = text[:120]
    length = len(text)
    if ("讯" in head or "电" in head or "記者" in head or "记者" in head or "電" in head or "訊" in head or "道" in head
            or "息" in head or "通讯员" in head) and _DATELINE.match(head) and length > 40:
        return "dateline"
    if length <= 90:
        if _CREDIT.match(text):
            return "credit"
        if _CAPTION.match(text):
            return "caption"
        if length <= 60 and _BYLINE.match(text):
            return "byline"
        if length <= 12 and _LABEL.match(text):
            return "label"
    whole = ending in ("stop", "ask", "dots", "quoted")
    if length > 40:
        return "full" if whole else "cut"
    return "brief" if whole else "short"


_ENDINGS = {
    "，": "comma", ",": "comma", "、": "comma", "；": "semicolon", ";": "semicolon", "：": "colon", ":": "colon",
    "—": "dash", "―": "dash", "－": "dash", "-": "dash", "…": "dots", "·": "other", "%": "digit", "％": "digit",
}  # fmt: skip


def _ending(text: str) -> str:
    last = text[-1]
    if last in _CLOSERS:
        core = text.rstrip(_CLOSERS)
        inner = core[-1:] or " "
        if inner in _STOPS or inner in _ASKS or inner == "…":
            return "quoted"
        return "bracket" if last in ")）】〕]" else "title" if last in "》〉" else "quote"
    if last in _STOPS:
        return "stop"
    if last in _ASKS:
        return "ask"
    if last in _ENDINGS:
        return _ENDINGS[last]
    if last.isdigit():
        return "digit"
    if last.isascii():
        return "latin" if last.isalnum() else "other"
    return "hanzi"


_OPENINGS = (
    ("number", re.compile(r"[（(]?[一二三四五六七八九十百零\d]{1,3}[)）、.．:：]|第[一二三四五六七八九十]{1,3}[，,、 ：:章节条]|[①-⑳❶-❿⑴-⒇]")),
    ("ordinal", re.compile(r"[一二三四五六七八九]是|其[一二三四次]|首先|再次|最后|另外")),
    ("date", re.compile(r"(?:\d{4}年|[今去当次翌每]年)?\d{1,2}月(?:\d{1,2}日|[初底中上下])?|\d{1,2}日|近日|日前|近年|昨[日天]|今[日天]|目前|当前|前不久|近期|\d{4}年")),
    ("report", re.compile(r"据|記者|记者|从.{2,16}获悉|报道称|综合")),
    ("pronoun", re.compile(r"[他她它该此][们，,的在说是外类次时项举]?|这|那|对此|同时|但|然而|不过|因此|如今|随后|为此|与此|其中|此外|而且|另|“?我们|于是|接着|由此|当时|之后|后来|事实上|会[议上]|活动|仪式|其")),
    ("dash", re.compile(r"——|―|—|──|--|－")),
    ("quote", re.compile(r"[“「『\"‘]")),
    ("title", re.compile(r"[《〈]")),
    ("bracket", re.compile(r"[(（【\[〔]")),
    ("bullet", re.compile(r"[■□◆◇●○▲△★☆◎※▶►·•→↓]")),
    ("digit", re.compile(r"\d")),
    ("latin", re.compile(r"[A-Za-z]")),
)  # fmt: skip


def _opening(text: str) -> str:
    for name, pattern in _OPENINGS:
        if pattern.match(text):
            return name
    return "hanzi" if text[0].isalpha() else "other"
