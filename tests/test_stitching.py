"""Stitching: which halves of stories are joined, how, and what is left alone."""

import pytest

from newsclean.documents import Article, ArticleBlock, Document, article_of, plain, record
from newsclean.edits import apply
from newsclean.stitching import stitch
from newsclean.stitching.issue import Page, numbers, page, same_number

FLOOD = "本报讯(记者 王小满)昨日,江城区召开防汛工作会议,部署汛期准备工作。"
BROKEN = "会议指出,各镇街要把抢险队伍和物资备齐备足,确保关键时"
REST = "刻拉得出、顶得上、打得赢。"
LAST = "江城区有关部门负责人参加了防汛工作会议。"
CANTEEN = "本报讯(记者 李晓)昨天中午,梧桐社区食堂正式开业,窗口前很快排起了长"
CANTEEN_REST = "队。梧桐社区食堂每天供应三餐,八十岁以上的老人可以送餐上门。"


def article(headline, *paragraphs, **fields):
    blocks = tuple(ArticleBlock("paragraph", text, ((0, len(text)),)) for text in paragraphs)
    return Article(headline, blocks, **fields)


def front(**fields):
    return article("汛期准备全面展开", FLOOD, BROKEN, **{"continues_on": "2版", **fields})


def rest(headline=None, **fields):
    return article(headline, REST, LAST, **{"continued_from": "1版", **fields})


def canteen():
    return article("社区食堂开业", CANTEEN, continues_on="2版")


OTHER = article("图书馆延长开放时间", "从下周一起,图书馆每晚开放到十点,自习的学生可以多读两个小时的书。")


def pages(*lists, **fields):
    return [Page(f"p{n}", dict(enumerate(articles)), **fields) for n, articles in enumerate(lists, 1)]


def joined(*lists, **fields):
    """The headlines and texts of all articles after stitching, page by page; the edits are checked on the way."""
    issue = pages(*lists, **fields)
    results = stitch(issue)
    for before, after in zip(issue, results, strict=True):
        assert apply(plain(before.articles.values()), after.edits) == plain(after.articles.values())
    return [[(one.headline, one.text) for one in result.articles.values()] for result in results]


WHOLE = ("汛期准备全面展开", f"{FLOOD}\n{BROKEN}{REST}\n{LAST}")


def test_two_halves_become_one_article_where_the_story_began():
    assert joined([front()], [OTHER, rest()]) == [[WHOLE], [(OTHER.headline, OTHER.text)]]


def test_a_jump_between_sentences_joins_paragraphs_and_not_sentences():
    first = article("汛期准备全面展开", FLOOD, continues_on="2版")
    assert joined([first], [article("汛期准备全面展开", LAST, continued_from="1版")])[0] == [
        ("汛期准备全面展开", f"{FLOOD}\n{LAST}")
    ]


@pytest.mark.parametrize("headline", ["汛期准备全面展开", "汛期准备", "汛期准备 全面展开"])
def test_the_headline_over_the_second_half_goes(headline):
    assert joined([front()], [rest(headline)]) == [[WHOLE], []]


def test_pages_may_come_in_any_order():
    assert joined([rest(), OTHER], [front()]) == [[(OTHER.headline, OTHER.text)], [WHOLE]]


def test_numbers_may_be_chinese_or_arabic_and_have_a_section():
    issue = [
        Page("a", {0: front(continues_on="A02版")}, numbers("A1")),
        Page("b", {0: rest(continued_from="一版")}, numbers("第二版")),
    ]
    assert [len(result.articles) for result in stitch(issue)] == [1, 0]


def test_a_half_on_another_page_than_the_one_named_stays():
    issue = [Page("a", {0: front()}, numbers("1")), Page("b", {0: rest()}, numbers("3版"))]
    assert [len(result.articles) for result in stitch(issue)] == [1, 1]


def test_a_half_in_another_issue_stays():
    issue = [Page("a", {0: front()}, issue=("7月1日",)), Page("b", {0: rest()}, issue=("7月2日",))]
    assert [len(result.articles) for result in stitch(issue)] == [1, 1]


def test_two_stories_that_jump_to_the_same_page_are_told_apart_by_headlines():
    food = article("社区食堂开业", CANTEEN_REST, continued_from="1版")
    first, second = joined([front(), canteen()], [food, rest("汛期准备")])
    assert first == [WHOLE, ("社区食堂开业", CANTEEN + CANTEEN_REST)]
    assert second == []


def test_two_stories_that_jump_to_the_same_page_are_told_apart_by_their_wording():
    food = article(None, CANTEEN_REST, continued_from="1版")
    assert joined([front(), canteen()], [OTHER, food, rest()])[0] == [WHOLE, ("社区食堂开业", CANTEEN + CANTEEN_REST)]


def test_halves_that_nothing_tells_apart_stay():
    first = [article("短讯一", "昨天下午,人们在这里等了很", continues_on="2版"),
             article("短讯二", "今天早上,大家又等了很", continues_on="2版")]  # fmt: skip
    second = [article(None, "久。", continued_from="1版"), article(None, "久才散去。", continued_from="1版")]
    assert [len(found) for found in joined(first, second)] == [2, 2]


def test_a_jump_without_a_continuation_stays_and_is_named():
    [result, other] = stitch(pages([front()], [OTHER]))
    assert result.articles[0] == front()
    assert result.edits == other.edits == []
    [warning] = result.warnings
    assert "汛期准备全面展开" in warning
    assert "2版" in warning
    assert other.warnings == ()


def test_a_continuation_without_a_jump_stays_and_is_named():
    [_, result] = stitch(pages([OTHER], [rest()]))
    assert result.articles[0] == rest()
    assert "1版" in result.warnings[0]


def test_a_continuation_under_the_headline_of_another_story_stays():
    bridge = article("新桥今日通车", "桥面宽三十米,双向六车道,两侧留有人行道。", continued_from="1版")
    assert [len(found) for found in joined([front()], [bridge])] == [1, 1]


def test_a_half_that_does_not_say_so_is_found_by_its_headline():
    same = article("汛期准备全面展开", REST, LAST)
    assert joined([front()], [OTHER, same]) == [[WHOLE], [(OTHER.headline, OTHER.text)]]
    assert joined([front(continues_on=None)], [rest("汛期准备全面展开")]) == [[WHOLE], []]


def test_stories_without_any_jump_stay_even_under_one_headline():
    same = article("汛期准备全面展开", REST, LAST)
    assert [len(found) for found in joined([front(continues_on=None)], [same])] == [1, 1]


def test_a_story_with_a_dateline_of_its_own_is_no_second_half():
    own = article(None, "本报讯(记者 赵明)昨晚,江城剧院上演了新编的话剧,观众坐满了大厅。")
    assert [len(found) for found in joined([front()], [own])] == [1, 1]


def test_a_story_on_three_pages_is_joined_in_order():
    middle = article(None, REST, "会议还听取了防汛工作会议筹备情况的汇报,研", continued_from="1版", continues_on="3版")
    last = article(None, "究了下一步的工作。", "防汛工作会议筹备情况将向社会公布。", continued_from="2版")
    [first, second, third] = joined([front()], [middle], [OTHER, last])
    assert first[0][1].endswith("汇报,研究了下一步的工作。\n防汛工作会议筹备情况将向社会公布。")
    assert (second, len(third)) == ([], 1)


def test_two_halves_that_each_claim_to_continue_the_other_stay():
    one = article("汛期准备全面展开", BROKEN, continues_on="2版", continued_from="2版")
    two = article("汛期准备全面展开", BROKEN, continues_on="1版", continued_from="1版")
    assert [len(found) for found in joined([one], [two])] == [1, 1]


def test_both_halves_may_stand_in_one_file():
    assert joined([front(), OTHER, rest()]) == [[WHOLE, (OTHER.headline, OTHER.text)]]


def test_captions_of_the_first_half_stay_before_those_of_the_second():
    photo, view = ArticleBlock("caption", "会议现场。"), ArticleBlock("caption", "防汛物资仓库。")
    first, second = front(), rest()
    issue = pages([Article(first.headline, (*first.blocks, photo), continues_on="2版")],
                  [Article(None, (view, *second.blocks), continued_from="1版")])  # fmt: skip
    [result, _] = stitch(issue)
    texts = [block.text for block in result.articles[0].blocks]
    assert texts == [FLOOD, BROKEN + REST, "会议现场。", "防汛物资仓库。", LAST]
    assert apply(plain(issue[0].articles.values()), result.edits) == plain(result.articles.values())


def test_spans_of_a_joined_article_name_their_pages():
    [result, _] = stitch(pages([front()], [OTHER, rest()]))
    one = result.articles[0]
    assert [block.pages for block in one.blocks] == [(), ("p1", "p2"), ("p2",)]
    assert one.blocks[1].spans == ((0, len(BROKEN)), (0, len(REST)))
    assert (one.stitched_from, one.continues_on) == ((("p2", 1),), None)


def test_the_byline_is_that_of_the_first_half_or_else_of_the_second():
    named = rest(byline="记者 赵明", reporters=("赵明",))
    [result, _] = stitch(pages([front()], [named]))
    assert result.articles[0].reporters == ("赵明",)
    [result, _] = stitch(pages([front(byline="记者 王小满", reporters=("王小满",))], [rest()]))
    assert result.articles[0].reporters == ("王小满",)


def test_both_pages_say_what_was_joined_and_what_spoke_for_it():
    [first, second] = stitch(pages([front()], [OTHER, rest()]))
    assert first.joins[0]["goes_on_in"] == ["p2", 1]
    assert second.joins[0]["begins_in"] == ["p1", 0]
    assert first.joins[0]["evidence"]["jumps"] > 0


def test_nothing_is_left_to_stitch_afterwards():
    issue = pages([front()], [OTHER, rest()])
    again = [Page(before.id, after.articles) for before, after in zip(issue, stitch(issue), strict=True)]
    assert all(result.edits == [] and not result.warnings for result in stitch(again))


# Page numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2版", {("", 2)}),
        ("第二版", {("", 2)}),
        ("Ａ０３版", {("A", 3)}),
        ("十二版", {("", 12)}),
        ("二十版", {("", 20)}),
        ("2、3版", {("", 2), ("", 3)}),
        ("次版", set()),
        (None, set()),
    ],
)
def test_page_numbers_are_read(text, expected):
    assert numbers(text) == expected


def test_a_missing_section_agrees_with_any_but_two_sections_must_be_one():
    assert same_number(numbers("2版"), numbers("A02"))
    assert not same_number(numbers("B2"), numbers("A2"))
    assert not same_number(numbers("2"), numbers("3"))


@pytest.mark.parametrize(
    ("name", "number", "hint"),
    [
        ("2024-07-08_02.txt", set(), {("", 2)}),
        ("papers/2024-07/08/nbs_A03.htm", set(), {("A", 3)}),
        ("20240708/第三版.txt", {("", 3)}, set()),
        ("2024-07-08.txt", set(), set()),
        ("page.txt", set(), set()),
    ],
)
def test_a_name_tells_a_page_number_but_never_by_its_date(name, number, hint):
    found = page(Document(name, ""), {})
    assert (found.number, found.hint) == (number, hint)


def test_the_field_page_is_believed():
    assert page(Document("x_07", "", {"page": 2}), {}).number == numbers("2")


def test_pages_with_one_date_are_of_one_issue():
    one, two = (page(Document(f"daily/2024-07-08_0{n}.txt", ""), {}) for n in (1, 2))
    other = page(Document("daily/2024-07-09_01.txt", ""), {})
    evening = page(Document("evening/2024-07-08_01.txt", ""), {})
    assert one.issue == two.issue
    assert len({one.issue, other.issue, evening.issue}) == 3


# Records --------------------------------------------------------------------------------------------------------


def test_a_record_reads_back_as_the_article_it_was_written_from():
    [result, _] = stitch(pages([front(kicker="江城", reporters=("王小满",))], [OTHER, rest()]))
    one = result.articles[0]
    fields = record(one, 3, Document("p1", "", {"url": "u"}))
    assert article_of(fields) == (one, {"url": "u"})
