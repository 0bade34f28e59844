"""Reading a headline stack: which line is the headline, what stands above it and what below.

A kicker stands above and leads in: a place, an occasion, a line that ends in a colon, a dash or a verb of saying. A
subheadline stands below and explains. Without such a sign the first line is the headline.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

__all__ = ["leads_in", "parse"]

_LEADS_IN = re.compile(
    r".*(?:[:：—―]|强调|強調|指出|要求|表示|称|说|致信|致电|批示|主持召开|主持会议|时[强指提]?[调出]?|之际|前夕|期间|来临|以来)$"
)
_LARGE = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
    "台湾",
    "石家庄",
    "太原",
    "沈阳",
    "大连",
    "长春",
    "哈尔滨",
    "南京",
    "苏州",
    "无锡",
    "常州",
    "扬州",
    "杭州",
    "宁波",
    "温州",
    "绍兴",
    "嘉兴",
    "湖州",
    "金华",
    "台州",
    "合肥",
    "福州",
    "厦门",
    "泉州",
    "南昌",
    "济南",
    "青岛",
    "烟台",
    "郑州",
    "洛阳",
    "武汉",
    "宜昌",
    "长沙",
    "广州",
    "深圳",
    "珠海",
    "佛山",
    "东莞",
    "南宁",
    "桂林",
    "海口",
    "三亚",
    "成都",
    "绵阳",
    "贵阳",
    "遵义",
    "昆明",
    "拉萨",
    "西安",
    "兰州",
    "西宁",
    "银川",
    "乌鲁木齐",
    "呼和浩特",
]
_PLACE = re.compile(
    rf"(?:{'|'.join(_LARGE)})(?:[^\W\d_]{{2,4}})?[省市区县州]?$|[^\W\d_]{{2,6}}[省市区县旗州镇乡](?:[^\W\d_]{{2,6}}[市区县镇乡村])?$"
)
_UNFINISHED = re.compile(r".*[、，,和与及的暨]$")


def parse(lines: Sequence[str]) -> list[str]:
    """Return what each line of a stack is: kicker, headline, subheadline, label."""
    kinds = ["label" if _is_column(line) and len(lines) > 1 else "" for line in lines]
    rest = [at for at, kind in enumerate(kinds) if not kind]
    if not rest:
        return ["headline"] * len(lines)
    while len(rest) > 1 and _is_kicker(lines[rest[0]], lines[rest[1]]):
        kinds[rest.pop(0)] = "kicker"
    kinds[rest[0]] = "headline"
    for before, at in itertools.pairwise(rest):
        goes_on = kinds[before] == "headline" and _breaks_off(lines[before])
        kinds[at] = "headline" if goes_on else "subheadline"
    return kinds


def leads_in(line: str) -> bool:
    """Whether a line ends as one that leads in to a headline below: with a colon, a dash or a verb of saying."""
    return _LEADS_IN.match(line) is not None


def _is_kicker(line: str, below: str) -> bool:
    """Whether `line` leads in to the line below it."""
    if below[:1] in "—―":
        return False
    if leads_in(line):
        return True
    return len(line) <= 8 and len(line) < len(below) and _PLACE.match(line) is not None


def _breaks_off(line: str) -> bool:
    """Whether a headline line must go on in the next: a comma, a conjunction, an open quotation at its end."""
    return bool(_UNFINISHED.match(line)) or any(line.count(a) > line.count(b) for a, b in ("“”", "《》", "「」", "(）"))


def _is_column(line: str) -> bool:
    """A column's name in brackets on a line of its own: `(新基建 新机遇)`."""
    return line[:1] in "(（【[〔" and line[-1:] in ")）】]〕" and len(line) <= 24
