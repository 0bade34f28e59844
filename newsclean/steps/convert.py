"""Step convert: from one Chinese script to another with OpenCC, as edits of characters and words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import compress
from operator import ne
from typing import TYPE_CHECKING, Annotated, Literal

from newsclean.edits import Edit
from newsclean.errors import MissingExtra
from newsclean.registry import step

if TYPE_CHECKING:
    from opencc import OpenCC

Script = Literal[
    "s2t",
    "t2s",
    "s2tw",
    "tw2s",
    "s2twp",
    "tw2sp",
    "s2hk",
    "hk2s",
    "t2tw",
    "tw2t",
    "t2hk",
    "hk2t",
    "t2jp",
    "jp2t",
]
_BACK = {"s2twp": "tw2sp", "tw2sp": "s2twp"}  # the others turn around: s2hk, hk2s


@step
def convert(
    text: str,
    *,
    script: Annotated[
        Script,
        "OpenCC configuration: s simplified, t traditional, tw Taiwan, hk Hong Kong, jp Japan, p with words",
    ] = "t2s",
) -> Iterator[Edit]:
    """Convert between simplified and traditional characters (OpenCC).

    Every changed character or word is an edit of its own. Carried out together they give what OpenCC gives. Left
    alone on purpose is a text that is in the target script already, although OpenCC might change it again: 后 in
    天后宮 is right, but s2t, which reads its input as simplified, would make it 後. A text counts as converted if
    converting it back and forth changes nothing.

    >>> [edit.text for edit in convert("漢語和汉语")]
    ['汉语']
    """
    if text.isascii():
        return
    converted = _settled(text, script)
    if converted != text:
        yield from _differences(text, converted)


@functools.cache
def _converter(config: str) -> OpenCC:
    """Return OpenCC's converter; raises `MissingExtra` where another package goes by the module's name."""
    try:
        import opencc  # noqa: PLC0415 - 90 ms that only this step needs
        import opencc.clib  # noqa: PLC0415 - the official binding alone has it
    except ImportError as error:
        raise MissingExtra(_advice()) from error
    return opencc.OpenCC(config)


def _advice() -> str:
    """Say what was found in place of the official binding, and what to do."""
    from importlib.metadata import packages_distributions  # noqa: PLC0415 - only when something is wrong

    found = packages_distributions().get("opencc", [])
    wrong = [name for name in found if name.lower() != "opencc"]
    if wrong:
        names = " ".join(wrong)
        return (
            f"the module opencc is from {names}, not from the official OpenCC; "
            f"pip uninstall {names}, then pip install --force-reinstall opencc"
        )
    return "script conversion needs the official OpenCC binding: pip install opencc"


_ROUNDS = 4


def _settled(text: str, script: str) -> str:
    """Return OpenCC's output for `text`, or `text` itself where it is in the target script already.

    The output is converted once more only where it would not be left alone next time: converting twice must give
    what converting once does. No text was seen to need a third round; the limit is for what nobody has seen.
    """
    source, target = script.split("2")
    there = _converter(script).convert
    back = _converter(_BACK.get(script, f"{target}2{source}")).convert
    for _ in range(_ROUNDS):
        converted = there(text)
        if converted == text:
            return text
        undone = back(text)
        if undone != text and there(undone) == text:
            return text
        text = converted
    return text


# --- what changed, as edits --------------------------------------------------------------------------------------

_CLAUSE = re.compile(r"[^，。！？；：、,\n]*[，。！？；：、,\n]?")
_ALIGNED = 200  # characters of the longest clause of changing length that is aligned: difflib is quadratic


def _differences(before: str, after: str) -> Iterator[Edit]:
    """Yield the edits that make `after` of `before`, clause by clause: OpenCC keeps punctuation where it is."""
    if len(before) == len(after):
        yield from _same_length(before, after, 0)
        return
    clauses, converted = _CLAUSE.findall(before), _CLAUSE.findall(after)
    if len(clauses) != len(converted):
        clauses, converted = [before], [after]
    at = 0
    for clause, result in zip(clauses, converted, strict=True):
        if clause != result:
            yield from (_same_length if len(clause) == len(result) else _other_length)(clause, result, at)
        at += len(clause)


def _same_length(before: str, after: str, offset: int) -> Iterator[Edit]:
    """Yield runs of characters that changed."""
    start = end = -1
    for at in compress(range(len(before)), map(ne, before, after)):
        if at != end:
            if start >= 0:
                yield Edit(offset + start, offset + end, after[start:end], "convert.script")
            start = at
        end = at + 1
    if start >= 0:
        yield Edit(offset + start, offset + end, after[start:end], "convert.script")


def _other_length(before: str, after: str, offset: int) -> Iterator[Edit]:
    """Yield what changed in a clause that a word of another length has shifted."""
    if max(len(before), len(after)) > _ALIGNED:
        yield Edit(offset, offset + len(before), after, "convert.wording")
        return
    from difflib import SequenceMatcher  # noqa: PLC0415 - slow to load, and this module is loaded with every step

    for what, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            rule = "convert.script" if end - start == stop - begin else "convert.wording"
            yield Edit(offset + start, offset + end, after[begin:stop], rule)
