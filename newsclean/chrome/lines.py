"""The lines of a page as strip-chrome looks at them: what each says by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsclean.chrome.rulebook import IN_COMPANY, LISTS, NUMBERS
from newsclean.lazily import lazily

__all__ = ["SHORTEST_PROSE", "Line", "reads_like_prose", "runs"]

_CLOSERS = r"[”’」』》）)\]】\"]{0,9}$"
_FULL_STOP = re.compile("。" + _CLOSERS)
_SENTENCE_END = re.compile("[。！？!?]" + _CLOSERS)
_TWO_PAUSES = re.compile(r"[^，。；、,;！？]*[，。；、,;！？][^，。；、,;！？]*[，。；、,;！？]")
_CREDIT = lazily(
    r"^[（(].*[）)]$|[摄攝]影?(?:[（(].{1,20}[）)])?$|[（(].{0,20}(?:[摄攝图圖]|[图圖照]片|[资資]料照)[）)]$|^[图圖文]/|^[摄攝]影|^[图圖]片?[来來]源"
)
_CREDIT_SIGN = re.compile("[摄攝图圖文（(]")  # every credit has one, and most lines have none


@dataclass(slots=True)
class Line:
    """A line that is not blank: stripped text, the rule it matches, and what `judge` says of it.

    `own` is the user's rule that matches the line, which then needs no company; `gone` is the rule that removes
    the line, if any; `is_prose` is whether it reads like a paragraph.
    """

    text: str
    rule: str | None
    own: str | None = None
    gone: str | None = None
    is_prose: bool = False

    @property
    def stands_alone(self) -> bool:
        """Whether the line matches a rule that needs no company."""
        if self.own is not None:
            return True
        return self.rule is not None and self.rule not in IN_COMPANY and self.rule not in LISTS

    @property
    def is_credit(self) -> bool:
        """Whether the line credits a picture or is a note in brackets: part of a story, whatever stands around."""
        return self.rule is None and bool(_CREDIT_SIGN.search(self.text) and _CREDIT.search(self.text))

    @property
    def is_evidence(self) -> bool:
        """Whether the line shows that the lines around it are chrome: known, and no number, date or credit."""
        return self.rule is not None and self.rule not in NUMBERS and self.rule != "chrome.production-credit"


SHORTEST_PROSE = 20


def reads_like_prose(line: Line) -> bool:
    """Whether a line reads like a paragraph: a sentence of some length, and no known chrome.

    Titles in lists of links end in `！`, `？` or `…` and may have forty characters, but have no full stop. Japanese is
    no paragraph of a Chinese story: sites tell their visitors in many languages that there are other editions.
    """
    if line.own is not None or (line.rule is not None and line.rule not in LISTS):
        return False
    length = len(line.text)
    if length < 45:
        return length >= SHORTEST_PROSE and bool(_FULL_STOP.search(line.text)) and not _KANA.match(line.text)
    ends = length >= 100 or bool(_SENTENCE_END.search(line.text))
    return ends and bool(_TWO_PAUSES.match(line.text, 0, _READ)) and not _KANA.match(line.text)


_KANA = re.compile(r"(?:[^\u3041-\u30fa\n]{0,40}[\u3041-\u30fa]){5}")
# Enough of a paragraph to see that it is one.
_READ = 1000


def runs(places: Sequence[int], gap: int) -> Iterator[list[int]]:
    """Cut ascending `places` where two neighbours are more than `gap` apart."""
    run: list[int] = []
    for place in places:
        if run and place - run[-1] > gap:
            yield run
            run = []
        run.append(place)
    if run:
        yield run
