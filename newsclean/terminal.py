"""Text of pages on a terminal: nothing in it may steer the terminal, and a hanzi takes two columns.

`visibly` is the one shield: whatever a person sees of a page, a file name or a record goes through it.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

from newsclean.lazily import lazily

__all__ = ["lines_of", "visibly", "width", "write_out"]

# Controls but tab, line feed and form feed; what changes the direction of the text around it; other format characters
# that are invisible, except the two joiners of scripts and emoji; halves of surrogate pairs, which nothing can encode.
_UNSEEN = lazily(
    "[\x00-\x08\x0b\x0d-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def visibly(text: str) -> str:
    """Spell invisible characters, of which some could steer a terminal or turn a line around, as escapes."""
    return _UNSEEN.sub(lambda match: ascii(match[0])[1:-1], text)


def write_out(data: bytes) -> None:
    """Write a result to standard output: as it is for programs, visibly on a terminal."""
    if sys.stdout.isatty():
        data = visibly(data.decode("utf-8", "replace")).encode()
    sys.stdout.buffer.write(data)


def width(text: str) -> int:
    """Return how many columns a terminal gives a text without controls."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def lines_of(text: str, columns: int) -> Iterator[tuple[int, int]]:
    """Yield where the lines of a text without line feeds begin and end when it is set in so many columns.

    Words of letters stay whole where they fit in a line at all; no line begins with a closing mark or ends with an
    opening one. A blank at which a line ends belongs to neither line.
    """
    start = least = used = 0  # where the line begins, where it may end at the latest, its columns so far
    for at, character in enumerate(text):
        takes = _columns(character)
        if at > start and _may_part(text[at - 1], character):
            least = at
        while used + takes > columns and at > start and character != " ":
            end = least if least > start else at
            yield start, start + len(text[start:end].rstrip(" "))
            start = least = end
            used = width(text[start:at])
        used += takes
    yield start, len(text) if used <= columns else start + len(text[start:].rstrip(" "))


_OPENING = frozenset("（(【[「『《〈“‘{")
_CLOSING = frozenset("，。、；：！？）)】]」』》〉”’…—,.;:!?}%")


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after == " ":
        return False
    if before == " ":
        return True
    if before in _OPENING or after in _CLOSING:
        return False
    return _columns(before) == 2 or _columns(after) == 2
