"""A page as the labeller sees it: its lines, what each looks like, and what is usual on it."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from newsclean.layout.lines import Line, Look, look
from newsclean.layout.pairs import Pairs, telling

__all__ = ["EDGE", "SHORT", "Clue", "Glance", "Page", "built", "clauses", "is_certain", "look_at"]


# What features of a line hang on: a function that names them, and what to call it with (see `features`).
Clue = tuple[Any, ...]
# One of several looks at lines, given by their numbers, that tells some clues of each.
Glance = Callable[[Sequence[int]], Iterable[Iterable[Clue]]]


class Page:
    """The lines of a page with what each looks like, and what is usual on the page."""

    def __init__(self, lines: list[Line], pairs: Pairs) -> None:
        self.lines = lines
        self.pairs = pairs
        self._windows: dict[tuple[int, int], AbstractSet[int]] = {}
        self._telling: dict[int, AbstractSet[int]] = {}
        self.looks = looks = [look(line.text) for line in lines]
        # A letter for each line as a reader sees it from afar, between three signs for the edge.
        seen = "".join(map(_coarse, looks))
        self.seen = f"###{seen}###"
        self.written = max(map(seen.rfind, _WRITTEN_LETTERS))  # the last paragraph or part of one; -1: there is none
        self.blanks = _usual(line.blanks for line in lines[1:])  # blank lines usual between two lines
        self.indent = _usual(line.indent for line in lines if len(line.text) > 40)  # indent usual for a line
        cut, dated = seen.count("u") + seen.count("v"), seen.count("D")
        long = seen.count("p") + cut + dated
        # How many of its long lines break off, how many of its paragraphs begin with a dateline: none, some, many.
        self.broken = "0" if not cut else "1" if cut <= 0.12 * long else "2"
        self.dated = "0" if not dated else "1" if dated * 12 < long else "2"

    def shared(self, places: Iterable[int]) -> dict[int, tuple[int, int]]:
        """For the short ones of these lines: how much the text above and below share, and rare pairs."""
        return {
            at: _shared(self, at) for at in places if self.looks[at].form in _TITLES and len(self.lines[at].text) <= 40
        }

    @functools.cached_property
    def narrow(self) -> str:
        """A letter for each line of at most 20 characters, `b` where it ends a sentence and else `s`; `-` for others."""
        return "".join(
            _NARROW.get(look.form, "-") if len(line.text) <= 20 else "-"
            for line, look in zip(self.lines, self.looks, strict=True)
        )

    @functools.cached_property
    def builds(self) -> Counter[tuple[int, ...]]:
        """The measures of the short lines that no dateline follows."""
        seen = self.seen
        return Counter(
            built(line.text) for at, line in enumerate(self.lines) if seen[at + 3] in "sS" and seen[at + 4] != "D"
        )

    @functools.cached_property
    def short(self) -> list[tuple[int, bool] | None]:
        """The length of each short line, and whether it has blanks; None for other lines."""
        return [
            (len(line.text), " " in line.text) if letter in "sS" else None
            for line, letter in zip(self.lines, self.seen[3:-3], strict=True)
        ]

    @functools.cached_property
    def feet(self) -> list[int]:
        """The short lines right above a paragraph."""
        return [match.start() - 3 for match in _FOOT.finditer(self.seen)]

    @functools.cached_property
    def footed(self) -> list[int]:
        """How much longer than one line the run above each of these paragraphs is."""
        return [last - first for first, last in map(self.run, self.feet)]

    def around(self, at: int, way: int) -> AbstractSet[int]:
        """The telling character pairs of the nearest paragraphs above (-1) or below (1), at most ten lines away."""
        seen = self.seen
        for other in range(at + way, max(at - 11, -1) if way < 0 else min(at + 11, len(self.lines)), way):
            if seen[other + 3] not in _ASIDE_LETTERS:
                known = self._windows.get((other, way))
                if known is None:
                    known = self._windows[other, way] = self._window(other, way)
                return known
        return _NOTHING

    def _window(self, at: int, way: int) -> AbstractSet[int]:
        """The telling pairs of 400 characters of paragraphs or a few more, from line `at` on up or down."""
        lines, seen = self.lines, self.seen
        found = []
        room = _WINDOW
        for other in range(at, max(at - 10, -1) if way < 0 else min(at + 10, len(lines)), way):
            if seen[other + 3] not in _ASIDE_LETTERS:
                found.append(self.telling(other))
                room -= len(lines[other].text)
                if room <= 0:
                    break
        return found[0] if len(found) == 1 else set().union(*found)

    def telling(self, at: int) -> AbstractSet[int]:
        """The character pairs of a line that tell something about its matter."""
        known = self._telling.get(at)
        if known is None:
            known = self._telling[at] = telling(self.lines[at].text[:_WINDOW], self.pairs.common)
        return known

    def rare(self, pairs: AbstractSet[int]) -> int:
        """How many of these pairs nothing is known of."""
        return len(pairs - self.pairs.known)

    def run(self, at: int) -> tuple[int, int]:
        """The first and last of the short lines that stand together with line `at`, by blank lines where there are any.

        Six lines above and below are looked at.
        """
        first, last = self._runs[at]
        return max(first, at - 6), min(last, at + 6)

    @functools.cached_property
    def _runs(self) -> list[tuple[int, int]]:
        """The first and last line of the run of short lines that each line stands in."""
        runs: list[tuple[int, int]] = []
        first = 0
        for at in range(1, len(self.lines) + 1):
            if at == len(self.lines) or not self._stand_together(at):
                runs += [(first, at - 1)] * (at - first)
                first = at
        return runs

    def _stand_together(self, at: int) -> bool:
        """Whether line `at` and the one above are short and nothing parts them."""
        both = self.seen[at + 2] in "sS" and self.seen[at + 3] in "sS"
        return both and not (self.blanks and self.lines[at].blanks)


_WRITTEN_LETTERS = "pbuvDj"
_FOOT = re.compile("[sS](?=[puvD])")
_NARROW = {"short": "s", "brief": "b"}


def _usual(numbers: Iterable[int]) -> int:
    """The commonest number, of several the first met."""
    counts = Counter(numbers)
    return counts.most_common(1)[0][0] if counts else 0


EDGE = Look("edge", "-", "-", "-")
_TITLES = frozenset(("short", "brief", "byline", "label"))
SHORT = frozenset(("short", "brief", "caption", "credit", "byline", "label"))


_ENDED = frozenset(("stop", "ask", "quoted", "dots"))
_WRITTEN = frozenset(("full", "dateline", "jump"))


def is_certain(page: Page, at: int) -> bool:
    """Whether a line is a paragraph at sight: long, with a full stop, below a line that ends in one, too."""
    form, _, ending, _ = page.looks[at]
    if form not in ("full", "dateline") or ending not in _ENDED:
        return False
    above = page.looks[at - 1] if at else EDGE
    return above.form in _WRITTEN and above.ending in _ENDED


def look_at(page: Page, at: int) -> Look:
    """Return what line `at` looks like; above and below the page there is an edge."""
    return page.looks[at] if 0 <= at < len(page.looks) else EDGE


def _coarse(look: Look) -> str:
    """One letter for the kind of line a reader sees from afar."""
    form, size, ending, _ = look
    if form == "short":
        return "s" if size < "f" else "S"
    if form == "cut":
        return "u" if ending in ("hanzi", "comma", "digit", "latin", "other") else "v"
    return {"dateline": "D", "byline": "Y", "caption": "C", "credit": "R", "label": "L", "full": "p", "brief": "b",
            "edge": "#", "jump": "j"}[form]  # fmt: skip


_CLAUSE = re.compile(r"[\s，,、；;：:。！？!?]+")


def clauses(text: str) -> list[str]:
    """The stretches of a line between blanks, commas and stops."""
    return _CLAUSE.split(text)


def built(text: str) -> tuple[int, ...]:
    """The lengths of a line's clauses: headings of one story are often built to one measure."""
    return tuple(map(len, clauses(text)))


def _shared(page: Page, at: int) -> tuple[int, int]:
    """How much of the matter above and below a line is the same, in thousandths (-1: one is missing), and rare pairs."""
    above, below = page.around(at, -1), page.around(at, 1)
    if not above or not below:
        return -1, 0
    shared = above & below
    return 1000 * len(shared) // min(len(above), len(below)), page.rare(shared)


_ASIDE_LETTERS = "sSCRYL"
_WINDOW = 400  # characters that are looked at
_NOTHING: frozenset[int] = frozenset()
