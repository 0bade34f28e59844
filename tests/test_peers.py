"""What stands in for other programs, as far as no other program is needed."""

import io
import json
import sys

import pytest
from conftest import ROOT


@pytest.fixture
def calls(load):
    return load("calls")


def test_brackets_go_only_where_four_of_them_bear_a_tone_mark(calls):
    clean = calls.PEERS["lower-case brackets"].make()
    assert clean("临平(línpíng)新城(xīnchéng)要(yào)发展(fāzhǎn)，参加(canjia)GDP(gdp)") == "临平新城要发展，参加GDP"
    assert clean("簋（guǐ）是古代的食器。") == "簋（guǐ）是古代的食器。"


def test_uniq_compares_neighbours_and_the_other_all_lines(calls):
    text = "甲\n\n甲\n乙\n甲"
    assert calls.PEERS["uniq"].make()(text) == "甲\n乙\n甲"
    assert calls.PEERS["first of equal lines"].make()(text) == "甲\n\n乙"


def test_short_lines_head_the_story_below_them(calls):
    long = "近日，" + "区里的" * 15 + "会议召开。"
    assert calls.PEERS["short lines"].make()(f"区政府常务会议\n召开\n{long}\n\n花开了\n{long}") == [
        ("区政府常务会议召开", [long]),
        ("花开了", [long]),
    ]


def test_what_hangs_together_has_the_least_place_of_it(load):
    assert load("clusterers").joined(6, [(4, 2), (2, 0), (3, 5)]) == [0, 1, 0, 3, 0, 3]


def test_a_page_of_html_has_a_paragraph_for_each_line(load):
    assert load("programs").as_page("甲<乙\n\n丙") == "<html><body><p>甲&lt;乙</p><p>丙</p></body></html>"


def test_a_peer_answers_row_by_row_as_newsclean_does(calls, monkeypatch, capfdbinary):
    rows = [{"id": "1", "text": "甲\n甲", "kind": "exact"}, {"id": "2", "text": "乙"}]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    monkeypatch.setattr(sys, "argv", ["calls.py", "uniq", "dedup", "-f", "jsonl", "-t", "jsonl"])
    calls.main()
    assert [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()] == [
        {**rows[0], "text": "甲"},
        rows[1],
    ]


def test_the_page_on_quality_has_a_place_for_the_table_of_every_set(calls):
    page = (ROOT / "docs" / "quality.md").read_text("utf-8")
    for name in {name for peer in calls.PEERS.values() for name in peer.sets}:
        assert f"<!-- peers {name}: begin -->" in page
        assert f"<!-- peers {name}: end -->" in page
