"""Step strip-pinyin: take inline readings out of the text. How a page is judged is described in docs/pinyin.md."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

from newsclean.edits import Edit, apply, compose
from newsclean.lazily import lazily
from newsclean.pinyin import misaligned
from newsclean.pinyin.annotations import FAMILIAR, LETTERS, WINDOW, Annotation, Word, find_annotations
from newsclean.pinyin.commonness import is_written_traditional, rank
from newsclean.pinyin.interlinear import find_interlinear, may_be_interlinear
from newsclean.pinyin.readings import beginning, normalize, said
from newsclean.registry import step

Policy = Literal["auto", "all", "none-rare"]

# The ranks (of newsclean.pinyin.commonness) and counts below were chosen like those of newsclean.pinyin.annotations.
EVERYDAY = 1500  # nobody explains how to read such a hanzi, save in a reading it rarely has
RARE = 3500  # from here on a hanzi with a reading may be explained
VERY_RARE = 4800  # from here on a hanzi with a reading is taken for an explained one, also on an annotated page
ANNOTATED = 3  # so many readings of everyday words make a page annotated
TONELESS_HANZI, TONELESS = 3, 8  # so many readings without tones, of single hanzi or at all, do the same
GLOSSARY = 3  # so many head words make a page a list of notes, if they are half of its readings
COMPARED = 2  # so many hanzi with two readings each may be compared
THROUGHOUT = 12  # a page that speaks of readings is annotated by a machine from here on only

_ROUNDS = 12  # a reading without brackets may stand in front of one with; pages have one such round


@step
def strip_pinyin(
    text: str,
    *,
    policy: Annotated[
        Policy,
        "which readings go: auto lets the page decide, all takes every one, none-rare all but those of rare hanzi",
    ] = "auto",
) -> Iterator[Edit]:
    """Remove readings after the hanzi they belong to, in brackets or throughout a text without them.

    Machines that disguise copied news write readings into it: `临平(línpíng)新城`, or behind each traditional form
    `本報(bào)訊`. A bracket counts only if it holds the reading of the hanzi right before it, by a table of all
    readings; width of brackets, blanks, apostrophes, tone digits, capitals, doubled brackets and wrong tones don't
    matter. Left alone on purpose are acronyms and foreign names (`GDP`, `Mané`), names once given in Latin letters
    (`北京(Beijing)`), readings that a writer gave to a rare hanzi or a rare reading (`簋（guǐ）`), and lists of
    notes and words. Where the annotator damaged the hanzi around a bracket, what can be known is repaired. Readings
    without brackets go where they run through a text, behind each hanzi: `北běi风fēng`.

    >>> text = "青少(qīngshào)年, 人均(GDP)"
    >>> [text[edit.start : edit.end] for edit in strip_pinyin(text)]
    ['(qīngshào)']
    """
    edits = _in_brackets(text, policy)
    for _ in range(_ROUNDS):
        left = apply(text, edits) if edits else text
        if not may_be_interlinear(left):
            break
        readings = find_interlinear(left, spaced=policy == "all" or not _SPEAKS.search(left))
        if not readings:
            break
        edits = compose(edits, [Edit(start, end, "", "pinyin.interlinear") for start, end in readings])
        edits = compose(edits, _in_brackets(apply(text, edits), policy))
    yield from edits


def _in_brackets(text: str, policy: Policy) -> list[Edit]:
    """Return the edits for readings in brackets, in order."""
    found = find_annotations(text)
    if not found:
        return []
    page = _judge(found, text)
    sure = page.annotated and policy == "auto"
    edits = _removals(text, (one for one in found if (sure and _is_ordinary(one)) or _goes(one, page, policy)))
    if page.by_form:
        edits += misaligned.repairs(text)
    if page.annotated:
        edits += _cut_off(text, found)
    return sorted(edits)


# --- judging the page --------------------------------------------------------------------------------------------


class Page(NamedTuple):
    """What the readings of a page say about it."""

    annotated: bool  # throughout, by a machine
    by_form: bool  # the annotations stand behind traditional forms
    glossary: bool  # a list of words or notes, or a text about readings
    explaining: bool  # its writer explains rare hanzi


def _judge(found: list[Annotation], text: str) -> Page:
    """Judge a page by its readings, and by whether it speaks of them."""
    words = [one.word for one in found]
    heads = [one.head for one in found].count(True)
    items = [one.item for one in found].count(True)
    rare = [one.word.rarity >= RARE and not one.doubled for one in found].count(True)
    plain = [word for word in words if word.plain]
    if heads:
        plain = [one.word for one in found if one.word.plain and not _is_noted(one)]
    forms = [word.is_form for word in plain].count(True)
    glossary = max(heads, items) >= GLOSSARY and 2 * max(heads, items) >= len(found)
    glossary = glossary or _is_about_readings(words, len(plain), text)
    return Page(
        annotated=not glossary and (len(plain) >= ANNOTATED or _is_annotated_without_tones(found)),
        by_form=forms >= ANNOTATED and 2 * forms > len(plain),
        glossary=glossary,
        explaining=rare >= 2 and rare > len(plain),
    )


# No news says so unless it is about readings.
_SPEAKS = lazily(
    "读音|讀音|拼音|注音|多音字|异读|異讀|正音|生词|生詞|生字|[读讀](?:作|成|错|錯|准|準|对|對)|怎[么麼][读讀念]"
)


def _is_about_readings(words: Sequence[Word], plain: int, text: str) -> bool:
    """Tell whether a text compares readings: it says so, or a good part of its hanzi have two."""
    readings = {(word.hanzi, word.match.usual) for word in words if len(word.hanzi) == 1}
    hanzi = {single for single, _ in readings}
    compared = len(readings) - len(hanzi)  # one is the usual reading of its hanzi or is not
    if compared >= COMPARED and 3 * compared >= len(hanzi):
        return True
    return (plain < THROUGHOUT or compared >= COMPARED) and _SPEAKS.search(text) is not None


def _is_noted(one: Annotation) -> bool:
    """Tell whether a note explains this: a head word that is not quite everyday, or not read as usual."""
    if not one.head:
        return False
    length, usual = one.word.match[:2]
    return usual < length or one.word.rarity >= (EVERYDAY if length == 1 else FAMILIAR)


def _is_annotated_without_tones(found: list[Annotation]) -> bool:
    """Tell annotations from the Latin names of sites and brands, which have two syllables and more."""
    words = (one.word for one in found)
    toneless = [word for word in words if word.toneless and not word.capital and word.rarity < RARE]
    return len(toneless) >= TONELESS or sum(word.match.length == 1 for word in toneless) >= TONELESS_HANZI


def _is_ordinary(one: Annotation) -> bool:
    """Tell quickly that nobody would explain this, as of nearly all readings of an annotated page."""
    _, _, word, head, _, _ = one
    return word.plain and not head and word.rarity < VERY_RARE


def _goes(one: Annotation, page: Page, policy: Policy) -> bool:
    word = one.word
    if policy == "all":
        return True
    if policy == "none-rare":
        return word.rarity < RARE
    if _is_explained(one, page):
        return False
    if word.toneless:
        return page.annotated and not word.capital
    if page.annotated:
        return True
    return word.plain and not (page.explaining and word.match.length == 1)


def _is_explained(one: Annotation, page: Page) -> bool:
    """Tell whether a writer gave this reading to help a reader."""
    word = one.word
    if page.glossary or _is_noted(one):
        return True
    if not page.annotated:
        return word.rarity >= (RARE if word.match.length <= 2 else VERY_RARE)
    if word.rarity < VERY_RARE or one.doubled or (page.by_form and all(map(is_written_traditional, word.hanzi))):
        return False
    return all(rank(hanzi) >= VERY_RARE for hanzi in word.hanzi)


# --- edits -------------------------------------------------------------------------------------------------------


def _removals(text: str, gone: Iterable[Annotation]) -> list[Edit]:
    """Take brackets out, and the blanks that set them off."""
    edits = []
    for one in gone:
        start = one[0]
        while start and text[start - 1] in " \u00a0":
            start -= 1
        edits.append(_edit((start, one[1], "", "pinyin.annotation")))
    return edits


_edit = functools.partial(tuple.__new__, Edit)  # of a tuple, in half the time that a call of it takes
_CUT = lazily(rf"[(（﹙]([{LETTERS}]{{0,12}})(?=\s*\Z)")


def _cut_off(text: str, found: list[Annotation]) -> Iterator[Edit]:
    """Find a reading that the end of the text cuts in half: `我們黨(dǎng)(dǎ`."""
    cut = _CUT.search(text, max(len(text) - 2 * WINDOW, 0))
    if not cut:
        return
    hanzi = found[-1].word.hanzi if found[-1].end == cut.start() else text[: cut.start()][-1:]
    if not cut[1] or any(said(hanzi[-1:], syllable) is not None for syllable in beginning(normalize(cut[1]))):
        yield Edit(cut.start(), cut.end(), "", "pinyin.damaged")
