"""What text is the same to a reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.folding import ANNOTATION, CLAUSE, fold, fold_letters, places, simplified_page

TEXTS = st.text("临平臨乾干发發Aａ１1Éİ(（)）línpzhǐ，。! \u3000\n", max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("２０２５年５月", "2025年5月"),
        ("ＡＰＥＣ会议", "apec会议"),
        ("“你好，”他说。", "你好他说"),
        ("临 平\u3000新城\u200b", "临平新城"),
        ("臨平發展", "临平发展"),
        ("乾隆年間", "干隆年间"),
        ("临平(línpíng)新城", "临平新城"),
        ("临平（línpíng）（línpíng）新城", "临平新城"),
        ("青少(qing1 shao4)年", "青少年"),
        ("西安(Xī'ān)", "西安"),
    ],
)
def test_what_reads_the_same_folds_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第1期", "第2期"),
        ("甲组（A）", "甲组（B）"),
        ("国内生产总值(GDP)", "国内生产总值"),
        ("新增(3例)", "新增"),
        ("公式f(x)", "公式f"),
        ("李四", "李三"),
    ],
)
def test_what_says_another_thing_does_not(one, other):
    assert fold(one) != fold(other)


@given(TEXTS)
def test_the_clauses_of_a_text_with_folded_letters_are_the_folded_text(text):
    assert "".join(CLAUSE.findall(fold_letters(text))) == fold(text)


@given(TEXTS)
def test_each_folded_character_stands_for_the_one_at_its_place(text):
    found = places(text)
    assert list(found) == sorted(set(found))
    assert "".join(fold(text[place]) for place in found) == fold(text)


def test_a_clause_goes_on_behind_an_annotation():
    assert CLAUSE.findall(fold_letters("临平(línpíng)新城，要提速")) == ["临平新城", "要提速"]


def test_a_bracket_without_an_end_is_no_annotation():
    assert not ANNOTATION.search("临平(línpíng新城" + "a" * 100 + ")")


def test_a_traditional_text_is_simplified_character_by_character():
    assert simplified_page("這個國家的人們,對過去的事說來話長。") == "这个国家的人们,对过去的事说来话长。"


def test_a_simplified_text_that_quotes_a_word_stays_as_it_is():
    text = "匾上写着“國泰民安”,乾隆年间所立。"
    assert simplified_page(text) is text
