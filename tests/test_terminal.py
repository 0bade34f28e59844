"""What a terminal is sent: nothing that steers it, and lines of the columns it has."""

import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest
from conftest import ROOT, newsclean
from hypothesis import given
from hypothesis import strategies as st

from newsclean import marks
from newsclean.cli.screen import set_lines
from newsclean.summary import summary
from newsclean.terminal import lines_of, visibly, width


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31m红\x07", r"\x1b[31m红\x07"),
        ("\u202e倒\u2066", r"\u202e倒\u2066"),
        ("临\u200b平\ufeff", r"临\u200b平\ufeff"),
        ("半\ud800", r"半\ud800"),
        ("\x9b2J", r"\x9b2J"),
        ("一行\r\n二行\t\f", "一行\\r\n二行\t\f"),
        ("👩‍👧 Café", "👩‍👧 Café"),
    ],
)
def test_what_could_steer_a_terminal_is_spelled_out(text, seen):
    """Controls, marks of direction, what is invisible, halves of characters; line feeds and tabs stay."""
    assert visibly(text) == seen


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("临平", 4), ("é", 1), ("e\u0301", 1), ("“”", 2), ("，", 2)])
def test_a_hanzi_takes_two_columns(text, columns):
    """And an accent of its own takes none."""
    assert width(text) == columns


def wrapped(text, columns):
    return [text[start:end] for start, end in lines_of(text, columns)]


def test_lines_are_broken_by_columns_between_hanzi_and_between_words():
    """No line begins with a closing mark or ends with an opening one; words stay whole."""
    assert wrapped("临平新城要持续锚定目标", 10) == ["临平新城要", "持续锚定目", "标"]
    assert wrapped("临平新城要，持续锚定", 10) == ["临平新城", "要，持续锚", "定"]
    assert wrapped("临平新城“持续”", 9) == ["临平新城", "“持续”"]
    assert wrapped("the quick brown fox", 9) == ["the quick", "brown fox"]
    assert wrapped("临平AI与DeepSeek", 9) == ["临平AI与", "DeepSeek"]
    assert wrapped("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert wrapped("", 10) == [""]


@given(st.text(st.sampled_from("临，（ )ab\u0301")), st.integers(2, 12))
def test_no_line_is_wider_than_it_may_be_and_nothing_but_blanks_is_lost(text, columns):
    """For any mixture of wide, narrow and combining characters, marks and blanks."""
    lines = wrapped(text, columns)
    assert all(width(line.rstrip(" ")) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_marks_are_coloured_across_the_lines_they_reach_over():
    """Each line has its own colours: a pager shows lines by themselves."""
    pieces = list(marks.pieces("临平[-(línpíng)-]{+。+}新城"))
    assert pieces == [("", "临平"), ("removed", "[-(línpíng)-]"), ("put", "{+。+}"), ("", "新城")]
    (line,) = set_lines([("临平", ""), ("去\x1b掉", "removed")], 80)
    assert line == "临平\x1b[31m\x1b[9m去\\x1b掉\x1b[0m"
    lines = list(set_lines([("甲乙丙", "removed"), ("丁", "")], 4))
    assert lines == ["\x1b[31m\x1b[9m甲乙\x1b[0m", "\x1b[31m\x1b[9m丙\x1b[0m丁"]


def test_further_lines_stand_under_the_first():
    """What leads a text is not repeated and not run under."""
    assert list(set_lines([("临平新城", "")], 7, ("12 ", ""))) == ["12 临平", "   新城"]


PAGE = "临平(línpíng)新城\x1b[2J要持续锚定\u202e目标" + "，加快建设步伐，推动高质量发展" * 9 + "。\n"


def on_terminal(*arguments, env=None, cwd=None):
    """What newsclean sends to a terminal of 80 columns with a person at it, who has no pager but `cat`."""
    leader, follower = pty.openpty()
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "PAGER": "cat", "TERM": "xterm", "COLUMNS": "80", **(env or {})}
    process = subprocess.Popen(
        [sys.executable, "-m", "newsclean", *map(str, arguments)],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=settings,
        cwd=cwd,
        close_fds=True,
    )
    os.close(follower)
    sent = b""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([leader], [], [], 0.2)[0] and process.poll() is not None:
            break
        try:
            data = os.read(leader, 65536)
        except OSError:
            break
        if not data:
            break
        sent += data
    os.close(leader)
    process.wait(10)
    return sent.decode().replace("\r\n", "\n")


STYLE = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize("view", ["--marks", "--diff"])
def test_changes_fit_a_terminal_and_do_not_steer_it(in_folder, view):
    """80 columns, hanzi counted as two; the page's own escapes are spelled out."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    sent = on_terminal("strip-pinyin", "page.txt", view, cwd=in_folder)
    bare = STYLE.sub("", sent)
    assert "\x1b" not in bare
    assert "\u202e" not in bare
    assert r"\x1b[2J" in bare
    assert all(width(line) <= 80 for line in bare.splitlines())


@pytest.mark.parametrize("arguments", [("--marks",), ("--diff",), ()])
def test_the_pager_is_the_readers_own(in_folder, arguments):
    """PAGER is asked, and only for what is to be read page by page."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    (in_folder / "pager").write_text("#!/bin/sh\necho paged; cat\n")
    (in_folder / "pager").chmod(0o755)
    env = {"PAGER": str(in_folder / "pager")}
    sent = on_terminal("strip-pinyin", "page.txt", *arguments, cwd=in_folder, env=env)
    assert sent.startswith("paged") == bool(arguments)


def test_colours_are_those_of_a_pager_that_shows_them_and_no_color_is_heard(in_folder):
    """less is told to show colours; with NO_COLOR there are none."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    (in_folder / "less").write_text("#!/bin/sh\ncat\n")
    (in_folder / "less").chmod(0o755)
    env = {"PAGER": str(in_folder / "less"), "LESS": "-FRX"}
    assert STYLE.search(on_terminal("strip-pinyin", "page.txt", "--marks", cwd=in_folder, env=env))
    env["NO_COLOR"] = "1"
    assert not STYLE.search(on_terminal("strip-pinyin", "page.txt", "--marks", cwd=in_folder, env=env))


def test_a_pipe_gets_marks_and_diffs_as_they_are(in_folder):
    """No colours, no line broken, nothing spelled otherwise: another program reads it."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    done = newsclean("strip-pinyin", "page.txt", "--marks", cwd=in_folder)
    assert done.stdout.decode() == PAGE.replace("(línpíng)", "[-(línpíng)-]")


@pytest.mark.parametrize(
    "arguments", [("clean", "no\x1b[2Jsuch.txt"), ("report", "no\x1b[2Jsuch", "-o", "x"), ("no\x1b[2Jcommand",)]
)
def test_an_error_spells_names_out(in_folder, arguments):
    """The name of a file may hold what steers a terminal."""
    done = newsclean(*arguments, cwd=in_folder)
    assert done.returncode != 0
    assert b"\x1b" not in done.stderr
    assert rb"\x1b[2J" in done.stderr


def test_a_page_restored_to_a_terminal_does_not_steer_it(in_folder):
    """Byte for byte it goes to files and pipes alone."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    newsclean("clean", "page.txt", "-o", "clean.txt", "--trace", "page.trace", cwd=in_folder)
    assert newsclean("restore", "page.trace", cwd=in_folder).stdout.decode() == PAGE
    sent = on_terminal("restore", "page.trace", cwd=in_folder)
    assert r"\x1b[2J" in sent
    assert "\x1b" not in sent


def test_a_batch_shows_what_each_rule_removed_and_how_many_pages_there_were(in_folder):
    """The rules that removed most, the rest together; and of a second run, how many pages were clean before."""
    (in_folder / "in").mkdir()
    for number in range(2):
        (in_folder / "in" / f"{number}.txt").write_text(PAGE, "utf-8")
    (in_folder / "in" / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    command = ("batch", "in", "-o", "out", "-j", "1")
    first, second = (STYLE.sub("", on_terminal(*command, cwd=in_folder)) for _ in range(2))
    assert "2 pages clean; 1 inputs failed rule" in " ".join(first.split())
    assert "2 pages clean, 2 of them were before; 1 inputs failed rule" in " ".join(second.split())
    assert re.search(r"pinyin\S* +18 *\n", first)
    assert re.search(r"(?m)^cleaning .* 3/3 ", first.replace("\r\x1b[2K", "\n"))
    assert re.search(r"(?m)^newsclean: in/bad.txt: ", first.replace("\r\x1b[2K", "\n"))  # not behind the bar


def test_of_many_rules_the_summary_names_twelve(capsys):
    summary(3, 0, 0, {f"chrome.{number}": number for number in range(1, 15)})
    rows = [line.split() for line in capsys.readouterr().err.splitlines()]
    assert rows[2:] == [
        *([f"chrome.{number}", str(number)] for number in range(14, 2, -1)),
        ["2", "more", "rules", "3"],
    ]
