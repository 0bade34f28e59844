"""Parquet files of records are cleaned as JSON Lines are, and articles can be written as Parquet."""

import datetime as dt
import json

import pytest
from conftest import SEEDS, extra, newsclean

from newsclean.errors import InputError, MissingExtra, RecordError
from newsclean.parquet import rows
from newsclean.reading import Reader

pa, parquet = extra("pyarrow"), extra("pyarrow.parquet")


def records():
    return [{"id": f"r{n}", "text": path.read_text("utf-8"), "n": n} for n, path in enumerate(SEEDS)]


@pytest.fixture
def folder(tmp_path):
    """The seeds as rows of Parquet in one folder and as lines in another."""
    for name in ("rows", "lines"):
        (tmp_path / name).mkdir()
    parquet.write_table(pa.Table.from_pylist(records()), tmp_path / "rows/a.parquet")
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records()]
    (tmp_path / "lines/a.jsonl").write_text("".join(lines), "utf-8")
    return tmp_path


def test_rows_give_the_articles_of_the_same_lines(folder):
    assert newsclean("batch", "lines", "-o", "expected", cwd=folder).returncode == 0
    assert newsclean("batch", "rows", "-o", "out", "-t", "jsonl", cwd=folder).returncode == 0
    assert (folder / "out/a.jsonl").read_bytes() == (folder / "expected/a.jsonl").read_bytes()


def test_articles_as_rows_are_those_as_lines(folder):
    newsclean("batch", "lines", "-o", "expected", cwd=folder)
    for source in ("lines", "rows"):
        assert newsclean("batch", source, "-o", f"out-{source}", "-t", "parquet", cwd=folder).returncode == 0
    found = (folder / "out-rows/a.parquet").read_bytes()
    assert found == (folder / "out-lines/a.parquet").read_bytes()
    written = parquet.read_table(folder / "out-rows/a.parquet").to_pylist()
    wanted = [json.loads(line) for line in (folder / "expected/a.jsonl").read_bytes().splitlines()]
    assert len(written) == len(wanted) == 13
    for row, article in zip(written, wanted, strict=True):
        assert json.loads(row.pop("fields")) == {"n": article.pop("n")}
        assert row == article


def test_parquet_stays_parquet_and_a_page_that_is_not_split_has_its_text(folder):
    newsclean("batch", "rows", "-o", "out", "--steps", "strip-pinyin", cwd=folder)
    written = parquet.read_table(folder / "out/a.parquet").to_pylist()
    assert [row["id"] for row in written] == ["r0", "r1", "r2", "r3", "r4"]
    assert "línpíng" not in written[2]["text"]
    assert written[2]["headline"] is None


def test_clean_reads_parquet_too(folder):
    done = newsclean("clean", "rows/a.parquet", cwd=folder)
    assert done.stdout == newsclean("clean", "lines/a.jsonl", cwd=folder).stdout


def test_values_that_json_has_no_form_for_become_their_text(tmp_path):
    row = {"id": 7, "text": "甲", "at": dt.datetime(2024, 7, 8, 1, 2, 3)}  # noqa: DTZ001
    parquet.write_table(pa.Table.from_pylist([row]), tmp_path / "a.parquet")
    assert list(rows(str(tmp_path / "a.parquet"))) == [{"id": 7, "text": "甲", "at": "2024-07-08 01:02:03"}]


def test_rows_without_a_text_are_named_by_their_number(tmp_path):
    parquet.write_table(pa.Table.from_pylist([{"text": "甲"}, {"text": None}]), tmp_path / "a.parquet")
    good, bad = Reader().documents([str(tmp_path / "a.parquet")])
    assert good.text == "甲"
    assert isinstance(bad, RecordError)
    assert "a.parquet, line 2" in str(bad)


def test_rows_are_set_aside_as_lines(tmp_path):
    (tmp_path / "in").mkdir()
    parquet.write_table(pa.Table.from_pylist([{"text": "甲"}, {"text": None}]), tmp_path / "in/a.parquet")
    newsclean("batch", "in", "-o", "out", "--quarantine", "odd", "--steps", "strip-pinyin", cwd=tmp_path)
    assert (tmp_path / "odd/a.parquet.jsonl").read_text("utf-8") == '{"text": null}\n'


def test_what_is_no_parquet_is_named(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    (error,) = Reader().documents([str(tmp_path / "a.parquet")])
    assert isinstance(error, InputError)
    assert "not a Parquet file" in str(error)


def test_without_pyarrow_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"newsclean\[parquet\]"):
        list(rows("a.parquet"))
