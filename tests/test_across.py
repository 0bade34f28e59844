"""dedup --across: many documents from disk, in any number of processes, taken up again after a kill."""

import gzip
import json
import random
from typing import NamedTuple

import numpy as np
import pytest
from conftest import extra, newsclean
from documents import FIRST, OTHER, REPRINT, after, corpus, ids, interrupted, killed, lines, names, read, write

from newsclean.batch.engine import HERE, Processes
from newsclean.cli import run
from newsclean.reading import Reader
from newsclean.similarity.across import Resources, across
from newsclean.similarity.shards import cut
from newsclean.similarity.work import do_all


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A file of several shards, and what is kept of it."""
    folder = tmp_path_factory.mktemp("many")
    path = write(folder / "many.jsonl", corpus(3000))
    done = newsclean("dedup", "--across", path)
    assert done.returncode == 0
    assert len(cut([path.stat().st_size])) >= 3
    return path, done.stdout


def test_the_first_copy_is_kept_and_later_ones_are_dropped(many):
    _, kept = many
    assert ids(kept) == [record["id"] for number, record in enumerate(corpus(3000)) if number % 4 != 3]


def test_the_output_does_not_depend_on_the_number_of_processes_or_on_the_memory(many, tmp_path):
    path, kept = many
    for options in (["-j", "2"], ["--memory", "20kB"], ["-j", "3", "--memory", "1GB"]):
        newsclean("dedup", "--across", path, "-o", tmp_path / "out.jsonl", *options)
        assert (tmp_path / "out.jsonl").read_bytes() == kept
    assert names(tmp_path) == ["out.jsonl"]


def test_the_order_of_files_decides_only_which_copy_is_kept(tmp_path):
    records = corpus(40)
    write(tmp_path / "a.jsonl", records[:20])
    write(tmp_path / "b.jsonl", records[20:])
    forth = newsclean("dedup", "--across", "--mark", tmp_path / "a.jsonl", tmp_path / "b.jsonl").stdout
    back = newsclean("dedup", "--across", "--mark", tmp_path / "b.jsonl", tmp_path / "a.jsonl").stdout

    def groups(data):
        found = {}
        for record in read(data):
            found.setdefault(record["cluster"], set()).add(record["id"])
        found.pop(None)
        return sorted(map(sorted, found.values()))

    assert groups(forth) == groups(back) != []


def test_a_kept_record_is_written_as_it_was_read(tmp_path):
    first, second = b'{"text":"\\u6625\\u5929", "n":1.50}\r\n', b'{"n": NaN, "text": "\xe7\xa7\x8b"} '
    done = newsclean("dedup", "--across", "-f", "jsonl", stdin=first + b"\n" + second)
    assert done.stdout == first + second + b"\n"


def test_marks_are_added_to_the_fields_of_a_record(tmp_path):
    path = write(tmp_path / "a.jsonl", [{"text": FIRST, "n": 1}, {"id": 7, "text": OTHER}, {"text": REPRINT}])
    first, other, reprint = read(newsclean("dedup", "--across", "--mark", path).stdout)
    assert first == {"text": FIRST, "n": 1, "cluster": 0, "duplicate_of": None, "similarity": 1.0}
    assert other == {"id": 7, "text": OTHER, "cluster": None, "duplicate_of": None, "similarity": 1.0}
    assert (reprint["cluster"], reprint["duplicate_of"]) == (0, f"{path}:1")
    assert 0.7 < reprint["similarity"] < 1


def test_a_marked_record_keeps_its_spelling_but_for_marks_that_it_had():
    rows = (
        b'{"text":"\\u6625\\u5929", "n":1.50}\r\n',
        b'{"similarity": 2, "text":"\xe6\x98\xa5\xe5\xa4\xa9"}\n',
        b'{"n": NaN, "text": "\xe7\xa7\x8b"} ',
    )
    done = newsclean("dedup", "--across", "--mark", "-f", "jsonl", "-t", "jsonl", stdin=b"".join(rows))
    assert done.stdout.splitlines() == [
        b'{"text":"\\u6625\\u5929", "n":1.50, "cluster": 0, "duplicate_of": null, "similarity": 1.0}',
        b'{"similarity": 1.0, "text": "\xe6\x98\xa5\xe5\xa4\xa9", "cluster": 0, "duplicate_of": "-:1"}',
        b'{"n": NaN, "text": "\xe7\xa7\x8b", "cluster": null, "duplicate_of": null, "similarity": 1.0}',
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_records_in_another_encoding_are_written_in_utf_8(encoding, tmp_path):
    text = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in (FIRST, REPRINT, OTHER))
    (tmp_path / "a.jsonl").write_bytes(text.encode(encoding))
    done = newsclean("dedup", "--across", "-v", tmp_path / "a.jsonl")
    assert read(done.stdout) == [{"text": FIRST}, {"text": OTHER}]
    assert f"a.jsonl:2: repeats {tmp_path}/a.jsonl:1" in done.stderr.decode()


def test_packed_files_pages_and_standard_input_are_compared_with_each_other(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines([{"text": FIRST}])))
    (tmp_path / "b.txt").write_text(REPRINT)
    (tmp_path / "c.txt").write_text(OTHER)
    done = newsclean(
        "dedup", "--across", "-v", "a.jsonl.gz", "b.txt", "c.txt", "-", "-t", "text", stdin=OTHER.encode(), cwd=tmp_path
    )
    assert done.stdout.decode() == f"{FIRST}\n\f\n{OTHER}"
    assert "b.txt: repeats a.jsonl.gz:1 (similarity 0." in done.stderr.decode()
    assert "-: repeats c.txt (similarity 1.00)" in done.stderr.decode()


def test_lines_that_are_no_records_are_named_and_the_others_are_done(tmp_path):
    bad = [b"{", b"[]", b'{"text": 3}', b'{"text": "\\ud800"}', b""]
    (tmp_path / "a.jsonl").write_bytes(lines(corpus(2)) + b"\n".join(bad) + b"\n" + lines([{"text": OTHER}]))
    done = newsclean("dedup", "--across", "a.jsonl", "none.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert len(read(done.stdout)) == 3
    told = done.stderr.decode()
    for line, what in ((3, "not valid JSON"), (4, "must be a JSON object"), (5, "is a int"), (6, "surrogate")):
        assert any(f"a.jsonl, line {line}: " in row and what in row for row in told.splitlines())
    assert "none.jsonl: cannot be read: No such file" in told


def test_a_packed_file_that_was_cut_gives_what_it_has(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines(corpus(300)))[:-20_000])
    done = newsclean("dedup", "--across", tmp_path / "a.jsonl.gz")
    assert done.returncode == 1
    assert "broken gzip data" in done.stderr.decode()
    assert ids(done.stdout)[:3] == ["1-0", "1-1", "1-2"]


def test_line_numbers_count_from_the_beginning_of_a_file_of_many_shards(tmp_path):
    records = corpus(3000)
    (tmp_path / "a.jsonl").write_bytes(lines(records[:2900]) + b"broken\n" + lines(records[2900:]))
    done = newsclean("dedup", "--across", tmp_path / "a.jsonl")
    assert f"{tmp_path}/a.jsonl, line 2901: not valid JSON" in done.stderr.decode()


def test_an_old_result_stays_where_no_input_could_be_read(tmp_path):
    (tmp_path / "out.jsonl").write_text("old")
    done = newsclean("dedup", "--across", "none.jsonl", "-o", "out.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert (tmp_path / "out.jsonl").read_text() == "old"
    assert names(tmp_path) == ["out.jsonl"]


def test_check_writes_nothing_and_says_whether_something_repeats(tmp_path):
    path = write(tmp_path / "a.jsonl", [{"text": FIRST}, {"text": REPRINT}])
    assert newsclean("dedup", "--across", "--check", path, "-o", tmp_path / "out").returncode == 1
    assert newsclean("dedup", "--across", "--check", write(tmp_path / "b.jsonl", [{"text": FIRST}])).returncode == 0
    assert names(tmp_path) == ["a.jsonl", "b.jsonl"]


def test_a_folder_gets_a_file_for_each_document_that_is_kept(tmp_path):
    path = write(
        tmp_path / "a.jsonl", [{"id": "x", "text": FIRST}, {"id": "y", "text": FIRST}, {"id": "z", "text": OTHER}]
    )
    newsclean("dedup", "--across", path, "-o", f"{tmp_path}/out/")
    assert names(tmp_path / "out") == ["x.jsonl", "z.jsonl"]


@pytest.mark.parametrize("keep", ["longest", "earliest"])
def test_another_copy_can_be_kept(keep, tmp_path):
    copies = [{"id": 1, "text": FIRST, "date": "2025-05-07"}, {"id": 2, "text": REPRINT, "date": "2025-05-06"}]
    done = newsclean("dedup", "--across", "--keep", keep, write(tmp_path / "a.jsonl", copies))
    assert ids(done.stdout) == [2]


@pytest.mark.parametrize(
    "option", [["--skip", "dedup"], ["--only", "dedup"], ["--max-loss", "5"], ["--rules", "x.toml"]]
)
def test_options_on_rules_are_refused(option, tmp_path):
    done = newsclean("dedup", "--across", *option, write(tmp_path / "a.jsonl", corpus(2)))
    assert done.returncode == 2
    assert f"{option[0]} chooses what goes from inside a page" in done.stderr.decode()


def test_a_configuration_may_hold_options_on_rules(tmp_path):
    (tmp_path / "newsclean.toml").write_text('skip = ["chrome.editor-line"]\nmax-loss = 40\n')
    write(tmp_path / "a.jsonl", corpus(2))
    assert newsclean("dedup", "--across", "a.jsonl", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("option", [["--mark"], ["--keep", "longest"], ["--memory", "2GB"], ["--index", "x"]])
def test_options_on_documents_go_with_across(option, tmp_path):
    (tmp_path / "a.txt").write_text(FIRST)
    done = newsclean("dedup", *option, "a.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert f"{option[0]} goes with --across" in done.stderr.decode()


@pytest.mark.parametrize("size", ["0", "2 apples", "-1GB", ""])
def test_a_size_that_is_none_is_refused(size, tmp_path):
    done = newsclean("dedup", "--across", "--memory", size, write(tmp_path / "a.jsonl", corpus(2)))
    assert done.returncode == 2
    assert "is no size; write it as 500MB or 2GB" in done.stderr.decode()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_killed_run_ends_with_the_same_bytes_and_leaves_nothing_behind(jobs, many, tmp_path):
    path, kept = many
    random_ = random.Random(jobs)
    command = ["dedup", "--across", path, "-j", jobs, "-o", tmp_path / "out.jsonl"]
    for _ in range(6):
        killed(after(random_.uniform(0.1, 1.2)), *command)
    assert newsclean(*command).returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes() == kept
    assert names(tmp_path) == ["out.jsonl"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_says_where_it_goes_on(jobs, many, tmp_path):
    path, kept = many
    command = ["dedup", "--across", path, "-j", jobs, "-o", tmp_path / "out.jsonl"]
    told = interrupted(lambda: list(tmp_path.glob(".out.jsonl.across-*/*.told")), *command)
    (folder,) = names(tmp_path)
    assert f"goes on from what is done, in {tmp_path / folder}" in told
    assert "Traceback" not in told
    assert newsclean(*command).returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes() == kept
    assert names(tmp_path) == ["out.jsonl"]


def test_what_a_killed_run_has_done_is_not_done_again(many, tmp_path):
    """Its signatures are taken as they are: changed ones change the result."""
    path, kept = many
    command = ["dedup", "--across", path, "-o", tmp_path / "out.jsonl"]
    assert killed(lambda: list(tmp_path.glob(".out.jsonl.across-*/00001.told")), *command)
    (folder,) = tmp_path.glob(".out.jsonl.across-*")
    for left in folder.iterdir():
        if not left.name.startswith(("00000.", "00001.")):
            left.unlink()
    (folder / "00001.records").write_bytes(bytes((folder / "00001.records").stat().st_size))
    assert newsclean(*command).returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes() != kept
    assert names(tmp_path) == ["out.jsonl"]


def test_the_folder_of_a_killed_run_over_other_inputs_is_swept(many, tmp_path):
    (tmp_path / ".out.jsonl.across-0123456789abcdef").mkdir()
    (tmp_path / ".out.jsonl.across-0123456789abcdef" / "00000.records").write_bytes(b"x")
    path = write(tmp_path / "a.jsonl", corpus(4))
    newsclean("dedup", "--across", path, "-o", tmp_path / "out.jsonl")
    assert names(tmp_path) == ["a.jsonl", "out.jsonl"]


@pytest.mark.parametrize("sizes", [[], [0], [1], [5_000_000], [10, 0, 2_500_000, 3], [400_000] * 9])
def test_shards_cover_every_byte_once(sizes):
    shards = cut(sizes)
    ranges = [found for shard in shards for found in shard.ranges]
    assert [shard.number for shard in shards] == list(range(len(shards)))
    assert [shard.first for shard in shards] == [ranges.index(shard.ranges[0]) for shard in shards]
    for source, size in enumerate(sizes):
        mine = [(start, end) for number, start, end in ranges if number == source]
        assert [start for start, _ in mine] == ([0, *(end for _, end in mine[:-1])] if size else [])
        assert not size or mine[-1][1] == size


def test_an_input_that_changes_while_it_is_read_is_an_error(tmp_path, monkeypatch, capsys):
    path = write(tmp_path / "a.jsonl", corpus(4))

    def changing(*arguments):
        found = across(*arguments)
        write(path, corpus(5))
        return found

    monkeypatch.setattr("newsclean.cli.across.across", changing)
    assert run(["dedup", "--across", str(path), "-o", str(tmp_path / "out")]) == 1
    assert "a.jsonl: was changed while it was read, so nothing is written" in capsys.readouterr().err
    assert names(tmp_path) == ["a.jsonl"]


def test_rows_of_parquet_are_documents(tmp_path):
    arrow, parquet = extra("pyarrow"), extra("pyarrow.parquet")
    parquet.write_table(arrow.Table.from_pylist([{"text": FIRST}, {"text": REPRINT}]), tmp_path / "a.parquet")
    done = newsclean("dedup", "--across", "-v", "a.parquet", cwd=tmp_path)
    assert read(done.stdout) == [{"text": FIRST}]
    assert "a.parquet:2: repeats a.parquet:1" in done.stderr.decode()


class Patient(NamedTuple):
    """An engine of many places that does everything itself."""

    places: int

    def run(self, *asked):
        return HERE.run(*asked)


@pytest.mark.parametrize("engine", [Processes(2), Patient(5), Patient(50)])
def test_bands_shared_out_find_the_same_pairs(engine, tmp_path, monkeypatch):
    """With enough documents finding candidates is work for several processes, each of which has a part of the memory."""
    path = write(tmp_path / "a.jsonl", corpus(400))
    expected = across(Reader(), [str(path)], Resources(tmp_path)).corpus.candidates(np.arange(400), HERE, 1 << 30)
    assert len(expected) >= 100
    monkeypatch.setattr("newsclean.similarity.corpus._ENOUGH", 4)
    told = []
    monkeypatch.setattr("newsclean.similarity.corpus.do_all", lambda *asked: (told.append(asked), do_all(*asked))[1])
    found = across(Reader(), [str(path)], Resources(tmp_path)).corpus
    assert found.candidates(np.arange(400), engine, 1 << 30).tolist() == expected.tolist()
    finding, bands, _ = told[-1]
    assert [number for some in bands for number in some] == list(range(42))
    assert len(bands) == min(engine.places, 42)
    assert finding.memory == (1 << 30) // len(bands)


def test_more_documents_than_there_are_numbers_for_are_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("newsclean.similarity.corpus._MOST", 3)
    path = write(tmp_path / "a.jsonl", corpus(4))
    assert run(["dedup", "--across", str(path), "-o", str(tmp_path / "out")]) == 1
    assert "more than 3 documents cannot be told apart by number" in capsys.readouterr().err
    assert names(tmp_path) == ["a.jsonl"]
