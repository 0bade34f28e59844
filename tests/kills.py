"""Kill batches with -9 at random moments, run them again, and compare with a run that nobody disturbed.

python tests/kills.py 50    # prints a line for each kill, and what was lost in all
"""

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conftest import ROOT, SEEDS

_COMMAND = ["batch", "in", "-o", "out", "--traces", "traces", "--quarantine", "odd", "-j", "2", "-q"]
_STEPS = ["--steps", "strip-pinyin,strip-chrome"]  # the quick ones: it is the writing that is tried


def make_pages(folder):
    """A file of records big enough to be cut, one packed, one with bad lines, and two hundred small pages."""
    folder.mkdir()
    texts = [path.read_text("utf-8") for path in SEEDS]
    lines = [json.dumps({"id": n, "text": f"{n}\n{texts[n % 5]}"}, ensure_ascii=False) + "\n" for n in range(1000)]
    lines[500] = "{\n"
    (folder / "big.jsonl").write_text("".join(lines), "utf-8")
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress("".join(lines[:20]).encode()))
    (folder / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    for number in range(200):
        (folder / f"{number:03}.txt").write_text(texts[number % 5][number:], "utf-8")


def start(folder):
    """Start a batch in a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "newsclean", *_COMMAND, *_STEPS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def left(folder):
    """What a batch has left behind: every file with its bytes, the manifest without seconds."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in ("out", "traces", "odd")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }
    lines = map(json.loads, files.pop("out/manifest.jsonl").splitlines())
    return files | {"out/manifest.jsonl": [{**line, "seconds": 0} for line in lines]}


def kills(folder, count, seed):
    """Yield for each kill the second it came at, whom it hit, and the names of the files that differ at last."""
    chance = random.Random(seed)
    make_pages(folder / "in")
    began = time.monotonic()
    assert start(folder).wait() == 1  # of the bad line and the bad page
    longest = time.monotonic() - began
    expected = left(folder)
    for _ in range(count):
        for name in ("out", "traces", "odd"):
            shutil.rmtree(folder / name, ignore_errors=True)
        run, moment, whom = start(folder), chance.uniform(0, longest), chance.choice(["all", "parent"])
        time.sleep(moment)
        (os.killpg if whom == "all" else os.kill)(run.pid, signal.SIGKILL)
        run.wait()
        assert start(folder).wait() == 1
        found = left(folder)
        names = found.keys() | expected.keys()
        yield moment, whom, sorted(name for name in names if found.get(name) != expected.get(name))


def main():
    with tempfile.TemporaryDirectory() as folder:
        lost = 0
        count = int(sys.argv[1])
        for moment, whom, differing in kills(Path(folder), count, 5):
            lost += len(differing)
            sys.stdout.write(f"killed {whom} after {moment:.2f} s: {len(differing)} files differ {differing[:3]}\n")
        sys.stdout.write(f"{count} kills; {lost} files lost, changed or left over\n")


if __name__ == "__main__":
    main()
