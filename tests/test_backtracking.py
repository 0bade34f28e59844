"""Patterns that can take long are told from those that cannot, without running them."""

import pytest

from newsclean import rules
from newsclean.chrome.backtracking import check
from newsclean.chrome.rulebook import fold_pattern
from newsclean.errors import RuleError

HARMLESS = [
    *(
        "广告",
        "本报热线.*",
        "(上|下)一(篇|页)",
        "(本报|本网)?(热线|电话)[:：]? ?[\\d-]{7,20}",
        ".{0,20}版权.{0,20}所有.{0,40}",
    ),
    *(
        "(\\d+、)+",
        "(\\d{1,4}、){1,3}",
        "(ab|cd)*e",
        "\\d+/\\d+/\\d+/\\d+/\\d+",
        "(微博|微信|微信好友| )+",
        ".*a.*b.*c",
    ),
    *("(?=.*广告)[^。]*", "([a-m]|[n-z])*", "(a?b)*", "x{1000}", "", "(?:)*", "[^，]*，[^，]*，[^，]*，[^，]*，"),
]
ENDLESS = [
    *("(a+)+", "(.*)*", "(a*?)*b", "((a{0,30}){0,30}){0,30}", "(a|ab|b)*", "(\\d+、?)+", "(a?b?)*c", "(.{0,9}){0,9}"),
    *("([a-m]好?|[g-z]好?)*x", "(缩小|字体|缩小字体)*!", "(?!(a+)+)b"),
]
# What comes with newsclean and is refused in a file of the user's: each goes round only a few times, can read only a
# few hundred characters, or is ambiguous in blanks alone, which are single where lines are compared.
KNOWN = {
    "缩小字体",
    "返回顶部",
    "上|下|前|后)一?(篇|页|条|张|版|期)( ?",
    "次日|当日|当天)\\):?( ?",
    "新闻信息服务|视听节目",
}


@pytest.mark.parametrize("pattern", HARMLESS)
def test_what_reads_a_line_in_few_ways_is_let_pass(pattern):
    check(pattern)


@pytest.mark.parametrize("pattern", ENDLESS)
def test_what_reads_a_line_in_endless_ways_is_refused(pattern):
    with pytest.raises(RuleError, match="can take very long: it repeats what can match the same text"):
        check(pattern)


@pytest.mark.parametrize("pattern", [".*a.*b.*c.*", "[a-m]*[g-z]*[a-z]*.*", ".{0,300}好.{0,300}a.{0,300}b.{0,300}"])
def test_four_repeats_that_may_share_a_text_are_refused(pattern):
    with pytest.raises(RuleError, match="more than three repeats"):
        check(pattern)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a)\\1", "refers back to a group"),
        ("(?P<x>a)(?P=x)", "refers back to a group"),
        ("(", "unterminated subpattern"),
        ("[z-a]", "bad character range"),
        ("a{99999999999999}", "too large"),
        ("(" * 3000 + ")" * 3000, "too many brackets"),
        (f"({'好' * 1100})" + "{4}", "too large; make two rules of it"),
    ],
)
def test_what_cannot_be_judged_or_compiled_is_refused_with_the_reason(pattern, why):
    with pytest.raises(RuleError, match=why):
        check(pattern)


def test_a_pattern_is_shown_shortened():
    with pytest.raises(RuleError) as error:
        check("a" * 500 + "(")
    assert len(str(error.value)) < 200


@pytest.mark.parametrize("rule", rules.builtin("chrome").values(), ids=lambda rule: rule.id)
def test_the_rules_that_come_with_newsclean_are_harmless(rule):
    for pattern in rule.match:
        if not any(part in pattern for part in KNOWN):
            check(fold_pattern(pattern))
