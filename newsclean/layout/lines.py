"""The lines of a page, and what each looks like by itself.

`lines` finds the non-blank lines with their offsets. `look` reads one line the way an eye runs down a page, before
any reading for sense: how long it is, how it begins and ends, whether it opens with a dateline or is the text of a
caption. Everything here is a property of one line; what its neighbours say is the business of `features`.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from newsclean.bylines import SURNAMES

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


def lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Return the non-blank lines of `text[start:end]`, whatever line breaks it uses."""
    end = len(text) if end is None else end
    found: list[Line] = []
    breaks = "\n" if text.find("\n", start, end) >= 0 else "\r"
    done = start
    for match in _LINE.finditer(text, start, end):
        raw = match[0]
        stripped = raw.strip()
        if not stripped:
            continue
        begin, after = match.span()
        blanks = text.count(breaks, done, begin) - (done > start) if begin - done > 1 or not found else 0
        lead = indent = 0
        if len(stripped) < len(raw):
            lead = len(raw) - len(raw.lstrip())
            indent = lead + raw.count("\N{IDEOGRAPHIC SPACE}", 0, lead)
        found.append(Line(begin + lead, begin + lead + len(stripped), stripped, max(blanks, 0), indent))
        done = after
    return found


# The houses that print news, by the last character or word of their names.
_HOUSE = r"(?:[^\W\d_]{0,10}(?:报|報|社|网|網|台|臺|刊|新闻|新聞|在线|客户端|日报|晚报|频道|融媒|传媒|发布))"
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日"
_ROLES = r"(?:记者|記者|通讯员|通訊員|特派员|实习生|评论员|撰稿|编译|(?<!工)作者|文/图|图/文|文图|摄影)"
_DATELINE = re.compile(
    rf"\W?{_HOUSE}(?:[、\s·/]{_HOUSE})?[^，。；：:,;\d\n]{{0,12}}{_DAY}[^，。；,;\n]{{0,3}}?(?:专?电|電|讯|訊|信息|消息|报道|報道)"
    rf"|\W?(?:{_HOUSE}[、\s·/]?){{1,2}}(?:综合)?(?:快?讯|訊|消息)(?=[\s　(（:：,，【]|{_ROLES})"
    rf"|[^\n。]{{0,24}}[(（][^()（）\n。]{{0,16}}{_ROLES}[^()（）\n。]{{1,60}}[)）]"
    rf"|[【\[][^】\]\n]{{1,40}}(?:报|网|社|記者|记者|报道|讯|电|消息)[^】\]\n]{{0,40}}[】\]]\s*\S{{6}}"
)
_NAMES = rf"(?:[{''.join(sorted(SURNAMES))}][^\W\d_]{{1,2}}[\s、,，]*){{1,6}}"
_BYLINE = re.compile(
    rf"(?:[□■◎●○▲△◆]\s*)?(?:文|图|撰文|采写|摄影|{_HOUSE}|本报|新华社)?[^，。；,;：:]{{0,12}}{_ROLES}(?:[\s　:：/、]|$)[^。；;！!？?]{{0,50}}$"
    r"|(?:作者|撰文|文字|采写|采访|记者|整理|执笔|供稿)[:：]\s*\S{1,30}$|[□■◎○●]\s*[^\W\d_]{2,4}(?:[\s、　][^\W\d_]{2,4}){0,3}$"
    rf"|(?:[□■◎●○▲△◆]\s*)?(?:[文图]\s*[/／]\s*)?(?:{_HOUSE}[·、\s]?|本报){{0,2}}(?:首席|特派|见习|实习|全媒体|驻[^\W\d_]{{1,4}})?(?:记者|記者|通讯员|通訊員|实习生|评论员)\s*{_NAMES}$"
)
_CAPTION = re.compile(
    r"(?:图为|图[①-⑳0-9一二三四五六七八九十]{1,2}[:：为、 ]|[上下左右中大小]+?图(?:为|[:：])|图片?说明|图片来源|资料图|[▲▼△▽↑↓◀▶←→])"
    r"|.*(?:[^拍]摄|供图|摄影|图片社?|资料图|资料片|资料照片?|剧照|截图|效果图|示意图|新华社发|(?:影像|视觉)\w{2}|\w{2}(?:影像|视觉))[)）】。]?$"
    r"|.*摄\s*[(（][^()（）]*[)）]$|.*[(（](?:前排)?[左右中前后]{1,2}起?[一二三四五]?[)）].{0,40}$"
)
_CREDIT = re.compile(
    r"(?:责任?编辑?|责编|编辑|校对|审核|审校|监制|终审|统筹|策划|版式设计?|制图|美编|视频|海报|漫画|插图|摄影|总监制|值班主任|"
    r"(?:数据|资料|信息|稿件|图片|文章)?来源|本[版文报](?:图片|照片|稿件|责编|编辑|统筹|制图|版式)[^。]{0,8})\s*[:：丨|／/]"
    r"|[(（](?:本[报文版栏]|作者|新华社|原载|据|执笔|综合|编译|责|来源|图片|摘自|转载|本报记者|记者|通讯员|翻译|链接)[^()（）]{0,80}(?:[(（][^()（）]*[)）][^()（）]{0,20})?[)）]$"
    r"|[(（][^()（）]{2,80}(?:电|整理|采写|采访|报道|参与写作|摄影?|提供|供稿|供图|翻译|编译|执笔|撰文)[)）]$"
)
_LABEL = re.compile(
    r"[【\[《〔]?(?:编者[按的话]{1,2}|编\s*者|开栏的话|开篇语|核心阅读|阅读提示|延伸阅读|相关链接|新闻链接|链接|背景|新闻背景|名词解释|"
    r"小贴士|记者手记|采访手记|短评|快评|点评|提示|导读|内容提要|摘要|结语|专家点评|编后)[】\]》〕]?[:：]?$"
)
_CLOSERS = "”’」』》〉)）】〕]\"'"
_STOPS = "。.．"
_ASKS = "！？!?"


def look(text: str) -> Look:
    """Return what the line `text`, without blanks around it, looks like.

    A page is laid out several times, and most of its lines are the same each time: short ones are remembered.
    """
    return _look(text) if len(text) <= _REMEMBERED else _look.__wrapped__(text)


_REMEMBERED = 1000  # characters; with the number of lines remembered this bounds memory


@functools.lru_cache(maxsize=1024)
def _look(text: str) -> Look:
    if text[-1] in ")）版" and (jump := JUMP.search(text, max(0, len(text) - 24))) and jump.start() > 12:
        return Look("jump", _size(len(text)), "jump", _opening(text))
    ending = _ending(text)
    return Look(_form(text, ending), _size(len(text)), ending, _opening(text))


_SIZES = (
    (4, "a"),
    (8, "b"),
    (12, "c"),
    (16, "d"),
    (20, "e"),
    (25, "f"),
    (32, "g"),
    (40, "h"),
    (60, "i"),
    (90, "j"),
)


def _size(length: int) -> str:
    for limit, letter in _SIZES:
        if length <= limit:
            return letter
    return "k"


def _form(text: str, ending: str) -> str:
    head = text[:120]
    length = len(text)
    if (
        (
            "讯" in head
            or "电" in head
            or "記者" in head
            or "记者" in head
            or "電" in head
            or "訊" in head
            or "道" in head
            or "息" in head
            or "通讯员" in head
        )
        and _DATELINE.match(head)
        and length > 40
    ):
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
    "↓": "colon", "⬇": "colon", "▼": "colon", "👇": "colon",  # what follows is pointed at
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


_OPENINGS = {
    "number": r"[（(]?[一二三四五六七八九十百零\d]{1,3}[)）、.．:：]|第[一二三四五六七八九十]{1,3}[，,、 ：:章节条]|[①-⑳❶-❿⑴-⒇]",
    "ordinal": r"[一二三四五六七八九]是|其[一二三四次]|首先|再次|最后|另外",
    "date": r"(?:\d{4}年|[今去当次翌每]年)?\d{1,2}月(?:\d{1,2}日|[初底中上下])?|\d{1,2}日|近日|日前|近年|昨[日天]|今[日天]|目前|当前|前不久|近期|\d{4}年",
    "report": r"据|記者|记者|从.{2,16}获悉|报道称|综合",
    "pronoun": r"[他她它该此][们，,的在说是外类次时项举]?|这|那|对此|同时|但|然而|不过|因此|如今|随后|为此|与此|其中|此外|而且|另|“?我们|于是|接着|由此|当时|之后|后来|事实上|会[议上]|活动|仪式|其",
    "dash": r"——|―|—|──|--|－",
    "quote": r"[“「『\"‘]",
    "title": r"[《〈]",
    "bracket": r"[(（【\[〔]",
    "bullet": r"[■□◆◇●○▲△★☆◎※▶►·•→↓]",
    "digit": r"\d",
    "latin": r"[A-Za-z]",
}  # fmt: skip
_OPENING = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _OPENINGS.items()))


def _opening(text: str) -> str:
    match = _OPENING.match(text)
    if match:
        return match.lastgroup or ""
    return "hanzi" if text[0].isalpha() else "other"
