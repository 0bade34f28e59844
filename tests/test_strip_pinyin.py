"""Laws of strip-pinyin, and what no case can show."""

from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from newsclean.edits import apply
from newsclean.pinyin import annotations
from newsclean.steps.strip_pinyin import strip_pinyin

WORDS = [
    "创新", "发展", "临平", "工厂", "市场", "企业", "人才", "改革", "道路", "学校", "公园", "记者", "经济", "政府",
    "的", "在", "是", "了", "和", "一", "不", "大", "有", "人",
]  # fmt: skip
CLEAN = st.lists(st.sampled_from([*WORDS, "，", "。", "2025", "(GDP)", "（AI）", "\n"]), max_size=40).map("".join)
MESSY = st.lists(
    st.sampled_from(
        [*"发展創新簋国國(（﹙)）﹚?，。： \nF嵉", "guó", "(fāzhǎn)", "（guo）", "chuàng", "xin", "(jīng)"]
    ),
    max_size=60,
).map("".join)


def strip(text, **options):
    return apply(text, strip_pinyin(text, **options))


@st.composite
def annotated(draw):
    """A clean text and the same text with right readings after some of its words."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=6, max_size=40))
    marks = draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    brackets = draw(st.sampled_from(["()", "（）"]))
    pieces = []
    for word, marked in zip(words, marks, strict=True):
        reading = "".join(syllables[0] for syllables in pinyin(word, style=Style.TONE))
        pieces.append(f"{word}{brackets[0]}{reading}{brackets[1]}" if marked else word)
    return "与".join(words), "与".join(pieces)


@given(annotated())
def test_right_readings_put_into_a_clean_text_go_again(pair):
    clean, dirty = pair
    assert strip(dirty) == clean


@given(CLEAN)
def test_a_text_without_readings_stays(text):
    assert list(strip_pinyin(text)) == []


@given(MESSY, st.sampled_from(["auto", "all", "none-rare"]))
def test_edits_are_in_order_and_a_second_run_finds_nothing(text, policy):
    once = strip(text, policy=policy)
    assert strip(once, policy=policy) == once


@given(MESSY)
def test_only_brackets_and_damage_are_edited(text):
    for edit in strip_pinyin(text):
        removed = text[edit.start : edit.end]
        if edit.rule == "pinyin.annotation":
            assert removed.strip()[0] in "(（﹙"
            assert removed[-1] in ")）﹚"
            assert edit.text == ""
        else:
            assert edit.rule in ("pinyin.repaired", "pinyin.damaged")


READINGS = st.lists(st.sampled_from([*"西安先鲜闲，“ ", "(xian)", "(xiān)", "（xi'an）", "(xian)(xian)"]), max_size=30)


@given(READINGS.map("".join), st.sampled_from(["auto", "all"]))
def test_what_is_remembered_of_words_changes_nothing(text, policy):
    annotations._known.cache_clear()
    first = list(strip_pinyin(text, policy=policy))
    assert list(strip_pinyin(text, policy=policy)) == first
    strip("西安(xian)鲜(xian)先(xian)，闲“(xian)")
    assert list(strip_pinyin(text, policy=policy)) == first


def test_a_million_brackets_and_long_lines_are_no_trouble():
    for text in ("(" * 1_000_000, "中(a" * 300_000, "(" + "a" * 1_000_000, "国(guo" * 200_000, "?国" * 300_000):
        assert list(strip_pinyin(text)) == []


def test_the_seed_with_annotations_loses_all_and_the_others_keep_everything(seed):
    text = seed.read_text("utf-8")
    stripped = strip(text)
    if "(hújīn)" in text:
        assert len(list(strip_pinyin(text))) == 236
    else:
        assert stripped == text
