"""Every page comes back, byte for byte: whatever its encoding, its line ends and its mark, and whatever was written."""

import codecs
import json
import os
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import markdown, writing
from newsclean.cli import run
from newsclean.documents import Document, plain
from newsclean.plan import default_plan
from newsclean.restoring import restored_pages

LEAD = "本报讯(记者 王一)昨日,区政府召开防汛工作会议,研究部署汛期准备工作,要求各部门抓好隐患排查,确保群众生命财"
PAGE = f"""评论列表
区政府召开防汛工作会议
——筑牢汛期安全防线

{LEAD}

产安全。
图为会议现场。 李四 摄
一、压实责任
临平(línpíng)新城，智造(zhìzào)之城，*人才*(réncái)之城，_产业_(chǎnyè)之城。
{LEAD}产安全。
1. 第一项
---
= 会议还研究了其他事项\\,对下一阶段的备汛工作作出了部署(下转2版)
"""
NEXT = """区政府召开防汛工作会议

(上接1版)并要求各镇街压实责任,抓好落实。

另一则新闻的标题

新华社北京7月8日电 昨日,另一则新闻发生了,有关部门作了部署。
"""
CODECS = {
    "utf-8": b"",
    "utf-8 with a mark": codecs.BOM_UTF8,
    "gb18030": b"",
    "gb18030 with a mark": b"\x84\x31\x95\x33",
    "big5hkscs": b"",
    "utf-16-le": b"",
    "utf-16-be": b"",
    "utf-16-le with a mark": codecs.BOM_UTF16_LE,
    "utf-16-be with a mark": codecs.BOM_UTF16_BE,
    "utf-32-le with a mark": codecs.BOM_UTF32_LE,
}
LINE_ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r", "mixed": None, "none at the end": ""}
COMMANDS = ("clean", "split", "stitch", "dedup", "normalize", "reflow", "strip-pinyin", "strip-chrome")
FORMS = ("text", "jsonl", "markdown")


def file(text, codec, line_end):
    """A page in bytes."""
    name = codec.partition(" ")[0]
    if name == "big5hkscs":
        text = text.encode(name, "ignore").decode(name)
    if LINE_ENDS[line_end] is None:
        ends = ["\n", "\r\n", "\r", "\n\r"]
        text = "".join(line + ends[number % 4] for number, line in enumerate(text.split("\n")))
    elif line_end == "none at the end":
        text = text.rstrip("\n")
    else:
        text = text.replace("\n", LINE_ENDS[line_end])
    return CODECS[codec] + text.encode(name)


@pytest.mark.parametrize("line_end", LINE_ENDS)
@pytest.mark.parametrize("codec", CODECS)
def test_two_pages_come_back_from_whatever_was_written(in_folder, codec, line_end):
    pages = {"1.txt": file(PAGE, codec, line_end), "2.txt": file(NEXT, codec, line_end)}
    for name, data in pages.items():
        (in_folder / name).write_bytes(data)
    for command, form, output in product(COMMANDS, FORMS, ("file", "folder/")):
        place = f"{command} {form} {output}"
        arguments = [command, "1.txt", "2.txt", "-t", form, "-o", place, "--trace", f"{place[:-1]}.trace", "-q"]
        encoding = ["--encoding", codec.partition(" ")[0]]
        assert run([*arguments, *encoding]) == 0, place
        assert run(["restore", f"{place[:-1]}.trace", "-o", "back/"]) == 0, place
        assert {name: (in_folder / "back" / name).read_bytes() for name in pages} == pages, place
        for name in pages:
            (in_folder / "back" / name).unlink()


@pytest.mark.parametrize(
    ("command", "form"), list(product(("clean", "stitch", "normalize", "strip-chrome"), ("jsonl", "markdown")))
)
def test_records_come_back_as_records(in_folder, command, form):
    texts = [PAGE, "", NEXT, "\n", "好", " \u2028\x85 ", "---\nid: 1\n---\n\n"]
    lines = [{"id": f"p{number}", "text": text, "n\u2028: é": [number, None]} for number, text in enumerate(texts)]
    (in_folder / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    run([command, "in.jsonl", "-t", form, "-o", "out", "--trace", "trace", "-q", "--max-loss", "100"])
    pages = list(restored_pages(in_folder / "trace", None))
    assert [page.data.decode() for page in pages] == texts
    assert all(page.is_record for page in pages)


def test_a_step_in_markdown_keeps_the_fields_of_records(in_folder):
    line = {"id": "p", "text": "好\u200b", "url": "u", "n\u2028: é": [1, None]}
    (in_folder / "in.jsonl").write_text(json.dumps(line), "utf-8")
    run(["normalize", "in.jsonl", "-t", "markdown", "-o", "out", "--trace", "trace"])
    [page] = restored_pages(in_folder / "trace", None)
    assert {**page.fields, "text": page.data.decode()} == line


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_names_of_any_bytes_come_back(in_folder, form):
    name = os.fsdecode(b"\xff'\"\xf0\x9f\x93\xb0.txt")
    (in_folder / name).write_bytes(PAGE.encode())
    assert run(["clean", name, "-t", form, "-o", "out/", "--trace", "trace", "-q"]) == 0
    [page] = restored_pages(in_folder / "trace", None)
    assert page.data == PAGE.encode()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("会议", "会"), "characters where the trace wants"),
        (lambda text: text.replace("index: 0", "index: x"), "characters where the trace wants|changed"),
        (lambda text: text.replace("筑牢", "筑劳"), "changed|SHA-256"),
        (lambda text: text[:200], "characters where the trace wants"),
    ],
)
def test_changed_markdown_is_not_restored_but_said(in_folder, capsys, change, why):
    (in_folder / "page.txt").write_bytes(PAGE.encode())
    run(["clean", "page.txt", "-t", "markdown", "-o", "out.md", "--trace", "trace", "-q"])
    (in_folder / "out.md").write_text(change((in_folder / "out.md").read_text("utf-8")), "utf-8")
    assert run(["restore", "trace", "-o", "back.txt"]) == 1
    assert not (in_folder / "back.txt").exists()
    assert "newsclean: page.txt: " in capsys.readouterr().err


PIECES = st.one_of(
    st.sampled_from(["---\n", "---", "# ", "## ", "**", "*", "\\", "\n", "\n\n", "1. ", "- ", "=\n", "id: x\n", "\f", "\r", "好", " "]),
    st.characters(codec="utf-8"),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=12).map("".join), min_size=1, max_size=4))
def test_markdown_of_any_pages_reads_back(texts):
    parts = [markdown.page_markdown(Document(str(number), text), text) for number, text in enumerate(texts)]
    assert markdown.is_markdown(parts[0])
    read = [record["text"] for record in markdown.records("".join(parts), "x.md")]
    assert read == [text if text.endswith("\n") else f"{text}\n" for text in texts]


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_markdown_of_any_articles_reads_back(text):
    document = Document("x", f"标题\n\n{text}\n\f\n{text}好。")
    cleaned = default_plan().run(document.text)
    read = list(markdown.records("".join(writing.parts(document, cleaned, "markdown")), "x.md"))
    assert len(read) == len(cleaned.articles)
    for record, article in zip(read, cleaned.articles, strict=True):
        assert [block["text"] for block in record["blocks"]] == [block.text for block in article.blocks]
        assert record.get("headline") == article.headline
    assert plain(cleaned.articles) == cleaned.text
