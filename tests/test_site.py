"""Learning what a site prints on all its pages."""

import re

import pytest
from conftest import newsclean

from newsclean import rules
from newsclean.chrome.site import Learned, learn, to_rule, to_toml
from newsclean.edits import apply
from newsclean.steps.strip_chrome import strip_chrome

STORIES = [
    ("老渡口变身滨江公园", "一座停用二十年的老渡口，经过八个月的改造，昨天作为滨江公园重新开放，游人三千。"),
    ("县剧团下乡三百场", "县剧团一年下乡三百场，演员们坐着大篷车翻山越岭，台子搭在晒谷场上，人山人海。"),
    ("图书馆开到晚上十点", "图书馆昨天把闭馆时间推迟到晚上十点，第一晚就来了四百多名读者，座无虚席。"),
    ("山区小学有了天文台", "一座直径三米的圆顶，让山区小学的夜晚热闹起来，学生们排着队看土星的光环。"),
    ("沿河夜市昨天开张", "沿河夜市昨天开张，六十个摊位一晚上卖空了四十个，卖得最好的是豆花和凉粉。"),
    ("三座泵站投入使用", "区里的三座泵站昨天完成改造，汛期来临前全部投入使用，沿河社区不再担心内涝。"),
]


def page(number, headline, paragraph):
    return "\n".join(
        [
            "看见每一天的江岸",
            headline,
            f"{number * 37} 人在听",
            paragraph,
            "核心提示",
            paragraph.replace("昨天", "日前"),
            "江岸客厅,等你来坐",
            STORIES[0][0] if number else "",
        ]
    )


PAGES = [page(number, *story) for number, story in enumerate(STORIES)]


def test_lines_of_all_pages_are_learned_with_their_support_and_digits_count_as_one():
    learned = learn(PAGES)
    assert Learned("江岸客厅,等你来坐", 6, 6) in learned
    assert Learned("0 人在听", 6, 6) in learned


def test_what_stands_inside_a_story_is_not_learned_however_often_it_recurs():
    assert "核心提示" not in {one.shape for one in learn(PAGES)}


def test_a_headline_linked_from_all_other_pages_is_not_learned():
    assert STORIES[0][0] not in {one.shape for one in learn(PAGES)}
    plain = [text.removeprefix("看见每一天的江岸\n") for text in PAGES]
    assert STORIES[0][0] not in {one.shape for one in learn(plain)}


def test_few_pages_teach_nothing():
    assert learn(PAGES[:4]) == []
    assert learn([]) == []


def test_the_learned_rule_removes_the_lines_from_another_page_and_nothing_else():
    rule = to_rule(learn(PAGES), "江岸网")
    story = "桥通车了\n通车的这一天，两岸的人都站到桥上来，从中午一直站到晚上，谁也不肯先回家。"
    page = f"看见每一天的江岸\n{story}\n8 人在听\n江岸客厅，等你来坐"
    assert apply(page, list(strip_chrome(page, rules=[rule]))) == story


def test_the_file_of_learned_rules_is_read_back_as_the_same_rule():
    learned = [*learn(PAGES), Learned("'''\\怪.行'''", 5, 6)]
    toml = to_toml(learned, "example.cn/news")
    assert rules.parse(toml, "site.toml") == {"site.example-cn-news": to_rule(learned, "example.cn/news")}
    assert "# 6 of 6 pages" in toml


def test_memory_is_bounded_and_what_recurs_survives():
    pages = (
        "\n".join(["江岸客厅,等你来坐", *(f"{chr(0x4E00 + number * 20 + line)}号" for line in range(20))])
        for number in range(200)
    )
    assert [one.shape for one in learn(pages, most=100) if one.pages > 100] == ["江岸客厅,等你来坐"]


@pytest.fixture
def site(tmp_path):
    """The pages as files of a folder."""
    (tmp_path / "江岸网").mkdir()
    for number, page in enumerate(PAGES):
        (tmp_path / "江岸网" / f"{number}.txt").write_text(page, "utf-8")
    return tmp_path / "江岸网"


def test_rules_are_learned_from_a_folder_and_clean_its_pages(site):
    done = newsclean("learn", site, "-o", site.parent / "site.toml")
    assert done.returncode == 0
    assert re.fullmatch(r"newsclean: \d+ lines learned from 6 pages\n", done.stderr.decode())
    assert (site.parent / "site.toml").read_bytes() == newsclean("learn", site).stdout
    named = newsclean("learn", site, "--name", "example.cn").stdout.decode()
    assert list(rules.parse(named, "site.toml")) == ["site.example-cn"]
    cleaned = newsclean("strip-chrome", "--rules", site.parent / "site.toml", site / "0.txt").stdout.decode()
    assert "江岸客厅,等你来坐" not in cleaned
    assert STORIES[0][1][:20] in cleaned


def test_a_page_that_cannot_be_read_is_named_and_the_others_teach(site):
    (site / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    done = newsclean("learn", site)
    assert done.returncode == 1
    assert "bad.txt: " in done.stderr.decode()
    assert (
        done.stdout == newsclean("learn", *(site / f"{number}.txt" for number in range(6)), "--name", "江岸网").stdout
    )


def test_a_site_without_anything_that_recurs_is_one_error(site):
    done = newsclean("learn", "--least", "7", site)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "no line recurs on 7 pages and outside stories: nothing to learn" in done.stderr.decode()
