"""Rejoin the paragraphs that a newspaper's columns broke."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from newsclean.edits import Edit, apply, compose
from newsclean.registry import step

if TYPE_CHECKING:
    from newsclean.layout import Block

__all__ = ["reflow"]

# A joined paragraph may change what its neighbours look like. Pages settle in one round, a few in two; a text that does
# not settle in so many is no page, and is left as it is.
_ROUNDS = 16


@step
def reflow(
    text: str,
    *,
    min_confidence: Annotated[float, "leave a paragraph broken where the layout is less sure than this (0 to 1)"] = 0.0,
) -> Iterator[Edit]:
    """Rejoin paragraphs broken by columns, also across a caption.

    A paragraph that breaks off in the middle of a sentence (`……详细了解` / `工程进度。`) is joined to its other half.
    A caption or credit that stands between the two follows the paragraph. A headline is never joined to a body, nor
    two paragraphs that are both whole; a paragraph cut short by `(下转2版)` stays short, because its other half is on
    another page. What breaks off is decided on the layout of the whole page (`newsclean.layout`).
    """
    from newsclean.layout import layout  # noqa: PLC0415 - slow to load, and this module is loaded with every step

    edits: list[Edit] = []
    now = text
    for _ in range(_ROUNDS):
        joins = list(_joins(now, layout(now), _doubtful(now, min_confidence)))
        if not joins:
            yield from edits
            return
        now = apply(now, joins)
        edits = compose(edits, joins)


def _doubtful(text: str, least: float) -> frozenset[int]:
    """Return the numbers of the blocks that the layout is less sure of than `least`."""
    if not least:
        return frozenset()
    from newsclean.layout import confidences  # noqa: PLC0415

    return frozenset(at for at, confidence in enumerate(confidences(text)) if confidence < least)


def _joins(text: str, blocks: Sequence[Block], doubtful: frozenset[int]) -> Iterator[Edit]:
    at = 0
    while at < len(blocks):
        if blocks[at].kind != "fragment":
            at += 1
            continue
        end = at + 1
        while end < len(blocks) and blocks[end].kind != "paragraph":
            end += 1
        if end < len(blocks) and doubtful.isdisjoint(range(at, end)):
            yield from _join(text, blocks[at : end + 1])
        at = end + 1


def _join(text: str, blocks: Sequence[Block]) -> Iterator[Edit]:
    """Join a paragraph's pieces: the first block, all fragments behind it, the last; the others follow it."""
    moved = ""
    for before, after in itertools.pairwise(blocks):
        gap = text[before.end : after.start]
        if before.kind == "fragment" and after.kind in ("fragment", "paragraph"):
            yield Edit(before.end, after.start, "", "reflow.join")
        elif before.kind == "fragment":
            yield Edit(before.end, after.end, "", "reflow.move")
            moved += gap + text[after.start : after.end]
        elif after.kind in ("fragment", "paragraph"):
            yield Edit(before.end, after.start, "", "reflow.join")
        else:
            yield Edit(before.end, after.end, "", "reflow.move")
            moved += gap + text[after.start : after.end]
    if moved:
        yield Edit(blocks[-1].end, blocks[-1].end, moved, "reflow.move")
