"""Bylines: who wrote, for which house, where and when.

A byline stands in many forms: in front of the first paragraph (`本报讯(记者 潘怡雯)`, `新华社北京7月7日电 (记者王优玲)`,
`【环球网报道 见习记者 姜蔼玲】`), on a line of its own (`本报记者 吴姗`, `记者 胡金 文/图`, `应陶 卢阳 王艳侠`) or under a picture
(`郑耀德摄(影像中国)`). `find` looks for one at the beginning of a paragraph, `read` reads a whole line. Names are
given as printed, except that a name of two characters spaced to the width of three is closed up: `龙 毅` is 龙毅.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["SURNAMES", "Byline", "find", "names_only", "read"]


class Byline(NamedTuple):
    """What a byline says; `printed` is the byline as it stands in the text."""

    printed: str
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    source: str | None = None
    place: str | None = None
    date: str | None = None


# The commonest 250 family names, and the compound ones; three names of a hundred begin with another character.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦"
    "申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单"
    "包司柏宁柯阮桂闵解强柴华车冉房边吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商"
    "付闫肖代寇裘尚蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼楚佟栗匡宗应台巫鞠僧桑荆谌银扬薄伏岑习胥蔺"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮許鄧蕭葉閻餘鍾薑範譚鄒陸龍萬錢湯賴龔龐蘭顏嚴溫蘆魯聶叢齊莊時關淩費紀甄項單寧閔車邊饒鮑"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "端木",
    "艾克",
    "阿卜",
    "买买",
)

_HOUSE_END = r"(?:报|報|社|网|網|台|臺|刊|新闻|新聞|在线|客户端|频道|融媒体?中心?|传媒|传媒中心|发布|中心)"
_HOUSE = rf"[^\W\d_]{{0,12}}?{_HOUSE_END}"
_REPORTER = r"(?:(?:本报|特约|特派|见习|實習|实习|首席|全媒体|融媒体?|驻[^\W\d_]{1,6}?|文字|摄影|视频|特邀)*(?:记者|記者)|评论员|特派员)"
_CORRESPONDENT = r"(?:(?:特约|特邀)?(?:通讯员|通訊員)|实习生|特约撰稿人?)"
_PHOTO = r"(?:摄影报道|摄影|供图|图片|摄|图)"
_TEXT = r"(?:撰文|文字|采写|撰稿|作者|编译|整理|执笔|文)"
_ROLE = re.compile(
    rf"(?P<correspondent>{_CORRESPONDENT})|(?P<reporter>{_REPORTER})|(?P<both>文\s*[/、]?\s*图|图\s*/\s*文|图文|摄影报道|文\s*/\s*摄)|(?P<photo>{_PHOTO})|(?P<text>{_TEXT})"
)
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日"

_OPEN, _CLOSE = "[(（]", "[)）]"
_PEOPLE = rf"{_OPEN}(?P<people>[^()（）\n]{{2,80}}){_CLOSE}"
_WIRE = re.compile(
    rf"(?P<all>(?:据)?(?P<house>(?:{_HOUSE}[、/·\s-]?){{1,3}})(?P<place>[^\W\d_]{{0,12}}?)(?P<date>{_DAY})\s*(?:专?电|電|讯|訊|信息|消息)(?:[:：]?\s*{_PEOPLE})?)"
)
_LOCAL = re.compile(rf"(?P<all>(?P<house>(?:{_HOUSE}[、/·\s-]?){{1,3}})(?:综合)?(?:快?讯|訊|消息)(?:\s*{_PEOPLE})?)")
_BRACKET = re.compile(r"(?P<all>[【\[](?P<inside>[^】\]\n]{2,80})[】\]])")
_BARE = re.compile(rf"(?P<all>{_PEOPLE})")
_REPORTED = re.compile(
    rf"(?P<all>(?P<house>{_HOUSE})?{_REPORTER}\s*(?P<names>[^\W\d_]{{2,4}}(?:[\s、,，]{{1,2}}[^\W\d_]{{2,4}}){{0,4}})(?:报道|報道|报|電|电)[:：，,\s])"
)
_PLAIN = re.compile(r"(?P<all>本报讯|本网讯|本台消息|本刊讯)\s")


def find(text: str) -> Byline | None:
    """Return the byline in front of a paragraph, or None."""
    head = text[:160]
    for pattern in (_WIRE, _LOCAL):
        match = pattern.match(head)
        if match and len(match["house"]) <= 30:
            return _wire(match)
    match = _BRACKET.match(head)
    if match and re.search(rf"{_REPORTER}|{_CORRESPONDENT}|报道|讯|电$", match["inside"]):
        return _read(match["all"].strip(), match["inside"])
    match = _BARE.match(head)
    if match and re.search(rf"{_REPORTER}|{_CORRESPONDENT}", match["people"]):
        return _read(match["all"], match["people"])
    match = _REPORTED.match(head)
    if match:
        return _read(match["all"].rstrip(" ，,").strip(), match["all"])
    match = re.match(rf"[^\n。]{{0,24}}?{_PEOPLE}", head)
    if match and re.search(rf"^(?:[^，。]{{0,8}}){_REPORTER}|^{_CORRESPONDENT}", match["people"]):
        return _read(match[0], match["people"])
    return None


def _wire(match: re.Match[str]) -> Byline:
    people = match["people"] or ""
    found = _read(match["all"], people) if people and not re.search(r"[，。；：！？]", people) else None
    printed = match["all"] if found else match["all"].split("(")[0].split("（")[0]
    groups = match.groupdict()
    house = match["house"].strip(" 、/·")
    return (found or Byline("")).__class__(
        printed.strip(),
        *(found[1:5] if found else ((), (), (), ())),
        None if house.startswith("本") else house.removeprefix("据"),
        groups.get("place") or None,
        groups.get("date"),
    )


def read(line: str) -> Byline:
    """Return what a line that is a byline says."""
    return _read(line.strip(), line.strip(" 　()（）【】□■◎○●"))


def _read(printed: str, people: str) -> Byline:
    """Read names by the roles that stand before them, or behind them with a stroke (`张三/文 李四/摄`)."""
    groups: dict[str, list[str]] = {"reporter": [], "correspondent": [], "photo": [], "text": [], "none": []}
    roles = list(_roles(people))
    before = people[: roles[0].start()] if roles else people
    source, loose = _house(before)
    behind = bool(roles) and bool(_names(loose))
    if behind:
        _give(groups, roles[0].lastgroup or "none", _names(loose))
    else:
        groups["none"] += _names(loose)
    for at, role in enumerate(roles):
        end = roles[at + 1].start() if at + 1 < len(roles) else len(people)
        stretch = people[role.end() : end]
        house, rest = _house(stretch) if at + 1 < len(roles) else (None, stretch)
        source = source or house
        found = _names(rest)
        following = roles[at + 1].lastgroup if behind and at + 1 < len(roles) else None
        _give(groups, following or role.lastgroup or "none", found)
    return Byline(
        printed,
        tuple(dict.fromkeys(groups["reporter"])),
        tuple(dict.fromkeys(groups["correspondent"])),
        tuple(dict.fromkeys(groups["photo"])),
        tuple(dict.fromkeys(groups["text"] + groups["none"])),
        None if source is None or source.startswith("本") else source,
    )


def _roles(people: str) -> list[re.Match[str]]:
    """The role words, without those that are part of a name or a house."""
    roles = []
    for match in _ROLE.finditer(people):
        if match.lastgroup in ("text", "photo") and len(match[0]) == 1:
            before, after = people[match.start() - 1 : match.start()], people[match.end() : match.end() + 1]
            apart = before in ("", " ", "/", "\N{IDEOGRAPHIC SPACE}") and after in (
                "",
                " ",
                "/",
                ":",
                "：",
                "\N{IDEOGRAPHIC SPACE}",
            )
            if not apart and not (match[0] == "摄" and after in ("", " ", "(", "（")):
                continue
        roles.append(match)
    return roles


def _give(groups: dict[str, list[str]], role: str, found: list[str]) -> None:
    if role == "both":
        groups["none"] += found
        groups["photo"] += found
    else:
        groups[role] += found


_HOUSE_LEAD = re.compile(rf"\s*(?P<house>[^\W_]{{0,14}}?{_HOUSE_END})(?:[驻駐][^\W\d_]{{1,6}})?(?=[\s、/]|$|记者)")


def _house(text: str) -> tuple[str | None, str]:
    """The house in front of names, and what follows it."""
    match = _HOUSE_LEAD.match(text)
    if match is None:
        return None, text
    return match["house"], text[match.end() :]


_SEPARATORS = re.compile(r"[\s、，,;；:：/／|丨\N{IDEOGRAPHIC SPACE}()（）]+|和(?=[^\W\d_]{2,3}$)")
_NAME = re.compile(r"[^\W\d_]{2,4}|[^\W\d_]{1,8}(?:[·•・][^\W\d_]{1,10}){1,3}")
_NO_NAME = re.compile(
    rf".*{_HOUSE_END}$|.*(?:报道|采访|采写|整理|编辑|作者|摄影|中心|大学|学院|公司|委员会|办公室|综合|电|讯)$"
)


# Names without anything between them, `展明辉葛江涛`: five characters or more, of which each name begins with a family
# name and has two characters more, where that can be.
_GIVEN = rf"[{''.join(sorted(SURNAMES))}][^\W\d_]{{1,2}}"
_GLUED = re.compile(rf"(?=.{{5}})({_GIVEN})({_GIVEN})({_GIVEN})?({_GIVEN})?")


def _names(text: str) -> list[str]:
    """The personal names in a stretch of a byline."""
    tokens = [token for token in _SEPARATORS.split(text) if token]
    found: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if len(token) == 1 and at + 1 < len(tokens) and len(tokens[at + 1]) == 1 and token.isalpha():
            token += tokens[at + 1]
            at += 1
        token = re.sub(r"(?:摄影报道|报道|報道|采写|整理|摄|文|图)$", "", token) if len(token) > 3 else token
        if glued := _GLUED.fullmatch(token):
            found += [name for name in glued.groups() if name]
        elif _NAME.fullmatch(token) and not _NO_NAME.fullmatch(token):
            found.append(token)
        at += 1
    return found


def names_only(text: str) -> bool:
    """Whether a line is nothing but two or more personal names: `应陶 卢阳 王艳侠`."""
    if len(text) > 40 or not re.fullmatch(r"[□■◎○●\s]*[^\W\d_]+(?:[\s、\N{IDEOGRAPHIC SPACE}]+[^\W\d_]+)*", text):
        return False
    tokens = _names(text.strip("□■◎○● "))
    joined = "".join(tokens)
    return (
        len(tokens) >= 2
        and len(joined) == len(re.sub(r"[\s、□■◎○●]", "", text))
        and all(
            2 <= len(token) <= (4 if token[:2] in _COMPOUND else 3) and (token[0] in SURNAMES or token[:2] in _COMPOUND)
            for token in tokens
        )
    )
