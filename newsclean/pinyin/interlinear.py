"""Readings without brackets, behind each hanzi, as a page with small pinyin above its text is copied: `北běi风fēng`.

They count only where they run through a text: a reading with its tone behind one hanzi, then the next hanzi with its
own. A word that is read aloud in the middle of a sentence, and a list of words with their readings, have no such runs.
"""

from __future__ import annotations

from newsclean.lazily import lazily
from newsclean.pinyin.annotations import HANZI, LETTERS
from newsclean.pinyin.readings import Match, match

__all__ = ["find_interlinear", "may_be_interlinear"]

THROUGHOUT = 12  # so many readings that follow another with its hanzi make a page, if they are half of all
_COMMON = "àìǎá"  # a dozen readings have one of these
_WORD = lazily(rf"[{LETTERS}](?<=[ {HANZI}].)")  # its first letter
_PAIR = lazily(rf"([{HANZI}])( ?)([{LETTERS}]{{1,8}})(?![{LETTERS}])((?: (?=[{HANZI}]))?)")


def may_be_interlinear(text: str) -> bool:
    """Tell at little cost whether a text may have such readings: any of the commonest tone marks, and a dozen words."""
    return any(vowel in text for vowel in _COMMON) and len(_WORD.findall(text)) >= THROUGHOUT


def find_interlinear(text: str, *, spaced: bool) -> list[tuple[int, int]]:
    """Find the readings of a page that is annotated throughout, each from behind its hanzi; else none.

    `spaced` is whether blanks may part hanzi and readings (`草 cǎo 堂 táng`), as in a list of characters, too.
    """
    found: list[tuple[int, int]] = []
    links = 0
    end = -1  # of the reading before, if it had its tone
    for pair in _PAIR.finditer(text):
        fit = match(pair[3], pair[1])
        if fit is None or fit.wrong or (pair[2] and not (spaced and fit.toned)):
            continue
        if _is_read(fit):
            links += end >= 0 and text[end : pair.start()] in ("", " ")
        end = pair.end() if _is_read(fit) else -1
        found.append((pair.end(1), pair.end() if pair[2] else pair.end(3)))
    return found if links >= THROUGHOUT and 2 * links >= len(found) else []


def _is_read(fit: Match) -> bool:
    """Whether a reading has its tone, or is the usual one of a hanzi that has none."""
    return fit.toned or fit.usual > 0
