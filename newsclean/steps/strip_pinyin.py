"""Step strip-pinyin: take inline readings out of the text. How a page is judged is described in docs/pinyin.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, NamedTuple

from newsclean.edits import Edit
from newsclean.pinyin import misaligned
from newsclean.pinyin.commonness import is_traditional, is_written_traditional, rank, rarest
from newsclean.pinyin.readings import Match, beginning, match, normalize, said
from newsclean.registry import step

Policy = Literal["auto", "all", "none-rare"]

# The ranks (of newsclean.pinyin.commonness) and counts below were chosen on news with real glosses and with annotations of
# both styles; docs/pinyin.md has the experiment.
EVERYDAY = 1500  # nobody explains how to read such a hanzi, save in a reading it rarely has
FAMILIAR = 2800  # a single hanzi up to here, read as usual, is not explained outside a list of notes
KNOWN_IN_WORDS = 3500  # the same for a word of two
RARE = 3500  # from here on a hanzi with a reading may be explained
VERY_RARE = 4800  # from here on a hanzi with a reading is taken for an explained one, also on an annotated page
ANNOTATED = 3  # so many readings of everyday words make a page annotated
TONELESS_HANZI, TONELESS = 3, 8  # so many readings without tones, of single hanzi or at all, do the same
GLOSSARY = 3  # so many head words make a page a list of notes, if they are half of its readings


@step
def strip_pinyin(
    text: str,
    *,
    policy: Annotated[
        Policy,
        "which readings go: auto lets the page decide, all takes every one, none-rare all but those of rare hanzi",
    ] = "auto",
) -> Iterator[Edit]:
    """Remove readings in brackets after the hanzi they belong to.

    Machines that disguise copied news write readings into it: `临平(línpíng)新城`, or behind each traditional form
    `本報(bào)訊`. A bracket counts only if it holds the reading of the hanzi right before it, by a table of all
    readings; width of brackets, blanks, apostrophes, tone digits, capitals, doubled brackets and wrong tones don't
    matter. Left alone on purpose are acronyms and foreign names (`GDP`, `Mané`), names once given in Latin letters
    (`北京(Beijing)`), readings that a writer gave to a rare hanzi or a rare reading (`簋（guǐ）`), and lists of
    notes and words. Where the annotator damaged the hanzi around a bracket, what can be known is repaired.

    >>> text = "青少(qīngshào)年, 人均(GDP)"
    >>> [text[edit.start : edit.end] for edit in strip_pinyin(text)]
    ['(qīngshào)']
    """
    found = _annotations(text)
    if not found:
        return
    page = _judge(found)
    edits = [_removal(text, one) for one in found if _goes(one, page, policy)]
    if page.by_form:
        edits += misaligned.repairs(text)
    if page.annotated:
        edits += _cut_off(text, found)
    yield from sorted(edits)


class Annotation(NamedTuple):
    """A bracket that holds the reading of the hanzi before it."""

    start: int
    end: int
    hanzi: str  # that it reads
    match: Match
    rarity: int  # the rank of the rarest of its hanzi
    capital: bool
    head: bool  # its hanzi stand at the start of a note: `三省(xǐng)：每天…`
    doubled: bool = False  # the same hanzi have a reading twice

    @property
    def toneless(self) -> bool:
        """No tones where there should be; `的(de)` is complete as it is."""
        return not self.match.toned and self.match.neutral > 0


# --- finding readings --------------------------------------------------------------------------------------------

_LETTERS = r"A-Za-zÀ-ÖØ-öø-ÿĀ-ſǍ-ǜǸǹḾḿẾếỀềẼẽɑɡ\u0300\u0301\u0304\u0308\u030c"
_READING = rf"[ \u00a0\u3000]*([{_LETTERS}][{_LETTERS}0-5:'’`·‧ \u00a0\u3000-]{{0,79}})[)）﹚]"
# A pattern for each bracket, since a pattern that starts with a literal is found fastest.
_BRACKETS = {bracket: re.compile(re.escape(bracket) + _READING) for bracket in "(（﹙"}


def _candidates(text: str) -> Iterable[re.Match[str]]:
    """Return the brackets that may hold a reading, in order."""
    passes = [list(pattern.finditer(text)) for bracket, pattern in _BRACKETS.items() if bracket in text]
    if len(passes) == 1:
        return passes[0]
    return sorted((one for matches in passes for one in matches), key=re.Match.start)


_WINDOW = 24  # characters before a bracket that are looked at; nobody annotates longer words
_HANZI = r"〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Blanks and quotation marks may stand between the hanzi and their reading. Read from the end.
_BACKWARDS = re.compile(rf"(?:[ \u00a0\u3000“”‘’\"'「」『』《》〈〉]{{0,2}}[{_HANZI}]){{1,{_WINDOW}}}")
_NOT_HANZI = re.compile(f"[^{_HANZI}]+")


def _annotations(text: str) -> list[Annotation]:
    """Find the readings of a page, from its start, so that one looks past those before it."""
    found: list[Annotation] = []
    before = ""  # what stands before `done`, without readings
    done = 0
    for bracket in _candidates(text):
        start, end = bracket.span()
        before = (before + text[max(done, start - _WINDOW) : start])[-_WINDOW:]
        done = start
        hanzi = _hanzi_at_end(before)
        fit = match(bracket[1], hanzi) if hanzi else None
        if fit is None:
            continue
        done = end
        word = hanzi[-fit.length :]
        one = Annotation(start, end, word, fit, rarest(word), bracket[1][0].isupper(), _is_head(before, text, end))
        if found and found[-1].end == start and found[-1].hanzi == word:
            found[-1] = found[-1]._replace(doubled=True)
            one = one._replace(doubled=True)
        found.append(one)
    return found


def _hanzi_at_end(before: str) -> str:
    """Return the hanzi that `before` ends in, past blanks and quotation marks."""
    found = _BACKWARDS.match(before[::-1])
    return _NOT_HANZI.sub("", found[0][::-1]) if found else ""


_HEAD = re.compile(rf"(?:\A|[\s。；;！!？?”」』>\]\"'’.．:：①-⑳㈠-㊉）)】])[{_HANZI}]{{1,4}}\Z")
_TAIL = re.compile(rf"(?:[{_HANZI}]{{0,3}}(?:[(（][{_LETTERS} ]{{1,24}}[)）])?){{0,2}} ?[:：](?=[^\n\r])")


def _is_head(before: str, text: str, end: int) -> bool:
    """Tell whether a reading stands in the head word of a note: a few hanzi that a colon sets off."""
    near = text[end : end + 60]
    if ":" not in near and "：" not in near:
        return False
    return _TAIL.match(text, end) is not None and _HEAD.search(before[-8:]) is not None


# --- judging the page --------------------------------------------------------------------------------------------


class Page(NamedTuple):
    """What the readings of a page say about it."""

    annotated: bool  # throughout, by a machine
    by_form: bool  # the annotations stand behind traditional forms
    glossary: bool  # a list of words or notes
    explaining: bool  # its writer explains rare hanzi


def _judge(found: list[Annotation]) -> Page:
    """Judge a page by its readings."""
    plain = [one for one in found if _is_plain(one)]
    forms = sum(one.match.length == 1 and is_traditional(one.hanzi) for one in plain)
    heads = sum(one.head for one in found)
    rare = sum(one.rarity >= RARE and not one.doubled for one in found)
    glossary = heads >= GLOSSARY and 2 * heads >= len(found)
    return Page(
        annotated=not glossary and (len(plain) >= ANNOTATED or _is_annotated_without_tones(found)),
        by_form=forms >= ANNOTATED and 2 * forms > len(plain),
        glossary=glossary,
        explaining=rare >= 2 and rare > len(plain),
    )


def _is_plain(one: Annotation) -> bool:
    """Tell whether nobody would explain this: familiar hanzi, read as usual, not in a note."""
    length, usual, _, _, wrong, _ = one.match
    if wrong or one.capital or one.toneless or _is_noted(one):
        return False
    if length == 1:
        return usual == 1 and one.rarity < FAMILIAR
    return length > 2 or one.rarity < KNOWN_IN_WORDS


def _is_noted(one: Annotation) -> bool:
    """Tell whether a note explains this: a head word that is not quite everyday, or not read as usual."""
    length, usual = one.match[:2]
    return one.head and (usual < length or one.rarity >= (EVERYDAY if length == 1 else FAMILIAR))


def _is_annotated_without_tones(found: list[Annotation]) -> bool:
    """Tell annotations from the Latin names of sites and brands, which have two syllables and more."""
    toneless = [one for one in found if one.toneless and not one.capital and one.rarity < RARE]
    return len(toneless) >= TONELESS or sum(one.match.length == 1 for one in toneless) >= TONELESS_HANZI


def _goes(one: Annotation, page: Page, policy: Policy) -> bool:
    if policy == "all":
        return True
    if policy == "none-rare":
        return one.rarity < RARE
    if _is_explained(one, page):
        return False
    if one.toneless:
        return page.annotated and not one.capital
    if page.annotated:
        return True
    return _is_plain(one) and not (page.explaining and one.match.length == 1)


def _is_explained(one: Annotation, page: Page) -> bool:
    """Tell whether a writer gave this reading to help a reader."""
    if _is_noted(one) or (one.head and page.glossary):
        return True
    if not page.annotated:
        return one.rarity >= RARE and one.match.length <= 2
    if one.rarity < VERY_RARE or one.doubled or (page.by_form and all(map(is_written_traditional, one.hanzi))):
        return False
    return all(rank(hanzi) >= VERY_RARE for hanzi in one.hanzi)


# --- edits -------------------------------------------------------------------------------------------------------


def _removal(text: str, one: Annotation) -> Edit:
    """Take the bracket out, and the blanks that set it off."""
    start = one.start
    while start and text[start - 1] in " \u00a0":
        start -= 1
    return Edit(start, one.end, "", "pinyin.annotation")


_CUT = re.compile(rf"[(（﹙]([{_LETTERS}]{{0,12}})(?=\s*\Z)")


def _cut_off(text: str, found: list[Annotation]) -> Iterator[Edit]:
    """Find a reading that the end of the text cuts in half: `我們黨(dǎng)(dǎ`."""
    cut = _CUT.search(text, max(len(text) - 2 * _WINDOW, 0))
    if not cut:
        return
    hanzi = found[-1].hanzi if found[-1].end == cut.start() else text[: cut.start()][-1:]
    if not cut[1] or any(said(hanzi[-1:], syllable) is not None for syllable in beginning(normalize(cut[1]))):
        yield Edit(cut.start(), cut.end(), "", "pinyin.damaged")
