"""The engine daft gives the bytes of the processes of one machine, also where a worker of a Ray cluster is killed."""

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


def test_on_a_ray_cluster_a_killed_worker_costs_nothing(pages, expected, cluster):
    address, mark = cluster
    run_again(pages)
    arguments = ("batch", "in", "-o", "out", "--traces", "out/traces", "--engine", "daft", "--ray-address", address)
    run = subprocess.Popen(
        [sys.executable, "-m", "newsclean", *arguments],
        cwd=pages.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 120
    while len(list(pages.parent.glob("out/[0-9]*"))) < 3:
        assert time.monotonic() < deadline
        assert run.poll() is None, run.communicate()
        time.sleep(0.05)
    victim, *_ = processes(mark, b"ray::UDFActor")
    os.kill(victim, signal.SIGKILL)
    assert len(list(pages.parent.glob("out/[0-9]*"))) < 16  # there was work left to do
    _, errors = run.communicate(timeout=240)
    assert run.returncode == 1
    assert errors.decode().count("\n") == 1
    assert "bad.jsonl, line 2" in errors.decode()
    assert files(pages.parent / "out") == expected


def test_a_cluster_that_does_not_answer_is_one_error(pages):
    done = newsclean("batch", "in", "-o", "none", "--engine", "daft", "--ray-address", "127.0.0.1:1", cwd=pages.parent)
    assert done.returncode == 1
    assert "no Ray cluster answers at 127.0.0.1:1" in done.stderr.decode()
