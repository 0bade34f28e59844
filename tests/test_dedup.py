"""Second copies inside a page: the laws of the step, what it names as the source, and odd pages."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import rules
from newsclean.edits import apply
from newsclean.marks import read, show
from newsclean.repeats import headline
from newsclean.repeats.page import FoldedPage
from newsclean.steps.dedup import copies, dedup

SENTENCES = [
    "昨天上午，新安江畔的滨水步道全线贯通，市民可以沿江一路走到老码头",
    "步道全长七公里，沿线补种了两千多株水杉，还铺设了三条盲道",
    "老码头的仓库改成了书店和咖啡馆，晚上开到十点，周末还有露天电影",
    "渡口边的图书馆只有四十个座位，每个周末却要接待近五百位读者",
    "馆长说，办法只有两个：预约和轮换，时间到了大家会自己起身",
    "古道在山腰上绕了三道弯，石阶被脚步磨得发亮，雨天照得见人影",
    "山区小学有了自己的天文台，圆顶打开的时候，孩子们都屏住了呼吸",
    "修表铺藏在巷子深处，门口挂着一只停了三十年的铜钟",
    "一九五八年秋天，十九岁的何守山离开青石村，跟着勘探队进了戈壁",
    "他在江上摆了四十年渡，看着两岸从芦苇荡变成高楼",
]
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n\u3000\u3000", "\n \n"])


@st.composite
def articles(draw):
    """An article of distinct sentences: its lines and what stands between them."""
    sentences = draw(st.permutations(SENTENCES).map(lambda order: order[: draw(st.integers(4, 9))]))
    cuts = sorted(draw(st.sets(st.integers(1, len(sentences) - 1), min_size=1)))
    pairs = zip([0, *cuts], [*cuts, None], strict=True)
    lines = ["".join(sentence + "。" for sentence in sentences[one:other]) for one, other in pairs]
    return lines, draw(BREAKS)


@given(articles())
def test_an_article_of_distinct_sentences_is_left_alone(article):
    lines, line_break = article
    assert list(dedup(line_break.join(lines))) == []


@given(articles(), st.integers(2, 4))
def test_an_article_printed_several_times_is_given_back(article, times):
    lines, line_break = article
    text = line_break.join(lines)
    assert apply(line_break.join([text] * times), dedup(line_break.join([text] * times))) == text


@given(articles(), st.data())
def test_a_second_copy_cut_anywhere_after_its_second_line_is_removed(article, data):
    lines, line_break = article
    text = line_break.join(lines)
    at = data.draw(st.integers(len(lines[0] + lines[1]) + len(line_break), len(text)))
    page = text + line_break + text[:at]
    left = apply(page, dedup(page))
    assert left.startswith(text)
    assert len(left.removeprefix(text).strip()) < 10


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*SENTENCES, "据新华社电", "——", "", "（记者 高远）"]), max_size=14), BREAKS, st.booleans()
)
def test_a_second_run_finds_nothing(lines, line_break, ended):
    text = line_break.join(line + "。" * ended for line in lines)
    once = apply(text, dedup(text))
    assert list(dedup(once)) == []


@settings(deadline=None)
@given(st.text(string.ascii_letters[:3] + "甲乙丙。，\n\r\u3000(（)） …", max_size=80))
def test_any_text_gives_edits_that_can_be_applied_and_only_remove(text):
    edits = list(dedup(text))
    apply(text, edits)
    assert all(not edit.text and edit.start < edit.end for edit in edits)


@pytest.mark.parametrize("text", ["", "\n\n\n", "题", "一行\n", "\r\r", "(((((", "\f", "今天\f今天"])
def test_pages_with_little_on_them_stay_as_they_are(text):
    assert list(dedup(text)) == []


def test_every_copy_names_the_place_that_says_the_same():
    body = "\n".join(sentence + "。" for sentence in SENTENCES[:3])
    text = f"江畔的新景\n江畔的新景\n{body}\n{body}\n"
    found = copies(text)
    assert [copy.rule for copy in found] == ["dedup.headline"] + ["dedup.body"] * 3
    for start, stop, source_start, source_stop, _ in found:
        assert text[source_start:source_stop] == text[start:stop]
        assert source_stop <= start


def test_the_line_break_at_the_end_of_a_page_stays():
    body = "\n".join(sentence + "。" for sentence in SENTENCES[:3])
    assert apply(f"{body}\n{body}\n", dedup(f"{body}\n{body}\n")) == f"{body}\n"


def test_a_form_feed_between_two_articles_stays():
    body = "\n".join(sentence + "。" for sentence in SENTENCES[:3])
    assert apply(f"{body}\n\f\n{body}\n责编", dedup(f"{body}\n\f\n{body}\n责编")) == f"{body}\n\f\n责编"


_HEADS = ("江畔的新景", "江畔的新景_某网", "江畔的新景…", "江畔的新景 记者 张三", "题图", "题图说明", "江岸日报", "题")
_PROSE = "".join(sentence + "。" for sentence in SENTENCES[:2])


@given(st.lists(st.sampled_from([*_HEADS, "2025年5月6日", "江畔", "", _PROSE]), max_size=16))
def test_headlines_are_repeated_only_where_a_quick_look_says_that_they_may_be(lines):
    page = FoldedPage("\n".join(lines))
    head = headline._head(page)
    found = [*headline._in_head(page, head), *headline._glued(page, head), *headline._doubled(page, len(head))]
    assert list(headline.repeats_of_headline(page)) == found


@pytest.mark.parametrize("rule", rules.builtin("dedup").values(), ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_are_what_it_does(rule):
    for marked in rule.removes:
        text, _ = read(marked)
        edits = list(dedup(text))
        assert show(text, edits) == marked
        assert rule.id in {edit.rule for edit in edits}
    assert all(list(dedup(text)) == [] for text in rule.keeps)
