"""What is refused or only in part done, and the sentence that a person is told then."""

import io
import json
import os
import subprocess
import sys
import threading

import pytest
from conftest import ROOT

from newsclean import registry, rules
from newsclean.batch import Processes
from newsclean.batch.workers import spread
from newsclean.cli import run
from newsclean.errors import ConfigError, InputError, NewscleanError, RestoreError, RuleError
from newsclean.markdown import records
from newsclean.plan import make_plan
from newsclean.similarity.work import do_all

NO_TEXT = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
STORY = "区里昨日召开会议,研究部署汛期准备工作,要求各部门抓好隐患排查。\n"


@pytest.fixture
def told(in_folder, capsys):
    """Run a command line in a folder with a page; returns the exit code, the output and what was said."""
    (in_folder / "page.txt").write_text(STORY, "utf-8")
    (in_folder / "empty").mkdir()

    def tell(*arguments):
        return (run([*arguments]), *capsys.readouterr())

    return tell


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["dedup", "--across", "--mark", "page.txt"], 2, "--mark adds fields to records: say -t jsonl"),
        (["dedup", "--across", "--diff", "page.txt"], 2, "no --marks, --diff or --trace"),
        (["dedup", "--across", "--index", "none/x", "page.txt"], 1, "none/x: the index cannot be used: unable to open"),
        (["clean", "--steps", "split,reflow", "page.txt"], 2, "split must be the last step"),
        (["clean", "--diff", "-o", "out/", "page.txt"], 2, "--diff gives one stream for all inputs, but out/ is a folder"),
        (["batch", "empty", "-o", "out"], 1, "empty: holds no file that matches"),
        (["batch", "empty", "-o", "out", "--ray-address", "h:1"], 2, "add --engine daft"),
        (["check", "empty"], 1, "empty: holds no "),
        (["check", "--doubtful", "0.5", "none.txt"], 1, "none.txt: "),
        (["clusters", "page.txt"], 1, "page.txt, line 1: "),
        (["report", "empty", "-o", "x.html"], 1, "empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence(told, arguments, code, sentence):
    found, out, said = told(*arguments)
    assert (found, out) == (code, "")
    assert sentence in said
    assert "Traceback" not in said


def test_quiet_says_nothing_of_what_repeats(told):
    assert told("dedup", "--across", "-q", "page.txt", "page.txt") == (0, STORY, "")


def test_pages_of_one_name_are_not_restored_over_each_other(told, in_folder):
    for folder in ("a", "b"):
        (in_folder / folder).mkdir()
        (in_folder / folder / "page.txt").write_text(f"{folder}\n{STORY}", "utf-8")
    assert told("strip-pinyin", "a/page.txt", "b/page.txt", "-o", "out.txt", "--trace", "trace")[0] == 0
    code, _, said = told("restore", "trace", "-o", "one.txt")
    assert (code, "the trace holds 2 pages; name a folder to write them to" in said) == (2, True)
    assert not (in_folder / "one.txt").exists()
    assert told("restore", "trace", "-o", "again/")[0] == 0
    lines = [json.loads(line) for line in (in_folder / "trace").read_text("utf-8").splitlines()]
    (in_folder / "trace").write_text("".join(json.dumps({**line, "id": "page.txt"}) + "\n" for line in lines), "utf-8")
    code, _, said = told("restore", "trace", "-o", "same/")
    assert (code, "two pages would both be restored to " in said) == (1, True)
    assert not (in_folder / "same").exists()


def test_of_many_bad_lines_a_batch_names_some_and_counts_the_rest(told, in_folder):
    (in_folder / "in").mkdir()
    (in_folder / "in" / "a.jsonl").write_text('{"text": "甲。"}\n' + "{\n" * 150, "utf-8")
    code, _, said = told("batch", "in", "-o", "out", "-j", "1")
    named = sum(line.startswith("newsclean: in/a.jsonl, line ") for line in said.splitlines())
    assert (code, 0 < named < 150) == (1, True)
    assert f"newsclean: a.jsonl: {150 - named} more pages failed\n" in said


def test_damage_is_a_warning_where_it_is_let_pass(told, in_folder):
    (in_folder / "in").mkdir()
    (in_folder / "in" / "a.txt").write_bytes(STORY.encode() * 3 + b"\xff\n" + STORY.encode() * 3)
    warning = "in/a.txt: 1 place "
    assert warning in told("clean", "in/a.txt", "--errors", "replace")[2]
    assert warning not in told("clean", "in/a.txt", "--errors", "replace", "-q")[2]
    for arguments, expected in (([], True), (["-q", "--no-resume"], False)):
        said = told("batch", "in", "-o", "out", "-j", "1", "--errors", "replace", *arguments)[2]
        assert ("warning: a.txt: 1 place " in said) is expected


def test_where_nothing_recurs_a_batch_learns_nothing_and_is_done(told, in_folder):
    (in_folder / "in").mkdir()
    (in_folder / "in" / "page.txt").write_text(STORY, "utf-8")
    assert told("batch", "in", "-o", "out", "-j", "1", "--learn")[0] == 0
    assert sorted(path.name for path in (in_folder / "out").iterdir()) == ["manifest.jsonl", "page.txt"]


def test_a_program_started_without_any_stream_does_its_work(in_folder):
    """As by a service that closes all three: what is said goes nowhere."""
    (in_folder / "page.txt").write_text(STORY, "utf-8")
    command = [sys.executable, "-m", "newsclean", "clean", "page.txt", "none.txt", "-o", "out.txt"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *command], env=environment, check=False)
    assert (done.returncode, (in_folder / "out.txt").read_text("utf-8")) == (1, STORY)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("x = 1", "'x' stands outside a rule; write [chrome.your-rule] above it"),
        ("[our]\nx = 1", "rule our.x: 1 is not one of "),
        ("[our.x]\nmatch = 'a'\nwhat = 'b'", "rule our.x: 'what' is not one of "),
        ("[our.x]\nmatch = 'a'", "rule our.x has no `why`"),
        ("[our.x]\nmatch = [1]\nwhy = 'b'", "rule our.x: `match` must be a list of strings"),
        ("[our.x]\nkeeps = 7\nwhy = 'b'", "rule our.x: `keeps` must be a list of strings"),
        ("[our.x]\nwhy = 'b'", "rule our.x has no `match`"),
    ],
)
def test_a_file_of_rules_that_are_none_is_an_error_that_says_what_is_wrong(tmp_path, toml, sentence):
    (tmp_path / "my.toml").write_text(toml, "utf-8")
    with pytest.raises(RuleError, match=r"my\.toml: ") as caught:
        rules.load(tmp_path / "my.toml")
    assert sentence in str(caught.value)


def test_rules_that_cannot_be_read_are_an_error(tmp_path):
    with pytest.raises(RuleError, match="cannot read the rules: No such file"):
        rules.load(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("# 规则".encode("gbk"))
    with pytest.raises(RuleError, match="rules must be UTF-8, but byte 2 is not"):
        rules.load(tmp_path / "gbk.toml")


@pytest.mark.parametrize("step", registry.steps())
def test_an_option_of_another_kind_is_an_error_of_the_plan(step):
    for option in registry.get(step).options:
        with pytest.raises(ConfigError, match=f"{option.name} is .* but must be "):
            make_plan({step: {option.name: ["x"]}}, steps=[step]).run("x")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('---\nid: "a"\n---\n\n正文\nx---\nid: "b"\n', None),
        ('x---\nid: "a"\n---\n\n正文\n', "not Markdown as newsclean writes it (character 0)"),
        ("---\nid: a\n---\n\n正文\n", "its front matter was changed ('id: a')"),
    ],
)  # fmt: skip
def test_markdown_that_was_changed_is_an_error_that_says_where(text, sentence):
    if sentence is None:
        assert [record["id"] for record in records(text, "x.md")] == ["a"]
        return
    with pytest.raises(RestoreError) as caught:
        list(records(text, "x.md"))
    assert sentence in str(caught.value)


class Failing:
    """Work on numbers: 1 is refused, 2 ends its process, others are done."""

    def is_done(self, task):
        return False

    def __call__(self, task):
        if task == 1:
            raise InputError("one was refused")
        if task == 2:
            os._exit(3)
        return task


@pytest.mark.parametrize(("tasks", "sentence"), [([3, 1], "one was refused"), ([3, 2], "ended with exit code 3")])
def test_a_task_that_fails_in_a_process_of_its_own_fails_the_run(tasks, sentence):
    with pytest.raises(NewscleanError, match=sentence):
        do_all(Failing(), tasks, Processes(2))


class Stillborn(Failing):
    """Work that ends its process before it begins."""

    def __setstate__(self, state):
        os._exit(4)

    def __getstate__(self):
        return {"x": 1}


def test_a_process_that_ends_before_it_begins_is_told_apart():
    with pytest.raises(NewscleanError, match="ended before it began, with exit code 4; try --jobs 1"):
        list(spread([[3]], Stillborn(), lambda *_: None, 1))


def test_work_can_be_spread_from_a_thread():
    found = []
    thread = threading.Thread(target=lambda: found.extend(spread([[3], [4]], Failing(), lambda *_: None, 2)))
    thread.start()
    thread.join()
    assert sorted(found) == [3, 4]


def test_standard_input_that_breaks_off_is_an_error(told, monkeypatch):
    class Broken(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, buffer):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Broken())))
    code, _, said = told("dedup", "--across", "-f", "jsonl", "-")
    assert (code, "-: cannot be read to its end: " in said) == (1, True)


def test_an_article_with_a_field_that_is_none_is_named(told, in_folder):
    (in_folder / "a.jsonl").write_text(
        '{"id": "a", "index": 0, "headline": 7, "blocks": [], "text": "甲。"}\n', "utf-8"
    )
    code, _, said = told("stitch", "a.jsonl", "-t", "jsonl")
    assert (code, said.count("\n")) == (1, 1)
    assert "a: not a record of an article as newsclean writes it (TypeError('headline is a int'))" in said


def test_records_that_were_cut_are_not_restored(told, in_folder):
    lines = [json.dumps({"id": number, "text": f"新(xīn)城{STORY}"}) + "\n" for number in range(3)]
    (in_folder / "a.jsonl").write_text("".join(lines), "utf-8")
    assert told("strip-pinyin", "a.jsonl", "-o", "b.jsonl", "--trace", "trace")[0] == 0
    assert len(told("restore", "trace")[1].splitlines()) == 3
    left = (in_folder / "b.jsonl").read_text("utf-8").splitlines(keepends=True)[:2]
    (in_folder / "b.jsonl").write_text("".join(left), "utf-8")
    code, out, said = told("restore", "trace")
    assert (code, len(out.splitlines())) == (1, 2)
    assert "its records are not in " in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")
def test_a_batch_does_not_wait_for_a_pipe(told, in_folder):
    (in_folder / "in").mkdir()
    os.mkfifo(in_folder / "in" / "pipe.txt")
    code, _, said = told("batch", "in", "-o", "out", "-j", "1")
    assert (code, said) == (1, "newsclean: pipe.txt: is not a regular file\n")
