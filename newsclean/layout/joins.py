"""The features of a join: whether the next line could continue a line in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.layout.page import EDGE, Clue, Page
from newsclean.layout.pairs import begins, bound, ends

__all__ = ["joins"]

_OPENERS, _ENDERS = "“「『‘(（【《", "”」』’)）】》"


def joins(page: Page, at: int, text: str) -> Iterator[Clue]:
    """Return the clues whether the line below, or the one after it, goes on where line `at` ends."""
    _, size, ending, _ = page.looks[at]
    opened = _open_marks(text)
    if opened:
        yield _opened, opened
    if ending in ("stop", "ask", "jump"):
        return
    below = page.lines[at + 1].text if at + 1 < len(page.lines) else ""
    after = page.looks[at + 1] if below else EDGE
    seen = page.seen
    letter, letter_below = seen[at + 3], seen[at + 4]
    yield _meets, ending, size, after.form, letter_below
    if below:
        across, last, first = _seam_of(page, text, below)
        yield _seam, across, last, first, letter + letter_below, size, page.broken
        if after.ending in ("stop", "ask", "quoted"):
            yield _total, min((len(text) + len(below)) // 15, 8), letter, across
        yield from _continued(text, below, opened)
    if at + 2 < len(page.lines) and (after.form == "caption" or len(below) < 90):
        yield _seam_over, *_seam_of(page, text, page.lines[at + 2].text), seen[at + 4 : at + 6]


def _continued(text: str, below: str, opened: str) -> Iterator[Clue]:
    shared = _common_start(text, below)
    if shared > 1:
        yield _same_start, min(shared, 4)
    if below[0] in "，。、；：！？）”』」,;:!?)%":
        yield (_below_begins_with_mark,)
    if _closes(below):
        yield (_closed_below,) if opened else (_below_closes_alone,)


def _opened(mark: str) -> Iterator[str]:
    yield f"join:open={mark}"


def _meets(ending: str, size: str, form: str, below: str) -> Iterator[str]:
    yield f"join:ending,below={ending},{form}"
    yield f"join:size,below={size},{below}"
    yield f"join:ending,size={ending},{size}"


def _total(total: int, letter: str, across: int) -> Iterator[str]:
    """How long the paragraph would be, joined."""
    yield f"join:total={total},{letter}"
    yield f"join:total,seam={total},{across}"


def _same_start(shared: int) -> Iterator[str]:
    yield f"join:same-start={shared}"


def _below_begins_with_mark() -> Iterator[str]:
    yield "join:below-begins-with-mark"


def _below_closes_alone() -> Iterator[str]:
    yield "join:below-closes-alone"


def _closed_below() -> Iterator[str]:
    yield "join:closed-below"


def _seam_of(page: Page, text: str, below: str) -> tuple[int, int, int]:
    """Whether a word runs across a break, and whether the two ends look like ends of clauses (9: never seen)."""
    pairs = page.pairs
    last, first = pairs.get(text[-2:], 63), pairs.get(below[:2], 63)
    across = bound(pairs.get(text[-1] + below[0], 0))
    return across, ends(last) if last < 63 else 9, begins(first) if first < 63 else 9


def _seam(across: int, ending: int, beginning: int, forms: str, size: str, broken: str) -> Iterator[str]:
    yield from _seam_named("", across, ending, beginning, forms)
    yield f"join:seam,size={across}{ending}{beginning},{size}"
    yield f"join:seam,broken={across}{ending}{beginning},{broken}"
    yield f"join:broken={broken},{forms}"


def _seam_over(across: int, ending: int, beginning: int, forms: str) -> Iterator[str]:
    """The seam across the next line."""
    yield from _seam_named("over-", across, ending, beginning, forms)


def _seam_named(name: str, across: int, ending: int, beginning: int, forms: str) -> Iterator[str]:
    yield f"join:{name}across={across}"
    yield f"join:{name}across,forms={across},{forms}"
    yield f"join:{name}ends={ending},{forms}"
    yield f"join:{name}begins={beginning},{forms}"
    yield f"join:{name}seam={across}{ending}{beginning}"


def _common_start(text: str, below: str) -> int:
    """How many characters a line and the next have in common at their beginnings, as headline and lead often do."""
    count = 0
    for one, other in zip(text[:6], below[:6], strict=False):
        if one != other:
            break
        count += 1
    return count


_OPEN = re.compile(f"[{re.escape(_OPENERS)}]")
_CLOSE = re.compile(f"[{re.escape(_ENDERS)}]")


def _open_marks(text: str) -> str:
    """The first mark opened and not closed in `text`, or nothing."""
    if _OPEN.search(text):
        for opener, ender in zip(_OPENERS, _ENDERS, strict=True):
            if text.count(opener) > text.count(ender):
                return opener
    return ""


def _closes(text: str) -> bool:
    """Whether a mark is closed in `text` and not opened."""
    return _CLOSE.search(text) is not None and any(
        text.count(opener) < text.count(ender) for opener, ender in zip(_OPENERS, _ENDERS, strict=True)
    )
