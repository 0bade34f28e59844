r"""What one site prints on many of its pages, learned from the pages: rules for strip-chrome.

`to_toml(learn(pages_of_one_site), "example.cn")` is such a file:

    [site."example-cn"]
    match = [
      '''某某新闻网,看得见的速度''',  # 38 of 40 pages
      '''\d+ 人在听''',  # 35 of 40 pages
    ]

A line is counted once a page, by its shape: folded as rules are, a run of digits as one. A shape is chrome where it
is not known already, stands on many pages, on none inside a story, and not as the headline of one while others link
to it. Pages are read one at a time, and the memory is bounded: where too many shapes are counted, the rarest go
(lossy counting, Manku and Motwani 2002), so that a count may be too low, never too high.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsclean.chrome.lines import Line
from newsclean.chrome.rulebook import compiled, fold
from newsclean.chrome.surroundings import judge
from newsclean.rules import Rule

__all__ = ["Learned", "learn", "to_rule", "to_toml"]

# A line of the site's own furniture is short, and a shape of one character says nothing.
_LONGEST = 60
_SHORTEST = 2
# Counted shapes kept at a time: some 30 MB.
_MOST_SHAPES = 200_000
_DIGITS = re.compile(r"\d+")


class Learned(NamedTuple):
    """A line shape (digits as `0`), on how many pages it stood, and how many pages were read."""

    shape: str
    pages: int
    of: int


class _Shapes:
    """How many pages each shape stood on, in bounded memory, and which were met in stories or above them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: Counter[str] = Counter()
        self._heads: Counter[str] = Counter()
        self._told: set[str] = set()
        self._missed = 0  # what a count may lack

    def add(self, page: str) -> None:
        lines = _read(page)
        kept = [line for line in lines if line.gone is None]
        self._pages.update({_shape(line.text) for line in lines if line.rule is None and len(line.text) <= _LONGEST})
        self._heads.update({_shape(line.text) for line in kept[:_HEAD] if not line.is_prose})
        self._told.update(map(_shape, _told(kept)))
        while len(self._pages) > self._most:
            self._missed += 1
            self._pages = Counter({shape: pages for shape, pages in self._pages.items() if pages > self._missed})
        if len(self._told) + len(self._heads) > 2 * self._most:
            self._told.intersection_update(self._pages)
            self._heads = Counter({shape: pages for shape, pages in self._heads.items() if shape in self._pages})

    def chrome(self, least: int) -> list[tuple[str, int]]:
        """Return the shapes on at least `least` pages that are no part of a story, the commonest first."""
        found = [one for one in self._pages.items() if one[1] >= least and self._is_chrome(*one)]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def _is_chrome(self, shape: str, pages: int) -> bool:
        headline = 0 < self._heads[shape] < pages / 2  # at the head of its own page, a link on others
        return len(shape) >= _SHORTEST and shape not in self._told and not headline


# The headline is among the first lines that strip-chrome keeps.
_HEAD = 4


def learn(pages: Iterable[str], *, share: float = 0.2, least: int = 5, most: int = _MOST_SHAPES) -> list[Learned]:
    """Return the shapes of lines that stand on at least `least` pages and on `share` of all, but in no story.

    A fifth of the pages: what a site prints everywhere, and what it prints in each of a handful of sections. Fewer
    than five pages teach nothing.
    """
    shapes = _Shapes(most)
    read = 0
    for page in pages:
        shapes.add(page)
        read += 1
    return [Learned(shape, count, read) for shape, count in shapes.chrome(max(least, round(share * read)))]


def _read(page: str) -> list[Line]:
    chrome = compiled()
    lines = [Line(text, chrome.find(text)) for text in map(str.strip, re.split(r"[\r\n]+", page)) if text]
    judge(lines)
    return lines


def _shape(text: str) -> str:
    return _DIGITS.sub("0", fold(text))


def _told(kept: Sequence[Line]) -> set[str]:
    """Return the short lines that belong to stories: paragraphs, and what stands between two."""
    between = {
        middle.text
        for above, middle, below in zip(kept, kept[1:], kept[2:], strict=False)
        if above.is_prose and below.is_prose
    }
    return between | {line.text for line in kept if line.is_prose and len(line.text) <= _LONGEST}


def to_rule(learned: Sequence[Learned], site: str) -> Rule:
    """Return the rule that removes what was learned of `site`, for `strip_chrome(text, rules=[rule])`."""
    return Rule(f"site.{_name(site)}", tuple(_pattern(one.shape) for one in learned), _why(learned, site), (), ())


def to_toml(learned: Sequence[Learned], site: str) -> str:
    """Return the same rule as a file for `--rules`, with the count of pages beside each line."""
    lines = [f'[site."{_name(site)}"]', "match = ["]
    lines += [f"  '''{_pattern(one.shape)}''',  # {one.pages} of {one.of} pages" for one in learned]
    lines += ["]", f'why = "{_why(learned, site)}"']
    return "\n".join(lines) + "\n"


def _pattern(shape: str) -> str:
    """Return the pattern of a shape; quotes of TOML cannot end it early."""
    return "\\d+".join(map(re.escape, shape.split("0"))).replace("'", "\\x27")


def _name(site: str) -> str:
    return re.sub(r"[^\w-]+", "-", site).strip("-").lower() or "pages"


def _why(learned: Sequence[Learned], site: str) -> str:
    read = learned[0].of if learned else 0
    return f"Stands on many of {read} pages of {_name(site)} and in none of their stories."
