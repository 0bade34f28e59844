"""Suspicious pages are set aside as they came, with the reason, and nothing is lost."""

import gzip
import json

import pytest
from conftest import SEEDS, newsclean

from newsclean.batch import Processes, batch, ranges
from newsclean.batch.jobs import CleaningJob
from newsclean.cleaning import Cleaning
from newsclean.documents import Article, Document
from newsclean.doubts import UNSURE_ARTICLE, doubts
from newsclean.encoding import Decoded
from newsclean.plan import Cleaned, make_plan
from newsclean.reading import Reader

STORY = "本报讯昨日,区政府召开常务会议,研究部署汛期准备工作,要求各部门抓好隐患排查。"
COMMENTS = "评论列表\n暂无评论,快抢沙发吧~\n"


def clean(root, *, errors="strict", max_loss=50, to=None):
    """Clean in/ into out/ and set aside into odd/, as the command does; returns the entries by input."""
    cleaning = Cleaning(make_plan(steps=["strip-pinyin", "strip-chrome"]), max_loss=max_loss)
    job = CleaningJob(cleaning, Reader(None, None, errors), root / "in", root / "out", to, None, root / "odd")
    with batch(root / "in", root / "out", job, Processes()) as under_way:
        return {entry.input: entry for entry in under_way.entries}


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.jsonl"
    }


def reasons(path):
    return [(why["line"], why["reason"]) for why in map(json.loads, path.read_bytes().splitlines())]


@pytest.fixture
def root(tmp_path):
    (tmp_path / "in/deep").mkdir(parents=True)
    return tmp_path


def test_a_page_that_would_lose_too_much_is_set_aside_as_it_came(root):
    (root / "in/deep/a.txt").write_bytes(("\ufeff" + COMMENTS * 9 + STORY).encode("utf-16-le"))
    (root / "in/b.txt").write_text(STORY, "utf-8")
    entry = clean(root)["deep/a.txt"]
    assert files(root / "odd").keys() == {"deep/a.txt", "deep/a.txt.why"}
    assert (root / "odd/deep/a.txt").read_bytes() == (root / "in/deep/a.txt").read_bytes()
    assert reasons(root / "odd/deep/a.txt.why") == [(None, "loss")]
    assert (entry.output, entry.failed, entry.aside) == (None, 1, 1)
    assert "--max-loss 50" in entry.error
    assert list(files(root / "out")) == ["b.txt"]


def test_bytes_in_no_encoding_are_set_aside(root):
    image = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    (root / "in/image.txt").write_bytes(image)
    clean(root)
    assert (root / "odd/image.txt").read_bytes() == image
    assert reasons(root / "odd/image.txt.why") == [(None, "encoding")]


@pytest.mark.parametrize("step", [20, 4_000_000])
def test_lines_are_set_aside_byte_for_byte_and_the_others_written(root, monkeypatch, step):
    monkeypatch.setattr(ranges, "_PART_BYTES", step)
    good = [json.dumps({"text": STORY, "n": n}).encode() + b"\n" for n in range(3)]
    lossy = json.dumps({"id": "x", "text": COMMENTS * 9, "f": 1.50}).encode() + b"\r\n"
    bad = b'{"text": \xff\xfe\n'
    (root / "in/a.jsonl").write_bytes(good[0] + b"\n" + lossy + good[1] + bad + good[2] + b"{")
    entry = clean(root)["a.jsonl"]
    assert [json.loads(line)["n"] for line in (root / "out/a.jsonl").read_bytes().splitlines()] == [0, 1, 2]
    assert (root / "odd/a.jsonl").read_bytes() == lossy + bad + b"{"
    assert reasons(root / "odd/a.jsonl.why") == [(3, "loss"), (5, "encoding"), (7, "record")]
    assert (entry.pages, entry.failed, entry.aside) == (3, 3, 3)
    assert "a.jsonl, line 5: " in entry.failures[1]


def test_lines_of_a_packed_file_are_set_aside_packed(root):
    (root / "in/a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "x"}\n{\n'))
    clean(root)
    assert gzip.decompress((root / "odd/a.jsonl.gz").read_bytes()) == b"{\n"


def test_lines_of_wide_characters_are_set_aside_as_utf_8(root):
    (root / "in/a.jsonl").write_text(f'{{"text": "{STORY}"}}\n{{"文"\n', "utf-16")
    clean(root)
    assert (root / "odd/a.jsonl").read_text("utf-8") == '{"文"\n'


def test_what_is_not_suspicious_any_more_leaves_the_quarantine(root):
    (root / "in/a.txt").write_text(COMMENTS * 9, "utf-8")
    clean(root)
    assert "a.txt" in files(root / "odd")
    (root / "in/a.txt").write_text(STORY, "utf-8")
    clean(root)
    assert files(root / "odd") == {}
    assert (root / "out/a.txt").read_text("utf-8") == STORY


def test_what_was_set_aside_and_is_gone_is_set_aside_again(root):
    (root / "in/a.jsonl").write_bytes(b'{"text": "x"}\n{\n')
    clean(root)
    assert clean(root)["a.jsonl"].skipped
    (root / "odd/a.jsonl").unlink()
    assert not clean(root)["a.jsonl"].skipped
    assert (root / "odd/a.jsonl").read_bytes() == b"{\n"


def test_a_damaged_page_is_doubtful_and_no_failure(root):
    (root / "in/a.txt").write_bytes((STORY * 9).encode() + b"\xff" + (STORY * 9).encode())
    entry = clean(root, errors="replace")["a.txt"]
    assert (entry.output, entry.error, entry.aside) == (None, None, 1)
    assert reasons(root / "odd/a.txt.why") == [(None, "doubt")]
    assert clean(root, errors="replace")["a.txt"].skipped


def page(confidence=1.0, replaced=0):
    return Document("a", "x", decoded=Decoded("x", "big5hkscs", confidence, damaged=(7,) * replaced))


def split(*confidences):
    return Cleaned("x", [], tuple(Article("甲", (), confidence=confidence) for confidence in confidences))


def test_what_is_sure_is_not_doubtful():
    assert list(doubts(page(), split(1.0, UNSURE_ARTICLE))) == []
    assert list(doubts(Document("a", "x"), Cleaned("x", [], None))) == []


def test_every_doubt_is_put_in_words():
    assert list(doubts(page(0.5, 2), split(1.0, 0.6))) == [
        "2 characters could not be decoded as big5hkscs",
        "read as big5hkscs with a confidence of only 0.50",
        "article 1 begins or is headed so with a confidence of only 0.60",
    ]


def test_the_command_sets_aside_and_says_so(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/good.txt").write_bytes(SEEDS[1].read_bytes())
    (tmp_path / "in/bad.jsonl").write_text('{"text": 7}\n', "utf-8")
    done = newsclean("batch", "in", "-o", "out", "--quarantine", "odd", "-j", "2", cwd=tmp_path)
    assert done.returncode == 1
    assert "bad.jsonl, line 1" in done.stderr.decode()
    assert "1 pages were set aside" in done.stderr.decode()
    assert sorted(files(tmp_path / "odd")) == ["bad.jsonl", "bad.jsonl.why"]
    assert sorted(files(tmp_path / "out")) == ["good.txt"]
