"""The brackets of a page that hold the reading of the hanzi before them.

The news write the same few thousand readings behind the same words, so what is known of a word with its reading is
kept: where a bracket stands behind hanzi it has stood behind before, nothing is matched again.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from newsclean.lazily import lazily
from newsclean.pinyin.commonness import is_traditional, rarest
from newsclean.pinyin.readings import Match, match, reaches

__all__ = ["FAMILIAR", "HANZI", "KNOWN_IN_WORDS", "LETTERS", "WINDOW", "Annotation", "Word", "find_annotations"]

# The ranks (of newsclean.pinyin.commonness) here and in newsclean.steps.strip_pinyin were chosen on news with real
# glosses and with annotations of both styles; docs/pinyin.md has the experiment.
FAMILIAR = 2800  # a single hanzi up to here, read as usual, is not explained outside a list of notes
KNOWN_IN_WORDS = 3500  # the same for a word of two


class Word(NamedTuple):
    """Hanzi with a reading of theirs, whatever the page."""

    hanzi: str
    match: Match
    rarity: int  # the rank of the rarest of its hanzi
    capital: bool
    toneless: bool  # no tones where there should be; `的(de)` is complete as it is
    plain: bool  # nobody would explain this: familiar hanzi, read as usual
    is_form: bool  # a single traditional form


class Annotation(NamedTuple):
    """A bracket that holds the reading of the hanzi before it."""

    start: int
    end: int
    word: Word
    head: bool = False  # its hanzi stand at the start of a note: `三省(xǐng)：每天…`
    item: bool = False  # no other hanzi touch it and its hanzi: `老师(lǎoshī)、学生(xuésheng)`
    doubled: bool = False  # the same hanzi have a reading twice


_annotation = functools.partial(tuple.__new__, Annotation)  # of a tuple, in half the time that a call of it takes
LETTERS = r"A-Za-zÀ-ÖØ-öø-ÿĀ-ſǍ-ǜǸǹḾḿẾếỀềẼẽɑɡ\u0300\u0301\u0304\u0308\u030c"
_READING = rf"[ \u00a0\u3000]*([{LETTERS}][{LETTERS}0-5:'’`·‧ \u00a0\u3000-]{{0,79}})"
# A pattern for each bracket, since a pattern that starts with a literal is found fastest.
_BRACKETS = {
    bracket: lazily(re.escape(bracket) + _READING + closing)
    for brackets, closing in (("(（﹙", "[)）﹚]"), ("[［", "[\\]］]"))
    for bracket in brackets
}


def find_annotations(text: str) -> list[Annotation]:
    """Find the readings of a page, from its start, so that one looks past those before it."""
    found: list[Annotation] = []
    last_end, hanzi_end, last_word = -1, 0, _NONE
    colon = -1
    for bracket in _candidates(text):
        start, end = bracket.span()
        if start != last_end:  # else this is a second reading of the same hanzi
            hanzi_end = start
        written = bracket[1]
        lengths, words = _known(written)
        for length in lengths:
            word = words.get(text[hanzi_end - length : hanzi_end])
            if word:
                break
        else:
            word = _read(written, _before(text, start, found))
            if word is None:
                continue
        doubled = start == last_end and word.hanzi == last_word.hanzi
        if doubled:
            found[-1] = found[-1]._replace(doubled=True)
        if colon < end:
            colon = _next_colon(text, end)
        beyond = text[end : end + 1]
        if "\u4e00" <= beyond <= "\u9fff":  # as behind nearly all, in the middle of a sentence
            head = item = False
        else:
            head = beyond in _MARKS
            item = not _is_hanzi(beyond) and _stands_alone(word.hanzi, text, start, hanzi_end, found)
        head = head or (colon < end + _TAIL_REACH and _is_head(text, start, end, found))
        found.append(_annotation((start, end, word, head, item, doubled)))
        last_end, last_word = end, word
    return found


def _candidates(text: str) -> Sequence[re.Match[str]]:
    """Return the brackets that may hold a reading, in order."""
    passes = [list(pattern.finditer(text)) for bracket, pattern in _BRACKETS.items() if bracket in text]
    if len(passes) == 1:
        return passes[0]
    return sorted((one for matches in passes for one in matches), key=re.Match.start)


# --- the word before a bracket -----------------------------------------------------------------------------------

WINDOW = 24  # characters before a bracket that are looked at; nobody annotates longer words
HANZI = r"〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Blanks and quotation marks may stand between the hanzi and their reading. Read from the end.
_BACKWARDS = lazily(rf"(?:[ \u00a0\u3000“”‘’\"'「」『』《》〈〉]{{0,2}}[{HANZI}]){{1,{WINDOW}}}")
_NOT_HANZI = lazily(f"[^{HANZI}]+")
_MOST_WORDS = 4096  # remembered for one reading; the homophones of a language are far fewer
_NONE = Word(
    "", Match(0, 0, 0, 0, 0, toned=False, reach=0), 0, capital=False, toneless=False, plain=False, is_form=False
)


@functools.lru_cache(maxsize=1 << 14)
def _known(written: str) -> tuple[tuple[int, ...], dict[str, Word]]:
    """Return how many hanzi may decide what a reading belongs to, and the words it has been found to belong to.

    A word stands there under the hanzi that decided: mostly its own, and more where a longer word was tried first.
    """
    return reaches(written), {}


def _read(written: str, before: str) -> Word | None:
    """Return the word that a reading belongs to, and remember it."""
    lengths, words = _known(written)
    hanzi = _hanzi_at_end(before) if lengths else ""
    fit = match(written, hanzi) if hanzi else None
    if fit is None:
        return None
    word = _word(hanzi[-fit.length :], fit, capital=written[0].isupper())
    if len(hanzi) >= fit.reach and len(words) < _MOST_WORDS:
        words[hanzi[-fit.reach :]] = word
    return word


def _word(hanzi: str, fit: Match, *, capital: bool) -> Word:
    rarity = rarest(hanzi)
    toneless = not fit.toned and fit.neutral > 0
    single = fit.length == 1 and fit.usual == 1 and rarity < FAMILIAR
    familiar = single or fit.length > 2 or (fit.length == 2 and rarity < KNOWN_IN_WORDS)
    plain = familiar and not (fit.wrong or capital or toneless)
    return Word(hanzi, fit, rarity, capital, toneless, plain, fit.length == 1 and is_traditional(hanzi))


def _before(text: str, start: int, found: Sequence[Annotation]) -> str:
    """Return the last characters before a bracket, without the readings found among them."""
    pieces: list[str] = []
    room = WINDOW
    for one in reversed(found):
        if one.end <= start - room:
            break
        pieces.append(text[one.end : start])
        room -= start - one.end
        start = one.start
    pieces.append(text[max(start - room, 0) : start])
    return "".join(reversed(pieces))


def _hanzi_at_end(before: str) -> str:
    """Return the hanzi that `before` ends in, past blanks and quotation marks."""
    found = _BACKWARDS.match(before[::-1])
    return _NOT_HANZI.sub("", found[0][::-1]) if found else ""


# --- notes -------------------------------------------------------------------------------------------------------

_HEAD = lazily(rf"(?:\A|[\s。；;！!？?”」』>\]\"'’.．:：①-⑳㈠-㊉）)】])[{HANZI}]{{1,4}}\Z")
_TAIL = lazily(rf"(?:[{HANZI}]{{0,3}}(?:[(（][{LETTERS} ]{{1,24}}[)）])?){{0,2}} ?[:：](?=[^\n\r])")
_COLON = re.compile("[:：]")
_MARKS = frozenset("¹²³⁴⁵⁶⁷⁸⁹①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇")  # that point to a note
_TOUCHING = lazily(f"[{HANZI}]")
_TAIL_REACH = 60  # how far on from a bracket its colon may stand


def _is_head(text: str, start: int, end: int, found: Sequence[Annotation]) -> bool:
    """Tell whether a reading stands in the head word of a note: a few hanzi that a colon sets off."""
    return _TAIL.match(text, end) is not None and _HEAD.search(_before(text, start, found)[-8:]) is not None


def _stands_alone(word: str, text: str, start: int, end: int, found: Sequence[Annotation]) -> bool:
    """Tell whether no other hanzi stand in front of a word, as in a list of words to learn.

    The word ends at `end`, and its reading starts at `start`, behind another one perhaps.
    """
    ahead = text[end - len(word) - 1 : end - len(word)] if text.endswith(word, 0, end) else ""
    if not ahead or ahead in _CLOSING:  # blanks or marks in the word, or a reading before it, are looked past
        ahead = _before(text, start, found).rstrip(_BLANK).removesuffix(word)[-1:]
    return not _is_hanzi(ahead)


_BLANK = " \u00a0\u3000"
_CLOSING = ")）﹚"


def _is_hanzi(character: str) -> bool:
    if character < "\u3400" or "\uff00" <= character <= "\uffff":  # as nearly all that is none
        return character == "〇"
    return _TOUCHING.match(character) is not None


def _next_colon(text: str, place: int) -> int:
    """Return where the next colon stands, beyond all reach where there is none."""
    found = _COLON.search(text, place)
    return found.start() if found else len(text) + _TAIL_REACH
