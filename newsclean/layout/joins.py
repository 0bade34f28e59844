"""The features of a join: whether the next line could continue a line in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.layout.page import EDGE, Clue, Page
from newsclean.layout.seams import UNSEEN, closed, opened, seam

__all__ = ["joins"]

_OPENERS, _ENDERS = "“「『‘(（【《", "”」』’)）】》"


def joins(page: Page, at: int, text: str) -> Iterator[Clue]:
    """Return the clues whether the line below, or the one after it, goes on where line `at` ends."""
    _, size, ending, _ = page.looks[at]
    closer = opened(text)
    if closer:
        yield _opened, closer
    if ending in ("stop", "ask", "jump"):
        return
    below = page.lines[at + 1].text if at + 1 < len(page.lines) else ""
    after = page.looks[at + 1] if below else EDGE
    seen = page.seen
    letter, letter_below = seen[at + 3], seen[at + 4]
    yield _meets, ending, size, after.form, letter_below
    across = UNSEEN
    comma = "，" in text or "," in text
    if below:
        across, last, first = seam(page, text, below)
        yield _runs_on, across, comma, size, after.form
        yield _seam, across, last, first, letter + letter_below, size, page.broken
        if after.ending in ("stop", "ask", "quoted"):
            yield _total, min((len(text) + len(below)) // 15, 8), letter, across
        yield from _continued(text, below, closer)
    if at + 2 < len(page.lines) and (after.form == "caption" or len(below) < 90):
        yield _seam_over, *seam(page, text, page.lines[at + 2].text), seen[at + 4 : at + 6], across, comma


def _continued(text: str, below: str, closer: str) -> Iterator[Clue]:
    shared = _common_start(text, below)
    if shared > 1:
        yield _same_start, min(shared, 4)
    if below[0] in "，。、；：！？）”』」,;:!?)%":
        yield (_below_begins_with_mark,)
    if closer and closed(below, closer):
        yield (_closed_below,)
    elif _closes(below):
        yield (_below_closes_alone,)


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


def _seam(across: int, ending: int, beginning: int, forms: str, size: str, broken: str) -> Iterator[str]:
    yield from _seam_named("", across, ending, beginning, forms)
    yield f"join:seam,size={across}{ending}{beginning},{size}"
    yield f"join:seam,broken={across}{ending}{beginning},{broken}"
    yield f"join:broken={broken},{forms}"


def _runs_on(across: int, comma: bool, size: str, form: str) -> Iterator[str]:  # noqa: FBT001 - facts, by place
    """Whether a line with a comma runs on: no section is headed so, and few headlines are."""
    yield f"join:across,comma={across},{comma:d}"
    yield f"join:across,comma,size={across},{comma:d},{size}"
    yield f"join:comma,below={comma:d},{form}"


def _seam_over(over: int, ending: int, beginning: int, forms: str, across: int, comma: bool) -> Iterator[str]:  # noqa: FBT001
    """The seam across the next line, against the seam with it."""
    yield from _seam_named("over-", over, ending, beginning, forms)
    yield f"join:over,across={over},{across}"
    yield f"join:over,across,comma={over},{across},{comma:d}"
    yield f"join:over,across,forms={over},{across},{forms}"


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


_CLOSE = re.compile(f"[{re.escape(_ENDERS)}]")


def _closes(text: str) -> bool:
    """Whether a mark is closed in `text` and not opened."""
    return _CLOSE.search(text) is not None and any(
        text.count(opener) < text.count(ender) for opener, ender in zip(_OPENERS, _ENDERS, strict=True)
    )
