"""The engine daft gives the bytes of the processes of one machine, also where a worker of a Ray cluster is killed.

Both for batch and for dedup --across.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from conftest import ROOT, SEEDS, extra, newsclean
from documents import corpus, names, write

from newsclean.similarity.shards import cut

extra("daft")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Sixteen files of records, a page of text, and a file with a bad line."""
    root = tmp_path_factory.mktemp("pages") / "in"
    root.mkdir()
    texts = [path.read_text("utf-8") for path in SEEDS]
    for number in range(16):
        lines = [json.dumps({"id": f"{number}-{index}", "text": texts[index % 5][number:]}) for index in range(20)]
        (root / f"{number:02}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (root / "bad.jsonl").write_text('{"text": "甲。"}\n{"text": 7}\n', "utf-8")
    (root / "page.txt").write_bytes(SEEDS[3].read_bytes())
    return root


@pytest.fixture(scope="module")
def expected(pages):
    newsclean("batch", "in", "-o", "out", "--traces", "out/traces", cwd=pages.parent)
    return files(pages.parent / "out")


def files(folder):
    """All files with their bytes; the manifest without the seconds."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    entries = map(json.loads, found.pop("manifest.jsonl").splitlines())
    return found | {"manifest.jsonl": [{**entry, "seconds": 0} for entry in entries]}


def run_again(pages):
    """Make way for another run into the same folder, which traces name."""
    shutil.rmtree(pages.parent / "out")


def test_on_this_machine_the_bytes_are_the_same(pages, expected):
    run_again(pages)
    arguments = ("batch", "in", "-o", "out", "--traces", "out/traces", "--engine", "daft", "-j", "2")
    done = newsclean(*arguments, cwd=pages.parent)
    assert done.returncode == 1
    assert "bad.jsonl, line 2" in done.stderr.decode()
    assert files(pages.parent / "out") == expected


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A Ray cluster of two nodes with a processor each; gives its address and what marks its processes."""
    mark = uuid.uuid4().hex
    port = 20_000 + os.getpid() % 10_000
    environment = {**os.environ, "NEWSCLEAN_CLUSTER": mark, "PYTHONPATH": str(ROOT)}
    ray = [str(Path(sys.executable).parent / "ray"), "start", "--block", "--num-cpus=1"]
    ray += ["--object-store-memory=80000000", "--disable-usage-stats"]
    folder = tmp_path_factory.mktemp("ray")
    address = f"127.0.0.1:{port}"
    head = [*ray, "--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir=/tmp/nc-{mark[:8]}"]
    nodes = []
    try:
        for command in (head, [*ray, f"--address={address}"]):
            with (folder / f"{len(nodes)}.log").open("wb") as log:
                nodes.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment))
            time.sleep(5)
        yield address, mark
    finally:
        for node in reversed(nodes):
            node.terminate()
            node.wait(60)


def processes(mark, name):
    """The processes of a cluster whose command begins with `name`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cmdline").read_bytes().startswith(name) and mark.encode() in (
                folder / "environ"
            ).read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def disturbed(cluster, folder, arguments, made, first, last):
    """Run the command line on a cluster and kill a worker when `first` files of the kind `made` are there.

    Returns the exit code and what was said. By then not all `last` are there.
    """
    address, mark = cluster
    run = subprocess.Popen(
        [sys.executable, "-m", "newsclean", *arguments, "--engine", "daft", "--ray-address", address],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 120
    while len(list(folder.glob(made))) < first:
        assert time.monotonic() < deadline
        assert run.poll() is None, run.communicate()
        time.sleep(0.01)
    victim, *_ = processes(mark, b"ray::UDFActor")
    os.kill(victim, signal.SIGKILL)
    assert len(list(folder.glob(made))) < last  # there was work left to do
    _, errors = run.communicate(timeout=240)
    return run.returncode, errors.decode()


def test_on_a_ray_cluster_a_killed_worker_costs_nothing(pages, expected, cluster):
    run_again(pages)
    arguments = ("batch", "in", "-o", "out", "--traces", "out/traces")
    code, told = disturbed(cluster, pages.parent, arguments, "out/[0-9]*", 3, 16)
    assert code == 1
    assert told.count("\n") == 1
    assert "bad.jsonl, line 2" in told
    assert files(pages.parent / "out") == expected


def test_a_cluster_that_does_not_answer_is_one_error(pages):
    done = newsclean("batch", "in", "-o", "none", "--engine", "daft", "--ray-address", "127.0.0.1:1", cwd=pages.parent)
    assert done.returncode == 1
    assert "no Ray cluster answers at 127.0.0.1:1" in done.stderr.decode()


@pytest.fixture(scope="module")
def stories(tmp_path_factory):
    """A file of 32 shards, every fourth document a reprint, and a line that is no record; and what is kept of it."""
    folder = tmp_path_factory.mktemp("stories")
    path = write(folder / "stories.jsonl", corpus(40_000))
    with path.open("ab") as file:
        file.write(b'{"text": 7}\n')
    assert len(cut([path.stat().st_size])) >= 32
    done = newsclean("dedup", "--across", path.name, "-o", "kept", "-t", "jsonl", cwd=folder)
    kept = (folder / "kept").read_bytes()
    assert done.returncode == 1
    assert len(kept.splitlines()) == 30_000
    return folder, kept, done.stderr


def test_documents_are_compared_on_this_machine(stories):
    folder, kept, told = stories
    done = newsclean("dedup", "--across", "stories.jsonl", "-t", "jsonl", "--engine", "daft", "-j", "2", cwd=folder)
    assert (done.stdout, done.stderr) == (kept, told)


def test_documents_are_compared_on_a_ray_cluster_that_loses_a_worker(stories, cluster):
    folder, kept, told = stories
    arguments = ("dedup", "--across", "stories.jsonl", "-o", "again", "-t", "jsonl")
    code, errors = disturbed(cluster, folder, arguments, ".again.across-*/*.told", 1, 32)
    assert (code, errors) == (1, told.decode())
    assert (folder / "again").read_bytes() == kept
    assert names(folder) == ["again", "kept", "stories.jsonl"]  # the work folder is gone


@pytest.mark.parametrize(
    "arguments",
    [["stories.jsonl"], ["stories.jsonl", "-o", "none", "--check"], ["-", "-o", "none", "-f", "jsonl"]],
    ids=["to standard output", "to check", "from standard input"],
)
def test_what_a_cluster_could_not_see_is_refused(arguments, stories):
    done = newsclean("dedup", "--across", "--engine", "daft", "--ray-address", "auto", *arguments, cwd=stories[0])
    assert done.returncode == 2
    assert "share a folder beside the output" in done.stderr.decode()


def test_a_page_alone_needs_no_engine(stories):
    done = newsclean("dedup", "--engine", "daft", SEEDS[0])
    assert done.returncode == 2
    assert "--engine goes with --across" in done.stderr.decode()
