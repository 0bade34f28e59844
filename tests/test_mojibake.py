"""Text that was read in a wrong encoding is recognised, and undone where that is certain."""

from pathlib import Path

import pytest

from newsclean.edits import apply
from newsclean.encoding import decode
from newsclean.encoding.mojibake import recognise, repair
from newsclean.marks import read, show
from newsclean.rules import builtin

SEEDS = [path.read_text("utf-8") for path in sorted(Path(__file__).parent.parent.joinpath("seeds").glob("*.txt"))]
LINE = "新建的跨江大桥昨日上午正式通车，沿线居民纷纷到场观看。"
TRADITIONAL = "新建的跨江大橋昨日上午正式通車，沿線居民紛紛到場觀看。"


def latin(data):
    """Read bytes as programs read Windows-1252."""
    return "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in data)


MISREAD = [
    (latin(LINE.encode("utf-8")), LINE, "utf-8 read as cp1252"),
    (latin(LINE.encode("gb18030")), LINE, "gb18030 read as cp1252"),
    (latin(TRADITIONAL.encode("big5hkscs")), TRADITIONAL, "big5hkscs read as cp1252"),
    (TRADITIONAL.encode("big5hkscs").decode("gb18030"), TRADITIONAL, "big5hkscs read as gb18030"),
    ("璺ㄦ睙澶фˉ鏄ㄦ棩姝ｅ紡閫氳溅", "跨江大桥昨日正式通车", "utf-8 read as gb18030"),
    ("鏂版ˉ浠婂ぉ寮€閫氾紝鎴戜滑绛変簡涓夊勾", "新桥今天开通，我们等了三年", "utf-8 read as gb18030"),
]


@pytest.mark.parametrize(("wrong", "right", "name"), MISREAD)
def test_a_wrong_reading_is_named(wrong, right, name):
    assert recognise(wrong) == name
    assert decode(wrong.encode()).mojibake == name


@pytest.mark.parametrize(("wrong", "right", "name"), MISREAD)
def test_a_wrong_reading_is_undone(wrong, right, name):
    assert apply(wrong, repair(wrong)) == right


@pytest.mark.parametrize(("wrong", "right", "name"), MISREAD)
def test_what_was_undone_is_left_alone(wrong, right, name):
    assert list(repair(right)) == []
    assert recognise(right) is None


def test_only_the_lines_that_are_wrong_are_touched():
    wrong = f"{LINE}\r\n{MISREAD[0][0]}\r\n\r\n{LINE}"
    assert apply(wrong, repair(wrong)) == f"{LINE}\r\n{LINE}\r\n\r\n{LINE}"


def test_a_line_that_lost_bytes_is_recognised_and_left():
    wrong = LINE.encode("utf-8").decode("gb18030", "replace")
    assert "\ufffd" in wrong
    assert recognise(wrong) == "utf-8 read as gb18030"
    assert list(repair(wrong)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_good_pages_are_left_alone(seed):
    assert recognise(seed) is None
    assert list(repair(seed)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain ASCII",
        "Café, naïve, Müller, Mané",
        "龘靐齉爩鱻麤龗灪吁龖",
        "これは日本語の文章です。",
        "🎉🎉🎉🎉🎉🎉",
        "ΑΒΓΔ αβγδ",
        "锟斤拷锟斤拷",
        "\ud800\udfff lone halves",
    ],
)
def test_unusual_text_is_left_alone(text):
    assert list(repair(text)) == []


def test_the_examples_of_the_rule_hold():
    rule = builtin("decode")["decode.mojibake"]
    for example in rule.removes:
        text, _ = read(example)
        assert show(text, repair(text)) == example
    for example in rule.keeps:
        assert list(repair(example)) == []
