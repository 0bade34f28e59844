"""Reprints join, template twins and shared titles do not, whatever the order."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from newsclean.folding import fold
from newsclean.similarity import cluster
from newsclean.similarity.bands import candidates
from newsclean.similarity.clusters import Choice, Verdict, judge
from newsclean.similarity.comparison import Comparison, Profile, compare, comparisons
from newsclean.similarity.shingles import overlaps
from newsclean.similarity.signatures import BINS, ENOUGH, RECORD, batches, signatures_of
from newsclean.similarity.units import encoded, folded_units, text_of

BRIDGE = """跨江大桥昨日合龙
经过三年零两个月的施工，连接两岸新区的跨江大桥昨日上午合龙。大桥全长五点六公里，主跨一千零八十米，双向八车道。
建设者在桥塔上安装了四百多个传感器，随时监测风速、温度和索力。台风季节，这些数据每分钟更新一次。
过去，两岸居民往来要坐四十分钟轮渡，遇到大雾只能等待。大桥通车后，过江只要六分钟，公交线路也将同时开通。
桥下的老渡口不会消失，它将改建成一座江边公园，轮渡保留一条观光航线。"""

LIBRARY = """海边的图书馆
图书馆建在防波堤的尽头，四面玻璃，涨潮的时候像一艘停住的船。馆里只有四十个座位，每个周末却要接待近五百位读者。
馆长说，办法只有两个，预约和轮换。每人每次可以坐两个小时，时间到了，读者会自己起身，把椅子让给下一位。
最受欢迎的是朝东的那一排，能看见日出。有人从邻市坐早班车来，只为在那里读完一首诗。"""

MARKET = """收评：沪指{a}跌{b}% 创业板指跌{c}%
新华财经5月{d}日电 沪深两市当天低开后震荡下行，午后跌幅有所扩大，截至收盘主要股指全线收跌。
截至收盘，沪指报{e}点，跌{b}%，成交额{f}亿元；深证成指报{g}点，跌{h}%，成交额{i}亿元；创业板指报{j}点，跌{c}%。
盘面上，银行、煤炭、电力板块涨幅居前，半导体、软件、传媒板块跌幅居前，两市超过{k}只个股下跌。
北向资金全天净流出{l}亿元，其中沪股通净流出{m}亿元，深股通净流出{n}亿元，为连续第{o}个交易日净流出。
分析人士认为，当前市场成交清淡，投资者情绪偏于谨慎，短期内大盘仍将以震荡整理为主，板块轮动较快，追涨的风险较大。
从中长期看，经济回升向好的基础正在巩固，上市公司盈利逐季改善，估值处于历史较低位置，下行空间有限。
建议投资者控制仓位，关注业绩确定性较强的行业龙头，以及受益于设备更新和消费品以旧换新政策的相关板块。
本报提醒，市场有风险，投资需谨慎，以上内容仅供参考，不构成投资建议。"""


def edition(seed):
    numbers = random.Random(seed)
    return MARKET.format(**{name: numbers.randint(10, 99) for name in "abcdefghijklmno"})


def signatures(texts):
    made = [signatures_of(folded_units(batch)) for batch in batches(texts)]
    return np.concatenate([np.zeros(0, RECORD), *made])


def compared(one, other):
    return comparisons([Profile(text) for text in folded_units([encoded(one), encoded(other)]).texts], [(0, 1)])[0]


def pairs_among(texts, **options):
    return [tuple(pair) for pair in candidates(signatures(texts), np.arange(len(texts)), **options).tolist()]


def clusters(texts):
    """The verdicts as sets of texts that belong together."""
    verdicts = cluster(texts)
    numbers = {verdict.cluster for verdict in verdicts} - {None}
    members = ({index for index, verdict in enumerate(verdicts) if verdict.cluster == number} for number in numbers)
    return {frozenset(texts[index] for index in group) for group in members}


def reprints(text):
    headline, _, body = text.partition("\n")
    return {
        "an agency line": f"{headline}\n新华社某市5月6日电 （记者高远）{body}",
        "an editor's tail": f"{text}\n（来源：江岸日报）\n【编辑：方圆】\n声明：转载请注明出处。",
        "another title": f"独家：两岸等了三年\n{body}",
        "one line": text.replace("\n", ""),
        "full width and other punctuation": text.replace("，", ",").replace("。", "．"),
        "annotations": text.replace("大桥", "大桥(dàqiáo)").replace("图书馆", "图书馆（túshūguǎn）"),
        "a shortened body": text[: len(text) * 6 // 10],
        "the page's frame": f"首页 > 新闻 > 本地\n2025-05-06 08:12 字号：大 中 小\n{text}\n相关阅读\n上一篇 下一篇",
    }


@pytest.mark.parametrize("text", [BRIDGE, LIBRARY], ids=["bridge", "library"])
@pytest.mark.parametrize("change", list(reprints("")))
def test_a_reprint_joins_its_source_with(change, text):
    reprint = reprints(text)[change]
    assert clusters([text, reprint, edition(1)]) == {frozenset((text, reprint))}


def test_a_traditional_copy_joins_the_simplified_text():
    traditional = OpenCC("s2t").convert(BRIDGE)
    assert clusters([BRIDGE, traditional]) == {frozenset((BRIDGE, traditional))}


def test_editions_of_one_template_with_other_numbers_stay_apart():
    assert clusters([edition(1), edition(2), edition(3)]) == set()


def test_wording_that_agrees_to_four_parts_in_five_does_not_outweigh_other_numbers():
    week = BRIDGE + LIBRARY + "\n本周接待读者{}人次，借出图书{}册，预约座位{}个，新办借书证{}张，读者来信{}封。"
    one, other = week.format(4821, 2977, 611, 83, 19), week.format(5190, 3345, 702, 91, 24)
    comparison = compared(one, other)
    assert comparison.similarity > 0.8
    assert comparison.is_twin
    assert clusters([one, other]) == set()


def test_texts_that_agree_in_almost_all_wording_but_not_in_their_numbers_are_twins():
    report = (
        "昨日0时至24时，全市新增确诊病例3例，均在集中隔离点发现，已转运至定点医院治疗，病情平稳。当日解除隔离17人。"
    )
    other = report.replace("3例", "5例").replace("17人", "42人")
    comparison = compared(report, other)
    assert comparison.is_twin
    assert not comparison.is_same
    assert clusters([report, other]) == set()


def test_the_parts_of_a_series_stay_apart():
    part = "长城脚下的村庄{n}：{t}\n本报推出系列报道《长城脚下的村庄》，记者走进沿线的十二个村庄，今天推出其中一篇。"
    first, second = part.format(n="①", t="守夜人"), part.format(n="②", t="放羊倌")
    assert clusters([first, second]) == set()


def test_a_corrected_figure_does_not_part_a_long_text_from_its_reprint():
    corrected = BRIDGE.replace("四百多个", "400多个") + "\n大桥总投资86亿元。"
    wrong = corrected.replace("86亿", "68亿")
    assert clusters([corrected, wrong]) == {frozenset((corrected, wrong))}


def test_the_same_title_over_another_body_does_not_join():
    headline = BRIDGE.partition("\n")[0]
    assert clusters([BRIDGE, headline + "\n" + LIBRARY.partition("\n")[2]]) == set()


def test_headlines_alone_are_compared_whole():
    assert clusters(["第一届读书节今日开幕", "第二届读书节今日开幕"]) == set()
    assert len(cluster(["第一届读书节今日开幕", "第一届读书节，今日开幕！"])) == 2
    assert cluster(["第一届读书节今日开幕", "第一届读书节，今日开幕！"])[1].duplicate_of == 0


def test_texts_of_one_character_and_empty_texts_are_no_special_case():
    verdicts = cluster(["春", "夏", "春", "", " "])
    assert verdicts[2].duplicate_of == 0
    assert verdicts[1] == Verdict(None, None, 1.0)
    assert cluster([]) == []


def test_a_brief_is_no_copy_of_the_roundup_that_takes_it_in():
    roundup = "本周要闻汇编\n" + "\n".join([BRIDGE, LIBRARY, edition(5)])
    assert clusters([BRIDGE, roundup]) == set()


def test_a_twin_does_not_join_by_way_of_a_third_text():
    report = (
        "昨日0时至24时，全市新增确诊病例{a}例，均在集中隔离点发现，已转运至定点医院治疗，病情平稳。当日解除隔离{b}人。"
    )
    one, other = report.format(a=3, b=17), report.format(a=5, b=42)
    without_numbers = report.replace("{a}", "多").replace("{b}", "多")
    joined = clusters([one, other, without_numbers])
    assert all(not {one, other} <= group for group in joined)


def test_the_kept_copy_is_the_first_the_longest_or_the_earliest():
    reprint = reprints(BRIDGE)["an editor's tail"]
    texts = [BRIDGE, reprint]
    assert [verdict.duplicate_of for verdict in cluster(texts)] == [None, 0]
    assert [verdict.duplicate_of for verdict in cluster(texts, keep="longest")] == [1, None]
    dates = ["2025-05-07", "2025-05-06"]
    assert [verdict.duplicate_of for verdict in cluster(texts, keep="earliest", dates=dates)] == [1, None]
    assert [verdict.duplicate_of for verdict in cluster(texts, keep="earliest", dates=[None, "2025"])] == [1, None]


def test_a_verdict_names_the_cluster_the_kept_copy_and_the_similarity():
    reprint = reprints(BRIDGE)["an agency line"]
    alone, kept, copy = cluster([LIBRARY, BRIDGE, reprint])
    assert alone == Verdict(None, None, 1.0)
    assert kept == Verdict(0, None, 1.0)
    assert (copy.cluster, copy.duplicate_of) == (0, 1)
    assert 0.7 < copy.similarity < 1


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_clusters_do_not_depend_on_the_order_of_the_documents(order):
    texts = [BRIDGE, LIBRARY, *reprints(BRIDGE).values(), *reprints(LIBRARY).values(), *map(edition, range(4))]
    expected = clusters(texts)
    order.shuffle(texts)
    assert clusters(texts) == expected


def test_records_made_in_parts_are_those_made_at_once():
    texts = [BRIDGE, LIBRARY, edition(1), "", "短"]
    alone = [signatures([text])[0].tobytes() for text in texts]
    assert alone == [record.tobytes() for record in signatures(texts)]


def test_only_the_texts_of_candidates_are_compared():
    texts = [BRIDGE, LIBRARY, reprints(BRIDGE)["an agency line"], edition(1)]
    profiles = [Profile(text) for text in folded_units([encoded(text) for text in texts]).texts]
    asked = []

    def comparing(pairs):
        asked.extend(map(tuple, pairs.tolist()))
        return compare(profiles, pairs)

    judge(signatures(texts), comparing, Choice())
    assert asked == [(0, 2)]


def test_equal_texts_are_each_compared_with_the_first_of_them_alone():
    asked = []

    def comparing(pairs):
        asked.extend(map(tuple, pairs.tolist()))
        return compare([Profile(folded_units([encoded(BRIDGE)]).values[:-1])] * 200, pairs)

    verdicts = judge(signatures([BRIDGE] * 200), comparing, Choice())
    assert asked == [(0, other) for other in range(1, 200)]
    assert [verdicts[index].duplicate_of for index in range(200)] == [None] + [0] * 199


def test_a_crowd_of_texts_that_are_nearly_equal_has_few_pairs():
    texts = [f"{BRIDGE}\n编号{index:03}" for index in range(200)]
    assert len(pairs_among(texts)) < 200 * 40 < 200 * 199 / 2
    assert {verdict.duplicate_of for verdict in cluster(texts)[1:]} == {0}


def test_candidates_name_each_pair_once_in_order():
    texts = [BRIDGE, *reprints(BRIDGE).values()]
    pairs = pairs_among(texts)
    assert pairs == sorted(set(pairs))
    assert set(pairs) <= set(itertools.combinations(range(len(texts)), 2))


@pytest.mark.parametrize("memory", [1, 500, 2_000, 10_000])
def test_candidates_do_not_depend_on_the_memory_to_find_them_in(memory):
    texts = [*reprints(BRIDGE).values(), *reprints(LIBRARY).values(), *map(edition, range(9))]
    assert pairs_among(texts, memory=memory) == pairs_among(texts)


def test_no_two_documents_of_earlier_runs_are_candidates():
    texts = [BRIDGE, *reprints(BRIDGE).values()]
    assert all(other >= 5 for _, other in pairs_among(texts, fresh=5))
    assert {pair for pair in pairs_among(texts) if pair[1] >= 5} == set(pairs_among(texts, fresh=5))


def test_two_clusters_of_earlier_runs_are_not_joined_by_a_text_that_is_like_both():
    """The fresh document is a copy of the one it is most alike to; what was kept before stays apart."""
    texts = [BRIDGE, BRIDGE + LIBRARY[:120], BRIDGE + LIBRARY[:40]]
    profiles = [Profile(text) for text in folded_units([encoded(text) for text in texts]).texts]
    verdicts = judge(
        signatures(texts), lambda pairs: compare(profiles, pairs), Choice(), decided=np.array([0, 1], np.int64)
    )
    assert verdicts == {2: Verdict(0, 0, pytest.approx(0.83, abs=0.01))}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=6))
def test_folded_units_are_what_folding_gives(texts):
    units = folded_units([encoded(text) for text in texts])
    assert [text_of(text) for text in units.texts] == [fold(text.replace("\uffff", "")) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "临平(línpíng)(línpíng)新城",
        "國（guó）家",
        "甲（ A）",
        "（甲",
        "春（" + "a" * 62 + "）春（" + "a" * 63 + "）",
        "春（Ab）春（AB）春（  ab）春（ab春）春((ab)）",
        "(a)",
        "𠮷野家😀",
        "ＡＢｃ１２３",
        "\uffff春\uffff",
        "",
    ],
)
def test_units_fold_as_text_does(text):
    (units,) = folded_units([encoded(text)]).texts
    assert text_of(units) == fold(text)


@given(st.text("春夏秋冬", max_size=60), st.text("春夏秋冬", max_size=60))
def test_overlaps_count_the_sequences_that_two_texts_share(one, other):
    here, there = ({text[start : start + 5] for start in range(len(text) - 4)} for text in (one, other))
    found = overlaps(folded_units([encoded(one), encoded(other)]).texts, [(0, 1), (1, 0)])
    assert found[0] == (len(here & there), len(here), len(there))
    assert found[1] == (len(here & there), len(there), len(here))


def test_overlaps_of_more_texts_than_are_sorted_at_once():
    texts = folded_units([encoded(BRIDGE + LIBRARY[:length]) for length in range(2, 150)] * 10).texts
    pairs = [(index, index + 148) for index in range(1000)]
    assert all(shared == one == other for shared, one, other in overlaps(texts, pairs))


def test_numbers_are_counted_where_both_texts_have_them_in_equal_surroundings():
    filler = "".join(map(chr, range(0x4E00, 0x4E50)))
    one = f"{filler}气温上升3度，共有17人参加，第三章"
    other = f"{filler}气温上升5度，共有17人参加，第四章"
    assert compared(one, other)._replace(similarity=0, containment=0) == Comparison(0, 0, False, 2, 3)


def test_the_beginning_of_a_book_is_what_counts_of_it():
    letters = random.Random(3)
    book = "".join(chr(0x4E00 + letters.randrange(5000)) for _ in range(ENOUGH + 30_000))
    (whole, begun) = signatures([book, book[:ENOUGH]])
    assert whole["bins"].tobytes() == begun["bins"].tobytes()
    assert whole["digest"] != begun["digest"]


def test_texts_too_short_for_a_sequence_have_digests_of_their_own():
    texts = ["", "甲", "乙", "甲乙", "乙甲", "甲甲", "甲乙丙", "甲乙丙丁", "甲丙乙丁"]
    digests = [record["digest"] for record in signatures(texts)]
    assert len(set(digests)) == len(texts)
    assert [signatures([text])[0]["digest"] for text in texts] == digests


def test_texts_whose_bins_are_the_same_have_digests_of_their_own():
    letters = random.Random(4)
    text = [chr(0x4E00 + letters.randrange(5000)) for _ in range(20_000)]
    changed = ["".join([*text[:place], "〇", *text[place + 1 :]]) for place in range(100, 200)]
    whole, *others = signatures(["".join(text), *changed])
    same = [other for other in others if other["bins"].tobytes() == whole["bins"].tobytes()]
    assert len(same) > 50
    assert len({record["digest"] for record in [whole, *same]}) == len(same) + 1


def test_a_text_of_few_sequences_fills_all_bins():
    (record,) = signatures([LIBRARY[:50]])
    assert len(set(record["bins"].tolist())) > BINS // 2
