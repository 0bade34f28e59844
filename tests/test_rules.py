"""Rules keep their word: every example of every rule is run."""

import pytest

from newsclean import marks, registry, rules
from newsclean.chrome.site import Learned, to_toml
from newsclean.edits import compose
from newsclean.encoding.mojibake import repair
from newsclean.errors import RuleError
from newsclean.plan import make_plan
from newsclean.split import arrange
from newsclean.stitching import stitch
from newsclean.stitching.issue import Page

BUILTIN = list(rules.builtin().values())


def edits_of(rule, text, options):
    """What the step that owns a rule does to a text."""
    family = rule.id.partition(".")[0]
    if family == "split":
        return arrange(text)
    if family == "stitch":
        cleaned = make_plan(steps=["split"]).run(text)
        [stitched] = stitch([Page("page", dict(enumerate(cleaned.articles)))])
        return compose(cleaned.edits, stitched.edits)
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


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("chrome.comment-box", r"rule chrome\.comment-box: this is a name of newsclean's own rules"),
        ("dedup.ours", "'dedup' is a name of newsclean's own rules"),  # or what it removes would be no loss
        ("stitch.x", "'stitch' is a name"),
        ("our.move", "a name is letters, digits, hyphens"),  # or what it removes would be looked for elsewhere
        ('our."a b"', "a name is letters, digits, hyphens"),
        ('our."x\\u001b[31m"', "a name is letters, digits, hyphens"),
    ],
)
def test_a_rule_of_the_users_own_cannot_pass_for_one_of_newscleans(tmp_path, name, why):
    path = tmp_path / "my.toml"
    path.write_text(f'[{name}]\nmatch = "广告"\nwhy = "An advertisement."', "utf-8")
    with pytest.raises(RuleError, match=why):
        rules.load(path)


def test_a_pattern_that_may_take_long_is_an_error_that_says_what_to_write(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text("[our.x]\nmatch = '(\\d+、?)+'\nwhy = 'b'", "utf-8")
    with pytest.raises(
        RuleError, match=r"my\.toml: rule our\.x: pattern .* can take very long: .* as in \(\\d\+、\)\+"
    ):
        rules.load(path)


def test_a_pattern_is_checked_as_it_is_compared(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text('[our.x]\nmatch = "[z-～]"\nwhy = "Fine as it stands, but folded the end comes first."', "utf-8")
    rules.load(path)
    path.write_text('[our.x]\nmatch = "[～-ａ]"\nwhy = "b"', "utf-8")
    with pytest.raises(RuleError, match="bad character range"):
        rules.load(path)


def test_a_file_of_brackets_is_an_error(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(f"x = {'[' * 5000}", "utf-8")
    with pytest.raises(RuleError, match=r"my\.toml: (not valid TOML|has too many brackets)"):
        rules.load(path)


def test_what_is_learned_of_a_site_can_be_used(tmp_path):
    path = tmp_path / "site.toml"
    lines = ["0 人在听", "a.b*c(d", "it's 0.0", "看得见的速度", "\\x"]
    path.write_text(to_toml([Learned(line, 9, 10) for line in lines], "Some Site.cn"), "utf-8")
    assert list(rules.load(path)) == ["site.some-site-cn"]
