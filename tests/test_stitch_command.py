"""newsclean stitch as a person uses it."""

import json

import pytest
from conftest import newsclean

FIRST = (
    "汛期准备全面展开\n\n本报讯(记者 王小满)昨日,江城区召开防汛工作会议,部署汛期准备工作,要求各部门抓好隐患排查。\n\n"
    "会议指出,今年汛期降雨偏多,各镇街要把抢险队伍和物资备齐备足,确保关键时(下转2版)\n"
)
LIBRARY = (
    "图书馆延长开放时间\n\n本报讯(记者 赵明)从下周一起,江城图书馆每晚开放到十点,学生可以在那里多读两个小时的书。\n"
)
REST = "刻拉得出、顶得上、打得赢。\n\n会议强调,要加强值班值守,严格落实领导带班制度,遇到险情第一时间上报处置。\n"
WHOLE = (
    "汛期准备全面展开\n\n本报讯(记者 王小满)昨日,江城区召开防汛工作会议,部署汛期准备工作,要求各部门抓好隐患排查。\n"
    "会议指出,今年汛期降雨偏多,各镇街要把抢险队伍和物资备齐备足,确保关键时刻拉得出、顶得上、打得赢。\n"
    "会议强调,要加强值班值守,严格落实领导带班制度,遇到险情第一时间上报处置。\n"
)
SECONDS = {
    "in front of the text": f"{LIBRARY}\n(上接1版){REST}",
    "on a line of its own": f"{LIBRARY}\n(上接第一版)\n\n{REST}",
    "under the headline": f"{LIBRARY}\n汛期准备全面展开\n\n（紧接第一版）\n\n{REST}",
    "behind the headline": f"{LIBRARY}\n汛期准备全面展开(上接1版)\n\n{REST}",
    "above the headline": f"{LIBRARY}\n【上接A01版】\n\n汛期准备全面展开\n\n{REST}",
    "with a full stop before it, at the top": f"(上接1版){REST}\n{LIBRARY}",
}


@pytest.fixture
def issue(in_folder):
    """Two pages of an issue in the working directory."""
    (in_folder / "p1.txt").write_text(FIRST, "utf-8")
    (in_folder / "p2.txt").write_text(SECONDS["in front of the text"], "utf-8")
    return in_folder


def run(folder, *arguments, **options):
    return newsclean(*arguments, cwd=folder, **options)


@pytest.mark.parametrize("second", SECONDS.values(), ids=SECONDS)
def test_halves_are_joined_wherever_the_second_page_says_so(issue, second):
    (issue / "p2.txt").write_text(second, "utf-8")
    done = run(issue, "stitch", "p1.txt", "p2.txt")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"{WHOLE}\f\n{LIBRARY}", b"")


def test_a_page_without_its_other_half_is_cleaned_and_warned_of(issue):
    done = run(issue, "stitch", "p1.txt")
    assert done.stdout == run(issue, "clean", "p1.txt").stdout
    assert "p1.txt: '汛期准备全面展开' goes on at 2版" in done.stderr.decode()
    assert run(issue, "stitch", "-q", "p1.txt").stderr == b""


def test_records_say_where_the_story_was_joined_from(issue):
    done = run(issue, "stitch", "p1.txt", "p2.txt", "-t", "jsonl")
    whole, library = map(json.loads, done.stdout.decode().splitlines())
    assert (whole["stitched_from"], whole["continues_on"]) == ([["p2.txt", 1]], None)
    assert (library["id"], library["index"]) == ("p2.txt", 0)
    texts = {name: (issue / name).read_text("utf-8") for name in ("p1.txt", "p2.txt")}
    for block in whole["blocks"]:
        names = block.get("pages", ["p1.txt"] * len(block["spans"]))
        kept = [texts[name][start:end] for name, (start, end) in zip(names, block["spans"], strict=True)]
        assert "".join(kept) == block["text"]


def test_markdown_can_be_asked_for(issue):
    text = run(issue, "stitch", "p1.txt", "p2.txt", "-t", "markdown").stdout.decode()
    assert 'stitched_from: [["p2.txt", 1]]\n' in text
    assert "确保关键时刻拉得出" in text


@pytest.mark.parametrize("order", [("p1.txt", "p2.txt"), ("p2.txt", "p1.txt")])
@pytest.mark.parametrize("output", ["out.txt", "out.jsonl", "out/"])
def test_both_pages_are_restored_from_the_trace(issue, order, output):
    form = "jsonl" if "jsonl" in output else "text"
    run(issue, "stitch", *order, "-t", form, "-o", output, "--trace", "issue.trace")
    done = run(issue, "restore", "issue.trace", "-o", "back/")
    assert (done.returncode, done.stderr) == (0, b"")
    for name in order:
        assert (issue / "back" / name).read_bytes() == (issue / name).read_bytes()


def test_the_trace_says_what_was_joined(issue):
    run(issue, "stitch", "p1.txt", "p2.txt", "-o", "out.txt", "--trace", "issue.trace")
    first, second = map(json.loads, (issue / "issue.trace").read_text("utf-8").splitlines())
    assert first["stitched"][0]["goes_on_in"] == ["p2.txt", 1]
    assert second["stitched"][0]["begins_in"] == ["p1.txt", 0]
    assert "stitch.join" in {edit["rule"] for edit in first["edits"]}
    assert "stitch.join" in {edit["rule"] for edit in second["edits"]}


def test_a_page_that_is_nothing_but_a_second_half_is_joined_and_restored(issue):
    (issue / "p2.txt").write_text(f"(上接1版){REST}", "utf-8")
    done = run(issue, "stitch", "p1.txt", "p2.txt", "-o", "out.txt", "--trace", "issue.trace")
    assert (done.returncode, (issue / "out.txt").read_text("utf-8")) == (0, WHOLE)
    run(issue, "restore", "issue.trace", "-o", "back/")
    assert (issue / "back" / "p2.txt").read_bytes() == (issue / "p2.txt").read_bytes()


def test_articles_left_on_a_page_keep_their_numbers(issue):
    (issue / "p2.txt").write_text(f"(上接1版){REST}\n{LIBRARY}", "utf-8")
    run(issue, "stitch", "p1.txt", "p2.txt", "-o", "out/")
    assert sorted(path.name for path in (issue / "out").iterdir()) == ["p1-0.txt", "p2-1.txt"]


def test_records_of_articles_are_stitched_without_being_cleaned_again(issue):
    articles = run(issue, "clean", "p1.txt", "p2.txt", "-t", "jsonl").stdout
    done = run(issue, "stitch", "-f", "jsonl", stdin=articles)
    assert done.stdout == run(issue, "stitch", "p1.txt", "p2.txt", "-t", "jsonl").stdout
    assert run(issue, "stitch", "-f", "jsonl", stdin=done.stdout).stdout == done.stdout


def test_two_traces_lead_back_from_stitched_records_to_the_pages(issue):
    run(issue, "clean", "p1.txt", "p2.txt", "-t", "jsonl", "-o", "clean.jsonl", "--trace", "clean.trace")
    run(issue, "stitch", "clean.jsonl", "-o", "stitched.jsonl", "--trace", "stitch.trace")
    (issue / "again.jsonl").write_bytes(run(issue, "restore", "stitch.trace").stdout)
    done = run(issue, "restore", "clean.trace", "again.jsonl", "-o", "back/")
    assert (done.returncode, done.stderr) == (0, b"")
    for name in ("p1.txt", "p2.txt"):
        assert (issue / "back" / name).read_bytes() == (issue / name).read_bytes()


def test_unknown_fields_of_pages_and_of_articles_are_kept(issue):
    rows = [{"id": n, "text": text, "url": f"u{n}"} for n, text in enumerate((FIRST, SECONDS["above the headline"]))]
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    once = run(issue, "stitch", "-f", "jsonl", stdin=data).stdout
    cleaned = run(issue, "clean", "-f", "jsonl", "-t", "jsonl", stdin=data).stdout
    assert [json.loads(line)["url"] for line in once.splitlines()] == ["u0", "u1"]
    assert run(issue, "stitch", "-f", "jsonl", stdin=cleaned).stdout == once


def test_the_same_at_any_number_of_processes(issue):
    assert run(issue, "stitch", "p1.txt", "p2.txt", "-j", "2").stdout.decode() == f"{WHOLE}\f\n{LIBRARY}"


def test_a_bad_page_and_a_bad_record_are_named_and_the_others_done(issue):
    bad = b'{"id": "x", "text": "a", "blocks": [1]}\n'
    done = run(issue, "stitch", "none.txt", "p1.txt", "p2.txt")
    assert (done.returncode, done.stdout.decode()) == (1, f"{WHOLE}\f\n{LIBRARY}")
    assert "none.txt" in done.stderr.decode()
    done = run(issue, "stitch", "-f", "jsonl", stdin=bad)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "x: not a record of an article" in done.stderr.decode()


def test_no_article_is_lost_where_records_repeat_an_index(issue):
    line = run(issue, "clean", "p2.txt", "-t", "jsonl").stdout.splitlines()[0]
    done = run(issue, "stitch", "-f", "jsonl", stdin=line + b"\n" + line + b"\n")
    assert [json.loads(line)["index"] for line in done.stdout.splitlines()] == [0, 1]
