"""The labels of a page's blocks."""

import itertools

import pytest

from newsclean.layout import confidences, headlines, layout
from newsclean.layout.certain import certain
from newsclean.layout.labeller import Model, model
from newsclean.layout.labels import ALLOWED, FIRST, LABELS, LAST
from newsclean.layout.lines import lines, look
from newsclean.layout.page import Page
from newsclean.layout.pairs import COMMON, Pairs, telling
from newsclean.layout.seams import closed, opened
from newsclean.layout.weights import unpacked


def kinds(page):
    return [(block.kind, page[block.start : block.end]) for block in layout(page)]


STORY = """江城老街的新生

本报记者 周雨桐

三年前,江城老街还是一条没有路灯的小巷,雨天积水,晴天扬尘,老街上的年轻人纷纷搬走,留下的多是老人。

修路引水 老街不再积水

老街的改造从道路开始。施工队把地下的管线全部更新,再铺上青石板,下雨天住在老街的人再也不用蹚水出门。

老街居民陈阿姨说,改造以前一到雨季,家里的地板就会返潮,如今连梅雨天都是干爽的。

图为改造后的江城老街。

开铺授徒 手艺人回来了

路修好了,老街的手艺人也回来了。竹编、剪纸、糖画的铺子一家接一家在老街重新开张,游客越来越多。

做竹编的老周带着三个徒弟,在老街尽头租下两间铺面,周末还给孩子们上课。

数据来源:江城区住建局
"""


def test_a_feature_has_headline_byline_headings_caption_and_credit():
    assert [kind for kind, _ in kinds(STORY)] == [
        "headline", "byline", "paragraph", "heading", "paragraph", "paragraph", "caption", "heading", "paragraph",
        "paragraph", "credit",
    ]  # fmt: skip


def test_blocks_cover_every_line_without_the_blanks_around_it():
    page = "\n \t" + STORY.replace("三年前", "\N{IDEOGRAPHIC SPACE}\N{IDEOGRAPHIC SPACE}三年前") + "  "
    assert [page[block.start : block.end] for block in layout(page)] == [
        line.strip() for line in page.split("\n") if line.strip()
    ]


def test_a_broken_paragraph_begins_with_a_fragment():
    page = STORY.replace("施工队把地下的管线全部更新", "施工队把地下的管线全部更\n\n新")
    assert ("fragment", "老街的改造从道路开始。施工队把地下的管线全部更") in kinds(page)


@pytest.mark.parametrize(
    "page",
    [
        "江城图书馆新馆开放\n\n新华社江城11\n\n月22日电 江城图书馆新馆22日开放,读者可以在八个阅览室里读书,也可以在屋顶花园里喝茶。\n",
        "江城老街的新生\n\n老街的改造从道路开始,施工队铺上青石板,老人们说这是《江城的\n\n味道》一书里写过的样子。\n",
        "江城老街的新生\n\n改造以后老街不再积水,住在巷子深处的老人们\n\n图为改造后的江城老街。\n\n出门再也不用蹚水,孩子们也能在门口踢球。\n",
    ],
    ids=["in the dateline", "inside a title", "around a caption"],
)
def test_a_paragraph_broken_off_for_certain_goes_on_below(page):
    pieces = [text for kind, text in kinds(page) if kind == "fragment"]
    assert pieces
    assert page.count("\n\n" + pieces[0] + "\n\n") == 1


def test_a_story_that_begins_with_another_dateline_does_not_go_on_with_one_that_is_whole():
    page = (
        "江城图书馆新馆开放\n\n新华社江城7月29日电 综\n\n合消息:江城图书馆新馆28日开放,读者可以在八个阅览室里读书。\n\n"
        "江城社29日报道称,新馆的屋顶花园也向读者开放,馆里还为孩子们准备了绘本和玩具,周末有人讲故事。\n"
    )
    assert [kind for kind, _ in kinds(page)] == ["headline", "fragment", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("end", "below", "surely"), [("电", "视机也搬到楼上", True), ("如", "今年3月,施工队更新管线", False)]
)
def test_a_line_is_surely_inside_a_sentence_unless_the_line_below_it_opens_one(end, below, surely):
    page = (
        f"江城老街的新生\n\n改造以前老街一到雨季就积水,老人出门买菜、孩子们上学都要蹚水,街坊家的{end}\n\n"
        f"孩子们在老街上玩耍\n\n{below},下雨天再也没有积水,街坊都说好。\n"
    )
    assert (certain(Page(lines(page), model().pairs))[2] == {"inset"}) is surely


def test_an_arrow_at_the_end_of_a_line_points_at_what_follows():
    assert look("有网友留言说,老街的青石板路让他想起了小时候↓").ending == "colon"


def test_what_stands_between_the_halves_of_a_word_is_no_part_of_the_sentence():
    page = (
        "江城老街的新生\n\n改造以后老街不再积水,住在巷子深处的老人们雨天也能出门买菜,孩子们也在街上学\n\n"
        "江城老街的清晨。\n\n习剪纸和糖画,铺子一家接一家重新开张。\n"
    )
    assert [kind for kind, _ in kinds(page)] == ["headline", "fragment", "caption", "paragraph"]


@pytest.mark.parametrize(
    ("text", "closer"), [("他读了《江城的", "》"), ("他读了《江城》", ""), ("他说:“走", "”"), ("(图)(江城", ")")]
)
def test_what_is_opened_must_be_closed(text, closer):
    assert opened(text) == closer


@pytest.mark.parametrize(
    ("below", "inside"), [("味道》一书。", True), ("《味道》一书。", False), ("味道一书。", False)]
)
def test_a_line_that_closes_what_it_has_not_opened_goes_on(below, inside):
    assert closed(below, "》") is inside


def test_a_page_in_traditional_characters_is_read_as_well():
    page = (
        "江城舉行龍舟比賽\n\n本報記者 周雨桐\n\n江城龍舟比賽昨日在北岸舉行,來自十二個鄉鎮的隊伍參加了比賽,"
        "觀眾站滿了兩岸的長堤,為選手們加油。\n\n比賽結束後,選手們說,這個節日對他們來說是一年裡最熱鬧的日子。\n"
    )
    assert [kind for kind, _ in kinds(page)] == ["headline", "byline", "paragraph", "paragraph"]


def test_confidence_is_a_probability():
    assert len(confidences(STORY)) == len(layout(STORY))
    assert all(0.5 <= confidence <= 1 for confidence in confidences(STORY))


def test_an_empty_page_has_no_blocks():
    assert layout("") == ()


def test_layout_does_not_depend_on_what_was_laid_out_before():
    first = layout(STORY)
    layout("江城区召开防汛工作会议\n")
    assert layout(STORY) == first


@pytest.mark.parametrize(
    ("stack", "parsed"),
    [
        (["区政府常务会议召开"], ["headline"]),
        (["江城夜校开班", "二十门课程供青年选择"], ["headline", "subheadline"]),
        (["江城老街改造三年间——", "青石板上 新铺开张"], ["kicker", "headline"]),
        (["区长调研时强调", "守住安全底线"], ["kicker", "headline"]),
        (["浙江杭州", "描绘城市发展新图景"], ["kicker", "headline"]),
        (["湖畔小城的一天", "——江城生态建设纪实"], ["headline", "subheadline"]),
        (["(新春走基层)", "江城老街年味浓"], ["label", "headline"]),
        (["“我们的日子,", "越过越有奔头”"], ["headline", "headline"]),
    ],
)
def test_a_stack_is_read_by_its_signs(stack, parsed):
    assert headlines.parse(stack) == parsed


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("图为老人在食堂就餐。", "caption"),
        ("临江之晨 孙小昉 摄", "caption"),
        ("郑小德摄(江城影像)", "caption"),
        ("本报记者 吴小姗", "byline"),
        ("责任编辑:王小明", "credit"),
        ("(作者为江城大学教授)", "credit"),
        ("编者按", "label"),
        ("食堂开业", "short"),
        ("食堂开业了。", "brief"),
        ("拍摄于江城的新剧开机", "short"),
        ("江城晨报记者周雨桐", "byline"),
        ("文/本报记者陈小雨", "byline"),
        ("本报记者探访江城老街", "short"),
        ("江城关爱一线医务工作者", "short"),
    ],
)
def test_a_line_is_looked_at_by_itself(text, form):
    assert look(text).form == form


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_found_with_any_line_break(newline):
    found = lines(newline.join(["甲", "", " 乙 ", "", "", "丙"]))
    assert [(line.text, line.blanks) for line in found] == [("甲", 0), ("乙", 1), ("丙", 2)]


def test_the_chain_of_labels_has_no_dead_end():
    assert set(ALLOWED) == set(LABELS)
    assert set(FIRST) | set(LAST) <= set(LABELS)
    reach = set(LAST)
    for _ in LABELS:
        reach |= {label for label in LABELS if set(ALLOWED[label]) & reach}
    assert reach == set(LABELS)


def test_a_line_that_cannot_be_what_it_may_be_is_still_labelled():
    only_rest = [frozenset(("rest",))]
    assert len(model().read(only_rest, []).labels) == 1


def test_a_line_that_can_only_be_one_thing_is_not_scored():
    allowed = [frozenset(("headline",)), frozenset(("stack", "rest")), frozenset(("paragraph",))]

    def glance(places):
        pytest.fail(f"lines {places} were looked at")

    assert model().read(allowed, [glance]).labels == ["headline", "stack", "paragraph"]


def test_only_lines_in_doubt_are_looked_at_again():
    weights = {"headline!": "z" + "P" * 10, "paragraph!": "PPP" + "z" + "P" * 7}
    steps = [[0.0] * len(LABELS)] * len(LABELS)
    features, weights = "\n".join(weights), "".join(weights.values())
    labeller = Model({"features": features, "weights": weights, "scale": 0.5, "steps": steps, "pairs": ""})
    either = frozenset(("headline", "paragraph"))
    asked = []

    def names(*some):
        return [(lambda: some,)]

    def closer(places):
        asked.append(list(places))
        return [names("headline!") for _ in places]

    reading = labeller.read([either] * 2, [lambda _: [names("paragraph!"), []], closer])
    assert (reading.labels, asked) == (["paragraph", "headline"], [[1]])


def test_a_clue_weighs_what_its_features_weigh():
    weights = {"shape:form=short": "A" + "P" * 10, "shape:size=b": "z" * 11}
    steps = [[0.0] * len(LABELS)] * len(LABELS)
    features, weights = "\n".join(weights), "".join(weights.values())
    labeller = Model({"features": features, "weights": weights, "scale": 0.5, "steps": steps, "pairs": ""})
    names = ("shape:form=short", "shape:size=b", "shape:size=unknown")
    assert (
        unpacked(labeller.weigh([(lambda: names,)])) == (2**15 + 27,) + (2**15 + 42,) * 10
    )  # A is 15 below P, z is 42 above


def test_a_million_short_lines_and_one_long_line_are_laid_out():
    assert len(layout("甲\n" * 20000)) == 20000
    assert len(layout("长" * 2_000_000)) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("甲乙丙丁", 3),
        ("甲乙甲乙", 2),
        ("甲乙，丙丁", 2),
        ("甲1乙丙_丁", 1),
        ("𠮷野家", 2),  # outside the basic plane
        ("甲", 0),
        ("，。！", 0),
    ],
)
def test_only_pairs_of_letters_tell_what_a_line_is_about(text, count):
    known = Pairs("".join(f"{one}{other}!" for one, other in sorted(itertools.pairwise("甲乙丙丁𠮷野家甲"))))
    assert len(telling(text, known.common)) == count


def test_a_pair_is_found_by_its_first_character():
    pairs = Pairs("丙丁%" + "乙丙$" + "乙丁!" + "甲乙#")
    assert [pairs.grades[pair] for pair in ("丙丁", "乙丙", "乙丁", "甲乙")] == [4, 3, 0, 2]
    assert [pairs.grades[pair] for pair in ("甲丙", "丁甲", "一丁", "龙甲", "甲", "")] == [None] * 6
    assert len(pairs.known) == 4


def test_common_pairs_tell_nothing():
    pairs = Pairs("丙丁!" + "甲乙" + chr(33 + COMMON))
    assert telling("甲乙，丙丁", pairs.common) == telling("丙丁", frozenset())
    assert telling("丙丁", frozenset()) <= pairs.known
