"""How hanzi are read: the table of readings, and the match of a written reading against hanzi.

The table (`data/readings.tsv`, its origin and the command that rebuilds it are in its first lines) maps a toned
syllable to the hanzi that are read so. A reading is matched from its end: `línpíng` belongs to `临平` because 平 may
be read píng and what is left, lín, is a reading of 临. That settles where syllables end without a word list.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib import resources
from typing import NamedTuple

__all__ = ["Match", "bare", "beginning", "match", "normalize", "said", "table"]

USUAL, KNOWN, NEUTRAL, WRONG = range(4)
"""How well a syllable fits a hanzi: its usual reading, another one, right but for a tone not written, or a wrong one."""


class Match(NamedTuple):
    """A reading fits the last `length` hanzi; the counts say how many syllables fit how well."""

    length: int
    usual: int
    known: int
    neutral: int
    wrong: int
    toned: bool


@functools.cache
def table() -> dict[str, tuple[str, str]]:
    """Return toned syllable -> (hanzi usually read so, hanzi also read so)."""
    lines = resources.files("newsclean").joinpath("data", "readings.tsv").read_text("utf-8").split("\n")
    rows = (line.split("\t") for line in lines if line and line[0] != "#")
    return {syllable: (usual, other) for syllable, usual, other in rows}


@functools.cache
def _toneless() -> dict[str, str]:
    """Return syllable without tone -> all hanzi read so in any tone."""
    merged: dict[str, list[str]] = {}
    for syllable, (usual, other) in table().items():
        merged.setdefault(bare(syllable), []).extend((usual, other))
    return {syllable: "".join(hanzi) for syllable, hanzi in merged.items()}


_TONES = "\N{COMBINING MACRON}\N{COMBINING ACUTE ACCENT}\N{COMBINING CARON}\N{COMBINING GRAVE ACCENT}"
_TONE = str.maketrans("", "", _TONES)
_SANDHI = {"yí": "一", "yì": "一", "bú": "不"}  # the tones 一 and 不 take before others; everyday spelling


@functools.cache
def bare(syllable: str) -> str:
    """Return `syllable` without its tone mark: `lǜ` gives `lü`."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", syllable).translate(_TONE))


def beginning(letters: str) -> list[str]:
    """Return the syllables, with and without tones, that begin with `letters`."""
    return [syllable for syllable in {*table(), *_toneless()} if syllable.startswith(letters)]


_LETTERS = str.maketrans("ɑɡv", "agü")
_NUMBERED = re.compile(r"([a-zü]+)([0-5])")


def normalize(written: str) -> str:
    """Return a reading in the table's spelling: lower case, composed, ü for v and u:, tone marks for tone digits.

    >>> normalize("LU:4shi1")
    'lǜshī'
    """
    letters = written.lower().replace("u:", "ü").translate(_LETTERS)
    reading = unicodedata.normalize("NFC", letters)
    return _NUMBERED.sub(lambda match: _mark(match[1], int(match[2])), reading)


def _mark(syllable: str, tone: int) -> str:
    """Put the mark of `tone` on the vowel that carries it: a or e, the o of ou, else the last vowel."""
    if tone in (0, 5):
        return syllable
    at = max(syllable.find("a"), syllable.find("e"))
    if at < 0:
        at = syllable.find("ou")
    if at < 0:
        at = max(syllable.rfind(vowel) for vowel in "iouü")
    if at < 0:
        return syllable
    return unicodedata.normalize("NFC", syllable[: at + 1] + _TONES[tone - 1] + syllable[at + 1 :])


def said(hanzi: str, syllable: str) -> int | None:
    """Return how well `syllable` fits one hanzi (`USUAL` … `WRONG`), None where it does not."""
    usual, other = table().get(syllable, ("", ""))
    if hanzi in usual or hanzi in _SANDHI.get(syllable, ""):
        return USUAL
    if hanzi in other:
        return KNOWN
    plain = bare(syllable)
    if hanzi in _toneless().get(plain, "") or hanzi in _toneless().get(plain.replace("ü", "u"), ""):
        return NEUTRAL if plain == syllable else WRONG
    if syllable == "r" and hanzi in "儿兒":
        return KNOWN
    if syllable[-1] == "r" and len(syllable) > 2:  # erhua written in the reading alone: 一点(yīdiǎnr)
        return said(hanzi, syllable[:-1])
    return None


_SEPARATORS = " '’`·-‧\u3000\xa0"
_LONGEST = 7  # zhuāngr


def match(reading: str, hanzi: str) -> Match | None:
    """Match a normalised reading against the last hanzi before it; None where it is the reading of none of them."""
    toned = bare(reading) != reading
    dead: set[tuple[int, int]] = set()

    def walk(end: int, used: int) -> tuple[int, ...] | None:
        while end and reading[end - 1] in _SEPARATORS:
            end -= 1
        if not end:
            return ()
        if used == len(hanzi) or (end, used) in dead:
            return None
        for start in range(max(end - _LONGEST, 0), end):
            fit = said(hanzi[-1 - used], reading[start:end])
            rest = None if fit is None else walk(start, used + 1)
            if rest is not None:
                return (*rest, fit)  # type: ignore[arg-type]
        dead.add((end, used))
        return None

    fits = walk(len(reading), 0)
    if not fits:
        return None
    return Match(len(fits), *(fits.count(kind) for kind in (USUAL, KNOWN, NEUTRAL, WRONG)), toned)
