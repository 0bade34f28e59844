"""Rules keep their word: every example of every rule is run."""

import pytest
from newsclean.encoding.mojibake import repair
from newsclean.split import arrange

from newsclean import marks, registry, rules
from newsclean.errors import RuleError

BUILTIN = list(rules.builtin().values())


def edits_of(rule, text, options):
    """What the step that owns a rule does to a text."""
    family = rule.id.partition(".")[0]
    if family == "split":
        return arrange(text)
    if family == "decode":
        return list(repair(text))
    step = registry.get({"pinyin": "strip-pinyin", "chrome": "strip-chrome"}.get(family, family))
    return list(step.edits(text, **step.arguments(options)))


def examples(side):
    return [
        pytest.param(rule, example, id=f"{rule.id}: {example[:40]!r}")
        for rule in BUILTIN
        if not rule.match
        for example in getattr(rule, side)
    ]


@pytest.mark.parametrize("rule", BUILTIN, ids=lambda rule: rule.id)
def test_rule_says_why_and_gives_examples_of_what_it_removes(rule):
    assert rule.why.endswith(".")
    assert rule.removes


@pytest.mark.parametrize(("rule", "example"), examples("removes"))
def test_a_rule_that_a_step_decides_does_what_its_example_marks(rule, example):
    source, wanted = marks.read(example)
    edits = edits_of(rule, source, rule.options)
    assert marks.show(source, edits) == marks.show(source, wanted)
    assert rule.id in {edit.rule for edit in edits}


@pytest.mark.parametrize(("rule", "example"), examples("keeps"))
def test_a_rule_leaves_alone_what_it_says_it_keeps(rule, example):
    assert rule.id not in {edit.rule for edit in edits_of(rule, example, {})}


def test_user_rules_are_checked_and_the_error_names_file_rule_and_key():
    with pytest.raises(RuleError, match=r"my\.toml: rule chrome\.x: 'matches' is not one of"):
        rules.parse('[chrome.x]\nmatches = ["a"]\nwhy = "b"', "my.toml")
    with pytest.raises(RuleError, match=r"rule chrome\.x has no `why`"):
        rules.parse('[chrome.x]\nmatch = ["a"]', "my.toml")
    with pytest.raises(RuleError, match="not valid TOML"):
        rules.parse("[chrome.x", "my.toml")


def test_a_pattern_that_is_none_is_an_error_that_shows_it(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text('[chrome.x]\nmatch = ["("]\nwhy = "b"', "utf-8")
    with pytest.raises(RuleError, match=r"my\.toml: rule chrome\.x: pattern '\('"):
        rules.load(path)


def test_a_single_string_is_a_list_of_one():
    parsed = rules.parse('[chrome.x]\nmatch = "广告"\nwhy = "An advertisement."', "my.toml")
    assert parsed["chrome.x"].match == ("广告",)
