"""Whether two folded texts are the same story: what they share, and whether their numbers contradict each other.

    "道指跌20.25点，纳指跌125.86点" and "道指跌69.48点，纳指跌120.62点"

share most of their wording, but where both give a number in the same surroundings it is another one: two editions
of one template, not a reprint. A reprint says the same numbers, or fewer of them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import NamedTuple

__all__ = ["Comparison", "Profile", "compare"]

_SHINGLE = 5
# Folded texts shorter than this are headlines: compared whole, since one character may tell two of them apart.
_HEADLINE = 40
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
_ENOUGH = 200_000
# What a reprint may change: one number in a hundred (a slip, a corrected figure). Where the texts agree to nine
# parts in ten it may be an updated version: one number, or one in ten.
_SLIPS = 0.01
_CLOSE = 0.9
_UPDATES = 0.1

_NUMBER = re.compile(r"[0-9]+|[\u2460-\u2473]|(?<=第)[一二三四五六七八九十百]+")
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
    """A folded text and what is compared of it, worked out once."""

    def __init__(self, folded: str) -> None:
        self.text = folded

    @cached_property
    def shingles(self) -> frozenset[str]:
        """All sequences of five characters; a book is known by its first 200,000."""
        text = self.text[:_ENOUGH]
        return frozenset(text[start : start + _SHINGLE] for start in range(len(text) - _SHINGLE + 1))

    @cached_property
    def numbers(self) -> dict[str, Counter[str]]:
        """The numbers by their surroundings, other numbers there blotted out."""
        return _numbers(self.text)


def compare(one: Profile, other: Profile) -> Comparison:
    """Compare two texts."""
    if one.text == other.text:
        return Comparison(1.0, 1.0)
    if min(len(one.text), len(other.text)) < _HEADLINE:
        return Comparison(0.0, 0.0)
    first, second = len(one.shingles), len(other.shingles)
    shared = len(one.shingles & other.shingles)
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
    shorter, longer = sorted((one, other), key=lambda profile: len(profile.text))
    if shorter.text[:_TITLE] not in longer.text[: _BEFORE_TITLE + _TITLE]:
        return False
    beginning = Profile(longer.text[: int(len(shorter.text) * _STRETCH)])
    return len(shorter.shingles & beginning.shingles) >= _SHORTENED_WITHIN * len(shorter.shingles)


def _numbers(text: str) -> dict[str, Counter[str]]:
    blotted = _NUMBER.sub("#", text)
    found: dict[str, Counter[str]] = {}
    place = -1
    for number in _NUMBER.finditer(text):
        place = blotted.index("#", place + 1)
        after = _AFTER if number[0].isascii() else 0  # the part of a series stands before its own title
        surroundings = blotted[max(0, place - _BEFORE) : place + 1 + after]
        found.setdefault(surroundings, Counter())[number[0]] += 1
    return found


def _contradictions(one: dict[str, Counter[str]], other: dict[str, Counter[str]]) -> tuple[int, int]:
    """Return how many numbers differ in equal surroundings, and how many numbers the text with fewer has."""
    differing = 0
    for surroundings in one.keys() & other.keys():
        here, there = one[surroundings], other[surroundings]
        differing += min((here - there).total(), (there - here).total())
    numbers = min(sum(found.total() for found in side.values()) for side in (one, other))
    return differing, numbers
