"""Laws of normalize."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.edits import apply
from newsclean.steps.normalize import normalize

TEXTS = st.text(
    st.sampled_from(
        "临平AB09,.:;!?()\"'“”「」『』，。（） \t\u3000\xa0\u2003\r\n\v\f\x85\u2028"
        "\x00\x7f\u200b\u200d\u200c\ufeff\xad\u200e\u0301é👨👩\ufe0fא"
    ),
    max_size=30,
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "width": st.booleans(),
        "quotes": st.sampled_from(["keep", "curly", "corner", "straight"]),
        "nfc": st.booleans(),
    },
)


def normalized(text, **options):
    return apply(text, normalize(text, **options))


@given(TEXTS, OPTIONS)
def test_a_second_run_finds_nothing(text, options):
    once = normalized(text, **options)
    assert normalized(once, **options) == once


@given(TEXTS)
def test_hanzi_letters_digits_and_punctuation_stay(text):
    def seen(text):
        return [character for character in text if character.isprintable() and not character.isspace()]

    assert seen(normalized(text)) == seen(text)


@given(TEXTS)
def test_with_nfc_the_text_is_composed(text):
    assert unicodedata.is_normalized("NFC", normalized(text, nfc=True))


@given(st.text("临平，。“”\n\u3000AB ", max_size=20).map(lambda text: "\n".join(map(str.rstrip, text.split("\n")))))
def test_an_ordinary_text_is_not_touched(text):
    assert list(normalize(text)) == []


@given(TEXTS)
def test_straight_marks_change_only_in_pairs(text):
    changed = [edit for edit in normalize(text, quotes="curly") if text[edit.start : edit.end] == '"']
    assert len(changed) % 2 == 0


@pytest.mark.parametrize(
    "text", [" " * 500_000 + "甲", ("甲" + " " * 9) * 50_000, "(" * 500_000, '"' * 500_001, "e\u0301" * 500_000]
)
def test_long_runs_are_no_trouble(text):
    assert normalized(text, width=True, quotes="curly", nfc=True)[-1] == unicodedata.normalize("NFC", text.rstrip())[-1]


def test_in_the_seeds_only_lines_of_blanks_change(seed):
    text = seed.read_bytes().decode("utf-8")
    for edit in normalize(text):
        start = text.rfind("\n", 0, edit.start) + 1
        end = text.find("\n", edit.end)
        assert not text[start : end if end >= 0 else len(text)].strip()
