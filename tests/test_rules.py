"""Rules keep their word: every example of every rule is run."""

import pytest
from newsclean.split import arrange, split

from newsclean import registry, rules
from newsclean.errors import RuleError

BUILTIN = list(rules.builtin().values())


def edits_of(family, text):
    """What the step that owns a family of rules does to a text."""
    if family == "split":
        return list(arrange(text, split(text)))
    owner = {"pinyin": "strip-pinyin", "chrome": "strip-chrome"}.get(family, family)
    return list(registry.get(owner).edits(text))


@pytest.mark.parametrize("rule", BUILTIN, ids=lambda rule: rule.id)
def test_rule_says_why_and_gives_examples_of_what_it_removes(rule):
    assert rule.why.endswith(".")
    assert rule.removes


def test_user_rules_are_checked_and_the_error_names_file_rule_and_key():
    with pytest.raises(RuleError, match=r"my\.toml: rule chrome\.x: 'matches' is not one of"):
        rules.parse('[chrome.x]\nmatches = ["a"]\nwhy = "b"', "my.toml")
    with pytest.raises(RuleError, match=r"rule chrome\.x has no `why`"):
        rules.parse('[chrome.x]\nmatch = ["a"]', "my.toml")
    with pytest.raises(RuleError, match=r"pattern '\('"):
        rules.parse('[chrome.x]\nmatch = ["("]\nwhy = "b"', "my.toml")
    with pytest.raises(RuleError, match="not valid TOML"):
        rules.parse("[chrome.x", "my.toml")


def test_a_single_string_is_a_list_of_one():
    parsed = rules.parse('[chrome.x]\nmatch = "广告"\nwhy = "An advertisement."', "my.toml")
    assert parsed["chrome.x"].match == ("广告",)
