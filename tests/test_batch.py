"""A tree of files becomes a tree of cleaned files, whatever happens on the way."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsclean.batch import Cleaned, Processes, batch, fingerprint, output_name
from newsclean.batch.lock import LOCK
from newsclean.batch.manifest import MANIFEST, Entry
from newsclean.errors import InputError, OutputError, UsageError


@dataclass(frozen=True)
class Shout:
    """A job that writes an input in capitals, and obeys a few words in it."""

    option: str = "a"
    to: str = "text"
    delay: float = 0.0

    @property
    def fingerprint(self):
        return fingerprint({"option": self.option, "to": self.to})

    def output_name(self, name):
        return output_name(name, self.to)

    folders = ()

    def beside(self, name):
        return {}

    def is_complete(self, name, aside):
        return True

    def has_parts(self, path):
        return path.suffix == ".lines"

    def joint(self, path, last):
        return b""

    def finish(self, path, result):
        pass

    def clean(self, path, part, streams):
        output = streams["result"]
        time.sleep(self.delay)
        opened = gzip.open if path.name.endswith(".gz") else open
        with opened(path, "rb") as file:
            data = file.read()
        if data == b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        with output.open("wb") as file:
            file.write(data[: len(data) // 2].upper())
            if data == b"bad":
                raise InputError("byte 2: is bad")
            if data == b"bug":
                raise KeyError("oops")
            file.write(data[len(data) // 2 :].upper())
        return Cleaned("utf-8", 1, {"a.rule": len(data)})


def tree(folder, **files):
    """Write files; `a__b` stands for a/b, and names get .txt."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def contents(folder):
    """All files below a folder but the manifest and the lock, with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (MANIFEST, LOCK)
    }


def run(source, target, job=None, jobs=1, **options):
    with batch(source, target, job or Shout(), Processes(jobs), **options) as under_way:
        return {entry.input: entry for entry in under_way.entries}


def manifest(target):
    return [json.loads(line) for line in (target / MANIFEST).read_bytes().splitlines()]


@pytest.fixture
def source(tmp_path):
    return tree(tmp_path / "in", b="bb", a="aa", deep__down__c="cc", deep__d="dd")


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_tree_becomes_a_tree_of_the_same_names(source, target, jobs):
    entries = run(source, target, jobs=jobs)
    assert contents(target) == {"a.txt": b"AA", "b.txt": b"BB", "deep/d.txt": b"DD", "deep/down/c.txt": b"CC"}
    assert {entry.error for entry in entries.values()} == {None}
    assert entries["deep/d.txt"].removed == {"a.rule": 2}


def test_the_number_of_inputs_is_known_before_the_work_begins(source, target):
    with batch(source, target, Shout()) as under_way:
        assert under_way.total == 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_manifest_names_every_input_in_order(source, target, jobs):
    run(source, target, jobs=jobs)
    lines = manifest(target)
    assert [line["input"] for line in lines] == ["a.txt", "b.txt", "deep/d.txt", "deep/down/c.txt"]
    first = {name: value for name, value in lines[0].items() if name != "seconds"}
    assert first == {
        "input": "a.txt",
        "output": "a.txt",
        "sha256": "961b6dd3ede3cb8ecbaacbd68de040cd78eb2ed5889130cceb4c49268ea4d506",
        "job": Shout().fingerprint,
        "encoding": "utf-8",
        "articles": 1,
        "removed": {"a.rule": 2},
        "warnings": [],
        "pages": 1,
        "failed": 0,
        "failures": [],
        "aside": 0,
        "output_bytes": 2,
        "error": None,
    }


def test_the_same_bytes_come_out_with_any_number_of_processes(tmp_path):
    source = tree(tmp_path / "in", **{f"f{number % 7}__{number}": str(number) * number for number in range(60)})
    run(source, tmp_path / "one", jobs=1)
    run(source, tmp_path / "two", jobs=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert len(contents(tmp_path / "two")) == 60

    def without_seconds(folder):
        return [{**line, "seconds": 0} for line in manifest(folder)]

    assert without_seconds(tmp_path / "one") == without_seconds(tmp_path / "two")


# Resuming


def skipped(entries):
    return {name for name, entry in entries.items() if entry.skipped}


def test_what_is_done_and_unchanged_is_not_done_again(source, target):
    run(source, target)
    before = (target / MANIFEST).read_bytes()
    assert skipped(run(source, target)) == {"a.txt", "b.txt", "deep/d.txt", "deep/down/c.txt"}
    assert (target / MANIFEST).read_bytes() == before


def test_only_a_changed_input_is_done_again(source, target):
    run(source, target)
    (source / "b.txt").write_text("new")
    assert "b.txt" not in skipped(run(source, target))
    assert contents(target)["b.txt"] == b"NEW"


def test_an_input_that_was_only_touched_is_not_done_again(source, target):
    run(source, target)
    os.utime(source / "b.txt", (1, 1))
    assert "b.txt" in skipped(run(source, target))


def test_a_changed_option_does_everything_again(source, target):
    run(source, target, Shout("a"))
    assert skipped(run(source, target, Shout("b"))) == set()


def test_a_new_version_does_everything_again(source, target, monkeypatch):
    run(source, target)
    monkeypatch.setattr("newsclean.batch.protocol.__version__", "999")
    assert skipped(run(source, target)) == set()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_missing_or_emptied_output_is_made_again(source, target, harm):
    run(source, target)
    harm(target / "deep/d.txt")
    assert skipped(run(source, target)) == {"a.txt", "b.txt", "deep/down/c.txt"}
    assert contents(target)["deep/d.txt"] == b"DD"


def test_an_output_that_became_a_link_is_made_again_and_its_target_left_alone(source, target, tmp_path):
    run(source, target)
    elsewhere = tmp_path / "mine"
    elsewhere.write_bytes(b"AA")
    (target / "a.txt").unlink()
    (target / "a.txt").symlink_to(elsewhere)
    (source / "a.txt").write_text("new")
    run(source, target)
    assert not (target / "a.txt").is_symlink()
    assert elsewhere.read_bytes() == b"AA"


def test_everything_is_done_again_when_asked_to(source, target):
    run(source, target)
    assert skipped(run(source, target, resume=False)) == set()


def test_entries_of_inputs_that_a_run_does_not_look_at_stay(source, target):
    run(source, target, include=["a.txt"])
    run(source, target, exclude=["a.txt"])
    assert len(manifest(target)) == 4
    assert len(skipped(run(source, target))) == 4


def test_half_a_line_at_the_end_of_the_manifest_is_as_good_as_none(source, target):
    run(source, target)
    lines = (target / MANIFEST).read_bytes()
    (target / MANIFEST).write_bytes(lines[:-30] + b"\n[]\n{}\n\xff\n")
    assert skipped(run(source, target)) == {"a.txt", "b.txt", "deep/d.txt"}
    assert len(manifest(target)) == 4


# Failures


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_file_is_one_named_failure_and_the_rest_is_done(source, target, jobs):
    tree(source, deep__bad="bad", bug="bug")
    entries = run(source, target, jobs=jobs)
    assert {name: entry.error for name, entry in entries.items() if entry.error} == {
        "deep/bad.txt": "byte 2: is bad",
        "bug.txt": "KeyError: 'oops'",
    }
    assert sorted(contents(target)) == ["a.txt", "b.txt", "deep/d.txt", "deep/down/c.txt"]
    assert [line["input"] for line in manifest(target) if line["error"]] == ["bug.txt", "deep/bad.txt"]


def test_a_failure_is_tried_again(source, target):
    tree(source, bad="bad")
    run(source, target)
    assert run(source, target)["bad.txt"].error == "byte 2: is bad"
    tree(source, bad="good")
    assert run(source, target)["bad.txt"].error is None


def test_what_was_made_of_an_input_that_is_bad_now_goes(source, target):
    run(source, target)
    tree(source, a="bad")
    run(source, target)
    assert "a.txt" not in contents(target)


def test_a_packed_file_that_is_cut_is_a_failure(source, target):
    (source / "z.txt.gz").write_bytes(gzip.compress(b"text" * 99)[:-9])
    assert "end-of-stream" in run(source, target)["z.txt.gz"].error


def test_a_file_that_kills_its_worker_is_one_failure(tmp_path, target):
    texts = {f"n{number:02}": "die" if number in (3, 4, 11) else "ok" for number in range(30)}
    entries = run(tree(tmp_path / "in", **texts), target, jobs=2)
    failed = sorted(name for name, entry in entries.items() if entry.error)
    assert failed == ["n03.txt", "n04.txt", "n11.txt"]
    assert "exit code -9" in entries["n03.txt"].error
    assert len(contents(target)) == 27


def test_inputs_that_are_no_files_are_failures(source, target):
    (source / "nowhere.txt").symlink_to("gone")
    os.mkfifo(source / "pipe.txt")
    entries = run(source, target)
    assert entries["nowhere.txt"].error == "No such file or directory"
    assert entries["pipe.txt"].error == "is not a regular file"
    assert len(contents(target)) == 4


def test_a_link_to_a_file_is_read(source, target, tmp_path):
    (tmp_path / "elsewhere").write_text("far")
    (source / "link.txt").symlink_to(tmp_path / "elsewhere")
    run(source, target)
    assert contents(target)["link.txt"] == b"FAR"


def test_a_link_to_a_folder_elsewhere_is_named_and_one_within_is_passed_over(source, target, tmp_path):
    tree(tmp_path / "elsewhere", x="xx")
    (source / "far").symlink_to(tmp_path / "elsewhere")
    (source / "deep/loop").symlink_to(source)
    entries = run(source, target)
    assert len(entries) == 5
    assert "not followed" in entries["far"].error
    assert "far" not in run(source, target, exclude=["far"])


@pytest.mark.parametrize("jobs", [1, 2])
def test_two_inputs_of_one_output_are_done_once_and_named_once(source, target, jobs):
    (source / "a.jsonl").write_text("json")
    entries = run(source, target, Shout(to="jsonl"), jobs)
    assert entries["a.jsonl"].error is None
    assert entries["a.txt"].error == "its output a.jsonl is that of a.jsonl"
    assert contents(target)["a.jsonl"] == b"JSON"


def test_an_input_whose_output_would_be_the_manifest_is_a_failure(source, target):
    tree(source, manifest="mm")
    entries = run(source, target, Shout(to="jsonl"))
    assert "manifest" in entries["manifest.txt"].error
    assert len(manifest(target)) == 5


def test_an_input_whose_output_is_a_folder_of_others_is_a_failure(source, target):
    (source / "deep.md").mkdir()
    (source / "deep.md/e.txt").write_text("ee")
    (source / "deep.txt").write_text("top")
    entries = run(source, target, Shout(to="markdown"))
    assert "folder" in entries["deep.txt"].error
    assert contents(target)["deep.md/e.md"] == b"EE"


# Folders


def test_the_inputs_may_not_lie_in_the_output_folder(source):
    for target in (source, source.parent, source / "deep/.."):
        with pytest.raises(UsageError, match="must not hold the inputs"):
            run(source, target)


def test_an_output_folder_among_the_inputs_is_not_read(source):
    run(source, source / "deep/out")
    assert len(run(source, source / "deep/out")) == 4
    assert sorted(contents(source / "deep/out")) == ["a.txt", "b.txt", "deep/d.txt", "deep/down/c.txt"]


def test_a_source_that_is_no_folder_is_wrong_usage(source, target):
    for path in (source / "a.txt", source / "gone"):
        with pytest.raises(UsageError, match="is not a folder"):
            run(path, target)


def test_an_output_folder_that_cannot_be_made_is_an_error_before_anything_is_done(source):
    with pytest.raises(OutputError, match="cannot be made"):
        run(source, source / "a.txt" / "out")


def test_a_folder_that_cannot_be_written_is_the_failure_of_its_files(source, target):
    target.mkdir()
    (target / "deep").write_text("a file where a folder should be")
    entries = run(source, target)
    assert {name for name, entry in entries.items() if entry.error} == {"deep/d.txt", "deep/down/c.txt"}


def test_nothing_is_written_through_a_link_out_of_the_output_folder(source, target, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target.mkdir()
    (target / "deep").symlink_to(elsewhere)
    entries = run(source, target)
    assert "leads outside the output folder" in entries["deep/d.txt"].error
    assert list(elsewhere.iterdir()) == []


def test_the_manifest_is_not_written_through_a_link(source, target, tmp_path):
    mine = tmp_path / "mine"
    mine.write_text("mine")
    target.mkdir()
    (target / MANIFEST).symlink_to(mine)
    run(source, target)
    assert mine.read_text() == "mine"
    assert len(manifest(target)) == 4


def test_an_empty_folder_gives_an_empty_manifest(tmp_path, target):
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty", target, jobs=2) == {}
    assert manifest(target) == []


# Names


@pytest.mark.parametrize("jobs", [1, 2])
def test_names_of_any_kind_are_kept(tmp_path, target, jobs):
    names = [
        "a\nb.txt",
        "'\".txt",
        "🎉.txt",
        " x .txt",
        "-rf.txt",
        "[a]*?.txt",
        "\u2028.txt",
        "头版 要闻.txt",
    ]
    names += ["文" * 83 + ".txt"]
    source = tmp_path / "in"
    source.mkdir()
    for name in names:
        (source / name).write_text("x")
    (source / os.fsdecode(b"\xff.txt")).write_text("x")
    entries = run(source, target, jobs=jobs)
    assert {entry.error for entry in entries.values()} == {None}
    assert contents(target).keys() == {*names, os.fsdecode(b"\xff.txt")}
    assert skipped(run(source, target)) == set(entries)


@pytest.mark.parametrize(
    ("name", "to", "output"),
    [
        ("a.txt", "text", "a.txt"),
        ("a.txt.gz", "text", "a.txt.gz"),
        ("a.jsonl", "text", "a.txt"),
        ("a.txt", "jsonl", "a.jsonl"),
        ("a.b.txt.gz", "jsonl", "a.b.jsonl.gz"),
        ("a.jsonl.gz", "jsonl", "a.jsonl.gz"),
        ("a.txt", "markdown", "a.md"),
        ("page", "markdown", "page.md"),
        (".page", "markdown", ".page.md"),
        ("page", "text", "page"),
    ],
)
def test_an_output_is_named_after_its_input_and_the_format(name, to, output):
    assert output_name(name, to) == output


@pytest.mark.parametrize(
    ("include", "exclude", "chosen"),
    [
        (["*"], [], {"a.txt", "b.txt", "deep/d.txt", "deep/down/c.txt", "x.log"}),
        (["a*", "c.*"], [], {"a.txt", "deep/down/c.txt"}),
        (["deep/*"], [], {"deep/d.txt", "deep/down/c.txt"}),
        (["*"], ["deep"], {"a.txt", "b.txt", "x.log"}),
        (["*"], ["deep/down", "*.log"], {"a.txt", "b.txt", "deep/d.txt"}),
        (["*"], ["down"], {"a.txt", "b.txt", "deep/d.txt", "x.log"}),
        (["A*"], [], set()),
    ],
)
def test_globs_choose_the_inputs(source, target, include, exclude, chosen):
    (source / "x.log").write_text("log")
    assert set(run(source, target, include=include, exclude=exclude)) == chosen


def test_only_text_and_json_lines_are_read_unless_globs_say_otherwise(source, target):
    for name in ("v.log", "w.jsonl", "x.txt.gz", "y.jsonl.gz", "z.gz", "z.png"):
        (source / name).write_bytes(gzip.compress(b"x") if name.endswith(".gz") else b"x")
    assert {"w.jsonl", "x.txt.gz", "y.jsonl.gz"} < set(run(source, target))
    assert len(contents(target)) == 7


# Interruptions


def started(source, target, jobs):
    """Run a slow batch in a process of its own, and return when some of its outputs are there."""
    script = (
        "import sys; from pathlib import Path\n"
        "from test_batch import Shout, run\n"
        f"run(Path(sys.argv[1]), Path(sys.argv[2]), Shout(delay=0.02), {jobs})"
    )
    here = str(Path(__file__).parent)
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(source), str(target)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([here, *sys.path])},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while len(list(target.glob("*.txt"))) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.poll() is None
    return process


@pytest.fixture
def many(tmp_path):
    return tree(tmp_path / "in", **{f"n{number:03}": f"page {number}" for number in range(120)})


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_run_goes_on_where_it_stopped_and_ends_with_the_same_bytes(many, tmp_path, target, jobs):
    process = started(many, target, jobs)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    (target / ".n119.txt.partial-99999").write_text("PAGE")
    half = {name: data for name, data in contents(target).items() if ".partial-" not in name}
    assert 0 < len(half) < 120
    assert all(data == f"PAGE {int(name[1:4])}".encode() for name, data in half.items())
    again = run(many, target, jobs=jobs)
    assert skipped(again)
    run(many, tmp_path / "whole")
    assert contents(target) == contents(tmp_path / "whole")
    assert [line["input"] for line in manifest(target)] == sorted(contents(target))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_run_leaves_whole_outputs_and_a_manifest_in_order(many, target, jobs):
    process = started(many, target, jobs)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT
    assert errors.count(b"Traceback") == 1  # the script's own; the workers are silent
    left = contents(target)
    assert 0 < len(left) < 120
    assert all(data == f"PAGE {int(name[1:4])}".encode() for name, data in left.items())
    names = [line["input"] for line in manifest(target)]
    assert names == sorted(names)
    assert set(names) <= set(left)


def test_the_workers_of_a_killed_run_end_too(many, target):
    process = started(many, target, 2)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()  # returns when the last worker has closed the pipe it inherited
    count = len(contents(target))
    time.sleep(0.2)
    assert len(contents(target)) == count < 120


def test_a_run_that_is_left_in_the_middle_is_in_order(many, target):
    with batch(many, target, Shout(), Processes(2)) as under_way:
        seen = [next(under_way.entries).input for _ in range(7)]
    assert [line["input"] for line in manifest(target)] == sorted(seen)
    assert not list(target.glob(".*"))


def test_an_entry_of_a_name_that_is_no_utf_8_is_still_a_json_line():
    entry = Entry(os.fsdecode(b"\xff"), None, None, "job")
    assert json.loads(entry.line().decode("utf-8"))["input"] == os.fsdecode(b"\xff")
