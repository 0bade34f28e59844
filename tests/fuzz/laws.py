"""What holds for any input at all: the laws that Hypothesis, the fuzzer and the kept corpus test alike.

Each function takes an input, does what a person would do with it, and raises `AssertionError` where a guarantee
is broken. Errors of newsclean's own are answers; anything else that is raised is a fault.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from itertools import pairwise

from newsclean import marks, registry, trace
from newsclean.documents import Document, plain
from newsclean.edits import Edit, apply
from newsclean.encoding import decode
from newsclean.errors import DecodeError
from newsclean.layout import confidences, layout
from newsclean.plan import Cleaned, default_plan, make_plan
from newsclean.reading import Reader
from newsclean.writing import json_line

#: Rules that put other characters than blanks and line breaks: what each may put is judged by its own tests.
PUTTING = frozenset(
    {
        *("convert.script", "convert.wording", "decode.mojibake"),
        *("normalize.nfc", "normalize.quotes", "normalize.width", "pinyin.repaired", "pinyin.damaged"),
    }
)


def bytes_are_kept(data: bytes) -> None:
    """Any bytes are decoded, with every byte kept, or refused with an error that says why."""
    try:
        decoded = decode(data, errors="replace")
    except DecodeError:
        return
    assert decoded.encode() == data
    assert 0 <= decoded.confidence <= 1
    assert not any("\ud800" <= character <= "\udfff" for character in decoded.text)
    assert (
        decoded.replaced
        == sum(decoded.text[patch.start : patch.end] == "\N{REPLACEMENT CHARACTER}" for patch in decoded.patches)
        or decoded.replaced == 0
    )
    try:
        strict = decode(data)
    except DecodeError:
        assert decoded.replaced
        return
    assert strict == decoded


def lines_have_a_place(text: str) -> None:
    """The blocks of a layout are the lines that are not blank, in order, each with a sureness."""
    blocks = layout(text)
    for block in blocks:
        assert text[block.start : block.end].strip() == text[block.start : block.end] != ""
    for above, below in pairwise(blocks):
        assert above.end <= below.start
    shown = "".join(text[block.start : block.end] for block in blocks)
    assert "".join(shown.split()) == "".join(text.split())
    sure = confidences(text)
    assert len(sure) == len(blocks)
    assert all(0 <= one <= 1 for one in sure)


def page_is_cleaned(text: str) -> None:
    """A page is cleaned by edits that can be shown and undone, and its articles stay the articles they are."""
    cleaned = default_plan().run(text)
    edits_are_sound(text, cleaned.edits)
    assert apply(text, cleaned.edits) == cleaned.text == plain(cleaned.articles or ())
    put = any(edit.rule in PUTTING for edit in make_plan(steps=["normalize", "strip-pinyin"]).run(text).edits)
    # What a rule has put a later step may move on: then what moves is judged step by step (`steps_are_done_once`).
    nothing_is_invented(text, [edit for edit in cleaned.edits if not (put and edit.rule.endswith(".move"))])
    if not put:
        spans_lead_back(text, cleaned)
    page_is_restored(text, cleaned)
    again = make_plan(steps=["reflow", "split"]).run(cleaned.text).text
    assert again == cleaned.text


def steps_are_done_once(text: str) -> None:
    """Every step yields sound edits and finds nothing more in what it has done."""
    for step in registry.steps().values():
        edits = list(step.edits(text))
        edits_are_sound(text, edits)
        nothing_is_invented(text, edits)
        done = apply(text, edits)
        assert apply(done, list(step.edits(done))) == done, step.name


def edits_are_sound(text: str, edits: list[Edit]) -> None:
    """Edits are in order, disjoint, inside the text, named, and can be read back from marks."""
    done = 0
    for edit in edits:
        assert done <= edit.start <= edit.end <= len(text), edit
        assert "." in edit.rule, edit
        done = edit.end
    assert marks.read(marks.show(text, edits))[0] == text


def nothing_is_invented(text: str, edits: list[Edit]) -> None:
    """What is put was taken away by the same rule, or is a blank, or its rule is one that puts.

    Rules that move are one here: what one of them has put another may move on.
    """
    put: dict[str, Counter[str]] = {}
    for edit in edits:
        if edit.rule not in PUTTING:
            counts = put.setdefault("move" if edit.rule.endswith(".move") else edit.rule, Counter())
            counts.update("".join(edit.text.split()))
            counts.subtract("".join(text[edit.start : edit.end].split()))
    for rule, counts in put.items():
        assert not +counts, f"{rule} puts {dict(+counts)}"


def spans_lead_back(text: str, cleaned: Cleaned) -> None:
    """Every block tells where its characters came from, in the page as it was."""
    for article in cleaned.articles or ():
        for block in article.blocks:
            assert all(0 <= start < end <= len(text) for start, end in block.spans)
            if not any(edit.rule in PUTTING for edit in cleaned.edits):
                came = Counter("".join(text[start:end] for start, end in block.spans))
                assert not Counter("".join(block.text.split())) - came


def page_is_restored(text: str, cleaned: Cleaned) -> None:
    """A trace and the cleaned text give the page back."""
    line = json.loads(json_line(trace.entry(Document("page", text), cleaned)))
    assert trace.restore(line, cleaned.text) == text
    assert trace.restored_bytes(line, text) == text.encode()


def file_is_restored(data: bytes) -> None:
    """What a file's bytes were read as, cleaned and traced, leads back to the bytes."""
    try:
        document = Reader(errors="replace").page(data, "page.txt")
    except DecodeError:
        return
    cleaned = default_plan().run(document.text)
    line = json.loads(json_line(trace.entry(document, cleaned)))
    assert line["sha256"] == hashlib.sha256(data).hexdigest()
    assert trace.restored_bytes(line, trace.restore(line, cleaned.text)) == data
