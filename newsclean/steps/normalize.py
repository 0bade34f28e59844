"""Step normalize: characters nobody sees, blanks, line ends; on request width, quotation marks and NFC."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Annotated, Literal

from newsclean.edits import Edit, apply, compose
from newsclean.lazily import lazily
from newsclean.registry import step

Quotes = Literal["keep", "curly", "corner", "straight"]


@step
def normalize(
    text: str,
    *,
    nfc: Annotated[bool, "compose letters and accents (Unicode NFC)"] = False,
    quotes: Annotated[Quotes, "write all quotation marks one way: “curly”, 「corner」 or straight"] = "keep",
    width: Annotated[bool, "write punctuation between hanzi full-width"] = False,
) -> Iterator[Edit]:
    r"""Remove invisible characters and trailing blanks; plain blanks and line ends for exotic ones.

    Control characters, zero-width characters, byte order marks and soft hyphens go; no-break and other exotic blanks
    become a plain blank; blanks at line ends go; `\r\n`, `\r` and Unicode's separators become `\n`. Left alone on
    purpose: tabs; form feeds, which part articles; the full-width blank, which indents paragraphs and pads names;
    joiners in emoji and in scripts that need them; variation selectors; direction marks beside Arabic or Hebrew.
    What can change how a text reads (width, quotation marks, composition) is done only on request.

    >>> apply(text := "临平\N{ZERO WIDTH SPACE}新城 \r\n", normalize(text))
    '临平新城\n'
    """
    passes = [_clean] + [_compose_letters] * nfc + _QUOTES[quotes] + [_widen_brackets, _widen_marks] * width
    edits: list[Edit] = []
    for look in passes:
        edits = compose(edits, list(look(apply(text, edits) if edits else text)))
    yield from edits


# --- what is always done -----------------------------------------------------------------------------------------

_PLAIN = " \t\N{IDEOGRAPHIC SPACE}"
_EXOTIC = (
    "\N{NO-BREAK SPACE}\N{OGHAM SPACE MARK}\u2000-\N{HAIR SPACE}\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}"
)
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff"
_ZERO_WIDTH = "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\u2061-\u2064\N{ZERO WIDTH NO-BREAK SPACE}"
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_DIRECTION = "\N{ARABIC LETTER MARK}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\u202a-\u202e\u2066-\u2069"
_HYPHEN = "\N{SOFT HYPHEN}"
_SEPARATORS = "\v\N{NEXT LINE}\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"

_RULES = {
    "normalize.blank": lazily(f"[{_EXOTIC}]"),
    "normalize.control": lazily(f"[{_CONTROL}]"),
    "normalize.zero-width": lazily(f"[{_ZERO_WIDTH}{_JOINERS}]"),
    "normalize.direction": lazily(f"[{_DIRECTION}]"),
    "normalize.soft-hyphen": lazily(_HYPHEN),
}
_SUSPECT = f"{_EXOTIC}{_CONTROL}{_ZERO_WIDTH}{_JOINERS}{_DIRECTION}{_HYPHEN}"
# Two patterns, since one that is an alternation takes twice as long.
_ANY = re.compile(rf"[{_SUSPECT}{_SEPARATORS}\r]")
_ANY_LAST = re.compile(rf"[{_PLAIN}](?:\n|\Z)")
_RUN = lazily(rf"\r\n?|[{_SEPARATORS}]|[{_PLAIN}{_SUSPECT}]+")
_ONLY_PLAIN = lazily(rf"[{_PLAIN}]+")
_LINE_END = lazily(rf"[\n\r{_SEPARATORS}]|\Z")
_RIGHT_TO_LEFT = lazily(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def _clean(text: str) -> Iterator[Edit]:
    if not (_ANY.search(text) or _ANY_LAST.search(text)):
        return
    mixed = _RIGHT_TO_LEFT.search(text) is not None
    for run in _RUN.finditer(text):
        start, end = run.span()
        if text[start] == "\r":
            yield Edit(start, end, "\n", "normalize.line-ending")
        elif text[start] in _SEPARATORS:
            yield Edit(start, end, "\n", "normalize.line-separator")
        elif _LINE_END.match(text, end):
            yield from _edits_of_run(text, start, end, mixed=mixed, last=True)
        elif not _ONLY_PLAIN.fullmatch(text, start, end):
            yield from _edits_of_run(text, start, end, mixed=mixed, last=False)


def _edits_of_run(text: str, start: int, end: int, *, mixed: bool, last: bool) -> Iterator[Edit]:
    """Yield the edits of a run of blanks and invisible characters, `last` on its line or not."""
    kept = _kept_joiner(text, start, end)
    ruled = [(at, _rule(text[at], last=last)) for at in range(start, end) if at != kept]
    for (rule, _), part in itertools.groupby(ruled, key=lambda one: (one[1], one[0] > kept >= 0)):
        places = [at for at, _ in part]
        if rule and not (mixed and rule == "normalize.direction"):
            put = " " * len(places) if rule == "normalize.blank" else ""
            yield Edit(places[0], places[-1] + 1, put, rule)


def _rule(character: str, *, last: bool) -> str:
    """Return the rule for one character of a run, none for a blank that stays."""
    if character in _PLAIN:
        return "normalize.trailing-blank" if last else ""
    rule = next(rule for rule, pattern in _RULES.items() if pattern.match(character))
    return "normalize.trailing-blank" if last and rule == "normalize.blank" else rule


# Emoji and what modifies them; Arabic, Indic and South-East Asian letters, which joiners shape.
_SHAPED = lazily(
    r"[\u0600-\u109f\u1780-\u18af©®\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0e\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)


def _kept_joiner(text: str, start: int, end: int) -> int:
    """Return where a joiner stands that shapes its two neighbours, -1 if there is none."""
    if not (start > 0 and end < len(text) and _SHAPED.match(text[start - 1]) and _SHAPED.match(text[end])):
        return -1
    if any(character in _PLAIN or _RULES["normalize.blank"].match(character) for character in text[start:end]):
        return -1
    return next((at for at in range(start, end) if text[at] in _JOINERS), -1)


# --- on request: NFC ---------------------------------------------------------------------------------------------

_SIMPLE = r"\x00-\x7f\u3000-\u3029\u4e00-\u9fff\uff00-\uffef"  # composes with nothing before it
_COMPOUND = lazily(rf"[{_SIMPLE}]?[^{_SIMPLE}]+")


def _compose_letters(text: str) -> Iterator[Edit]:
    if unicodedata.is_normalized("NFC", text):
        return
    for part in _COMPOUND.finditer(text):
        composed = unicodedata.normalize("NFC", part[0])
        if composed != part[0]:
            yield Edit(part.start(), part.end(), composed, "normalize.nfc")


# --- on request: quotation marks ---------------------------------------------------------------------------------

_HANZI = r"〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_LINE = lazily(r"[^\n\r\f]+")
_PAIR = lazily(r'"([^"\n\r\f]*)"')
_BESIDE_HANZI = lazily(rf"[{_HANZI}\u3000-\u303f\uff01-\uff5e]")


def _straight_pairs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where straight quotation marks open and close around or beside hanzi; marks that don't pair stay."""
    for line in _LINE.finditer(text) if '"' in text else ():
        if line[0].count('"') % 2:
            continue
        for pair in _PAIR.finditer(text, *line.span()):
            outside = text[max(pair.start() - 1, line.start()) : pair.start()] + text[pair.end() : pair.end() + 1]
            if _BESIDE_HANZI.search(pair[1] + outside):
                yield pair.start(), pair.end() - 1


def _pairing(opening: str, closing: str) -> Callable[[str], Iterator[Edit]]:
    def look(text: str) -> Iterator[Edit]:
        for start, end in _straight_pairs(text):
            yield Edit(start, start + 1, opening, "normalize.quotes")
            yield Edit(end, end + 1, closing, "normalize.quotes")

    return look


def _replacing(marks: dict[str, str]) -> Callable[[str], Iterator[Edit]]:
    pattern = re.compile(f"[{''.join(marks)}]")

    def look(text: str) -> Iterator[Edit]:
        for mark in pattern.finditer(text):
            if not (mark[0] == "’" and _is_apostrophe(text, mark.start())):
                yield Edit(mark.start(), mark.end(), marks[mark[0]], "normalize.quotes")

    return look


def _is_apostrophe(text: str, at: int) -> bool:
    return text[max(at - 1, 0)].isascii() and text[at - 1].isalpha() and text[at + 1 : at + 2].isascii()


_QUOTES: dict[str, list[Callable[[str], Iterator[Edit]]]] = {
    "keep": [],
    "curly": [_replacing(dict(zip("「」『』﹁﹂﹃﹄", "“”‘’“”‘’", strict=True))), _pairing("“", "”")],
    "corner": [_replacing(dict(zip("“”‘’", "「」『』", strict=True))), _pairing("「", "」")],
    "straight": [_replacing(dict(zip("“”‘’「」『』", "\"\"''\"\"''", strict=True)))],
}


# --- on request: width -------------------------------------------------------------------------------------------

_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。", "(": "（", ")": "）"}
_CHINESE = rf"{_HANZI}、。〈-】—…‘-”！-～"
_BRACKETED = lazily(r"\(([^()\n\r\f]*)\)")
_MARKS = lazily(
    rf"(?<=[{_CHINESE}])(?:[,;!?:]+(?![A-Za-z/\\,;!?:.])|\.(?=[{_CHINESE}]|[\n\r\f]|\Z))"
    rf"|(?<=[0-9%％℃])[,;!?]+(?=[{_CHINESE}])"
)


def _widen_brackets(text: str) -> Iterator[Edit]:
    """Widen round brackets around hanzi, both or neither."""
    for pair in _BRACKETED.finditer(text):
        if re.search(f"[{_HANZI}]", pair[1]):
            yield Edit(pair.start(), pair.start() + 1, "（", "normalize.width")
            yield Edit(pair.end() - 1, pair.end(), "）", "normalize.width")


def _widen_marks(text: str) -> Iterator[Edit]:
    """Widen marks after hanzi, and after a number before hanzi; never in a number, a time, a URL or Latin text."""
    for marks in _MARKS.finditer(text):
        yield Edit(marks.start(), marks.end(), "".join(map(_WIDE.__getitem__, marks[0])), "normalize.width")
