"""What convert makes of a text is what OpenCC makes of it, and is made once."""

import sys
from types import ModuleType
from typing import get_args

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.edits import apply
from newsclean.errors import MissingExtra
from newsclean.steps import convert as _  # noqa: F401 - the name of the step is the name of its module

module = sys.modules["newsclean.steps.convert"]
convert = module.convert
CONFIGS = get_args(module.Script)
TEXTS = st.lists(
    st.sampled_from(["程序员", "鼠标", "天后宫", "头发", "發現", "信息", *"里裏乾干台臺着，。A"]),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("config", CONFIGS)
def test_the_edits_give_what_opencc_gives(seed, config):
    text = seed.read_bytes().decode("utf-8")
    assert apply(text, convert(text, script=config)) == opencc.OpenCC(config).convert(text)


@pytest.mark.parametrize("config", CONFIGS)
def test_a_converted_seed_stays(seed, config):
    text = seed.read_bytes().decode("utf-8")
    once = apply(text, convert(text, script=config))
    assert list(convert(once, script=config)) == []


@given(TEXTS, st.sampled_from(CONFIGS))
def test_a_second_run_finds_nothing(text, config):
    once = apply(text, convert(text, script=config))
    assert apply(once, convert(once, script=config)) == once


def test_each_change_is_an_edit_of_its_own():
    text = "天后宫的程序员。"
    edits = list(convert(text, script="s2twp"))
    assert [text[edit.start : edit.end] for edit in edits] == ["宫", "序员"]
    assert [edit.rule for edit in edits] == ["convert.script", "convert.wording"]


def test_a_long_line_without_punctuation_is_one_edit_where_its_length_changes():
    text = "程序员" * 5_000
    edits = list(convert(text, script="s2twp"))
    assert apply(text, edits) == "程式設計師" * 5_000
    assert len(edits) == 1


def test_another_package_by_the_name_of_opencc_is_refused_by_name(monkeypatch):
    impostor = ModuleType("opencc")
    monkeypatch.setitem(sys.modules, "opencc", impostor)
    monkeypatch.setitem(sys.modules, "opencc.clib", None)
    monkeypatch.setattr(
        "importlib.metadata.packages_distributions", lambda: {"opencc": ["opencc-python-reimplemented"]}
    )
    module._converter.cache_clear()
    try:
        with pytest.raises(MissingExtra, match="pip uninstall opencc-python-reimplemented"):
            list(convert("漢"))
    finally:
        module._converter.cache_clear()


def test_a_missing_opencc_is_asked_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "opencc", None)
    monkeypatch.setattr("importlib.metadata.packages_distributions", dict)
    module._converter.cache_clear()
    try:
        with pytest.raises(MissingExtra, match="pip install opencc"):
            list(convert("漢"))
    finally:
        module._converter.cache_clear()
