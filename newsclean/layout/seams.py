"""Whether a line breaks off: what its end and the beginning of the next lines say for certain.

Counted on 520 labelled pages, with tables of character pairs made of other pages; the numbers stand beside the rules.
"""

from __future__ import annotations

import re

from newsclean.layout.page import Page
from newsclean.layout.pairs import begins, bound, ends

__all__ = ["UNSEEN", "closed", "opened", "seam"]

UNSEEN = 9  # a pair of characters the table does not have

_MARKS = tuple(zip("“「『‘(（【《", "”」』’)）】》", strict=True))
_OPENER = re.compile("[“「『‘(（【《]")
_NEAR = 60  # characters of the next line within which a mark is closed


def opened(text: str) -> str:
    """Return the mark that would close what `text` leaves open, or nothing."""
    if _OPENER.search(text):
        for opener, closer in _MARKS:
            at = text.rfind(opener)
            if at >= 0 and text.find(closer, at) < 0:
                return closer
    return ""


_OPENER_OF = {closer: opener for opener, closer in _MARKS}


def closed(below: str, closer: str) -> bool:
    """Whether the line `below` begins inside what `closer` closes."""
    at = below.find(closer, 0, _NEAR)
    return at >= 0 and below.find(_OPENER_OF[closer], 0, at) < 0


def seam(page: Page, text: str, below: str) -> tuple[int, int, int]:
    """Return whether a word runs across a break, and whether the two ends look like ends of clauses.

    Each is graded as in `pairs`, or `UNSEEN`. Of 4,000 short lines of other pages the pair across is unseen behind one
    in twenty that breaks off, and seen behind one in four.
    """
    grades = page.pairs.grades
    across, last, first = grades[text[-1] + below[0]], grades[text[-2:]], grades[below[:2]]
    return (
        UNSEEN if across is None else bound(across),
        UNSEEN if last is None else ends(last),
        UNSEEN if first is None else begins(first),
    )
