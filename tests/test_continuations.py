"""Where a story goes on from another page, and what only looks like it."""

import pytest

from newsclean.continuations import is_jump_in, is_jump_line
from newsclean.layout import Block
from newsclean.split import split

STORY = "图书馆延长开放时间\n\n本报讯(记者 赵明)从下周一起,江城图书馆每晚开放到十点,学生可以在那里多读两个小时的书。\n"
REST = "抢险队伍和物资都已经备齐备足,确保关键时刻拉得出、顶得上、打得赢,切实保障了群众的安全。\n"


def block(text):
    return Block(0, len(text), "paragraph")


@pytest.mark.parametrize(
    "line", ["(上接1版)", "（上接第一版）", "【紧接A01版】", "上接第1版", "(上接 1 版)", "(上接第1、3版)", "（上接一）"]
)
def test_a_line_that_names_the_page_it_comes_from_is_a_jump(line):
    assert is_jump_line(line, block(line))


@pytest.mark.parametrize(
    "line",
    [
        "上接天线 下接地气",
        "（上接天线）",
        "(下转2版)",
        "紧接着他又去了工地",
        "(接受采访的市民)说,天气很好。",
        "今日2版",
    ],
)
def test_a_line_that_names_none_is_no_jump(line):
    assert not is_jump_in(line, block(line))


def test_a_story_that_goes_on_without_a_headline_is_an_article_of_its_own():
    first, second = split(f"{STORY}\n(上接1版){REST}")
    assert (first.continued_from, second.continued_from, second.headline) == (None, "1版", None)
    assert second.text == REST.strip()


def test_a_numbered_heading_below_the_jump_is_no_headline():
    _, second = split(f"{STORY}\n(上接1版)\n\n二、压实责任\n\n{REST}")
    assert second.headline is None
    assert [part.kind for part in second.blocks] == ["heading", "paragraph"]


def test_both_ends_of_a_jump_are_taken_off_one_paragraph():
    _, second = split(f"{STORY}\n(上接1版){REST.strip()}(下转3版)\n")
    assert (second.continued_from, second.continues_on, second.text) == ("1版", "3版", REST.strip())
