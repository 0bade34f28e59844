"""Edits shown inside the text: `青少[-(qīngshào)-]年`, `他说[-，-]{+,+}好`.

`[-…-]` is removed, `{+…+}` is put. Where the text itself holds such a bracket, a backslash goes between its two
characters (one more where there are backslashes already), so that marks can be read back exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsclean.edits import Edit

__all__ = ["pieces", "read", "show"]

_BRACKET = re.compile(r"\[(?=\\*-)|-(?=\\*\])|\{(?=\\*\+)|\+(?=\\*\})")
_ESCAPED = re.compile(r"(\[(?=\\+-)|-(?=\\+\])|\{(?=\\+\+)|\+(?=\\+\}))\\")
_MARK = re.compile(r"\[-(?P<removed>.*?)-\](?:\{\+(?P<put>.*?)\+\})?|\{\+(?P<inserted>.*?)\+\}", re.DOTALL)


def show(source: str, edits: Iterable[Edit]) -> str:
    """Return `source` with `edits` marked in place."""
    pieces = []
    done = 0
    for start, end, text, _ in edits:
        if start == end and not text:
            continue  # an edit that does nothing has no mark, and must not cut a bracket of the text in two
        pieces.append(_escape(source[done:start]))
        if start < end:
            pieces.append(f"[-{_escape(source[start:end])}-]")
        if text:
            pieces.append(f"{{+{_escape(text)}+}}")
        done = end
    pieces.append(_escape(source[done:]))
    return "".join(pieces)


def read(marked: str, rule: str = "marks") -> tuple[str, list[Edit]]:
    """Return the source and the edits that a marked text spells; every edit gets `rule`."""
    source = ""
    edits = []
    done = 0
    for mark in _MARK.finditer(marked):
        source += _unescape(marked[done : mark.start()])
        removed = _unescape(mark["removed"] or "")
        put = _unescape(mark["put"] or mark["inserted"] or "")
        edits.append(Edit(len(source), len(source) + len(removed), put, rule))
        source += removed
        done = mark.end()
    return source + _unescape(marked[done:]), edits


def pieces(marked: str) -> Iterator[tuple[str, str]]:
    """Yield a marked text in pieces, each with what it is: `removed`, `put` (both with their brackets) or neither."""
    done = 0
    for mark in _MARK.finditer(marked):
        yield "", marked[done : mark.start()]
        middle = mark.start() if mark["removed"] is None else mark.end("removed") + 2
        yield "removed", marked[mark.start() : middle]
        yield "put", marked[middle : mark.end()]
        done = mark.end()
    yield "", marked[done:]


def _escape(text: str) -> str:
    return _BRACKET.sub(lambda match: match[0] + "\\", text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda match: match[1], text)
