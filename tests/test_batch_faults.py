"""A batch where the disk is full or cannot be written: clear errors, nothing lost, and the next run goes on."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, newsclean


@pytest.fixture
def pages(tmp_path):
    (tmp_path / "in").mkdir()
    for number in range(20):
        (tmp_path / "in" / f"{number:02}.txt").write_text(f"第{number}页。\n" * (1 + 2000 * (number == 7)), "utf-8")
    return tmp_path


def limited(folder, size):
    """Run a batch none of whose files may be longer than `size` bytes."""
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}  # nor its data
    return subprocess.run(
        [sys.executable, "-m", "newsclean", "batch", "in", "-o", "out", "-j", "1", "--steps", "strip-pinyin"],
        cwd=folder,
        env={**unmeasured, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )


def outputs(folder):
    return sorted(path.name for path in (folder / "out").iterdir())


PAGES = [f"{number:02}.txt" for number in range(20)]


def test_an_output_there_is_no_room_for_is_one_failure_and_made_by_the_next_run(pages):
    done = limited(pages, 12_000)
    assert done.returncode == 1
    assert done.stderr.decode() == "newsclean: 07.txt: File too large\n"
    assert outputs(pages) == sorted({*PAGES, "manifest.jsonl"} - {"07.txt"})
    assert newsclean("batch", "in", "-o", "out", "--steps", "strip-pinyin", cwd=pages).returncode == 0
    assert outputs(pages) == [*PAGES, "manifest.jsonl"]
    assert (pages / "out/07.txt").read_bytes() == (pages / "in/07.txt").read_bytes()


def test_where_not_even_the_manifest_has_room_the_run_ends_with_one_sentence(pages):
    done = limited(pages, 1000)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1].endswith("manifest.jsonl: cannot be written: File too large")
    assert "Traceback" not in done.stderr.decode()
    assert not [name for name in outputs(pages) if name.startswith(".")]
    assert newsclean("batch", "in", "-o", "out", "--steps", "strip-pinyin", cwd=pages).returncode == 0
    assert outputs(pages) == [*PAGES, "manifest.jsonl"]


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="this system has no folder that nobody may write to")
def test_an_output_folder_that_nobody_may_write_to_is_one_error(pages):
    done = newsclean("batch", "in", "-o", "/sys/kernel", cwd=pages)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("newsclean: /sys/kernel: cannot be written: ")
