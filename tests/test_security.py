"""What docs/security.md promises: no input writes elsewhere, runs anything, asks a network or steers a terminal."""

import ast
import copy
import json
import os
import random
import socket
from pathlib import Path

import pytest
from conftest import ROOT, newsclean

from newsclean.cli import run
from newsclean.errors import NewscleanError
from newsclean.restoring import restored_pages

TEXT = "区里开会\n\n昨日(zuórì),区里开会,共商(gòngshāng)大计(dàjì),大家(dàjiā)都说好。\n评论列表\n"
LONG = "长" * 84  # 252 bytes
NAMES = [
    *("../../etc/passwd", "/etc/passwd", "..", ".", "", "a/../../b", "..\\..\\b", "C:\\windows\\x", "a\nb", "a\x00b"),
    *("'\"$(id)`id`;&|", "📰", LONG, LONG * 3, "CON", "nul.txt", "\ud800x", "\x1b[31m", "-rf", ".hidden", "a\u202eb", "%2e%2e%2f"),
]  # fmt: skip


def files(folder):
    """All files below a folder that are no folders."""
    return sorted(path for path in folder.rglob("*") if not path.is_dir())


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:20]))
@pytest.mark.parametrize("form", ["text", "jsonl", "markdown"])
def test_no_id_leads_outside_the_folder(in_folder, capsys, name, form):
    (in_folder / "in.jsonl").write_text(json.dumps({"id": name, "text": TEXT}), "utf-8")
    assert run(["clean", "in.jsonl", "-t", form, "-o", "a/b/", "--trace", "trace", "-q"]) == 0
    [written] = files(in_folder / "a")
    assert written.parent == in_folder / "a" / "b"
    assert run(["restore", "trace", "-o", "c/d/"]) in ((0, 1) if name == LONG * 3 else (0,))
    assert all(path.is_relative_to(in_folder / "c" / "d") for path in files(in_folder / "c"))
    assert "Traceback" not in capsys.readouterr().err
    assert {path.name for path in in_folder.iterdir()} == {"in.jsonl", "trace", "a", "c"}


@pytest.mark.parametrize("name", [b"a\nb.txt", b"'\".txt", "📰.txt".encode(), b"x" * 251 + b".txt", b"\xff\xfe.txt"])
def test_a_file_of_any_name_is_cleaned_batched_and_restored(in_folder, name):
    (in_folder / "in").mkdir()
    path = os.fsdecode(b"in/" + name)
    Path(path).write_bytes(TEXT.encode())
    assert run(["clean", path, "-o", "out/", "--trace", "trace", "-q"]) == 0
    assert run(["restore", "trace", "-o", "back/"]) == 0
    [restored] = files(in_folder / "back")
    assert (restored.read_bytes(), os.fsencode(restored.name)) == (
        TEXT.encode(),
        name.replace(b"\n", b"_").replace(b'"', b"_"),
    )
    assert run(["batch", "in", "-o", "done", "-j", "1", "-q"]) == 0
    assert os.fsencode(name) in {os.fsencode(one.name) for one in files(in_folder / "done")}


def test_an_output_replaces_a_link_and_not_what_it_points_to(in_folder):
    (in_folder / "page.txt").write_text(TEXT, "utf-8")
    (in_folder / "precious").write_text("precious")
    (in_folder / "out").mkdir()
    for link in ("out/page-0.txt", "trace", f"out/.page-0.txt.partial-{os.getpid()}", f".trace.partial-{os.getpid()}"):
        (in_folder / link).symlink_to(in_folder / "precious")
    assert run(["clean", "page.txt", "-o", "out/", "--trace", "trace", "-q"]) == 0
    assert (in_folder / "precious").read_text() == "precious"
    assert not (in_folder / "out" / "page-0.txt").is_symlink()
    assert files(in_folder / "out") == [in_folder / "out" / "page-0.txt"]


def test_a_batch_follows_no_link_to_a_folder_elsewhere(in_folder):
    (in_folder / "elsewhere").mkdir()
    (in_folder / "elsewhere" / "secret.txt").write_text(TEXT, "utf-8")
    (in_folder / "in").mkdir()
    (in_folder / "in" / "page.txt").write_text(TEXT, "utf-8")
    (in_folder / "in" / "loop").symlink_to(in_folder / "in")
    (in_folder / "in" / "link").symlink_to(in_folder / "elsewhere")
    (in_folder / "in" / "nowhere.txt").symlink_to(in_folder / "gone")
    done = newsclean("batch", "in", "-o", "out", "-j", "1")
    assert done.returncode == 1
    assert "link: is a link to a folder elsewhere" in done.stderr.decode()
    assert "nowhere.txt: No such file" in done.stderr.decode()
    assert {path.name for path in files(in_folder / "out")} == {"page.txt", "manifest.jsonl"}


ODD = [
    *(None, -1, 0, 10**20, "x", "", [], {}, True, 1.5, "../../x", "ff", [None], [[0, 1, "zz"]], [[1]], "\ud800"),
    *("idna", "rot13", "zlib_codec", "utf-7", "undefined", "no such codec", "punycode", "unicode_escape"),
]


def changed(draw, value):
    """A trace's line with one thing changed, or one taken out."""
    value = place = copy.deepcopy(value)
    while True:
        key = draw.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if not isinstance(place[key], (dict, list)) or not place[key] or draw.random() < 0.2:
            break
        place = place[key]
    if draw.random() < 0.2:
        del place[key]
    else:
        place[key] = draw.choice(ODD)
    return value


def test_a_changed_trace_is_an_error_or_gives_the_page(in_folder):
    (in_folder / "page.txt").write_bytes("\ufeff".encode() + TEXT.encode())
    run(["clean", "page.txt", "-o", "out.txt", "--trace", "trace", "-q"])
    line = {**json.loads((in_folder / "trace").read_text("utf-8")), "patches": [[0, 0, ""]]}
    draw = random.Random(0)
    restored = 0
    for _ in range(600):
        (in_folder / "changed").write_text(json.dumps(changed(draw, line)), "utf-8")
        try:
            pages = list(restored_pages(in_folder / "changed", draw.choice([None, "out.txt"])))
        except NewscleanError:
            continue
        for page in pages:
            if not isinstance(page, NewscleanError):
                assert page.data == (in_folder / "page.txt").read_bytes()
                restored += 1
    assert 0 < restored < 300  # an id or a rule may be changed without harm


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"{" * 5000, b"\xff\xfe", b"[" * 100_000, b'{"id": 1}'])
def test_what_is_no_trace_is_an_error(in_folder, capsys, data):
    (in_folder / "trace").write_bytes(data)
    assert run(["restore", "trace", "out.txt"]) == (1 if data else 0)
    assert "Traceback" not in capsys.readouterr().err


def test_a_page_of_html_fetches_nothing(in_folder, monkeypatch, capsysbinary):
    (in_folder / "page.html").write_text(
        "<!DOCTYPE html SYSTEM 'http://127.0.0.1:9/x.dtd' [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
        "<html><head><base href='http://127.0.0.1:9/'><link rel=stylesheet href=x.css><script src=x.js></script>"
        f"</head><body><img src='http://127.0.0.1:9/x.png'><p>昨日,区里开会,共商大计,与会人员都说好。&e;</p><p>{TEXT * 9}</p>",
        "utf-8",
    )

    def refuse(*_, **__):
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert run(["clean", "page.html", "-q"]) == 0
    written = capsysbinary.readouterr().out.decode()
    assert "区里开会" in written
    assert "root:" not in written


def modules():
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in sorted((ROOT / "newsclean").rglob("*.py"))]


RUNS = {"eval", "exec", "compile", "__import__", "system", "popen"}
REACHES = {"subprocess", "ctypes", "http", "urllib.request", "ftplib", "smtplib", "ssl", "asyncio", "marshal", "shelve"}


@pytest.mark.parametrize("path", modules())
def test_no_module_can_run_code_of_an_input_or_reach_a_network(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in RUNS, ast.unparse(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS:
            assert ast.unparse(node.func) == "re.compile", ast.unparse(node)
        if isinstance(node, ast.Import):
            assert REACHES.isdisjoint(name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.module not in REACHES
