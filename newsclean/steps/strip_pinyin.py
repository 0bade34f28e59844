"""Step strip-pinyin: take inline readings out of the text. How a page is judged is described in docs/pinyin.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

from newsclean import misaligned
from newsclean.commonness import is_traditional, rank, rarest
from newsclean.edits import Edit
from newsclean.readings import Match, match, normalize
from newsclean.registry import step

Policy = Literal["auto", "all", "none-rare"]

# The ranks (of commonness.py) and counts below were chosen on news pages with real glosses and with annotations of
# both styles; docs/pinyin.md has the experiment.
EVERYDAY = 1500  # nobody explains how to read such a hanzi, save in a reading it rarely has
FAMILIAR = 2800  # a single hanzi up to here, read as usual, is not explained outside a list of notes
KNOWN_IN_WORDS = 3500  # the same for a word of two and more
RARE = 3500  # from here on a lone hanzi with a reading is taken for an explained one, also on an annotated page
ANNOTATED = 4  # so many readings of everyday words make a page annotated
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

    >>> [text[edit.start : edit.end] for edit in strip_pinyin(text := "青少(qīngshào)年, 人均(GDP)")]
    ['(qīngshào)']
    """
    if not _has_bracket(text):
        return
    found = list(_annotations(text))
    page = _judge(found)
    edits = [_removal(text, one) for one in found if _goes(one, page, policy)]
    if page.annotated:
        edits = _merged(edits, misaligned.repairs(text))
    yield from edits


class Annotation(NamedTuple):
    """A bracket that holds the reading of the hanzi before it."""

    start: int
    end: int
    hanzi: str  # that it reads
    match: Match
    capital: bool
    doubled: bool  # the same hanzi have a reading already
    head: bool  # its hanzi stand at the start of a note: `三省(xǐng)：每天…`


class Page(NamedTuple):
    """What the readings of a page say about it."""

    annotated: bool  # throughout, by a machine
    toneless: bool  # the same, without tones
    by_form: bool  # the annotations stand behind traditional forms
    glossary: bool  # a list of words or notes
    explaining: bool  # its writer explains rare hanzi


_LETTERS = r"A-Za-zÀ-ÖØ-öø-ÿĀ-ſǍ-ǜǸǹḾḿẾếỀềẼẽɑɡ\u0300\u0301\u0304\u0308\u030c"
_READING = rf"[ \u00a0\u3000]*([{_LETTERS}][{_LETTERS}0-5:'’`·‧ \u00a0\u3000-]{{0,79}})[)）﹚]"
_BRACKETS = [re.compile(bracket + _READING) for bracket in (r"\(", "（", "﹙")]


def _has_bracket(text: str) -> bool:
    return "(" in text or "（" in text or "﹙" in text


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """Find brackets that may hold a reading; one pattern for each bracket, since a literal start is found fastest."""
    passes = [list(pattern.finditer(text)) for pattern in _BRACKETS]
    filled = [matches for matches in passes if matches]
    if len(filled) == 1:
        return iter(filled[0])
    return iter(sorted((match for matches in filled for match in matches), key=re.Match.start))


_WINDOW = 24
_HANZI = re.compile(r"[〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_PASSED = frozenset(" \u00a0\u3000“”‘’\"'「」『』《》〈〉")  # may stand between the hanzi and their reading


def _annotations(text: str) -> Iterator[Annotation]:
    """Find the readings of a page, from its start, so that one looks past those before it."""
    known: dict[str, dict[str, Match]] = {}
    before = ""  # the text up to `done`, without readings
    done = 0
    last: Annotation | None = None
    for bracket in _candidates(text):
        start, end = bracket.span()
        gap = text[max(done, start - _WINDOW) : start]
        before = (before + gap)[-_WINDOW:]
        done = start
        hanzi = _hanzi_at_end(before)
        reading = bracket[1].rstrip()
        fit = _fit(reading, hanzi, known) if hanzi else None
        if fit is None:
            continue
        word = hanzi[-fit.length :]
        doubled = last is not None and last.hanzi == word and last.end == start
        head = _is_head(before, text, end)
        last = Annotation(start, end, word, fit, reading[0].isupper(), doubled, head)
        done = end
        yield last


def _hanzi_at_end(before: str) -> str:
    """Return the hanzi that `before` ends in, past blanks and quotation marks."""
    hanzi = []
    for character in reversed(before):
        if _HANZI.match(character):
            hanzi.append(character)
        elif character not in _PASSED:
            break
    return "".join(reversed(hanzi))


def _fit(written: str, hanzi: str, known: dict[str, dict[str, Match]]) -> Match | None:
    """Match a reading, remembering for each the words that it fitted: annotations repeat themselves."""
    fits = known.setdefault(written, {})
    for word, fit in fits.items():
        if hanzi.endswith(word):
            return fit
    found = match(normalize(written), hanzi)
    if found:
        fits[hanzi[-found.length :]] = found
    return found


_HEAD = re.compile(
    r"(?:^|[\n\r。；;！!？?”」』>\]\"'’、,，\d.．:：①-⑳㈠-㊉）)】 \u3000])[〇\u3400-\u9fff\U00020000-\U000323af]{1,4}$"
)
_TAIL = re.compile(rf"(?:[〇\u3400-\u9fff]{{0,3}}(?:[(（][{_LETTERS} ]{{1,24}}[)）])?){{0,2}} ?[:：]")


def _is_head(before: str, text: str, end: int) -> bool:
    """Tell whether a reading stands in the head word of a note: a few hanzi that a colon sets off."""
    return _HEAD.search(before) is not None and _TAIL.match(text, end) is not None


def _is_toneless(one: Annotation) -> bool:
    """No tones where there should be; `的(de)` is complete as it is."""
    return not one.match.toned and one.match.neutral > 0


def _is_plain(one: Annotation) -> bool:
    """Nobody would explain this: familiar hanzi in their usual reading, not in a note."""
    length, usual, _, _, wrong, _ = one.match
    if wrong or one.head or one.capital or _is_toneless(one):
        return False
    if length == 1:
        return usual == 1 and rank(one.hanzi) < FAMILIAR
    return rarest(one.hanzi) < KNOWN_IN_WORDS


def _judge(found: list[Annotation]) -> Page:
    """Judge a page by its readings."""
    plain = [one for one in found if _is_plain(one)]
    rare = [one for one in found if not one.doubled and rarest(one.hanzi) >= RARE]
    heads = [one for one in found if one.head]
    toneless = [one for one in found if _is_toneless(one) and not one.capital and rarest(one.hanzi) < RARE]
    glossary = len(heads) >= GLOSSARY and 2 * len(heads) >= len(found)
    bare = not glossary and (
        len(toneless) >= TONELESS or sum(one.match.length == 1 for one in toneless) >= TONELESS_HANZI
    )
    forms = sum(one.match.length == 1 and is_traditional(one.hanzi) for one in plain)
    return Page(
        annotated=not glossary and (len(plain) >= ANNOTATED or bare),
        toneless=bare,
        by_form=2 * forms > len(plain),
        glossary=glossary,
        explaining=len(rare) >= 2 and len(rare) > len(plain),
    )


def _goes(one: Annotation, page: Page, policy: Policy) -> bool:
    if policy == "all":
        return True
    if policy == "none-rare":
        return rarest(one.hanzi) < RARE
    if _is_explained(one, page):
        return False
    if _is_toneless(one):
        return page.toneless or (page.annotated and not one.capital)
    if page.annotated:
        return True
    return _is_plain(one) and not (page.explaining and one.match.length == 1)


def _is_explained(one: Annotation, page: Page) -> bool:
    """Tell whether a writer gave this reading to help a reader."""
    length, usual, *_ = one.match
    if one.head and (page.glossary or usual < length or rarest(one.hanzi) >= EVERYDAY):
        return True
    if one.doubled or rarest(one.hanzi) < RARE:
        return False
    if page.annotated and length > 1:
        return all(rank(hanzi) >= RARE for hanzi in one.hanzi)
    return not (page.by_form and is_traditional(one.hanzi))


def _removal(text: str, one: Annotation) -> Edit:
    """Take the bracket out, and the blank that set it off."""
    start = one.start
    while start and text[start - 1] in " \u00a0":
        start -= 1
    return Edit(start, one.end, "", "pinyin.annotation")


def _merged(edits: list[Edit], repairs: Iterator[Edit]) -> list[Edit]:
    """Put repairs among the removals; where the two overlap the repair knows more."""
    found = list(repairs)
    taken = [(edit.start, edit.end) for edit in found]
    kept = [edit for edit in edits if not any(start < edit.end and edit.start < end for start, end in taken)]
    return sorted([*kept, *found])
