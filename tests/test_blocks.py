"""Blocks of lines whose texts are found without a parser: what is found is what a parser finds, or nothing is."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.folding import fold
from newsclean.similarity.blocks import blocks, plain
from newsclean.similarity.units import text_of


def texts(block: bytes) -> list[str] | None:
    found = plain(block)
    return found and [text_of(text) for text in found.units.texts]


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "甲乙，丙"}',
        '{"text":"甲乙，丙"}',
        '{"id": 7, "text": "甲乙\\n丙", "tags": ["a", {"b": null}]}',
        '{"id": "a\\"b", "text": "甲\\t乙\\"丙\\/"}  \r',
        '{"type": "text", "text": "甲乙（bǐng）丙(bǐng)"}',
        '{"text": "甲乙丙\\", ", ":": 1}',
    ],
)
def test_texts_of_plain_records_are_found(line):
    assert texts(f"{line}\n{line}".encode()) == ["甲乙丙"] * 2


@pytest.mark.parametrize(
    "line",
    [
        "",
        "甲",
        "[]",
        '{"text": null}',
        '{"text": 1, "title": "甲"}',
        '{"text": "甲"',
        '{"text": "甲"} {}',
        ' {"text": "甲"}',
        '{"text": "\\u7532"}',
        '{"text": "甲\\\\n乙"}',
        '{"text": "甲\\x"}',
        '{"text": "甲\t乙"}',
        '{"text": "甲\U00020000"}',
        '{"text": "甲\uffff"}',
        '{"text": "甲", "text": "乙"}',
        '{"text": "甲", "te\\u0078t": "\uffff"}',
        '{"more": {"text": "甲"}, "text": "乙"}',
        '{"more": {"text": "甲"}, "text": "\uffff"}',
        '{"more": {"text": "甲"}, "text": "\\uffff"}',
    ],
)
def test_what_is_not_plain_is_left_to_a_parser(line):
    assert plain(f'{{"text": "甲"}}\n{line}\n'.encode()) is None


def test_a_record_over_two_lines_is_none():
    assert plain('{"text": "甲",\n"id": 1}\n'.encode()) is None


def test_bytes_that_are_not_utf_8_are_left_to_a_parser():
    assert plain('{"text": "甲"}\n'.encode("gb18030")) is None


def test_fields_and_sizes_are_those_of_the_lines():
    found = plain('{"id": 1, "text": "甲"}\n{"text": "", "cluster": 2}\n'.encode())
    assert found
    assert [sorted(fields) for fields in found.fields] == [["id", "text"], ["cluster", "text"]]
    assert found.sizes == [25, 27]


pieces = st.text(st.sampled_from('甲乙(（)）abǎ ，\n\t"\\/\b1\uffff\U00020000'), max_size=12)


@given(st.lists(st.tuples(pieces, pieces, st.booleans()), min_size=1, max_size=4))
def test_what_is_found_is_what_a_parser_finds(records):
    lines = [
        json.dumps({"id": identity, "text": text} if first else {"text": text, "id": identity}, ensure_ascii=False)
        for identity, text, first in records
    ]
    found = texts("\n".join(lines).encode())
    assert found in (None, [fold(text) for _, text, _ in records])


@given(st.text(st.sampled_from('{}[]:,"\\ntex甲\n')))
def test_no_line_is_a_record_that_a_parser_does_not_take(line):
    block = f'{{"text": "甲"}}\n{{"text": {line}}}'.encode()
    found = texts(block)
    if found is not None:
        assert found == [fold(json.loads(line)["text"]) for line in block.decode().split("\n")]


@given(st.lists(st.binary(max_size=5).filter(lambda line: b"\n" not in line)), st.integers(1, 9), st.integers(0, 40))
def test_blocks_of_two_ranges_hold_each_line_once(lines, size, cut):
    data = b"\n".join(lines)
    file = io.BytesIO(data)
    cut = min(cut, len(data))
    found = [*blocks(file, 0, cut, size), *blocks(file, cut, len(data), size)]
    assert b"".join(block for _, block in found) == data
    assert all(data[offset:].startswith(block) for offset, block in found)
    assert all(block.endswith(b"\n") for _, block in found[:-1])
