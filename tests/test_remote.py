"""Objects named by URL are cleaned as the files of a folder are."""

import json

import pytest
from conftest import SEEDS, extra, newsclean

from newsclean.batch.jobs import CleaningJob
from newsclean.batch.remote import _RemoteWork
from newsclean.batch.tree import Task
from newsclean.cleaning import Cleaning
from newsclean.plan import make_plan
from newsclean.reading import Reader

extra("daft")


@pytest.fixture
def pages(tmp_path):
    (tmp_path / "in/deep").mkdir(parents=True)
    for number, seed in enumerate(SEEDS):
        record = {"id": f"r{number}", "text": seed.read_text("utf-8"), "url": "u"}
        (tmp_path / f"in/deep/{number}.jsonl").write_text(json.dumps(record) + '\n{"text": 7}\n', "utf-8")
    (tmp_path / "in/page.txt").write_bytes(SEEDS[0].read_bytes())
    return tmp_path


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.jsonl"
    }


def manifest(folder):
    lines = map(json.loads, (folder / "manifest.jsonl").read_text("utf-8").splitlines())
    return [
        {name: line[name] for name in ("input", "output", "sha256", "pages", "failed", "aside", "output_bytes")}
        for line in lines
    ]


def batch(pages, *options):
    return newsclean(
        "batch", f"file://{pages}/in", "-o", f"file://{pages}/out", "--engine", "daft", "-j", "2", *options
    )


def test_the_bytes_are_those_of_a_folder(pages):
    newsclean("batch", "in", "-o", "expected", "--quarantine", "expected-odd", cwd=pages)
    done = batch(pages, "--quarantine", f"file://{pages}/odd")
    assert done.returncode == 1, done.stderr.decode()
    assert f"file://{pages}/in/deep/0.jsonl, line 2" in done.stderr.decode()
    assert files(pages / "out") == files(pages / "expected")
    assert manifest(pages / "out") == manifest(pages / "expected")
    assert files(pages / "odd").keys() == files(pages / "expected-odd").keys()
    assert (pages / "odd/deep/3.jsonl").read_bytes() == b'{"text": 7}\n'
    times = {path: path.stat().st_mtime_ns for path in (pages / "out").rglob("*.jsonl") if path.name[0].isdigit()}
    again = batch(pages, "--quarantine", f"file://{pages}/odd")
    assert again.returncode == 1
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_globs_choose_and_traces_are_kept(pages):
    done = batch(pages, "--include", "*.txt", "--traces", f"file://{pages}/traces")
    assert done.returncode == 0
    assert list(files(pages / "out")) == ["page.txt"]
    restored = newsclean("restore", pages / "traces/page.txt.trace", pages / "out/page.txt")
    assert restored.stdout == SEEDS[0].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["file:///in", "-o", "out"], "name all folders by URL or none"),
        (["file:///in", "-o", "file:///out", "--engine", "processes"], "add --engine daft"),
        (["file:///in", "-o", "file:///out", "--engine", "daft", "--learn"], "--learn and --report read the files"),
        (["s3", "-o", "out"], "does not exist"),
    ],
)
def test_what_cannot_go_together_is_wrong_usage(arguments, told):
    done = newsclean("batch", *arguments)
    assert done.returncode == 2
    assert told in done.stderr.decode()


def test_a_url_that_holds_nothing_is_one_error(pages):
    done = newsclean("batch", f"file://{pages}/none", "-o", f"file://{pages}/out", "--engine", "daft")
    assert done.returncode == 1, done.stderr.decode()
    assert "none: " in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_objects_whose_results_would_have_one_name_are_named_and_the_others_done(pages):
    (pages / "in/page.jsonl").write_text('{"text": "甲。"}\n')
    done = batch(pages, "--include", "page.*", "-t", "jsonl")
    assert done.returncode == 1
    assert "page.txt: its output page.jsonl is that of page.jsonl" in done.stderr.decode()
    assert [line["input"] for line in manifest(pages / "out") if line["output"]] == ["page.jsonl"]


def test_an_object_that_is_gone_when_it_is_fetched_is_its_own_failure(pages):
    job = CleaningJob(Cleaning(make_plan()), Reader(), pages, pages, "text", None, None)
    work = _RemoteWork(f"file://{pages}/in", {"out": f"file://{pages}/out"}, job)
    entry = work(Task("gone.txt", "gone.txt", None, None, 0))
    assert (entry.input, entry.output) == ("gone.txt", None)
    assert "gone.txt" in entry.error
    assert not (pages / "out").exists()


@pytest.mark.parametrize(
    ("place", "told"),
    [("nowhere://out", "nowhere://out/manifest.jsonl: is not a place"), ("file:///sys/kernel/x", "cannot be written")],
)
def test_a_place_that_takes_no_results_is_one_error(pages, place, told):
    done = newsclean("batch", f"file://{pages}/in", "-o", place, "--engine", "daft", "--include", "page.txt")
    assert done.returncode == 1
    assert told in done.stderr.decode().splitlines()[-1]
    assert "Traceback" not in done.stderr.decode()
