"""dedup --across --index: what earlier runs had is dropped, and nothing is lost whenever a run is killed."""

import contextlib
import os
import random
import sqlite3
import subprocess
import sys

import pytest
from conftest import ROOT, newsclean
from documents import FIRST, OTHER, REPRINT, after, corpus, ids, killed, lines, names, read, story, write
from kills import has_ended


def run(index, *arguments, **options):
    return newsclean("dedup", "--across", "--index", index, *arguments, **options)


def exported(index):
    return read(newsclean("index", "export", index).stdout)


def test_a_second_run_over_the_same_input_drops_everything(tmp_path):
    path = write(tmp_path / "a.jsonl", corpus(400))
    first = run(tmp_path / "index", path)
    second = run(tmp_path / "index", path)
    assert len(read(first.stdout)) == 300
    assert second.stdout == b""
    assert "400 documents, 400 repeat another one" in second.stderr.decode()


def test_a_run_over_new_input_drops_what_earlier_runs_had(tmp_path):
    records = corpus(400)
    write(tmp_path / "a.jsonl", records[:250])
    write(tmp_path / "b.jsonl", records[250:])
    one = newsclean("dedup", "--across", tmp_path / "a.jsonl", tmp_path / "b.jsonl").stdout
    assert (
        run(tmp_path / "index", tmp_path / "a.jsonl").stdout + run(tmp_path / "index", tmp_path / "b.jsonl").stdout
        == one
    )


def test_a_copy_names_the_document_that_an_earlier_run_kept(tmp_path):
    run(
        tmp_path / "index",
        write(tmp_path / "a.jsonl", [{"id": ["any", "id"], "text": FIRST}, {"id": 2, "text": OTHER}]),
    )
    done = run(tmp_path / "index", "--mark", write(tmp_path / "b.jsonl", [{"text": REPRINT}, {"text": "短"}]))
    reprint, short = read(done.stdout)
    assert (reprint["cluster"], reprint["duplicate_of"]) == (0, ["any", "id"])
    assert 0.7 < reprint["similarity"] < 1
    assert (short["cluster"], short["duplicate_of"]) == (None, None)


def test_a_text_like_a_copy_that_was_dropped_is_a_copy_of_what_was_kept_then(tmp_path):
    """Also where it is not like that document itself."""
    parts = [story(random.Random(number), 100) for number in range(7)]
    kept, dropped, fresh = "".join(parts[:5]), "".join(parts[:6]), "".join(parts[1:])
    alone = write(tmp_path / "c.jsonl", [{"id": 1, "text": kept}, {"id": 3, "text": fresh}])
    assert ids(newsclean("dedup", "--across", alone).stdout) == [1, 3]
    run(tmp_path / "index", write(tmp_path / "a.jsonl", [{"id": 1, "text": kept}, {"id": 2, "text": dropped}]))
    done = run(tmp_path / "index", "--mark", write(tmp_path / "b.jsonl", [{"id": 3, "text": fresh}]))
    assert [record["duplicate_of"] for record in read(done.stdout)] == [1]


def test_numbers_that_contradict_an_earlier_document_keep_a_template_apart(tmp_path):
    report = "昨日零时至二十四时，全市新增确诊病例{}例，均在集中隔离点发现，已转运至定点医院治疗，病情平稳。当日解除隔离{}人。"
    write(tmp_path / "a.jsonl", [{"text": report.format(3, 17)}])
    write(tmp_path / "b.jsonl", [{"text": report.format(5, 42)}, {"text": report.format(3, 17)}])
    run(tmp_path / "index", tmp_path / "a.jsonl")
    assert read(run(tmp_path / "index", tmp_path / "b.jsonl").stdout) == [{"text": report.format(5, 42)}]


def test_the_kept_copy_stands_in_the_index_whichever_it_is(tmp_path):
    copies = [{"id": 1, "text": FIRST, "date": "2025-05-07"}, {"id": 2, "text": FIRST, "date": "2025-05-06"}]
    run(tmp_path / "index", "--keep", "earliest", write(tmp_path / "a.jsonl", copies))
    (document,) = exported(tmp_path / "index")
    assert (document["id"], document["duplicate_of"]) == (2, None)


def test_the_output_does_not_depend_on_the_number_of_processes(tmp_path):
    write(tmp_path / "a.jsonl", corpus(1500))
    write(tmp_path / "b.jsonl", corpus(1500)[::-1] + corpus(700, seed=2))
    outputs = []
    for jobs in ("1", "2"):
        run(tmp_path / f"index-{jobs}", "-j", jobs, tmp_path / "a.jsonl")
        outputs.append(run(tmp_path / f"index-{jobs}", "-j", jobs, tmp_path / "b.jsonl").stdout)
    assert outputs[0] == outputs[1]
    assert exported(tmp_path / "index-1") == exported(tmp_path / "index-2")


def test_check_remembers_nothing(tmp_path):
    path = write(tmp_path / "a.jsonl", corpus(4))
    run(tmp_path / "index", "--check", path)
    assert len(read(run(tmp_path / "index", path).stdout)) == 3


def test_a_run_whose_output_cannot_be_written_remembers_nothing(tmp_path):
    path = write(tmp_path / "a.jsonl", corpus(4))
    (tmp_path / "file").write_text("")
    assert run(tmp_path / "index", path, "-o", tmp_path / "file" / "out").returncode == 1
    assert len(read(run(tmp_path / "index", path).stdout)) == 3


def test_one_run_at_a_time_writes_to_an_index(tmp_path):
    path = write(tmp_path / "a.jsonl", corpus(4))
    run(tmp_path / "index", path)
    with sqlite3.connect(tmp_path / "index", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        done = run(tmp_path / "index", path)
        shown = newsclean("index", "info", tmp_path / "index")
        vacuumed = newsclean("index", "vacuum", tmp_path / "index")
        other.execute("ROLLBACK")
    other.close()
    assert (done.returncode, done.stdout) == (1, b"")
    for told in (done, vacuumed):
        assert "another run is writing to this index; wait until it has ended" in told.stderr.decode()
    assert shown.returncode == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_no_document_is_lost_by_a_run_that_is_killed_at_any_moment(jobs, tmp_path):
    """The same command finishes it: the same output, the same index, nothing left over."""
    path = write(tmp_path / "a.jsonl", corpus(1500))
    whole = newsclean("dedup", "--across", path).stdout
    random_ = random.Random(jobs)
    out, index = tmp_path / "out.jsonl", tmp_path / "index"
    command = ["dedup", "--across", "--index", index, path, "-j", jobs, "-o", out]
    for _ in range(12):
        if not killed(after(random_.uniform(0.2, 1.6)), *command):
            break
        with contextlib.closing(sqlite3.connect(index)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if has_ended(index):
            break
    else:
        assert newsclean(*command).returncode == 0
    assert out.read_bytes() == whole
    assert run(index, path).stdout == b""
    assert names(tmp_path) == ["a.jsonl", "index", "out.jsonl"]


CUT_OFF = """
import os, sys
from newsclean.cli import run
from newsclean.similarity.index import Index
Index.end = lambda self: os._exit(9)
sys.exit(run(sys.argv[1:]))
"""


def cut_off(*command):
    """Run a command that ends, as if it were killed, when its documents have been added and nothing else is done."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", CUT_OFF, *map(str, command)], env=environment, check=False)
    assert done.returncode == 9


def test_a_run_killed_when_its_documents_are_added_is_finished_by_the_same_command(tmp_path):
    """Whatever other commands have added since; and the one after that is another run, which drops everything."""
    index, out, other = tmp_path / "index", tmp_path / "out.jsonl", tmp_path / "other.jsonl"
    path = write(tmp_path / "b.jsonl", corpus(12))
    run(index, write(tmp_path / "a.jsonl", corpus(12)[:2]))
    command = ["dedup", "--across", "--index", index, path, "-o", out]
    cut_off(*command)
    whole = out.read_bytes()
    assert ids(whole) == [f"1-{number}" for number in range(2, 12) if number % 4 != 3]
    out.write_bytes(b"")
    run(index, write(tmp_path / "c.jsonl", corpus(3, seed=2)), path, "-o", other)
    assert ids(other.read_bytes()) == ["2-0", "2-1", "2-2"]
    known = exported(index)
    for _ in range(2):
        cut_off(*command)
        assert out.read_bytes() == whole
    assert newsclean(*command, "-j", "2", "-q").returncode == 0
    assert (out.read_bytes(), exported(index)) == (whole, known)
    assert newsclean(*command).returncode == 0
    assert (out.read_bytes(), exported(index)) == (b"", known)
    assert names(tmp_path) == ["a.jsonl", "b.jsonl", "c.jsonl", "index", "other.jsonl", "out.jsonl"]


@pytest.mark.parametrize("change", ["input", "option", "output"])
def test_another_command_than_the_one_that_was_killed_is_a_run_of_its_own(change, tmp_path):
    path, out = write(tmp_path / "a.jsonl", corpus(4)), tmp_path / "out.jsonl"
    command = ["dedup", "--across", "--index", tmp_path / "index", path, "-o"]
    cut_off(*command, out)
    if change == "input":
        write(path, corpus(5))
    done = newsclean(
        *command, tmp_path / "x" if change == "output" else out, *["--keep", "longest"] * (change == "option")
    )
    assert "4 repeat another one" in done.stderr.decode()


def test_what_comes_through_a_pipe_is_never_taken_for_the_same_again(tmp_path):
    command = ["dedup", "--across", "--index", tmp_path / "index", "-f", "jsonl"]
    cut_off(*command, write(tmp_path / "a.jsonl", corpus(4)))
    for _ in range(2):
        newsclean(*command, stdin=lines(corpus(5)))
    assert len(newsclean(*command, stdin=lines(corpus(6))).stdout.splitlines()) == 1


def test_info_says_what_an_index_holds(tmp_path):
    path = write(tmp_path / "a.jsonl", [{"text": FIRST}, {"text": FIRST}, {"text": REPRINT}, {"text": OTHER}])
    run(tmp_path / "index", path)
    run(tmp_path / "index", path)
    shown = newsclean("index", "info", tmp_path / "index").stdout.decode().splitlines()
    assert shown[0] == "texts      3"
    assert shown[1] == "documents  8 read, 2 kept"
    assert shown[2].startswith("runs       2, the last ended 20")


def test_export_names_each_text_once_and_what_was_kept_instead(tmp_path):
    write(
        tmp_path / "a.jsonl", [{"id": "甲", "text": FIRST}, {"id": "乙", "text": REPRINT}, {"id": "丙", "text": FIRST}]
    )
    run(tmp_path / "index", tmp_path / "a.jsonl")
    first, reprint = exported(tmp_path / "index")
    assert (first["id"], first["duplicate_of"], first["run"], first["length"]) == ("甲", None, 0, 47)
    assert (reprint["id"], reprint["duplicate_of"]) == ("乙", "甲")
    assert len(first["digest"]) == 16


def test_vacuum_leaves_what_an_index_holds(tmp_path):
    run(tmp_path / "index", write(tmp_path / "a.jsonl", corpus(40)))
    before = exported(tmp_path / "index")
    assert newsclean("index", "vacuum", tmp_path / "index").returncode == 0
    assert exported(tmp_path / "index") == before


def test_a_file_that_is_no_index_is_refused(tmp_path):
    path = write(tmp_path / "a.jsonl", corpus(4))
    done = run(path, "-")
    assert (done.returncode, path.read_bytes()) == (1, lines(corpus(4)))
    assert "no index of newsclean, or damaged" in done.stderr.decode()
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (x)").connection.close()
    assert "is a database, but no index" in run(tmp_path / "other.db", path).stderr.decode()
    assert "there is no such index" in newsclean("index", "info", tmp_path / "none").stderr.decode()


@pytest.mark.parametrize(
    ("change", "told"),
    [("PRAGMA user_version = 9", "has format 9"), ("UPDATE settings SET value = 'x'", "were made otherwise")],
)
def test_an_index_of_another_version_is_refused(change, told, tmp_path):
    path = write(tmp_path / "a.jsonl", corpus(4))
    run(tmp_path / "index", path)
    with sqlite3.connect(tmp_path / "index") as connection:
        connection.execute(change)
    connection.close()
    assert told in run(tmp_path / "index", path).stderr.decode()


def test_an_index_is_no_input_and_no_output(tmp_path):
    path = write(tmp_path / "a.jsonl", corpus(4))
    assert run(path, path).returncode == 2
    assert run(tmp_path / "x", path, "-o", tmp_path / "x").returncode == 2
