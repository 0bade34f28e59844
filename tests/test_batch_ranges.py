"""A big file of lines is cleaned in parts, and nobody can tell from what comes out."""

import gzip
import json
import os
from pathlib import Path

import pytest
from conftest import SEEDS
from test_batch import Shout, contents, manifest, run, skipped

from newsclean.batch import Processes, batch, ranges
from newsclean.batch.jobs import CleaningJob
from newsclean.cleaning import Cleaning
from newsclean.documents import Document
from newsclean.errors import InputError, RecordError
from newsclean.plan import default_plan, make_plan
from newsclean.reading import Range, Reader

ONE_STEP = make_plan(steps=["strip-pinyin"])


@pytest.fixture
def short_parts(monkeypatch):
    """Parts of 15 bytes and what is left of a line."""
    monkeypatch.setattr(ranges, "_PART_BYTES", 15)


def clean(source, target, jobs=1, *, plan=ONE_STEP, to=None, **options):
    """Clean a folder as the command does; returns the entries by input."""
    cleaning = Cleaning(plan, traced=bool(options.get("traces")), max_loss=99)
    job = CleaningJob(cleaning, Reader(), source, target, to, **options)
    with batch(source, target, job, Processes(jobs)) as under_way:
        return {entry.input: entry for entry in under_way.entries}


def records(*texts):
    return "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)


def sentences(hanzi):
    return [f"{one}。" for one in hanzi]


def texts_in(path):
    return [json.loads(line)["text"] for line in path.read_bytes().splitlines()]


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


# Where a file is cut


def test_a_file_is_cut_at_the_first_line_end_behind_each_step(tmp_path, short_parts):
    path = tmp_path / "a"
    path.write_bytes(b"1\n" * 7 + b"2345678\n" + b"9\n" * 4 + b"last line without end")
    assert ranges.survey(path, cut=True).parts == (Range(0, 22, 1), Range(22, 51, 9))


def test_a_line_longer_than_many_parts_is_one_part(tmp_path, short_parts):
    path = tmp_path / "a"
    path.write_bytes(b"1\n" + b"x" * 100 + b"\n3\n")
    assert ranges.survey(path, cut=True).parts == (Range(0, 103, 1), Range(103, 105, 3))


@pytest.mark.parametrize("data", [b"", b"\n", b"1\n2\n", b"x" * 50, b"x" * 50 + b"\n", b"1\n" * 8])
def test_a_file_of_one_part_is_not_cut(tmp_path, short_parts, data):
    path = tmp_path / "a"
    path.write_bytes(data)
    assert ranges.survey(path, cut=True).parts == ()


def test_parts_hold_every_line_once_whatever_the_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(ranges, "_PART_BYTES", 300)
    path = tmp_path / "a"
    lines = [b"x" * (number * 7 % 40) + b"\n" for number in range(400)]
    path.write_bytes(b"".join(lines))
    data = path.read_bytes()
    for block in (1, 7, 299, 300, 301, 1 << 20):
        monkeypatch.setattr(ranges, "_BLOCK", block)
        parts = ranges.survey(path, cut=True).parts
        assert len(parts) > 10
        assert b"".join(data[part.start : part.end] for part in parts) == data
        assert [part.line for part in parts] == [data[: part.start].count(b"\n") + 1 for part in parts]


def test_no_file_has_more_parts_than_are_kept_in_mind(monkeypatch):
    assert ranges._step(10**12) * 4096 >= 10**12
    assert ranges._step(10**7) == 4_000_000


# Reading a part


def test_a_part_is_read_with_the_numbers_its_lines_have_in_the_file(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(records("甲", "乙") + "\nbad\n" + records("丙"), "utf-8")
    start = len(records("甲").encode())
    end = path.stat().st_size
    second, bad, third = Reader().read(str(path), Range(start, end, 2))
    assert isinstance(second, Document)
    assert (second.text, second.id, second.line) == ("乙", f"{path}:2", 2)
    assert isinstance(bad, RecordError)
    assert bad.line == 4
    assert third.line == 5


def test_only_plain_files_of_records_in_a_code_of_bytes_have_parts(tmp_path):
    (tmp_path / "a.jsonl").write_text(records("甲"), "utf-8")
    (tmp_path / "a.txt").write_text("甲", "utf-8")
    (tmp_path / "wide.jsonl").write_text(records("甲"), "utf-16")
    (tmp_path / "packed.jsonl").write_bytes(gzip.compress(records("甲").encode()))
    assert [name.name for name in sorted(tmp_path.iterdir()) if Reader().has_parts(str(name))] == ["a.jsonl"]
    assert not Reader(encoding="gb18030").has_parts(str(tmp_path / "a.jsonl"))


# The same bytes


TEXTS = [path.read_text("utf-8") for path in SEEDS] + ["甲。", "", "一。\n\n二。", "\f\n"]


@pytest.mark.parametrize("to", ["jsonl", "text", "markdown"])
def test_the_bytes_do_not_depend_on_the_parts(tmp_path, monkeypatch, to):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text(records(*TEXTS, *TEXTS), "utf-8")
    whole = clean(tmp_path / "in", tmp_path / "out", plan=default_plan(), to=to, traces=tmp_path / "traces")
    expected, traces = contents(tmp_path / "out"), contents(tmp_path / "traces")
    monkeypatch.setattr(ranges, "_PART_BYTES", 20)
    assert len(ranges.survey(tmp_path / "in" / "a.jsonl", cut=True).parts) > 10
    (tmp_path / "out").rename(tmp_path / "before")
    cut = clean(tmp_path / "in", tmp_path / "out", plan=default_plan(), to=to, traces=tmp_path / "traces")
    assert contents(tmp_path / "out") == expected
    assert contents(tmp_path / "traces") == traces
    assert {**vars(cut["a.jsonl"]), "seconds": 0} == {**vars(whole["a.jsonl"]), "seconds": 0}


def lines_file(folder, count=1_200_000):
    folder.mkdir(exist_ok=True)
    path = folder / "big.lines"
    path.write_bytes(b"".join(b"line %d\n" % number for number in range(count)))
    return path


class Cut(Shout):
    """A job that shouts the part it is given, slowly when asked to."""

    def clean(self, path, part, streams):
        if part is None:
            return super().clean(path, part, streams)
        with path.open("rb") as file:
            file.seek(part.start)
            data = file.read(part.end - part.start)
        if b"LINE" in data:
            os.kill(os.getpid(), 9)
        streams["result"].write_bytes(data.upper())
        cleaned = super().clean(path.with_name("small.txt"), None, {"result": streams["result"].with_suffix(".x")})
        streams["result"].with_suffix(".x").unlink()
        return cleaned._replace(removed={"a.rule": len(data)})


@pytest.mark.parametrize("jobs", [1, 2])
def test_parts_of_one_file_are_cleaned_by_several_processes(tmp_path, jobs):
    path = lines_file(tmp_path / "in")
    (tmp_path / "in" / "small.txt").write_text("tt")
    assert len(ranges.survey(path, cut=True).parts) == 4
    entries = run(tmp_path / "in", tmp_path / "out", Cut(), jobs, include=["*"])
    assert contents(tmp_path / "out") == {"big.lines": path.read_bytes().upper(), "small.txt": b"TT"}
    assert entries["big.lines"].removed == {"a.rule": path.stat().st_size}
    assert names_in(tmp_path / "out") == ["big.lines", "manifest.jsonl", "small.txt"]
    assert skipped(run(tmp_path / "in", tmp_path / "out", Cut(), jobs, include=["*"])) == set(entries)


def test_a_part_that_kills_its_worker_fails_the_file_and_nothing_else(tmp_path):
    path = lines_file(tmp_path / "in")
    with path.open("ab") as file:
        file.write(b"LINE\n")
    (tmp_path / "in" / "small.txt").write_text("tt")
    entries = run(tmp_path / "in", tmp_path / "out", Cut(), 2, include=["*"])
    assert "exit code -9" in entries["big.lines"].error
    assert names_in(tmp_path / "out") == ["manifest.jsonl", "small.txt"]


def test_parts_that_a_stopped_run_has_cleaned_are_not_cleaned_again(tmp_path, short_parts):
    source, target, job = stopped(tmp_path)
    done = {path: path.stat().st_mtime_ns for path in target.rglob("*.done")}
    assert len(done) == 2
    counting = Stopping(job, after=99)
    with batch(source, target, counting) as under_way:
        (entry,) = under_way.entries
    assert counting.cleaned == [3, 4, 5]
    assert entry.pages == 5
    assert texts_in(target / "a.jsonl") == sentences("甲乙丙丁戊")
    assert names_in(target) == ["a.jsonl", "manifest.jsonl"]


def stopped(tmp_path):
    """A batch over five rows that was interrupted after two of them: its input, its output and its job."""
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.jsonl").write_text(records(*sentences("甲乙丙丁戊")), "utf-8")
    job = CleaningJob(Cleaning(ONE_STEP), Reader(), source, target)
    with pytest.raises(KeyboardInterrupt), batch(source, target, Stopping(job)) as under_way:
        list(under_way.entries)
    return source, target, job


class Stopping:
    """A job that is interrupted after a few parts."""

    def __init__(self, job, after=2):
        self.job, self.after, self.cleaned = job, after, []

    def __getattr__(self, name):
        return getattr(self.job, name)

    def clean(self, path, part, streams):
        if len(self.cleaned) == self.after:
            raise KeyboardInterrupt
        self.cleaned.append(part.line)
        return self.job.clean(path, part, streams)


def test_parts_of_an_input_that_has_changed_are_not_used(tmp_path, short_parts):
    source, target, _ = stopped(tmp_path)
    (source / "a.jsonl").write_text(records(*sentences("子乙丙丁戊")), "utf-8")
    clean(source, target)
    assert texts_in(target / "a.jsonl") == sentences("子乙丙丁戊")


# What is wrong with some lines


@pytest.mark.parametrize("cut", [False, True])
def test_bad_lines_are_named_and_the_good_ones_written(tmp_path, monkeypatch, cut):
    if cut:
        monkeypatch.setattr(ranges, "_PART_BYTES", 20)
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.jsonl").write_text(records("甲。") + "{\n" + records("乙。") + '{"no": "text"}\n[1]\n', "utf-8")
    entry = clean(source, tmp_path / "out")["a.jsonl"]
    assert texts_in(tmp_path / "out/a.jsonl") == ["甲。", "乙。"]
    assert (entry.output, entry.pages, entry.failed) == ("a.jsonl", 2, 3)
    assert [f"a.jsonl, line {number}" in entry.failures[index] for index, number in enumerate((2, 4, 5))] == [True] * 3
    assert entry.error == entry.failures[0] + " (and 2 more in this file)"
    again = clean(source, tmp_path / "out")["a.jsonl"]
    assert again.skipped
    assert again.error == entry.error


def test_a_file_of_bad_lines_alone_is_a_failure_without_an_output(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text("{\n" * 150, "utf-8")
    entry = clean(tmp_path / "in", tmp_path / "out")["a.jsonl"]
    assert (entry.output, entry.pages, entry.failed, len(entry.failures)) == (None, 0, 150, 100)
    assert contents(tmp_path / "out") == {}
    assert manifest(tmp_path / "out")[0]["failed"] == 150


def test_an_empty_file_has_an_empty_output(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text("\n", "utf-8")
    assert clean(tmp_path / "in", tmp_path / "out")["a.jsonl"].error is None
    assert contents(tmp_path / "out") == {"a.jsonl": b""}


# Files that do not hold still


class Meddling(Shout):
    """A job during which something happens to its input."""

    def __init__(self, meddle):
        super().__init__()
        object.__setattr__(self, "meddle", meddle)

    def clean(self, path, part, streams):
        cleaned = super().clean(path, part, streams)
        self.meddle(path)
        return cleaned


@pytest.mark.parametrize(
    ("meddle", "told"),
    [
        (lambda path: path.write_text("other"), "was changed while it was read"),
        (lambda path: path.write_text("bb"), "was changed while it was read"),
        (Path.unlink, "No such file"),
    ],
)
def test_a_file_that_changes_or_vanishes_while_it_is_read_is_a_failure(tmp_path, meddle, told):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("aa")
    os.utime(tmp_path / "in/a.txt", (1, 1))
    assert told in run(tmp_path / "in", tmp_path / "out", Meddling(meddle))["a.txt"].error
    assert contents(tmp_path / "out") == {}


def test_a_survey_that_a_file_does_not_fit_any_more_is_an_error(tmp_path):
    path = tmp_path / "a"
    path.write_text("aa")
    seen = ranges.survey(path, cut=False).seen
    ranges.check_unchanged(path, seen)
    with path.open("a") as file:
        file.write("b")
    with pytest.raises(InputError, match="run again"):
        ranges.check_unchanged(path, seen)
