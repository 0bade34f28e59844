"""The layout of a page: every non-blank line is a block with a kind.

Kinds: headline, kicker, subheadline, byline, paragraph, fragment (a paragraph that goes on in a later block), heading,
caption, credit, label, chrome. `steps.reflow` and `split` both read these labels; neither guesses by itself.

A trained labeller decides what a line is among its neighbours (`labeller`, `features`); what is certain overrules it
(after `(下转2版)` nothing goes on; a text that was split already keeps its boundaries); names, credits and captions
are told apart by their wording. `docs/layout.md` tells how it was measured.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newsclean import bylines
from newsclean.folding import simplified_page
from newsclean.layout import headlines
from newsclean.layout.certain import VIEW, breaks_nowhere, certain
from newsclean.layout.features import glances
from newsclean.layout.labeller import Reading, model
from newsclean.layout.lines import Line, lines
from newsclean.layout.page import Page

__all__ = ["Block", "confidences", "is_whole", "layout", "parts", "stretches"]


class Block(NamedTuple):
    """A line of a page: its offsets without the blanks around it, and what it is."""

    start: int
    end: int
    kind: str


_FORM_FEED = re.compile(r"(?:^|(?<=[\n\r]))[ \t]*\f[ \t]*(?=[\n\r]|$)")


def parts(text: str) -> list[tuple[int, int]]:
    """Return the ranges between the lines that hold only a form feed: the articles of a text already split."""
    if "\f" not in text:
        return [(0, len(text))]
    ranges, done = [], 0
    for match in _FORM_FEED.finditer(text):
        ranges.append((done, match.start()))
        done = match.end()
    ranges.append((done, len(text)))
    return ranges


def layout(text: str) -> tuple[Block, ...]:
    """Return the blocks of a page in order. The last answer is kept, because reflow and split ask for the same."""
    return _read(text)[0]


def confidences(text: str) -> list[float]:
    """Return how sure each block of `layout` is, from 0 to 1."""
    return [sure for reading in _read(text)[1] for sure in reading.confidences()]


@functools.lru_cache(maxsize=1)
def _read(text: str) -> tuple[tuple[Block, ...], list[Reading]]:
    blocks: list[Block] = []
    readings = []
    for found, form in stretches(text):
        page = Page(found, model().pairs)
        reading = model().read(certain(page, form), glances(page))
        kinds = _kinds(page, reading.labels)
        blocks += [Block(line.start, line.end, kind) for line, kind in zip(found, kinds, strict=True)]
        readings.append(reading)
    return tuple(blocks), readings


_LONGEST = 4000  # lines laid out together; a newspaper page has some sixty, so this only bounds memory


def stretches(text: str) -> Iterator[tuple[list[Line], str]]:
    """Yield the lines that are laid out together, with the form of the text they stand in.

    Traditional characters are read as their simplified ones, in which the labeller was trained.
    """
    ranges = parts(text)
    text = simplified_page(text)
    for start, end in ranges:
        found = lines(text, start, end)
        form = "split" if len(ranges) > 1 else "article" if is_split(text) else "page"
        for first in range(0, len(found), _LONGEST):
            yield found[first : first + _LONGEST], form


_SPLIT = re.compile(r"(?:[^\s][^\n\r]*(?:\r\n|\n|\r)){1,6}(?:\r\n|\n|\r)(?:[^\s][^\n\r]*(?:\r\n|\n|\r))+\Z")


def is_split(text: str) -> bool:
    """Whether a text has the form `split` gives to one article: a stack, one blank line, a body without any."""
    head = text[:400]
    at = head.find("\n\n")
    return at > 0 and text.endswith("\n") and text.find("\n\n", at + 2) < 0 and _SPLIT.match(text) is not None


def is_whole(text: str) -> bool:
    """Whether a text has the form `split` gives to one article, and none of its lines breaks off."""
    return is_split(text) and all(breaks_nowhere(Page(found, model().pairs)) for found, _ in stretches(text))


_STACK = frozenset(("headline", "stack"))


def _kinds(page: Page, labels: Sequence[str]) -> list[str]:
    kinds = []
    at = 0
    while at < len(labels):
        if labels[at] in _STACK:
            end = at + 1
            while end < len(labels) and labels[end] == "stack":
                end += 1
            kinds += headlines.parse([line.text for line in page.lines[at:end]])
            at = end
            continue
        kinds.append(_kind(page, at, labels))
        at += 1
    return _with_labels(page, kinds)


def _kind(page: Page, at: int, labels: Sequence[str]) -> str:
    label = labels[at]
    if label in ("paragraph", "rest"):
        return "paragraph"
    if label in ("open", "middle"):
        return "fragment"
    text = page.lines[at].text
    form = page.looks[at].form
    if label == "heading":
        return "label" if form == "label" else "caption" if VIEW.fullmatch(text) else "heading"
    if label == "chrome":
        return "chrome"
    return _aside(text, form, lead=label == "lead")


def _aside(text: str, form: str, *, lead: bool) -> str:
    """What a line beside the body is: a byline, a credit, a label or the text of a picture."""
    if form in ("credit", "label"):
        return form
    if bylines.names_only(text):
        return "byline"
    if form == "byline" and (lead or not re.search(r"[摄攝图]", text)):
        return "byline"
    if form == "byline" and re.match(r".{0,12}(?:文/图|图/文|文图)", text[-14:]):
        return "byline"
    return "caption"


def _with_labels(page: Page, kinds: list[str]) -> list[str]:
    """Tell section labels and lists from section headings, in runs of short lines.

    Headings of one article are built alike. Where they are set in groups (lines without a blank line between them,
    on a page that has blank lines) and one run holds more, the group right above the paragraph is the heading, and
    what stands above it is a label printed across the sections. A long run of single lines is a list or a poem.
    """
    runs = _runs(kinds)
    groups = {run: _groups(page, *run) for run in runs}
    sizes = [split[-1] for split in groups.values()]
    counts = Counter(sizes)
    usual = counts.most_common(1)[0][0] if counts else 1
    for (start, end), split in groups.items():
        if usual > 1 and counts[usual] > 1 and len(split) > 1 and split[-1] == usual:
            kinds[start : end - usual] = ["label"] * (end - usual - start)
        elif end - start >= 5:
            kinds[start:end] = ["paragraph"] * (end - start)
    return kinds


def _runs(kinds: Sequence[str]) -> list[tuple[int, int]]:
    runs, at = [], 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == "heading":
            end += 1
        if end > at:
            runs.append((at, end))
        at = max(end, at + 1)
    return runs


def _groups(page: Page, start: int, end: int) -> list[int]:
    """The numbers of lines that stand together without a blank line between them."""
    sizes = [1]
    for at in range(start + 1, end):
        if page.lines[at].blanks or not page.blanks:
            sizes.append(1)
        else:
            sizes[-1] += 1
    return sizes
