"""The HTML report, as a file: what it is made of, and what it says of the pages of a trace."""

import base64
import json
import re
import zlib

import pytest
from conftest import ROOT, SEEDS, newsclean

from newsclean.edits import Edit
from newsclean.errors import InputError
from newsclean.review import TracedPage, traced_pages, write_report
from newsclean.review.labels import Label, labels, surety
from newsclean.review.page import reviewed

PAGE = """社区食堂开业

本报讯(记者 王小满)昨天中午,江城区梧桐社区食堂正式开业,周边的老人第一时间来到食堂尝鲜,窗口前很快排起了长

队。食堂提供早中晚三餐,八十岁以上的老人可以享受送餐上门的服务。
评论列表
暂无评论,快抢沙发吧~
"""


@pytest.fixture
def traced(in_folder):
    """A page cleaned into a file, with its trace."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    done = newsclean("clean", "page.txt", "-o", "clean.txt", "--trace", "page.trace", cwd=in_folder)
    assert done.returncode == 0, done.stderr
    return in_folder / "page.trace"


def data(report, identity):
    """The JSON in an element of the report."""
    packed = re.search(f'id="{identity}">([A-Za-z0-9+/=]*)<', report.read_text("utf-8"))[1]
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def pieces_before(pieces):
    return "".join(piece if isinstance(piece, str) else piece[1] for piece in pieces)


def pieces_after(pieces):
    return "".join(piece if isinstance(piece, str) else piece[2] for piece in pieces)


def test_the_pieces_of_a_page_are_its_source_and_its_output(traced, tmp_path):
    """Kept and removed pieces give the page, kept and put ones the output."""
    write_report(traced_pages([traced]), tmp_path / "report.html", title="a run")
    (detail,) = data(tmp_path / "report.html", "chunk-0")
    assert pieces_before(detail["pieces"]) == PAGE
    assert pieces_after(detail["pieces"]) == (traced.parent / "clean.txt").read_text("utf-8")


def test_the_row_of_a_page_counts_what_its_trace_holds(traced, tmp_path):
    """Edits and inked characters by rule are those of the trace; a join removes no ink."""
    write_report(traced_pages([traced]), tmp_path / "report.html", title="a run")
    (row,) = data(tmp_path / "report.html", "index")["pages"]
    assert row["id"] == "page.txt"
    assert row["length"] == len(PAGE)
    assert row["rules"]["reflow.join"] == [1, 0]
    assert row["rules"]["chrome.comment-box"][1] == len("评论列表") + len("暂无评论,快抢沙发吧~")
    inked = len("".join(PAGE.split()))
    assert row["loss"] == pytest.approx(100 * (4 + 11) / inked, abs=0.01)
    assert [headline for headline, _ in row["articles"]] == ["社区食堂开业"]
    assert row["encoding"] == "utf-8"
    assert "missing" not in row


def test_every_rule_comes_with_its_reason_and_its_step(traced, tmp_path):
    """The reasons are those that explain gives."""
    write_report(traced_pages([traced]), tmp_path / "report.html", title="a run")
    rules = data(tmp_path / "report.html", "index")["rules"]
    assert rules["reflow.join"]["step"] == "reflow"
    assert rules["chrome.comment-box"]["step"] == "strip-chrome"
    assert rules["chrome.comment-box"]["why"].startswith("The frame of a comment box")


def test_a_join_says_how_sure_the_layout_was(traced, tmp_path):
    """What hangs on the layout has a confidence, what a rule matched has none."""
    (page,) = traced_pages([traced])
    edits = {piece[0]: piece for piece in json.loads(reviewed(page).detail)["pieces"] if isinstance(piece, list)}
    assert 0.5 < edits["reflow.join"][3] <= 1
    assert len(edits["chrome.comment-box"]) == 3


def test_the_same_traces_give_the_same_file(traced, tmp_path):
    """Byte for byte, with any number of processes."""
    for name, jobs in (("one", 1), ("two", 2)):
        write_report(traced_pages([traced]), tmp_path / name, title="a run", jobs=jobs)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_text_of_a_page_is_never_markup(tmp_path):
    """Whatever a page holds, the file has its own elements and no others."""
    hostile = "</script><script>alert(1)</script><!-- texts --><!-- script -->]]>\u202e\x1b[31m\ud800"
    pages = [page_of(hostile, [Edit(0, 9, "", hostile)], identity=hostile, missing=hostile)]
    write_report(pages, tmp_path / "report.html", title=hostile, failures=[hostile])
    html = (tmp_path / "report.html").read_text("utf-8")
    assert html.count("<script") == 3  # the index, the script, one chunk
    assert "alert(1)</script>" not in html
    index = data(tmp_path / "report.html", "index")
    assert index["failures"] == [hostile]
    assert index["pages"][0]["id"] == hostile
    (detail,) = data(tmp_path / "report.html", "chunk-0")
    assert detail["pieces"] == [[hostile, "</script>", ""], hostile[9:]]


def test_the_policy_names_the_hash_of_what_the_file_runs(traced, tmp_path):
    """Nothing else may run, and nothing may be fetched."""
    write_report(traced_pages([traced]), tmp_path / "report.html", title="a run")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', (tmp_path / "report.html").read_text("utf-8"))[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_without_its_output_is_taken_from_where_it_lies(traced):
    """The page itself is as good, as long as its SHA-256 is that of the trace."""
    (traced.parent / "clean.txt").unlink()
    (page,) = traced_pages([traced])
    assert page.text == PAGE


def test_a_page_of_which_the_text_is_gone_says_so(traced):
    """Neither output nor page: what was changed is still shown, and what is missing is named."""
    (traced.parent / "clean.txt").unlink()
    (traced.parent / "page.txt").write_text("something else", "utf-8")
    (page,) = traced_pages([traced])
    assert page.text is None
    assert "clean.txt" in page.missing
    row, detail = reviewed(page)
    assert row["missing"] == page.missing
    assert row["rules"]["reflow.join"] == [1, 0]
    kept = sum(piece for piece in json.loads(detail)["pieces"] if isinstance(piece, int))
    removed = sum(edit.end - edit.start for edit in page.edits)
    assert kept + removed == len(PAGE)


def test_a_changed_output_is_not_taken_for_the_kept_text(traced):
    """An output that was edited since gives another page: its SHA-256 tells."""
    (traced.parent / "page.txt").unlink()
    output = traced.parent / "clean.txt"
    output.write_text(output.read_text("utf-8").replace("社区", "小区"), "utf-8")
    (page,) = traced_pages([traced])
    assert page.text is None
    assert "SHA-256" in page.missing


def test_a_folder_stands_for_the_traces_below_it(traced):
    """In the order of their names; a folder without traces is an error that says how to get them."""
    (page,) = traced_pages([traced.parent])
    assert page.line["id"] == "page.txt"
    (traced.parent / "empty").mkdir()
    with pytest.raises(InputError, match=r"holds no \.trace file"):
        list(traced_pages([traced.parent / "empty"]))


@pytest.mark.parametrize(
    "edit",
    [
        {"start": 5, "end": 3, "rule": "x", "removed": "", "put": ""},
        {"start": 0, "end": 2, "rule": "x", "removed": "abc", "put": ""},
        {"start": 0, "rule": "x", "removed": "", "put": ""},
    ],
)
def test_a_line_that_is_no_trace_is_named(tmp_path, edit):
    """Its file and its number."""
    line = {"id": "a", "sha256": "0", "length": 9, "edits": [edit]}
    (tmp_path / "bad.trace").write_text(json.dumps(line) + "\n")
    with pytest.raises(InputError, match=r"bad\.trace, line 1"):
        list(traced_pages([tmp_path / "bad.trace"]))


def test_records_are_reviewed_as_pages_are(tmp_path):
    """JSON Lines in and out: each record is a page of the report, with its articles."""
    texts = [path.read_text("utf-8") for path in SEEDS]
    lines = [json.dumps({"id": f"page {number}", "text": text}) for number, text in enumerate(texts)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    newsclean("clean", "in.jsonl", "-o", "out.jsonl", "--trace", "t.trace", "-q", cwd=tmp_path)
    pages = list(traced_pages([tmp_path / "t.trace"]))
    assert [page.text for page in pages] == texts
    assert [len(reviewed(page).row["articles"]) for page in pages] == [5, 1, 1, 5, 1]


def test_labels_stand_where_the_page_came_with_them():
    """The layout sees the page without its chrome; its blocks are told by their places in the page as it came."""
    text = "评论列表\n" + PAGE
    edits = [Edit(0, 5, "", "chrome.comment-box"), Edit(len(text) - 12, len(text) - 11, "", "split.blank")]
    found = labels(text, edits)
    assert text[found[0].start : found[0].end] == "社区食堂开业"
    assert found[0].kind == "headline"
    assert [label.kind for label in found[1:3]] == ["fragment", "paragraph"]


def test_the_least_sure_block_tells_how_sure_a_range_is():
    """Both neighbours of a gap count, blocks further off do not."""
    found = [
        Label(0, 5, "headline", 0.4),
        Label(6, 9, "fragment", 0.8),
        Label(11, 20, "paragraph", 0.9),
        Label(21, 22, "label", 0.1),
    ]
    assert surety(found, 9, 11) == 0.8
    assert surety(found, 12, 13) == 0.9
    assert surety([], 3, 4) is None


def page_of(text, edits, *, identity="a page", missing="", **fields):
    """A traced page made by hand."""
    told = [{"removed": text[edit.start : edit.end], "put": edit.text} for edit in edits]
    line = {"id": identity, "sha256": "", "length": len(text), "edits": told, **fields}
    return TracedPage(line, edits, text, missing)


def test_offsets_count_as_javascript_counts():
    """A character outside the basic plane is two units there."""
    text = "𠀀𠀁\n" + PAGE
    page = page_of(text, [], articles=1)
    starts = [start for start, _, _ in json.loads(reviewed(page).detail)["labels"]]
    assert starts[:2] == [0, 5]


def test_chunks_hold_pages_in_order(tmp_path):
    """A page is found by the chunk and the place its row names."""
    pages = [page_of(str(number) * 90_000, [], identity=number) for number in range(7)]
    write_report(pages, tmp_path / "report.html", title="a run")
    rows = data(tmp_path / "report.html", "index")["pages"]
    assert rows[-1]["at"][0] > 0
    for number, row in enumerate(rows):
        chunk, place = row["at"]
        assert data(tmp_path / "report.html", f"chunk-{chunk}")[place]["pieces"] == [str(number) * 90_000]


def test_the_command_says_what_is_missing(traced):
    """One warning, with the first reason; the report is written all the same."""
    (traced.parent / "clean.txt").unlink()
    (traced.parent / "page.txt").unlink()
    done = newsclean("report", "page.trace", "-o", "report.html", cwd=traced.parent)
    assert done.returncode == 0
    assert "1 of 1 pages without the text that was kept" in done.stderr.decode()
    assert (traced.parent / "report.html").is_file()


def test_the_command_never_replaces_a_trace(traced):
    """The trace is what restore needs."""
    before = traced.read_bytes()
    done = newsclean("report", "page.trace", "-o", "page.trace", cwd=traced.parent)
    assert done.returncode == 2
    assert traced.read_bytes() == before


def test_rules_of_ones_own_give_their_reasons(traced, tmp_path):
    """A rule that does not come with newsclean is explained by the file named with --rules."""
    (tmp_path / "own.toml").write_text('[chrome.ours]\nmatch = ["本报广告"]\nwhy = "Our own line."\n', "utf-8")
    (tmp_path / "page.txt").write_text(PAGE + "本报广告\n", "utf-8")
    newsclean("clean", "page.txt", "--rules", "own.toml", "-o", "c.txt", "--trace", "own.trace", cwd=tmp_path)
    newsclean("report", "own.trace", "--rules", "own.toml", "-o", "r.html", cwd=tmp_path)
    assert data(tmp_path / "r.html", "index")["rules"]["chrome.ours"]["why"] == "Our own line."
    newsclean("report", "own.trace", "-o", "r.html", cwd=tmp_path)
    assert "--rules" in data(tmp_path / "r.html", "index")["rules"]["chrome.ours"]["why"]


def test_the_parts_of_the_report_fetch_nothing():
    """No address, no import, no request."""
    for part in (ROOT / "newsclean" / "review" / "web").iterdir():
        assert not re.search(r"https?:|url\(|@import|\bfetch\(|XMLHttpRequest|^import ", part.read_text("utf-8")), part


def test_a_batch_leaves_a_report_of_what_it_cleaned_and_what_failed(tmp_path):
    """With --report traces are kept; a second run, which cleans nothing, reports the same."""
    (tmp_path / "in" / "below").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(PAGE, "utf-8")
    (tmp_path / "in" / "below" / "b.txt").write_text(PAGE, "gb18030")
    (tmp_path / "in" / "bad.jsonl").write_text("{")
    for _ in range(2):
        done = newsclean("batch", "in", "-o", "out", "--report", "r.html", "-j", "1", "-q", cwd=tmp_path)
        assert done.returncode == 1
        index = data(tmp_path / "r.html", "index")
        assert [page["id"] for page in index["pages"]] == ["in/a.txt", "in/below/b.txt"]
        assert [page["encoding"] for page in index["pages"]] == ["utf-8", "gb18030"]
        assert all("missing" not in page for page in index["pages"])
        assert len(index["failures"]) == 1
        assert "bad.jsonl" in index["failures"][0]
    assert (tmp_path / "out" / ".traces" / "below" / "b.txt.trace").is_file()


def test_a_report_that_cannot_be_written_is_a_sentence(traced):
    """Before any page is read."""
    done = newsclean("report", "page.trace", "-o", "none/report.html", cwd=traced.parent)
    assert done.returncode == 1
    assert "none/report.html: cannot be written" in done.stderr.decode()
