"""Inputs: every form and encoding, and every way an input can be bad is one named error."""

import gzip
import json
import pickle
import subprocess
import sys

import pytest

from newsclean import writing
from newsclean.documents import Document
from newsclean.errors import InputError, RecordError
from newsclean.plan import Cleaned
from newsclean.reading import Reader, form_of


def read(path, data, reader=None):
    path.write_bytes(data)
    return list((reader or Reader()).documents([str(path)]))


TEXT = "区里开会,研究部署下一步工作,要求各部门抓好落实。\r\n会议还研究了其他事项。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5"])
def test_a_page_is_read_in_any_encoding_with_its_newlines_untouched(tmp_path, encoding):
    text = "區裡開會,研究部署下一步工作。\r\n會議還研究了其他事項。\n" if encoding == "big5" else TEXT
    [document] = read(tmp_path / "p.txt", text.encode(encoding))
    assert document.text == text


def test_gzip_is_seen_by_its_first_bytes(tmp_path):
    [document] = read(tmp_path / "p.txt", gzip.compress(TEXT.encode()))
    assert document.text == TEXT


def test_standard_input_is_read_from_where_it_stands(tmp_path):
    path = tmp_path / "p.txt"
    path.write_text("第一行\n第二行\n", "utf-8")
    with path.open("rb", buffering=0) as file:
        file.seek(len("第一行\n".encode()))
        shown = subprocess.run(
            [sys.executable, "-m", "newsclean", "decode"], stdin=file, capture_output=True, check=True
        )
    assert shown.stdout == "第二行\n".encode()


def test_the_form_goes_by_the_name():
    assert [form_of(name) for name in ("a.txt", "a.jsonl", "a.JSONL.gz", "a.ndjson", "a.html", "a", "-")] == [
        "text", "jsonl", "jsonl", "jsonl", "html", "text", "text",
    ]  # fmt: skip


HTML = """<html><head><meta charset="gb2312"><title>区政府召开防汛工作会议 - 河畔网</title></head><body>
<nav><a href="/">首页</a></nav><h1>区政府召开防汛工作会议</h1>
<p>本报讯(记者 王一)昨日,区政府召开防汛工作会议,研究部署汛期准备工作,要求各部门抓好隐患排查。</p>
<p>会议还研究了其他事项,对下一阶段的防汛备汛工作作出了部署,要求各镇街压实责任,确保群众安全。</p>
</body></html>"""


def test_of_html_the_text_is_read_a_line_a_block(tmp_path):
    [document] = read(tmp_path / "p.html", HTML.encode("gb18030"))
    lines = document.text.split("\n")
    assert "区政府召开防汛工作会议" in lines
    assert lines[-3:-1] == [
        "本报讯(记者 王一)昨日,区政府召开防汛工作会议,研究部署汛期准备工作,要求各部门抓好隐患排查。",
        "会议还研究了其他事项,对下一阶段的防汛备汛工作作出了部署,要求各镇街压实责任,确保群众安全。",
    ]


def test_html_without_text_is_a_named_error(tmp_path):
    [error] = read(tmp_path / "p.html", b"<html><body><script>draw()</script></body></html>")
    assert isinstance(error, InputError)
    assert "p.html: no text found in the HTML" in str(error)


def test_html_without_its_extra_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    [error] = read(tmp_path / "p.html", HTML.encode())
    assert error.exit_code == 2
    assert "pip install 'newsclean[html]'" in str(error)


def test_records_keep_their_unknown_fields_and_their_order(tmp_path):
    lines = [{"id": "b", "text": "乙", "n": 1}, {"text": "甲", "id": 7}]
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    documents = read(tmp_path / "p.jsonl", data)
    assert [(d.id, d.text, dict(d.fields)) for d in documents] == [("b", "乙", lines[0]), (7, "甲", lines[1])]


def test_a_record_without_id_is_named_after_its_place(tmp_path):
    [document] = read(tmp_path / "p.jsonl", b'\n{"text": "x"}\n')
    assert document.id == f"{tmp_path}/p.jsonl:2"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le"])
def test_records_are_read_in_other_encodings(tmp_path, encoding):
    data = "".join(json.dumps({"text": TEXT}, ensure_ascii=False) + "\n" for _ in range(2)).encode(encoding)
    assert [d.text for d in read(tmp_path / "p.jsonl", data)] == [TEXT, TEXT]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"text": "x"', r"p\.jsonl, line 2: not valid JSON: .* column 13"),
        (b"[1]", "line 2: a record must be a JSON object, but this is a list"),
        (b'{"id": 1, "body": "x"}', "line 2: the record has no field 'text'; its fields are: body, id"),
        (b'{"text": 3}', "line 2: the record has a 'text' that is a int"),
        (b'{"text": "a\\ud800"}', r"line 2: character 1 of 'text' is half of a surrogate pair \(\\ud800\)"),
        (b"[" * 100_000, "line 2: not valid JSON"),
    ],
)
def test_a_bad_line_is_one_error_and_its_neighbours_are_read(tmp_path, line, message):
    first, bad, last = read(tmp_path / "p.jsonl", b'{"text": "x"}\n' + line + b'\n{"text": "y"}\n')
    assert (first.text, last.text) == ("x", "y")
    assert isinstance(bad, RecordError)
    with pytest.raises(RecordError, match=message):
        raise bad


def test_bad_inputs_are_named_and_the_others_read(tmp_path):
    good = tmp_path / "good.txt"
    good.write_text(TEXT, "utf-8")
    cut = tmp_path / "cut.txt.gz"
    cut.write_bytes(gzip.compress(TEXT.encode() * 50)[:-12])
    image = tmp_path / "image.txt"
    image.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    paths = [tmp_path / "none.txt", tmp_path, cut, image, good]
    *errors, document = Reader().documents(map(str, paths))
    assert isinstance(document, Document)
    for error, words in zip(errors, ["No such file", "newsclean batch", "broken gzip", "PNG image"], strict=True):
        assert isinstance(error, InputError)
        assert words in str(error)
    assert all(str(path) in str(error) for path, error in zip(paths, errors, strict=False))


def test_an_unknown_encoding_name_is_a_usage_error(tmp_path):
    [error] = read(tmp_path / "p.txt", b"x", Reader(encoding="klingon"))
    assert error.exit_code == 2
    assert "klingon" in str(error)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ('{"id": "a", "text": "一\\n二"}', '{"id": "a", "text": "一\\n二"}'),
        ('{"id": "a", "text": "\\"一\\\\\\""}', '{"id": "a", "text": "\\"一\\\\\\""}'),
        ('{"id":"a","text":"一"}', '{"id": "a", "text": "一"}'),
        ('{"id": "a", "text": "\\u4e00"}', '{"id": "a", "text": "一"}'),
        ('{"id": "a", "text": "\\u000a"}', '{"id": "a", "text": "\\n"}'),
        ('{"id": "a", "text": "1\\/2"}', '{"id": "a", "text": "1/2"}'),
        ('{"id": "a", "text": "一\\u001F"}', '{"id": "a", "text": "一\\u001f"}'),
        ('{"id": "a", "text": "一\\t"}', '{"id": "a", "text": "一\\t"}'),
        ('{"text": "一", "n": 1E2}', '{"text": "一", "n": 100.0}'),
        ('{"text": "一", "n": 1, "n": 1}', '{"text": "一", "n": 1}'),
        ('{"text": "一", "text": "二三"}', '{"text": "二三"}'),
        ('{"text": "a", "x": 1, "text": "b", "x": 1}', '{"text": "b", "x": 1}'),
        ('{"m": {"text": ""}, "text": "一"}', '{"m": {"text": ""}, "text": "一"}'),
        ('{"m": "\\"text\\": \\"\\"", "text": ""}', '{"m": "\\"text\\": \\"\\"", "text": ""}'),
        ('{"text": "一"}  ', '{"text": "一"}'),
        ('\ufeff{"text": "一"}', '{"text": "一"}'),
        ('{"text": "一", "half": "\\ud83d"}', '{"text": "\\u4e00", "half": "\\ud83d"}'),
    ],
)
def test_a_record_is_written_one_way_however_its_line_was_spelled(tmp_path, line, written):
    [document] = read(tmp_path / "a.jsonl", line.encode() + b"\n")
    cleaned = Cleaned(document.text, [], None)
    assert writing.parts(document, cleaned, "jsonl") == [written + "\n"]
    assert writing.parts(pickle.loads(pickle.dumps(document)), cleaned, "jsonl") == [written + "\n"]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ('{"text": "一", "note": "二"}', '{"text": "三", "note": "二"}'),
        ('{"text": "一", "note": "\\u4e8c"}', '{"text": "三", "note": "二"}'),
        ('{"text": "一", "half": "\\ud83d"}', '{"text": "\\u4e09", "half": "\\ud83d"}'),
        ('{ "text": "一", "half": "\\ud83d"}', '{"text": "\\u4e09", "half": "\\ud83d"}'),
    ],
)
def test_a_record_whose_text_changes_is_written_with_what_utf_8_has_no_bytes_for_escaped(tmp_path, line, written):
    [document] = read(tmp_path / "a.jsonl", line.encode() + b"\n")
    assert writing.parts(document, Cleaned("三", [], None), "jsonl") == [written + "\n"]
