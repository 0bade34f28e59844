"""newsclean batch as a person runs it: a tree in, the same tree clean."""

import gzip
import json

import pytest
from conftest import SEEDS, newsclean


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """200 pages: every seed forty times, each time cut at another paragraph, in four folders."""
    root = tmp_path_factory.mktemp("pages")
    for number in range(200):
        lines = SEEDS[number % 5].read_text("utf-8").split("\n")
        folder = root / f"day {number % 4}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number:03}.txt").write_text("\n".join(lines[number // 5 :]), "utf-8")
    return root


def found(folder, pattern="*.txt"):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob(pattern))}


def manifest(folder):
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").split("\n") if line]


def test_two_processes_give_the_bytes_of_one_page_after_another(pages, tmp_path):
    done = newsclean("batch", pages, "-o", tmp_path / "out", "-j", "2")
    assert (done.returncode, done.stderr) == (0, b"")
    paths = sorted(pages.rglob("*.txt"))
    alone = newsclean("clean", *paths).stdout.decode()
    together = found(tmp_path / "out")
    assert list(together) == [str(path.relative_to(pages)) for path in paths]
    assert "\f\n".join(text.decode() for text in together.values()) == alone
    assert [entry["input"] for entry in manifest(tmp_path / "out")] == list(together)


def test_a_second_run_does_nothing_and_a_changed_option_does_all_again(tmp_path):
    (tmp_path / "in").mkdir()
    for seed in SEEDS[:2]:
        (tmp_path / "in" / seed.name).write_bytes(seed.read_bytes())
    newsclean("batch", "in", "-o", "out", "-j", "1", cwd=tmp_path)
    times = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.txt")}
    newsclean("batch", "in", "-o", "out", "-j", "1", cwd=tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.txt")} == times
    newsclean("batch", "in", "-o", "out", "-j", "1", "--skip", "chrome", cwd=tmp_path)
    assert "播出时间" in found(tmp_path / "out")[SEEDS[0].name].decode()


def test_a_bad_file_is_one_named_failure_and_the_rest_is_done(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_bytes(SEEDS[0].read_bytes())
    (tmp_path / "in" / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "in" / "cut.txt.gz").write_bytes(gzip.compress(SEEDS[0].read_bytes())[:-20])
    (tmp_path / "in" / "broken.jsonl").write_text('{"text": "甲"}\n{"text": \n', "utf-8")
    done = newsclean("batch", "in", "-o", "out", "-j", "2", cwd=tmp_path)
    assert done.returncode == 1
    errors = done.stderr.decode()
    assert all(name in errors for name in ("image.txt", "cut.txt.gz", "broken.jsonl, line 2"))
    assert "Traceback" not in errors
    assert list(found(tmp_path / "out", "*.*")) == ["broken.jsonl", "good.txt", "manifest.jsonl"]
    assert {entry["input"]: bool(entry["error"]) for entry in manifest(tmp_path / "out")} == {
        "broken.jsonl": True, "cut.txt.gz": True, "good.txt": False, "image.txt": True,
    }  # fmt: skip


def test_records_stay_records_and_gzip_stays_gzip(tmp_path):
    (tmp_path / "in").mkdir()
    line = json.dumps({"id": "x", "text": SEEDS[0].read_text("utf-8"), "url": "u"}, ensure_ascii=False) + "\n"
    (tmp_path / "in" / "a.jsonl.gz").write_bytes(gzip.compress(line.encode()))
    assert newsclean("batch", "in", "-o", "out", "-j", "1", cwd=tmp_path).returncode == 0
    lines = gzip.decompress((tmp_path / "out" / "a.jsonl.gz").read_bytes()).decode().split("\n")
    assert [json.loads(line)["url"] for line in lines if line] == ["u"] * 5


def test_traces_of_a_batch_restore_its_inputs(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(SEEDS[3].read_text("utf-8").encode("gb18030"))
    newsclean("batch", "in", "-o", "out", "--traces", "traces", "-j", "1", cwd=tmp_path)
    restored = newsclean("restore", "traces/a.txt.trace", cwd=tmp_path)
    assert restored.stdout == (tmp_path / "in" / "a.txt").read_bytes()


def test_an_output_folder_that_cannot_be_made_is_one_error(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "taken").touch()
    done = newsclean("batch", "in", "-o", "taken/out", cwd=tmp_path)
    assert done.returncode == 1
    assert "cannot be made" in done.stderr.decode()


def test_learned_rules_go_beside_the_results(tmp_path):
    (tmp_path / "in").mkdir()
    for number in range(6):
        story = f"本报讯(记者 王一)昨日,第{number}次会议在区政府召开,研究部署汛期准备工作,要求各部门抓好隐患排查。"
        (tmp_path / "in" / f"{number}.txt").write_text(f"河畔在线 看得见的河\n首页 新闻 视频\n\n{story}\n", "utf-8")
    newsclean("batch", "in", "-o", "out", "--learn", "-j", "1", cwd=tmp_path)
    assert "看得见的河" in (tmp_path / "out" / "learned.toml").read_text("utf-8")
    assert not any("看得见的河".encode() in data for data in found(tmp_path / "out").values())
