"""Kill runs with -9 at random moments, run them again, and compare with a run that nobody disturbed.

python tests/kills.py batch 50    # prints a line for each kill, and what was lost in all
python tests/kills.py index 50    # dedup --across --index, every second kill when its output has appeared
"""

import contextlib
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conftest import ROOT, SEEDS
from documents import corpus, write

_BATCH = ["batch", "in", "-o", "out", "--traces", "traces", "--quarantine", "odd", "-j", "2", "-q"]
_STEPS = ["--steps", "strip-pinyin,strip-chrome"]  # the quick ones: it is the writing that is tried
_INDEX = ["dedup", "--across", "--index", "seen.index", "tonight.jsonl", "-o", "new.jsonl", "-j", "2", "-q"]


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


def start(folder, command):
    """Start a run in a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "newsclean", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(run, chance):
    """Kill all processes of a run, or the first alone; whom it hit."""
    whom = chance.choice(["all", "parent"])
    if run.poll() is None:
        (os.killpg if whom == "all" else os.kill)(run.pid, signal.SIGKILL)
    run.wait()
    return whom


def files_in(folder):
    """Every file with its bytes, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def differing(found, expected):
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def batch_kills(folder, count, seed):
    """Yield for each kill of a batch the second it came at, whom it hit, and the files that differ at last."""
    command = [*_BATCH, *_STEPS]
    chance = random.Random(seed)
    make_pages(folder / "in")
    began = time.monotonic()
    assert start(folder, command).wait() == 1  # of the bad line and the bad page
    longest = time.monotonic() - began
    expected = _left_by_a_batch(folder)
    for _ in range(count):
        for name in ("out", "traces", "odd"):
            shutil.rmtree(folder / name, ignore_errors=True)
        run, moment = start(folder, command), chance.uniform(0, longest)
        time.sleep(moment)
        whom = kill(run, chance)
        assert start(folder, command).wait() == 1
        yield moment, whom, differing(_left_by_a_batch(folder), expected)


def _left_by_a_batch(folder):
    """What a batch has left behind, the manifest without seconds."""
    files = {
        f"{name}/{path}": data for name in ("out", "traces", "odd") for path, data in files_in(folder / name).items()
    }
    lines = map(json.loads, files.pop("out/manifest.jsonl").splitlines())
    return files | {"out/manifest.jsonl": [{**line, "seconds": 0} for line in lines]}


def index_kills(folder, count, seed):
    """Yield the same for kills of a dedup that has an index; every second one comes when the output has appeared."""
    chance = random.Random(seed)
    write(folder / "earlier.jsonl", corpus(200))
    write(folder / "tonight.jsonl", corpus(3000))
    assert start(folder, ["earlier.jsonl" if word == "tonight.jsonl" else word for word in _INDEX]).wait() == 0
    (folder / "new.jsonl").unlink()
    shutil.copy(folder / "seen.index", folder / "before.index")
    before = files_in(folder)
    run, began = start(folder, _INDEX), time.monotonic()
    appeared = _appeared(folder, run)
    assert run.wait() == 0
    ended = time.monotonic()
    expected = _left_by_a_dedup(folder)
    for number in range(count):
        for name in files_in(folder).keys() - before.keys():
            (folder / name).unlink()
        shutil.copy(folder / "before.index", folder / "seen.index")
        run = start(folder, _INDEX)
        if number % 2:
            _appeared(folder, run)
        moment = chance.uniform(0, ended - (appeared if number % 2 else began))
        time.sleep(moment)
        whom = kill(run, chance)
        if not has_ended(folder / "seen.index", runs=2):
            assert start(folder, _INDEX).wait() == 0
        yield moment, whom, differing(_left_by_a_dedup(folder), expected)


def _appeared(folder, run):
    """Wait until the output is there; the time it is then."""
    while run.poll() is None and not (folder / "new.jsonl").exists():
        time.sleep(0.001)
    return time.monotonic()


def has_ended(index, runs=1):
    """Whether so many runs have added to an index, and none is left to finish."""
    with contextlib.closing(sqlite3.connect(index)) as connection:
        try:
            added = connection.execute("SELECT count(*) FROM runs").fetchone()[0]
        except sqlite3.OperationalError:  # no table yet
            return False
        noted = connection.execute("SELECT count(*) FROM settings WHERE name LIKE 'unfinished %'").fetchone()[0]
    return added == runs and not noted


def _left_by_a_dedup(folder):
    """All files, and in place of the index what it holds: its bytes are SQLite's own affair."""
    files = files_in(folder)
    with contextlib.closing(sqlite3.connect(folder / "seen.index")) as connection:
        tables = ["SELECT * FROM settings", "SELECT * FROM documents", "SELECT number, documents, kept FROM runs"]
        return files | {"seen.index": [connection.execute(query).fetchall() for query in tables]}


KILLS = {"batch": batch_kills, "index": index_kills}


def main():
    kind, count = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        lost = 0
        for moment, whom, names in KILLS[kind](Path(folder), count, 5):
            lost += len(names)
            sys.stdout.write(f"killed {whom} after {moment:.2f} s: {len(names)} files differ {names[:3]}\n")
        sys.stdout.write(f"{count} kills; {lost} files lost, changed or left over\n")


if __name__ == "__main__":
    main()
