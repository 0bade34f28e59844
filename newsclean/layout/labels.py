"""The labels a line may have, and which may follow which.

Sets of labels are numbers, a bit a label. There are only so many of them that what is asked of each can be remembered.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection, Sequence

__all__ = ["ALL", "ALLOWED", "FIRST", "LABELS", "LAST", "as_mask", "in_mask", "pruned"]

# What a line is, as the chain of states sees it. `open` is a paragraph broken off, `rest` its last piece, `middle` a
# piece broken off again; `lead` stands between headline and body, `inset` inside a broken paragraph.
LABELS = (
    "headline",
    "stack",
    "lead",
    "paragraph",
    "open",
    "middle",
    "rest",
    "inset",
    "heading",
    "aside",
    "chrome",
)

_BODY = ("paragraph", "open", "heading")
_BETWEEN = ("headline", *_BODY, "aside", "chrome")
_BROKEN = ("middle", "rest", "inset")
ALLOWED: dict[str, tuple[str, ...]] = {
    "headline": ("stack", "lead", *_BODY),
    "stack": ("stack", "lead", *_BODY),
    "lead": ("lead", *_BODY),
    "paragraph": _BETWEEN,
    "open": _BROKEN,
    "middle": _BROKEN,
    "rest": _BETWEEN,
    "inset": _BROKEN,
    "heading": _BETWEEN,
    "aside": _BETWEEN,
    "chrome": _BETWEEN,
}
FIRST = _BETWEEN
LAST = ("paragraph", "rest", "heading", "aside", "chrome", "lead", "headline", "stack")


@functools.cache
def as_mask(labels: Collection[str]) -> int:
    """Return a set of labels as a number."""
    return sum(1 << LABELS.index(label) for label in labels)


@functools.cache
def in_mask(mask: int) -> tuple[int, ...]:
    """Return the numbers of the labels of a set."""
    return tuple(at for at in range(len(LABELS)) if mask >> at & 1)


ALL = as_mask(LABELS)
_FIRST, _LAST = as_mask(FIRST), as_mask(LAST)
_FOLLOW = [as_mask(ALLOWED[label]) for label in LABELS]


@functools.cache
def _below(mask: int) -> int:
    """The labels that may follow one of these."""
    return functools.reduce(operator.or_, (_FOLLOW[label] for label in in_mask(mask)), 0)


@functools.cache
def _above(mask: int) -> int:
    """The labels that one of these may follow."""
    return sum(1 << label for label, after in enumerate(_FOLLOW) if after & mask)


def pruned(masks: Sequence[int]) -> list[int]:
    """Return the labels of each line that lie on a whole sequence; empty where there is none."""
    choices = []
    reached = _FIRST
    for mask in masks:
        reached &= mask
        if not reached:
            return []
        choices.append(reached)
        reached = _below(reached)
    reached = _LAST
    for at in range(len(choices) - 1, -1, -1):
        choices[at] &= reached
        if not choices[at]:
            return []
        reached = _above(choices[at])
    return choices
