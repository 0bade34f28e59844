"""A pattern compiled late is the pattern."""

import re

import pytest

from newsclean.lazily import lazily


def test_a_lazy_pattern_does_what_the_pattern_does():
    lazy, pattern = lazily("记者 (?P<name>..)", re.IGNORECASE), re.compile("记者 (?P<name>..)", re.IGNORECASE)
    text = "记者 张三 记者 李四"
    for _ in range(2):
        assert lazy.search(text)["name"] == "张三"
        assert lazy.sub("某人", text) == pattern.sub("某人", text) == "某人 某人"
        assert [one.span() for one in lazy.finditer(text)] == [one.span() for one in pattern.finditer(text)]
    assert lazy.pattern == pattern.pattern


def test_a_mistake_in_a_lazy_pattern_shows_when_it_is_used():
    lazy = lazily("(")
    with pytest.raises(re.error):
        lazy.search("")
