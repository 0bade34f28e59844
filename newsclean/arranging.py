"""Putting a text into another order, as edits: what the order skips is removed, what it moves is put in its new place.

`newsclean.split` says which ranges of a page follow each other in its canonical text and what stands between them;
nothing here knows of articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from newsclean.edits import Edit

__all__ = ["Atom", "Span", "rearrange"]

Span = tuple[int, int]
Atom = tuple[str, Span | None, str]  # what to put before, a range of the text (None: its end), the rule


def rearrange(text: str, atoms: Sequence[Atom], jumps: Iterable[Span]) -> Iterator[Edit]:
    """Spell a sequence of ranges as edits; `jumps` are ranges left out because they direct to another page."""
    moved = _moved(span for _, span, _ in atoms if span)
    taken = sorted([(*span, "split.jump") for span in jumps] + [(*span, "split.move") for span in moved], reverse=True)
    done, pending = 0, ""
    for before, span, rule in atoms:
        if span in moved:
            pending += before + text[span[0] : span[1]]
            continue
        if pending:
            yield Edit(done, done, pending, "split.move")
            pending = ""
        start, end = span or (len(text), len(text))
        yield from _gap(text, list(_stretches(done, start, rule, taken)), start, before, rule)
        done = end


def _moved(spans: Iterable[Span]) -> set[Span]:
    """The ranges that stand before one that comes earlier in the sequence."""
    moved: set[Span] = set()
    top = -1
    for span in spans:
        if span[0] < top:
            moved.add(span)
        else:
            top = span[0]
    return moved


def _stretches(start: int, end: int, rule: str, taken: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """What stands between two kept ranges, piece by piece with the rule that removes it."""
    while taken and taken[-1][0] < end:
        begin, stop, why = taken.pop()
        if begin > start:
            yield start, begin, rule
        yield begin, stop, why
        start = stop
    if start < end:
        yield start, end, rule


def _gap(text: str, stretches: list[tuple[int, int, str]], end: int, wanted: str, rule: str) -> Iterator[Edit]:
    """Edits that leave only `wanted` of the text between two kept ranges, using what is there already."""
    for start, stop, why in stretches:
        keep = wanted if why == rule and text.startswith(wanted, start, stop) else ""
        put = wanted if why == rule and not keep else ""
        if why == rule:
            wanted = ""
        if put or start + len(keep) < stop:
            yield Edit(start + len(keep), stop, put, why)
    if wanted:
        yield Edit(end, end, wanted, rule)
