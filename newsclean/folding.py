"""What text is the same to a reader: width, blanks, punctuation, annotations and script folded away.

    临平（línpíng）新城，２０２５年！   and   臨平新城,2025年   fold to   临平新城2025年

Two texts are copies of each other where their folded forms agree. Folding is for comparing only: it makes one of
`乾` and `干`, which no reader wants to see written. Every character is kept alone or dropped, so that a place in
the folded text is a place in the source.
"""

from __future__ import annotations

import functools
import re
from array import array
from collections.abc import Mapping

from newsclean.packaged import packaged_text

__all__ = [
    "ANNOTATION",
    "CLAUSE",
    "fold",
    "fold_letters",
    "places",
    "simplified",
    "simplified_page",
    "without_annotations",
]

# A bracket of Latin letters behind a hanzi, or behind another such bracket: (línpíng), (qing1shao4). Acronyms
# (GDP) stay, since they may tell two lines apart. At most 60 letters, so that an open bracket costs no time.
ANNOTATION = re.compile(
    r"[(（](?<=[\u3400-\u9fff)）].)[ \u3000]?[A-Za-z\u00c0-\u024f]?"
    r"[a-z\u00df-\u024f][a-z\u00df-\u024f'’ \u00b71-5]{0,60}[)）]"
)
#: What stands between punctuation or blanks.
CLAUSE = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return `text` as it compares: letters, digits and hanzi only, narrow, lower-case, simplified."""
    return _same("".join(CLAUSE.findall(without_annotations(text))))


def fold_letters(text: str) -> str:
    """Return `text` folded, but with its punctuation, blanks and line breaks, so that its clauses can be told apart.

    Its clauses joined are `fold(text)`.
    """
    return _same(without_annotations(text))


def without_annotations(text: str) -> str:
    """Return `text` without its annotations."""
    return ANNOTATION.sub("", text) if "(" in text or "（" in text else text


def places(text: str) -> array[int]:
    """Return where in `text` each character of `fold(text)` stands."""
    found: array[int] = array("l")
    done = 0
    annotations = [annotation.span() for annotation in ANNOTATION.finditer(text)]
    for start, end in [*annotations, (len(text), len(text))]:
        for clause in CLAUSE.finditer(text, done, start):
            found.extend(range(*clause.span()))
        done = end
    return found


def simplified(text: str) -> str:
    """Return `text` with the simplified form of each traditional character."""
    return _exchanged(text, *_script())


# Characters that every traditional text of a few lines has, and no simplified text has more than a few of.
_TELLING = re.compile("[這個們來時國會對後學說為與發經過還開關長東]")
_FEW = 5


def simplified_page(text: str) -> str:
    """Return `text` with simplified characters if it is a page written in traditional ones, one character for one."""
    if not _TELLING.search(text) or len(_TELLING.findall(text)) < _FEW:
        return text
    return simplified(text)


def _same(text: str) -> str:
    """Fold width, case and script, one character for one."""
    text = _exchanged(text, *_script_and_width())
    return text.replace("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "i").lower()  # the one that would grow


def _exchanged(text: str, characters: re.Pattern[str], others: Mapping[int, str]) -> str:
    """Return `text` with others in place of some characters, which the pattern finds."""
    count = len(characters.findall(text))
    if count * 8 > len(text):  # so many that the whole text is translated faster
        return text.translate(others)
    return characters.sub(lambda found: others[ord(found[0])], text) if count else text


@functools.cache
def _script() -> tuple[re.Pattern[str], Mapping[int, str]]:
    """Return what finds a traditional character, and what makes it simplified."""
    table = packaged_text("data/traditional.txt")
    old, new = (line for line in table.splitlines() if not line.startswith("#"))
    return re.compile(f"[{old}]"), {ord(one): other for one, other in zip(old, new, strict=True)}


_WIDE = "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))


@functools.cache
def _script_and_width() -> tuple[re.Pattern[str], Mapping[int, str]]:
    """Return the same for traditional characters and for letters and digits of full width."""
    traditional, simple = _script()
    narrow = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in _WIDE}
    return re.compile(f"{traditional.pattern[:-1]}{_WIDE}]"), {**simple, **narrow}
