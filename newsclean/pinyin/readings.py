"""How hanzi are read: the table of readings, and the match of a written reading against hanzi.

The table (`data/readings.tsv`; its first lines tell its origin and the command that rebuilds it) maps a toned
syllable to the hanzi that are read so. A reading is matched from its end: `línpíng` belongs to `临平` because 平 may
be read píng and what is left, lín, is a reading of 临. That settles where syllables end without a list of words.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from typing import NamedTuple

from newsclean.lazily import lazily
from newsclean.packaged import packaged_text

__all__ = [
    "KNOWN",
    "NEUTRAL",
    "USUAL",
    "WRONG",
    "Match",
    "bare",
    "beginning",
    "match",
    "normalize",
    "reaches",
    "said",
    "table",
]

# How well a syllable fits a hanzi: its usual reading, another one, right but for a tone that is not written, or for
# a tone that is wrong.
USUAL, KNOWN, NEUTRAL, WRONG = range(4)


class Match(NamedTuple):
    """A reading fits the last `length` hanzi; the counts say how many syllables fit how well.

    The last `reach` hanzi have decided that: as many as the longest way to cut the reading that was tried.
    """

    length: int
    usual: int
    known: int
    neutral: int
    wrong: int
    toned: bool
    reach: int


@functools.cache
def table() -> dict[str, tuple[str, str]]:
    """Return toned syllable -> (hanzi usually read so, hanzi also read so)."""
    lines = packaged_text("data/readings.tsv").split("\n")
    rows = (line.split("\t") for line in lines if line and line[0] != "#")
    return {syllable: (usual, other) for syllable, usual, other in rows}


_MARKS = "\N{COMBINING MACRON}\N{COMBINING ACUTE ACCENT}\N{COMBINING CARON}\N{COMBINING GRAVE ACCENT}"
_WITHOUT_MARKS = str.maketrans("", "", _MARKS)
_SANDHI = {"yí": "一", "yì": "一", "bú": "不"}  # the tones 一 and 不 take before others; everyday spelling


def bare(syllable: str) -> str:
    """Return `syllable` without its tone mark: `lǜ` gives `lü`."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", syllable).translate(_WITHOUT_MARKS))


class _Syllable(NamedTuple):
    usual: str
    other: str
    any_tone: str
    toneless: bool


@functools.cache
def _syllables() -> dict[str, _Syllable]:
    """Return every syllable, in every tone and in none, with the hanzi it may belong to."""
    any_tone: dict[str, str] = {}
    for syllable, (usual, other) in table().items():
        plain = bare(syllable)
        any_tone[plain] = any_tone.get(plain, "") + usual + other
        if "ü" in plain:  # many write nu and lu, or could not write nü and lü
            any_tone[plain.replace("ü", "u")] = any_tone.get(plain.replace("ü", "u"), "") + usual + other
    spelled = {}
    for plain, hanzi in any_tone.items():
        for tone in range(5):
            syllable = _mark(plain, tone)
            usual, other = table().get(syllable, ("", ""))
            spelled[syllable] = _Syllable(usual + _SANDHI.get(syllable, ""), other, hanzi, tone == 0)
    return spelled


def beginning(letters: str) -> list[str]:
    """Return the syllables, in every tone and in none, that begin with `letters`."""
    return [syllable for syllable in _syllables() if syllable.startswith(letters)]


_LETTERS = str.maketrans("ɑɡv", "agü")
_NUMBERED = lazily(r"([a-zü]+)([0-5])")


def normalize(written: str) -> str:
    """Return a reading in the table's spelling: lower case, composed, ü for v and u:, tone marks for tone digits.

    >>> normalize("LU:4shi1")
    'lǜshī'
    """
    if written.isascii() and written.islower() and written.isalpha() and "v" not in written:
        return written
    letters = written.lower().replace("u:", "ü").translate(_LETTERS)
    return _NUMBERED.sub(lambda syllable: _mark(syllable[1], int(syllable[2])), unicodedata.normalize("NFC", letters))


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
    return unicodedata.normalize("NFC", syllable[: at + 1] + _MARKS[tone - 1] + syllable[at + 1 :])


def said(hanzi: str, syllable: str) -> int | None:
    """Return how well `syllable` fits one hanzi (`USUAL` … `WRONG`), None where it does not."""
    known = _syllable(syllable)
    return None if known is None else _fit(hanzi, known)


def _fit(hanzi: str, syllable: _Syllable) -> int | None:
    if hanzi in syllable.usual:
        return USUAL
    if hanzi in syllable.other:
        return KNOWN
    if hanzi in syllable.any_tone:
        return NEUTRAL if syllable.toneless else WRONG
    return None


def _syllable(letters: str) -> _Syllable | None:
    """Look a syllable up, also with the r of erhua: 一点(yīdiǎnr), where 儿 may be written or not."""
    known = _syllables().get(letters)
    if known is None and letters[-1] == "r":
        return _R if letters == "r" else _syllables().get(letters[:-1])
    return known


_R = _Syllable("", "儿兒", "儿兒", toneless=False)
_SEPARATORS = lazily(r"[ '’`·‧\u00a0\u3000-]+")
_LONGEST = 7  # zhuāngr
_MOST = 64  # ways to cut a reading that are tried; xianxian has four, a reading of words from the news at most a dozen
_TONED = lazily("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿếề\u0300\u0301\u0304\u030c]")


def match(written: str, hanzi: str) -> Match | None:
    """Match a reading against the last hanzi before it; None where it is the reading of none of them."""
    toned, cuts = _cuts(written)
    reach = 0
    for cut in cuts:
        length = len(cut)
        reach = max(reach, length)
        if length > len(hanzi):
            continue
        fits = list(map(_fit, hanzi[-length:], cut))
        if None not in fits:
            usual, known, neutral, wrong = map(fits.count, (USUAL, KNOWN, NEUTRAL, WRONG))
            return Match(length, usual, known, neutral, wrong, toned, reach)
    return None


def reaches(written: str) -> tuple[int, ...]:
    """Return how many hanzi may decide what a reading belongs to, ascending; none where it is no reading at all."""
    return tuple(sorted(set(itertools.accumulate(map(len, _cuts(written)[1]), max))))


# The news write the same few thousand readings again and again.
@functools.lru_cache(maxsize=1 << 14)
def _cuts(written: str) -> tuple[bool, list[tuple[_Syllable, ...]]]:
    """Tell whether a reading has tones, and return the ways to cut it into syllables, a longer last syllable first.

    Ways are followed from the end, and only from where the beginning can be cut too, so that time stays linear.
    """
    parts = _SEPARATORS.split(normalize(written))
    reading = "".join(parts)
    walls = set(itertools.accumulate(map(len, parts)))
    starts = _starts(reading, walls)
    ways: list[tuple[int, tuple[_Syllable, ...]]] = [(len(reading), ())] if reading else []
    done: list[tuple[_Syllable, ...]] = []
    while ways and len(done) < _MOST:
        end, cut = ways.pop()
        if end == 0:
            done.append(cut)
            continue
        ways += [(start, (syllable, *cut)) for start, syllable in reversed(starts[end])]
    return _TONED.search(reading) is not None, done


def _starts(reading: str, walls: set[int]) -> list[list[tuple[int, _Syllable]]]:
    """Return for each place in a reading where the syllables begin that end there, if what is before can be cut."""
    starts: list[list[tuple[int, _Syllable]]] = [[] for _ in range(len(reading) + 1)]
    for end in range(1, len(reading) + 1):
        for start in range(max(end - _LONGEST, 0), end):
            if (start == 0 or starts[start]) and (len(walls) == 1 or walls.isdisjoint(range(start + 1, end))):
                syllable = _syllable(reading[start:end])
                if syllable:
                    starts[end].append((start, syllable))
    return starts
