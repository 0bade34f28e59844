"""Checking for CI: what is found, where, in which form, and the exit code."""

import gzip
import json
import os
from pathlib import Path

import jsonschema
import pytest
from conftest import SEEDS, newsclean

from newsclean.annotations import written
from newsclean.checking import Checking, Finding, Region, limit
from newsclean.documents import Document
from newsclean.errors import UsageError
from newsclean.plan import default_plan, make_plan
from newsclean.rules import builtin

LEAD = "本报讯(记者 王一)昨日,区政府召开防汛工作会议,研究部署汛期准备工作,要求各部门抓好隐患排查,确保安全。"
CLEAN = f"区政府召开防汛工作会议\n\n{LEAD}\n"
PAGE = f"{CLEAN}\n评论列表\n暂无评论,快抢沙发吧~\n"
SCHEMA = json.loads((Path(__file__).parent / "sarif.schema.json").read_text("utf-8"))
CHROME = "would remove “评论列表 暂无评论,快抢沙发吧~”"


@pytest.fixture
def pages(in_folder):
    """Pages that are clean, that are not, and that cannot be read, under names that need care."""
    (in_folder / "clean.txt").write_bytes(CLEAN.encode())
    (in_folder / "chrome, 100%.txt").write_bytes(PAGE.encode())
    (in_folder / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (in_folder / "packed.txt.gz").write_bytes(gzip.compress(PAGE.encode()))
    lines = [json.dumps({"id": "one", "text": CLEAN}), "{", json.dumps({"id": "three", "text": PAGE})]
    (in_folder / "records.jsonl").write_text("\n".join(lines), "utf-8")
    return in_folder


def found(done):
    """The findings of a run with --json: path, rule, line and message."""
    pages = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    return [
        (page["path"], finding["rule"], finding.get("line"), finding["message"])
        for page in pages
        for finding in page["findings"]
    ]


def findings(text, **settings):
    return Checking(default_plan(), **settings).checked(Document("page", text, path="page.txt")).findings


def test_every_place_that_would_change_is_found_with_line_and_column():
    assert findings(CLEAN) == ()
    assert findings(PAGE) == (Finding("chrome.comment-box", CHROME, Region(4, 1, 7, 1)),)
    [finding] = findings("临平(línpíng)新城，智造(zhìzào)之城，\u200b人才(réncái)之城，产业(chǎnyè)之城。\n")[:1]
    assert finding == Finding("pinyin.annotation", "would remove “(línpíng)”", Region(1, 3, 1, 12))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_do(line_end):
    text = f"𠮷田说\u2028好\u200b的{line_end}{line_end}他\u200b说"
    regions = {finding.region for finding in findings(text) if finding.rule == "normalize.zero-width"}
    assert regions == {Region(1, 6, 1, 7), Region(3, 2, 3, 3)}


def test_a_limit_is_broken_by_what_its_rules_remove_and_nothing_else():
    plan = default_plan()
    page = LEAD + "\n" + PAGE
    [finding] = findings(page, limits=(limit("chrome=5", plan), limit("pinyin=0", plan)))
    assert (finding.rule, finding.is_error) == ("check.limit", True)
    assert finding.message == "would lose 12 % of its text to chrome, more than --limit chrome=5"  # 15 of 130
    assert findings(page, limits=(limit("chrome.comment-box=12", plan),)) == ()


def test_repeats_count_where_they_are_limited_and_are_no_loss_else():
    text = SEEDS[2].read_text("utf-8")
    [finding] = findings(text, limits=(limit("dedup=10", default_plan()),))
    assert "to dedup, more than --limit dedup=10" in finding.message
    assert findings(text, max_loss=40.0) == ()
    [finding] = findings(text, max_loss=5.0)
    assert finding.rule == "check.max-loss"


@pytest.mark.parametrize("spelled", ["chrome", "chrome=", "chrome=x", "chrome=101", "chrome=1e1", "=5"])
def test_a_limit_that_is_none_says_how_to_write_one(spelled):
    with pytest.raises(UsageError, match=r"as in --limit chrome=30|there is no rule ''"):
        limit(spelled, default_plan())


def test_a_limit_on_an_unknown_rule_names_the_nearest_one():
    with pytest.raises(UsageError, match="did you mean 'chrome'"):
        limit("chrom=5", default_plan())


def test_json_tells_of_every_page_and_every_place(pages):
    done = newsclean("check", ".", "--json", cwd=pages)
    assert done.returncode == 1
    assert [one[:3] for one in found(done)] == [
        ("chrome, 100%.txt", "chrome.comment-box", 4),
        ("image.txt", "check.unreadable", None),
        ("packed.txt.gz", "chrome.comment-box", None),
        ("records.jsonl", "check.unreadable", 2),
        ("records.jsonl", "chrome.comment-box", 3),
    ]
    assert found(newsclean("check", ".", "--json", "-j", "2", cwd=pages)) == found(done)
    clean = newsclean("check", "clean.txt", "--format", "json", cwd=pages)
    assert (clean.returncode, json.loads(clean.stdout)["findings"]) == (0, [])


def test_sarif_is_as_the_standard_says(pages):
    done = newsclean("check", ".", "--format", "sarif", cwd=pages)
    log = json.loads(done.stdout)
    jsonschema.validate(log, SCHEMA)
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == 5
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert rules[result["ruleIndex"]]["shortDescription"]["text"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "chrome%2C%20100%25.txt"},
        "region": {"startLine": 4, "startColumn": 1, "endLine": 7, "endColumn": 1},
    }
    assert run["results"][1]["level"] == "error"


def test_sarif_of_clean_pages_has_no_results(pages):
    done = newsclean("check", pages / "clean.txt", "--format", "sarif")
    log = json.loads(done.stdout)
    jsonschema.validate(log, SCHEMA)
    assert (done.returncode, log["runs"][0]["results"]) == (0, [])


def test_a_path_from_the_root_is_a_file_uri(pages):
    done = newsclean("check", pages / "chrome, 100%.txt", "--format", "sarif")
    log = json.loads(done.stdout)
    jsonschema.validate(log, SCHEMA)
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")
    assert uri.endswith("/chrome%2C%20100%25.txt")


def test_annotations_are_one_for_each_rule_in_a_file_and_escaped(pages):
    (pages / "chrome, 100%.txt").write_bytes(f"评论列表\n{CLEAN}\n评论列表\n".encode())
    done = newsclean("check", "chrome, 100%.txt", "records.jsonl", "--format", "github", cwd=pages)
    assert done.stdout.decode().split("\n")[:2] == [
        (
            "::warning file=chrome%2C 100%25.txt,line=1,endLine=2,title=chrome.comment-box"
            "::would remove “评论列表” (and 1 more of chrome.comment-box in this file)"
        ),
        (
            "::error file=records.jsonl,line=2,endLine=2,title=check.unreadable::records.jsonl, line 2: not valid JSON: "
            "Expecting property name enclosed in double quotes at column 2; mend the line or take it out"
        ),
    ]
    assert done.stdout.count(b"\n") == 3


def test_no_text_of_a_page_can_command_the_runner():
    text = "标题\n\n::error::x\u200b\r::set-output name=a::b\x1b]0;x\x07\n"
    for plan in (default_plan(), make_plan(steps=["normalize"])):
        page = Checking(plan).checked(Document("p", text, path="a\n::error::b.txt"))
        for line in "".join(written([page], "github", builtin())).splitlines():
            assert line.startswith("::warning file=a%0A%3A%3Aerror%3A%3Ab.txt,")
            assert "\x1b" not in line


def test_text_names_pages_and_broken_limits_on_standard_error(pages):
    done = newsclean("check", ".", cwd=pages)
    assert (done.returncode, done.stdout) == (1, b"")
    said = done.stderr.decode().split("\n")
    assert "chrome, 100%.txt: 19.2 % removed; characters by rule: chrome.comment-box 15" in said
    assert not any(line.startswith("clean.txt") for line in said)
    done = newsclean("check", "chrome, 100%.txt", "--limit", "chrome=10", cwd=pages)
    assert done.returncode == 1
    assert done.stderr.decode() == (
        "newsclean: chrome, 100%.txt: would lose 19 % of its text to chrome, more than --limit chrome=10; "
        "look at it with: newsclean clean --marks 'chrome, 100%.txt'\n"
    )
    assert newsclean("check", "chrome, 100%.txt", "--limit", "chrome=30", cwd=pages).returncode == 0
    quiet = newsclean("check", ".", "-q", cwd=pages)
    assert quiet.returncode == 1
    assert "removed" not in quiet.stderr.decode()


def test_wrong_limits_are_wrong_usage_and_the_configuration_may_hold_them(pages):
    assert newsclean("check", ".", "--limit", "chrom=3", cwd=pages).returncode == 2
    (pages / "newsclean.toml").write_text('[check]\nlimit = ["chrome=30"]\n', "utf-8")
    assert newsclean("check", "chrome, 100%.txt", cwd=pages).returncode == 0
    (pages / "newsclean.toml").write_text('[check]\nlimit = ["chrome=3"]\n', "utf-8")
    assert newsclean("check", "chrome, 100%.txt", cwd=pages).returncode == 1


def test_a_name_of_any_bytes_is_told(in_folder):
    name = os.fsdecode(b"\xff\n'\xf0\x9f\x93\xb0.txt")
    (in_folder / name).write_bytes(PAGE.encode())
    log = json.loads(newsclean("check", ".", "--format", "sarif").stdout)
    jsonschema.validate(log, SCHEMA)
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%FF%0A%27%F0%9F%93%B0.txt"
    for form in ("json", "github", "text"):
        done = newsclean("check", ".", "--format", form)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr.decode()
