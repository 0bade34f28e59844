"""Whether two folded texts are the same story: what they share, and whether their numbers contradict each other.

    "道指跌20.25点，纳指跌125.86点" and "道指跌69.48点，纳指跌120.62点"

share most of their wording, but where both give a number in the same surroundings it is another one: two editions
of one template, not a reprint. A reprint says the same numbers, or fewer of them.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

__all__ = ["Comparison", "compare"]

_SHINGLE = 5
# Folded texts shorter than this are headlines: compared whole, since one character may tell two of them apart.
_HEADLINE = 40
# Alike: this share of all five-character sequences, or a shortened reprint: nearly all of the shorter text, and
# still about half of the longer one.
_ALIKE = 0.7
_SHORTENED_WITHIN = 0.85
_SHORTENED = 0.45
# One number in a hundred may differ (a slip, a corrected figure), or one in all where the texts agree to this.
_CLOSE = 0.9
_SLIPS = 0.01

_NUMBER = re.compile(r"[0-9]+|[\u2460-\u2473]|(?<=第)[一二三四五六七八九十百]+")
_BEFORE = 4
_AFTER = 1


class Comparison(NamedTuple):
    """How alike two texts are: the share of all sequences that both have, and of those of the shorter one.

    `contradictions` counts numbers that differ in equal surroundings, of `numbers` in the text that has fewer.
    """

    similarity: float
    containment: float
    contradictions: int = 0
    numbers: int = 0

    @property
    def is_alike(self) -> bool:
        shortened = self.containment >= _SHORTENED_WITHIN and self.similarity >= _SHORTENED
        return self.similarity >= _ALIKE or shortened

    @property
    def is_twin(self) -> bool:
        """Tell whether the texts agree in wording and contradict each other in numbers."""
        forgiven = max(self.numbers * _SLIPS, 1 if self.similarity >= _CLOSE else 0)
        return self.is_alike and self.contradictions > forgiven

    @property
    def is_same(self) -> bool:
        return self.is_alike and not self.is_twin


def compare(one: str, other: str) -> Comparison:
    """Compare two folded texts."""
    if one == other:
        return Comparison(1.0, 1.0)
    if min(len(one), len(other)) < _HEADLINE:
        return Comparison(0.0, 0.0)
    first, second = _shingles(one), _shingles(other)
    shared = len(first & second)
    comparison = Comparison(
        shared / (len(first) + len(second) - shared),
        shared / min(len(first), len(second)),
    )
    if not comparison.is_alike:
        return comparison
    contradictions, numbers = _contradictions(_numbers(one), _numbers(other))
    return comparison._replace(contradictions=contradictions, numbers=numbers)


def _shingles(text: str) -> set[str]:
    return {text[start : start + _SHINGLE] for start in range(len(text) - _SHINGLE + 1)}


def _numbers(text: str) -> dict[str, Counter[str]]:
    """Return the numbers of a text by their surroundings, other numbers there blotted out."""
    blotted = _NUMBER.sub("#", text)
    found: dict[str, Counter[str]] = {}
    place = -1
    for number in _NUMBER.finditer(text):
        place = blotted.index("#", place + 1)
        surroundings = blotted[max(0, place - _BEFORE) : place + 1 + _AFTER]
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
