"""The table of readings, and readings matched against hanzi."""

import unicodedata
from importlib import resources

import pytest
from pypinyin.constants import PINYIN_DICT

from newsclean.pinyin.commonness import is_traditional, is_written_traditional, rank, rarest
from newsclean.pinyin.readings import (
    KNOWN,
    NEUTRAL,
    USUAL,
    WRONG,
    bare,
    beginning,
    match,
    normalize,
    reaches,
    said,
    table,
)


def test_table_has_every_reading_that_pypinyin_gives_a_hanzi_of_the_basic_plane_and_no_other():
    built = {(hanzi, syllable) for syllable, columns in table().items() for column in columns for hanzi in column}
    given = {
        (chr(code), unicodedata.normalize("NFC", syllable))
        for code, listed in PINYIN_DICT.items()
        if code <= 0xFFFF
        for syllable in listed.split(",")
    }
    assert built == given


def test_table_knows_which_reading_is_usual():
    assert "省" in table()["shěng"][0]
    assert "省" in table()["xǐng"][1]


def test_table_says_where_it_is_from():
    head = resources.files("newsclean").joinpath("data/readings.tsv").read_text("utf-8")[:400]
    assert "pypinyin" in head
    assert "MIT" in head
    assert "bench/build/build_readings.py" in head


@pytest.mark.parametrize(
    ("hanzi", "syllable", "fit"),
    [
        ("中", "zhōng", USUAL),
        ("国", "guó", USUAL),
        ("國", "guó", USUAL),
        ("行", "háng", KNOWN),
        ("国", "guo", NEUTRAL),
        ("国", "guò", WRONG),
        ("的", "de", USUAL),
        ("一", "yí", USUAL),
        ("不", "bú", USUAL),
        ("儿", "r", KNOWN),
        ("玩", "wánr", USUAL),
        ("女", "nu", NEUTRAL),
        ("国", "zhōng", None),
        ("国", "xyz", None),
        ("国", "r", None),
    ],
)
def test_a_syllable_fits_a_hanzi_well_or_badly_or_not(hanzi, syllable, fit):
    assert said(hanzi, syllable) == fit


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("Běijīng", "běijīng"),
        ("zhong1guo2", "zhōngguó"),
        ("lv4", "lǜ"),
        ("nu:3", "nǚ"),
        ("NV3", "nǚ"),
        ("shui3", "shuǐ"),
        ("jiu3", "jiǔ"),
        ("dou1", "dōu"),
        ("ma5", "ma"),
        ("la\N{COMBINING CARON}o", "lǎo"),
        ("ɡɑ\N{COMBINING ACUTE ACCENT}", "gá"),
    ],
)
def test_every_way_to_write_a_reading_becomes_one(written, spelled):
    assert normalize(written) == spelled


@pytest.mark.parametrize(
    ("reading", "hanzi", "length"),
    [
        ("línpíng", "杭州市临平", 2),
        ("xúyìnzuò", "区长周徐胤作", 3),
        ("xī'ān", "西安", 2),
        ("xiān", "西先", 1),
        ("fāng'àn", "方案", 2),
        ("fǎngǎn", "反感", 2),
        ("chéng qiáng", "城墙", 2),
        ("yīdiǎnr", "一点儿", 3),
        ("yīdiǎnr", "一点", 2),
        ("nǚ'ér", "女儿", 2),
        ("zhèng-zhì", "政治", 2),
    ],
)
def test_a_reading_belongs_to_the_last_hanzi_before_it(reading, hanzi, length):
    found = match(reading, hanzi)
    assert found is not None
    assert found.length == length


@pytest.mark.parametrize(
    ("reading", "hanzi"),
    [
        ("línpíng", "平临"),
        ("línpíng", "平"),
        ("", "平"),
        ("gdp", "产值"),
        ("xi'an", "先"),
        ("-", "平"),
        ("mané", "曼尼"),
    ],
)
def test_what_is_no_reading_of_the_hanzi_before_it_does_not_match(reading, hanzi):
    assert match(reading, hanzi) is None


def test_a_match_counts_how_well_its_syllables_fit():
    assert match("fāzhǎnde", "发展的") == (3, 3, 0, 0, 0, True, 3)
    assert match("hángzhǎng", "行长") == (2, 1, 1, 0, 0, True, 2)
    assert match("guōjiá", "国家") == (2, 0, 0, 0, 2, True, 2)
    assert match("mingtian", "明天") == (2, 0, 0, 2, 0, False, 2)


def test_bare_takes_the_tone_and_leaves_the_umlaut():
    assert bare("lǜ") == "lü"
    assert bare("zhuāng") == "zhuang"


def test_beginnings_are_completed():
    assert "zhuang" in beginning("zhua")
    assert "zhuāng" in beginning("zhuā")
    assert beginning("v") == []


def test_common_hanzi_come_before_rare_ones_in_either_form():
    assert rank("的") < rank("膏") < rank("簋") < rank("\U00020000")
    assert rank("國") == rank("国")
    assert rarest("的簋") == rank("簋")


def test_a_traditional_form_is_told_from_what_both_scripts_write():
    assert is_traditional("國")
    assert not is_traditional("国")
    assert not is_traditional("人")
    assert is_written_traditional("人")
    assert not is_written_traditional("国")


def test_a_reading_of_one_or_more_hanzi_says_how_many_have_decided():
    assert reaches("xian") == (1, 2, 3)  # xi a n: 嗯 may be read n
    assert match("xian", "西安").reach == 2
    assert match("xian", "鲜").reach == 1
    assert reaches("GDP") == ()
