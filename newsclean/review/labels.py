"""What the layout took the lines of a page for, and how sure it was, in the page as it came.

The layout looks at a page before its paragraphs are rejoined and its articles parted. That text is had again by doing
all edits but those that hang on the layout; where its blocks lie in the page, the same edits tell.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from newsclean.edits import Edit, Source, apply
from newsclean.layout import confidences, layout

__all__ = ["Label", "hangs_on_layout", "labels", "seen", "surety"]

_FAMILIES = frozenset(("reflow", "split", "stitch"))


class Label(NamedTuple):
    """A block of the page as it came: where it stands, what the layout took it for, and how sure it was (0 to 1).

    `at` is where it begins in the text that the layout saw.
    """

    start: int
    end: int
    kind: str
    confidence: float
    at: int = 0


def hangs_on_layout(rule: str) -> bool:
    """Whether a rule does what it does because of what the layout took the lines for."""
    return rule.partition(".")[0] in _FAMILIES


def seen(text: str, edits: Sequence[Edit]) -> tuple[str, Source]:
    """Return what the layout saw of a page, and where it comes from; `text` is the page before its edits."""
    before = [edit for edit in edits if not hangs_on_layout(edit.rule)]
    return apply(text, before), Source(text, before)


def labels(text: str, edits: Sequence[Edit]) -> list[Label]:
    """Return the blocks that the layout saw in a page, by where they stand in `text`, the page before its edits."""
    laid_out, source = seen(text, edits)
    found = []
    for block, confidence in zip(layout(laid_out), confidences(laid_out), strict=True):
        spans = source.spans(block.start, block.end)
        if spans:  # a line of which nothing was kept as it was (another script) stands nowhere
            found.append(Label(spans[0][0], spans[-1][1], block.kind, confidence, block.start))
    return found


def surety(found: Sequence[Label], start: int, end: int) -> float | None:
    """Return how sure the layout is of the blocks that a range touches: of the least sure one, None without any."""
    first = max(bisect.bisect_right(found, start, key=lambda label: label.start) - 1, 0)
    last = bisect.bisect_right(found, end, key=lambda label: label.start)
    return min((label.confidence for label in found[first:last]), default=None)
