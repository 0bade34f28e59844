"""Nothing is lost: a trace and the cleaned text give the original bytes."""

import gzip
import json

import opencc
import pytest
from conftest import SEEDS, newsclean
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import trace
from newsclean.documents import Document, plain
from newsclean.plan import default_plan
from newsclean.reading import Reader
from newsclean.writing import json_line

NEWLINES = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


def copies():
    """Every seed in every encoding that holds it, with every newline style."""
    for seed in SEEDS:
        text = seed.read_text("utf-8")
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
            for style in NEWLINES:
                yield pytest.param(text, encoding, style, id=f"{seed.name[:3]} {encoding} {style}")
        yield pytest.param(opencc.OpenCC("s2t").convert(text), "big5hkscs", "lf", id=f"{seed.name[:3]} big5")


def big5(text):
    return text.encode("big5hkscs", "ignore").decode("big5hkscs")


@pytest.mark.parametrize(("text", "encoding", "style"), list(copies()))
def test_every_seed_comes_back_byte_for_byte(text, encoding, style):
    original = (big5(text) if encoding == "big5hkscs" else text).replace("\n", NEWLINES[style]).encode(encoding)
    page = Reader().page(original, "page.txt")
    cleaned = default_plan().run(page.text)
    line = json.loads(json_line(trace.entry(page, cleaned)))
    assert trace.restored_bytes(line, trace.restore(line, plain(cleaned.articles))) == original


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_command_gives_the_original_bytes(tmp_path, encoding):
    original = SEEDS[0].read_text("utf-8").replace("\n", "\r\n").encode(encoding)
    (tmp_path / "page.txt").write_bytes(original)
    newsclean("clean", "page.txt", "-o", "clean.txt", "--trace", "page.trace", cwd=tmp_path)
    restored = newsclean("restore", "page.trace", cwd=tmp_path)
    assert (restored.stderr, restored.stdout) == (b"", original)


@pytest.mark.parametrize("form", ["text", "jsonl"])
@pytest.mark.parametrize("target", ["out", "out/"])
def test_several_pages_are_restored_into_a_folder(tmp_path, form, target):
    suffix = ".jsonl" if form == "jsonl" and target == "out" else ""
    newsclean("clean", *SEEDS, "-t", form, "-o", target + suffix, "--trace", "t.jsonl", cwd=tmp_path)
    done = newsclean("restore", "t.jsonl", "-o", "back/", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    found = {path.name: path.read_bytes() for path in (tmp_path / "back").rglob("*.txt")}
    assert found == {seed.name: seed.read_bytes() for seed in SEEDS}


def test_records_are_restored_as_records(tmp_path):
    lines = [{"id": "same", "url": seed.name, "text": seed.read_text("utf-8")} for seed in SEEDS]
    data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    done = newsclean("clean", "-f", "jsonl", "--trace", "t.jsonl", stdin=data, cwd=tmp_path)
    restored = newsclean("restore", "t.jsonl", "-", stdin=done.stdout, cwd=tmp_path)
    assert [json.loads(line) for line in restored.stdout.decode().split("\n") if line] == lines


def test_a_step_can_be_undone_too(tmp_path):
    seed = SEEDS[2]
    done = newsclean("strip-pinyin", seed, "--trace", "t.jsonl", cwd=tmp_path)
    restored = newsclean("restore", "t.jsonl", "-", stdin=done.stdout, cwd=tmp_path)
    assert restored.stdout == seed.read_bytes()


def test_a_changed_text_is_not_restored_but_said(tmp_path):
    done = newsclean("clean", SEEDS[0], "--trace", "t.jsonl", cwd=tmp_path)
    changed = done.stdout.decode().replace("会议强调", "会议要求").encode()
    restored = newsclean("restore", "t.jsonl", "-", stdin=changed, cwd=tmp_path)
    assert (restored.returncode, restored.stdout) == (1, b"")
    assert "SHA-256" in restored.stderr.decode()
    shorter = newsclean("restore", "t.jsonl", "-", stdin=done.stdout[:-30], cwd=tmp_path)
    assert (shorter.returncode, shorter.stdout) == (1, b"")


def test_what_is_no_trace_is_said(tmp_path):
    (tmp_path / "t.jsonl").write_text("{}\n")
    done = newsclean("restore", "t.jsonl", "-", cwd=tmp_path)
    assert done.returncode == 1
    assert "t.jsonl, line 1: not a line of a newsclean trace" in done.stderr.decode()


def test_restored_pages_stay_inside_the_folder(tmp_path):
    data = json.dumps({"id": "../../evil", "text": "昨日,区里开会。\n"}).encode()
    done = newsclean("clean", "-f", "jsonl", "-t", "text", "-o", "out/", stdin=data, cwd=tmp_path)
    assert done.returncode == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["evil-0.txt"]


def test_a_gzip_file_is_restored_as_its_content(tmp_path):
    (tmp_path / "p.txt.gz").write_bytes(gzip.compress(SEEDS[0].read_bytes()))
    newsclean("clean", "p.txt.gz", "-o", "c.txt", "--trace", "t.jsonl", cwd=tmp_path)
    assert newsclean("restore", "t.jsonl", cwd=tmp_path).stdout == SEEDS[0].read_bytes()


LINES = st.sampled_from(
    [
        "区里开会",
        "本报讯(记者 王一)昨日,区里开会。",
        "共商大",
        "计。",
        "评论列表",
        "(下转2版)",
        "",
        "图/张三",
        "临平(línpíng)\t新城",
        "\f",
        "\u3000\u3000他说:",
        "\ufeff",
    ]
)


@settings(max_examples=200)
@given(st.lists(LINES, max_size=12).map("\n".join))
def test_any_page_is_restored_from_its_edits(text):
    cleaned = default_plan().run(text)
    line = trace.entry(Document("p", text), cleaned)
    assert trace.restored_bytes(line, trace.restore(line, cleaned.text)) == text.encode()


def test_records_of_a_step_are_restored_whole_and_in_order(tmp_path):
    lines = [{"url": "u", "text": "临平\u2028新城 "}, {"text": "\u200b"}, {"n": 1, "text": "末 "}]
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    newsclean("normalize", "-f", "jsonl", "-o", "out.data", "--trace", "t", stdin=data, cwd=tmp_path)
    restored = newsclean("restore", "t", cwd=tmp_path)
    texts = [json.loads(line) for line in restored.stdout.decode().split("\n") if line]
    assert [line["text"] for line in texts] == [line["text"] for line in lines]
    assert texts[0]["url"] == "u"


@pytest.mark.parametrize("cleaned", [b'{"text": "x"', b'{"text": "x"}\n[]\n', b"\xff\xfe"])
def test_a_broken_cleaned_file_is_one_error(tmp_path, cleaned):
    (tmp_path / "c.jsonl").write_bytes(cleaned)
    newsclean("normalize", SEEDS[0], "-t", "jsonl", "--trace", "t", cwd=tmp_path)
    done = newsclean("restore", "t", "c.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr.decode()


def test_a_packed_output_of_a_batch_is_unpacked(tmp_path):
    """What came packed was packed again; a packed file that was cut is a sentence."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.txt.gz").write_bytes(gzip.compress(SEEDS[0].read_bytes()))
    newsclean("batch", "in", "-o", "out", "--traces", "traces", "-j", "1", cwd=tmp_path)
    done = newsclean("restore", "traces/p.txt.gz.trace", cwd=tmp_path)
    assert done.stdout == SEEDS[0].read_bytes()
    packed = tmp_path / "out" / "p.txt.gz"
    packed.write_bytes(packed.read_bytes()[:-20])
    done = newsclean("restore", "traces/p.txt.gz.trace", cwd=tmp_path)
    assert done.returncode == 1
    assert "cannot be read" in done.stderr.decode()
