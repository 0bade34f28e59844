"""Whether two folded texts are the same story: what they share, and whether their numbers contradict each other.

    "道指跌20.25点，纳指跌125.86点" and "道指跌69.48点，纳指跌120.62点"

share most of their wording, but where both give a number in the same surroundings it is another one: two editions
of one template, not a reprint. A reprint says the same numbers, or fewer of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsclean.similarity.shingles import Overlap, overlaps
from newsclean.similarity.units import text_of

__all__ = ["COMPARED", "HEADLINE", "Comparison", "Profile", "compare", "comparisons"]

#: Folded texts shorter than this are headlines: compared whole, since one character may tell two of them apart.
HEADLINE = 40
# Alike: this share of all five-character sequences, or a shortened reprint: nearly all of the shorter text, and
# still about half of the longer one.
_ALIKE = 0.7
_SHORTENED_WITHIN = 0.85
_SHORTENED = 0.45
# A reprint cut short: it begins as the longer text does, headline included (a brief that a roundup takes in has
# another one), and nearly all of it stands in as much of the longer text's beginning.
_CUT_SHORT_WITHIN = 0.95
_CUT_SHORT = 0.2
_TITLE = 8
_BEFORE_TITLE = 4  # 独家, 视频, 组图
_STRETCH = 1.3
# What a reprint may change: one number in a hundred (a slip, a corrected figure). Where the texts agree to nine
# parts in ten it may be an updated version: one number, or one in ten.
_SLIPS = 0.01
_CLOSE = 0.9
_UPDATES = 0.1

# [0-9]+, a number in a circle, or hanzi behind 第; written so that it begins with one set of characters, which the
# engine looks for three times faster than for one of several beginnings.
_NUMBER = re.compile(
    r"([0-9\u2460-\u2473一二三四五六七八九十百]"
    r"(?:(?<=[0-9])[0-9]*|(?<=[\u2460-\u2473])|(?<=第[一二三四五六七八九十百])[一二三四五六七八九十百]*))"
)
_BEFORE = 4
_AFTER = 1


class Comparison(NamedTuple):
    """How alike two texts are: the share of all sequences that both have, and of those of the shorter one.

    `contradictions` counts numbers that differ in equal surroundings, of `numbers` in the text that has fewer.
    """

    similarity: float
    containment: float
    cut_short: bool = False
    contradictions: int = 0
    numbers: int = 0

    @property
    def is_alike(self) -> bool:
        """Tell whether the texts agree in their wording, numbers apart."""
        shortened = self.containment >= _SHORTENED_WITHIN and self.similarity >= _SHORTENED
        return self.similarity >= _ALIKE or shortened or self.cut_short

    @property
    def is_twin(self) -> bool:
        """Tell whether the texts agree in wording and contradict each other in numbers."""
        close = self.similarity >= _CLOSE
        forgiven = max(1, self.numbers * _UPDATES) if close else self.numbers * _SLIPS
        return self.is_alike and self.contradictions > forgiven

    @property
    def is_same(self) -> bool:
        """Tell whether the texts are one story."""
        return self.is_alike and not self.is_twin


class Profile:
    """A folded text, as code units, and what is compared of it, worked out once."""

    def __init__(self, units: NDArray[np.uint16]) -> None:
        self.units = units

    def __len__(self) -> int:
        """How many units the text has."""
        return len(self.units)

    @cached_property
    def text(self) -> str:
        """The text."""
        return text_of(self.units)

    @cached_property
    def numbers(self) -> Counter[tuple[str, str]]:
        """The numbers, each with its surroundings, in which other numbers are blotted out."""
        return Counter(_numbers(self.text))


#: What a comparison comes to, as a record.
COMPARED = np.dtype([("similarity", "<f8"), ("is_same", "?"), ("is_twin", "?")])


def compare(profiles: Sequence[Profile], pairs: NDArray[np.int64]) -> NDArray[np.void]:
    """Compare the texts of each pair of places in `profiles`; returns a record of type `COMPARED` for each."""
    found = comparisons(profiles, list(map(tuple, pairs.tolist())))
    return np.array([(one.similarity, one.is_same, one.is_twin) for one in found], COMPARED)


def comparisons(profiles: Sequence[Profile], pairs: Sequence[tuple[int, int]]) -> list[Comparison]:
    """Compare the texts of each pair of places in `profiles`."""
    found = dict.fromkeys(pairs, Comparison(0.0, 0.0))
    counted = []
    for pair in found:
        one, other = profiles[pair[0]], profiles[pair[1]]
        if np.array_equal(one.units, other.units):
            found[pair] = Comparison(1.0, 1.0)
        elif min(len(one), len(other)) >= HEADLINE:
            counted.append(pair)
    for pair, overlap in zip(counted, overlaps([profile.units for profile in profiles], counted), strict=True):
        found[pair] = _compared(overlap, profiles[pair[0]], profiles[pair[1]])
    return [found[pair] for pair in pairs]


def _compared(overlap: Overlap, one: Profile, other: Profile) -> Comparison:
    """Return the comparison of two texts that share as many sequences as `overlap` says."""
    shared, first, second = overlap
    comparison = Comparison(shared / (first + second - shared), shared / min(first, second))
    if not comparison.is_alike:
        comparison = comparison._replace(cut_short=_is_cut_short(comparison, one, other))
    if not comparison.is_alike:
        return comparison
    contradictions, numbers = _contradictions(one.numbers, other.numbers)
    return comparison._replace(contradictions=contradictions, numbers=numbers)


def _is_cut_short(comparison: Comparison, one: Profile, other: Profile) -> bool:
    """Tell whether the shorter text is the beginning of the longer one."""
    if comparison.containment < _CUT_SHORT_WITHIN or comparison.similarity < _CUT_SHORT:
        return False
    shorter, longer = sorted((one, other), key=len)
    if shorter.text[:_TITLE] not in longer.text[: _BEFORE_TITLE + _TITLE]:
        return False
    beginning = longer.units[: int(len(shorter) * _STRETCH)]
    ((shared, of, _),) = overlaps([shorter.units, beginning], [(0, 1)])
    return shared >= _SHORTENED_WITHIN * of


def _numbers(text: str) -> list[tuple[str, str]]:
    pieces = _NUMBER.split(text)
    numbers = pieces[1::2]
    pieces[1::2] = "#" * len(numbers)
    blotted = "\0" * _BEFORE + "".join(pieces)
    places = list(accumulate(map(len, pieces)))[1::2]  # just behind each number; _BEFORE places on in the blotted text
    after = [_AFTER if number.isascii() else 0 for number in numbers]  # the part of a series: before its own title
    surroundings = [blotted[place - 1 : place + _BEFORE + more] for place, more in zip(places, after, strict=True)]
    return list(zip(surroundings, numbers, strict=True))


def _contradictions(one: Counter[tuple[str, str]], other: Counter[tuple[str, str]]) -> tuple[int, int]:
    """Return how many numbers differ in equal surroundings, and how many numbers the text with fewer has."""
    here, there = _by_surroundings(one - other), _by_surroundings(other - one)
    differing = sum(min(here[surroundings], there[surroundings]) for surroundings in here.keys() & there.keys())
    return differing, min(one.total(), other.total())


def _by_surroundings(numbers: Counter[tuple[str, str]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for (surroundings, _), times in numbers.items():
        counted[surroundings] += times
    return counted
