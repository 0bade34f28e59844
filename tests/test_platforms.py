"""What other systems do otherwise, as far as it can be had here: started processes, code pages, terminals, line ends."""

import json
import multiprocessing
import os
import subprocess
import sys

import pytest
from conftest import ROOT, SEEDS, newsclean

from newsclean.cleaning import Cleaning
from newsclean.plan import default_plan, make_plan
from newsclean.reading import Reader
from newsclean.rules import Rule

PAGE = "区里开会\n\n昨日,区里开会,共商大计,与会人员都说好。\n评论列表\n"
CLEAN = "区里开会\n\n昨日,区里开会,共商大计,与会人员都说好。\n"
LOCALES = {
    "C": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    "code page 936": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"},
    "Latin": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"},
    "UTF-8": {"PYTHONUTF8": "1"},
}


@pytest.fixture(params=LOCALES)
def locale(request):
    return LOCALES[request.param]


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_processes_started_in_any_way_give_the_same(method):
    """As on Windows and macOS (spawn): what goes to a worker must not lean on what its parent had loaded."""
    script = (
        "import multiprocessing, sys\n"
        "from newsclean.cli import run\n"
        "if __name__ == '__main__':\n"
        f"    multiprocessing.set_start_method({method!r})\n"
        "    sys.exit(run(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", script, "clean", *SEEDS, "-j", "2", "-t", "jsonl"]
    if method != "fork":  # a worker imports the main module anew, and -c is none
        command[1:3] = [str(ROOT / "newsclean" / "__main__.py")]
    assert method in multiprocessing.get_all_start_methods()
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.stdout == newsclean("clean", *SEEDS, "-t", "jsonl").stdout
    assert done.returncode == 0, done.stderr.decode()


def test_what_goes_to_a_worker_can_be_spawned():
    """Documents, plans with rules of the user's own, outcomes and errors travel by pickle alone."""
    rules = (Rule("our.x", ("热线.*",), "why", (), ()),)
    cleaning = Cleaning(make_plan(rules=rules), form="jsonl", traced=True)
    documents = [*Reader().documents([str(SEEDS[0]), "no-such-file.txt"])]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        here = [cleaning.outcome(document) for document in documents]
        there = pool.map(cleaning.outcome, documents)
    assert [one.parts for one in there] == [one.parts for one in here]
    assert str(there[1].error) == str(here[1].error)
    assert there[1].error.path == "no-such-file.txt"


def test_the_encoding_of_the_system_changes_no_output(in_folder, locale):
    name = os.fsdecode("页.txt".encode())
    (in_folder / name).write_bytes(PAGE.encode())
    assert newsclean("clean", name, env=locale).stdout.decode() == CLEAN
    assert newsclean("clean", "-", stdin=PAGE.encode("gb18030"), env=locale).stdout.decode() == CLEAN
    done = newsclean("clean", name, "-o", "out.txt", "--trace", "trace", env=locale)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (in_folder / "out.txt").read_bytes().decode() == CLEAN
    assert newsclean("restore", "trace", env=locale).stdout.decode() == PAGE


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "页.txt"),
        ("check", "页.txt", "--json"),
        ("check", "页.txt", "--format", "github"),
        ("clean", "页.txt", "--diff"),
        ("clean", "页.txt", "--marks"),
        ("clean", "无.txt"),
        ("strip-chrome", "页.txt", "-v", "--rules", "my.toml"),
        ("batch", "夹", "-o", "出", "-j", "2"),
        ("clean", "r.jsonl", "-o", "out/"),
        ("clean", "页.txt", "--skip", "饭"),
        ("explain", "chrome.comment-box"),
        ("--help",),
    ],
    ids=lambda arguments: ascii(" ".join(arguments)),
)
def test_no_terminal_is_too_poor_to_be_told(in_folder, locale, arguments):
    for name, data in {
        "页.txt": PAGE.encode(),
        "r.jsonl": json.dumps({"id": "好/页\ud800", "text": PAGE}).encode(),
        "my.toml": '[our.x]\nmatch = "热线.*"\nwhy = "我们的。"\n'.encode(),
        "夹/页.txt": PAGE.encode(),
    }.items():
        path = in_folder / os.fsdecode(name.encode())
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    done = newsclean(*[os.fsencode(argument).decode("utf-8") for argument in arguments], env=locale)
    assert done.returncode in (0, 1, 2)
    assert b"Traceback" not in done.stderr
    assert done.stdout or done.stderr or (in_folder / "出").exists() or (in_folder / "out").exists()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_other_systems_are_read_and_given_back(in_folder, line_end):
    data = PAGE.replace("\n", line_end).encode()
    (in_folder / "page.txt").write_bytes(data)
    (in_folder / "my.toml").write_bytes(
        f'[our.x]{line_end.replace(chr(13), "") or chr(10)}match = "热线.*"\nwhy = "x"\n'.encode()
    )
    newsclean("clean", "page.txt", "--rules", "my.toml", "-o", "out.txt", "--trace", "trace")
    assert (in_folder / "out.txt").read_bytes().decode() == CLEAN
    assert newsclean("restore", "trace").stdout == data


def test_the_output_has_the_same_line_ends_everywhere(in_folder):
    """Nothing is written through a text layer, which would put carriage returns on Windows."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    for form in ("text", "jsonl", "markdown"):
        newsclean("clean", "page.txt", "-t", form, "-o", f"out.{form}", "--trace", "trace")
        assert b"\r" not in (in_folder / f"out.{form}").read_bytes() + (in_folder / "trace").read_bytes()


def test_without_what_only_some_systems_have(monkeypatch):
    """The plan runs where os has no fork, no getuid and no openpty."""
    for name in ("fork", "getuid", "openpty", "mkfifo", "sysconf"):
        monkeypatch.delattr(os, name, raising=False)
    assert default_plan().run(PAGE).text == CLEAN
