"""Articles of a page, their parts, and the canonical text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean.edits import apply, invert
from newsclean.split import arrange, divide, split
from newsclean.steps.reflow import reflow

CANTEEN = """社区食堂开业

本报讯(记者 王小满)昨天中午,江城区梧桐社区食堂正式开业,周边的老人第一时间来到食堂尝鲜。

食堂提供早中晚三餐,八十岁以上的老人可以享受送餐上门的服务,每餐的价格在十元上下。
"""
SCHOOL = """青年夜校开始报名

本报讯(记者 李文静 通讯员 陈一凡)江城区青年夜校秋季班开始报名,年满十八周岁的青年都可以在网上报名。

夜校开设书法、吉他、咖啡制作等二十门课程,每周上一次课,每人最多选择两门。
"""
PAGE = CANTEEN + "\n\n" + SCHOOL


def canonical(text):
    return apply(text, arrange(text))


def headlines(text):
    return [article.headline for article in split(text)]


def test_a_page_of_two_stories_gives_two_articles():
    assert headlines(PAGE) == ["社区食堂开业", "青年夜校开始报名"]


def test_no_article_begins_where_the_layout_is_less_sure_than_asked():
    articles, edits = divide(PAGE, min_confidence=1)
    assert [article.headline for article in articles] == ["社区食堂开业"]
    assert ("heading", "青年夜校开始报名") in [(block.kind, block.text) for block in articles[0].blocks]
    assert list(divide(apply(PAGE, edits), min_confidence=1).edits) == []


def test_reporters_and_correspondents_come_from_the_first_paragraph_where_the_byline_stays():
    article = split(PAGE)[1]
    assert (article.reporters, article.correspondents) == (("李文静",), ("陈一凡",))
    assert article.byline == "本报讯(记者 李文静 通讯员 陈一凡)"
    assert article.blocks[0].text.startswith("本报讯(记者 李文静 通讯员 陈一凡)")


def test_spans_point_at_the_characters_of_a_block():
    for article in split(PAGE):
        for block in article.blocks:
            assert "".join(PAGE[start:end] for start, end in block.spans) == block.text


def test_a_line_with_a_colon_or_a_verb_of_saying_above_the_headline_is_a_kicker():
    page = SCHOOL.replace("青年夜校开始报名", "区领导调研社区工作时强调\n\n把小事办好 让居民满意")
    article = split(page)[0]
    assert (article.kicker, article.headline) == ("区领导调研社区工作时强调", "把小事办好 让居民满意")


def test_a_line_with_a_dash_below_the_headline_is_a_subheadline():
    page = SCHOOL.replace("青年夜校开始报名", "一座夜校点亮一座城\n\n——江城区青年夜校办学三周年记事")
    article = split(page)[0]
    assert (article.headline, article.subheadline) == ("一座夜校点亮一座城", "——江城区青年夜校办学三周年记事")


@pytest.mark.parametrize(
    ("jump", "page"),
    [("(下转2版)", "2版"), ("（下转第二版）", "二版"), ("(下转A03版)", "A03版"), ("（下转 第6版）", "6版")],
)
def test_a_jump_leaves_the_text_and_says_where_the_story_continues(jump, page):
    article = split(CANTEEN.rstrip() + jump + "\n\n" + SCHOOL)[0]
    assert article.continues_on == page
    assert article.blocks[-1].text.endswith("每餐的价格在十元上下。")


@pytest.mark.parametrize("jump", ["(上接1版)", "(紧接第一版)"])
def test_a_story_that_comes_from_another_page_says_so(jump):
    article = split(CANTEEN.replace("本报讯", jump + "本报讯"))[0]
    assert article.continued_from in ("1版", "一版")
    assert article.blocks[0].text.startswith("本报讯")


def test_a_sentence_cut_by_a_jump_is_not_joined_to_the_next_story():
    page = CANTEEN.replace("每餐的价格在十元上下。", "每餐的价格在十(下转2版)") + "\n" + SCHOOL
    first, second = split(apply(page, reflow(page)))
    assert first.blocks[-1].text.endswith("每餐的价格在十")
    assert second.headline == "青年夜校开始报名"


def test_a_caption_above_the_first_headline_belongs_to_the_first_story():
    page = "图为老人在食堂就餐。\n\n" + PAGE
    first, second = split(page)
    assert (first.blocks[0].kind, first.blocks[0].text) == ("caption", "图为老人在食堂就餐。")
    assert canonical(page).startswith("社区食堂开业\n\n图为老人在食堂就餐。\n本报讯")
    assert second.headline == "青年夜校开始报名"


def test_a_credit_at_the_end_belongs_to_the_story_above():
    first = split(CANTEEN + "\n(作者为江城区民政局局长)\n\n" + SCHOOL)[0]
    assert (first.blocks[-1].kind, first.blocks[-1].text) == ("credit", "(作者为江城区民政局局长)")


def test_the_canonical_text_has_the_stack_a_blank_line_and_a_line_for_each_block():
    assert canonical(CANTEEN) == CANTEEN.replace("尝鲜。\n\n", "尝鲜。\n")


def test_articles_are_parted_by_a_line_with_a_form_feed():
    assert canonical(PAGE).count("\n\f\n") == 1


@pytest.mark.parametrize("text", [CANTEEN, PAGE, "图为老人在食堂就餐。\n" + PAGE, PAGE.replace("\n\n", "\n")])
def test_the_canonical_text_stays_as_it_is(text):
    once = canonical(text)
    assert canonical(once) == once
    assert list(reflow(once)) == []


def test_a_line_with_a_form_feed_is_a_boundary_where_nothing_else_would_be():
    once = "社区食堂开业\n\n食堂提供早中晚三餐。\n\f\n老人可以享受送餐上门的服务。\n"
    assert len(split(once)) == 2
    assert canonical(once) == once


@pytest.mark.parametrize("line_break", ["\r\n", "\r"])
def test_other_line_breaks_become_line_feeds(line_break):
    assert canonical(PAGE.replace("\n", line_break)) == canonical(PAGE)


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n", "\N{IDEOGRAPHIC SPACE}\n"])
def test_a_page_without_text_has_no_articles(text):
    assert split(text) == []
    assert canonical(text).strip() == ""


def test_a_page_of_one_headline_is_one_article():
    assert len(split("江城区召开防汛工作会议\n")) == 1


PIECES = ["社区食堂开业", "江城 江城", "图为老人在食堂就餐。", "本报记者 陈 亮摄", "(下转2版)", "\f", "", " ", "\N{IDEOGRAPHIC SPACE}", "——编 者",
          "本报讯(记者 王小满)昨天中午,江城区梧桐社区食堂正式开业,周边的老人第一时间来到食堂尝鲜,窗口前很快排起了长", "队。食堂提供早中晚三餐。",
          "八十岁以上的老人可以享受送餐上门的服务,每餐的价格在十元上下,居民们都说方便,食堂还为行动不便的老人准备了可以推的餐车。"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_whatever_the_page_edits_apply_and_can_be_taken_back(pieces, newline):
    page = newline.join(pieces)
    for edits in (list(reflow(page)), list(arrange(page))):
        assert apply(apply(page, edits), invert(page, edits)) == page


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_reflow_finds_nothing_to_do_in_what_it_has_done(pieces):
    once = apply("\n".join(pieces), reflow("\n".join(pieces)))
    assert list(reflow(once)) == []


def test_a_jump_is_kept_where_the_canonical_text_reads_otherwise():
    page = (
        "(下转2版)\n区政府召开防汛工作会议\n图/张三\n本报讯(记者 王一)昨日,区政府召开防汛工作会议,确保关键时(下转3版)\n"
    )
    assert [article.continues_on for article in split(page)][-1] == "3版"
