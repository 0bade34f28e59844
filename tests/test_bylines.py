"""Bylines in the forms houses print them."""

import pytest

from newsclean.bylines import find, names_only, read


@pytest.mark.parametrize(
    ("text", "printed", "reporters", "correspondents"),
    [
        ("本报讯(记者 潘怡雯)近日,区委", "本报讯(记者 潘怡雯)", ("潘怡雯",), ()),
        (
            "本报讯(记者 林楠 通讯员 张志新 顾秋生)为确保",
            "本报讯(记者 林楠 通讯员 张志新 顾秋生)",
            ("林楠",),
            ("张志新", "顾秋生"),
        ),
        ("新华社北京7月7日电 (记者王优玲)住房", "新华社北京7月7日电 (记者王优玲)", ("王优玲",), ()),
        (
            "新華社東京３月１６日電（記者劉晨 朱東陽）日本",
            "新華社東京３月１６日電（記者劉晨 朱東陽）",
            ("劉晨", "朱東陽"),
            (),
        ),
        ("【江城网报道 见习记者 姜小蔼】据", "【江城网报道 见习记者 姜小蔼】", ("姜小蔼",), ()),
        ("(记者 张小山)近日", "(记者 张小山)", ("张小山",), ()),
        ("江城晚报、江城网讯(记者李庆)昨天", "江城晚报、江城网讯(记者李庆)", ("李庆",), ()),
        ("本报记者张小山报道: 昨天", "本报记者张小山报道:", ("张小山",), ()),
        ("本报讯 近日,", "本报讯", (), ()),
        ("江城网9月7日讯(记者张明辉葛小涛)", "江城网9月7日讯(记者张明辉葛小涛)", ("张明辉", "葛小涛"), ()),
        (
            "本报讯(记者王春雨曹小阳熊琳 通讯员 肖林)",
            "本报讯(记者王春雨曹小阳熊琳 通讯员 肖林)",
            ("王春雨", "曹小阳", "熊琳"),
            ("肖林",),
        ),
    ],
)
def test_a_byline_in_front_of_a_paragraph_is_found_as_printed(text, printed, reporters, correspondents):
    byline = find(text)
    assert (byline.printed, byline.reporters, byline.correspondents) == (printed, reporters, correspondents)


def test_a_wire_dateline_gives_house_place_and_date():
    byline = find("中新社北京7月29日电 (王小明)中国")
    assert (byline.source, byline.place, byline.date) == ("中新社", "北京", "7月29日")


def test_a_house_of_two_parts_is_one_source():
    assert find("江城日报-江城网北京7月29日讯 7月29日").source == "江城日报-江城网"


def test_a_report_put_together_has_no_author():
    assert find("【江城综合报道】据报道,").authors == ()


def test_names_without_a_role_are_authors():
    assert find("本报北京1月16日电 (彭小波、谢小颖)随着").authors == ("彭小波", "谢小颖")


def test_the_papers_own_dateline_names_no_source():
    assert find("本报上海7月26日电 (记者曹小玲)记者从").source is None


@pytest.mark.parametrize(
    "text",
    [
        "近日,区委召开会议。",
        "今年以来,我区(市)大力推进",
        "记者从区教育局获悉,",
        "据介绍,该中心",
        "(一)加强领导。",
    ],
)
def test_a_paragraph_without_a_byline_has_none(text):
    assert find(text) is None


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("本报记者 吴小姗", {"reporters": ("吴小姗",)}),
        ("潮声客户端 记者 胡金 通讯员 胡心怡", {"reporters": ("胡金",), "correspondents": ("胡心怡",)}),
        ("应陶 卢阳 王艳侠", {"authors": ("应陶", "卢阳", "王艳侠")}),
        ("作者：王小明", {"authors": ("王小明",)}),
        ("文/张小山 图/李小水", {"authors": ("张小山",), "photographers": ("李小水",)}),
        ("张小山/文 李小水/摄", {"photographers": ("李小水",)}),
        ("本报驻日本记者 刘小军", {"reporters": ("刘小军",)}),
        ("（本报记者李昌、张远、程州）", {"reporters": ("李昌", "张远", "程州")}),
    ],
)
def test_a_byline_of_its_own_line_is_read_by_its_roles(line, roles):
    byline = read(line)
    assert {role: getattr(byline, role) for role in roles} == roles


def test_a_name_spaced_to_the_width_of_three_is_closed_up():
    assert read("本报记者 王 沛").reporters == ("王沛",)


@pytest.mark.parametrize("line", ["应陶 卢阳 王艳侠", "□ 王小明 李小红", "欧阳文博 张小山"])
def test_a_line_of_names_is_names_only(line):
    assert names_only(line)


@pytest.mark.parametrize("line", ["坚守", "线上直播 线下促销", "王小明", "产城融合 提升城市品质", "走进 江城"])
def test_a_heading_is_not_taken_for_names(line):
    assert not names_only(line)
