"""Which story goes on where: the two halves of a story that jumps from one page of an issue to another.

A first half says `(下转2版)`, a second half `(上接1版)`; at least one of them must. What speaks for two halves being
one story is weighed (`Evidence`): that both say so, that the pages are those they name, the headline, the sentence
that breaks off and goes on, the wording and the reporters that only these two share. A match must be the best for
both halves by a clear lead, else both are left alone. docs/design.md tells where the weights come from.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from newsclean import bylines
from newsclean.documents import Article
from newsclean.folding import fold
from newsclean.stitching.issue import Number, Page, numbers, same_number

__all__ = ["Evidence", "Match", "Place", "breaks_off", "matches", "opening"]

#: A story: the number of its page among the pages given, and its index on the page.
Place = tuple[int, int]


class Evidence(NamedTuple):
    """What speaks for two halves being one story (above zero) and what against."""

    jumps: float = 0.0  # whether both say that they jump
    page: float = 0.0  # whether the pages are the ones that they name
    headline: float = 0.0
    sentence: float = 0.0  # whether what breaks off here goes on there
    wording: float = 0.0  # what both say and no other story of the issue
    reporters: float = 0.0

    @property
    def score(self) -> float:
        """All of it together."""
        return round(sum(self), 2)


class Match(NamedTuple):
    """Two halves of one story."""

    first: Place
    second: Place
    evidence: Evidence


_ENOUGH = 2.5  # a match scores at least so much
_LEAD = 1.0  # and by so much more than any other for either half


def matches(pages: Sequence[Page]) -> list[Match]:
    """Return the halves that surely belong together, in the order of the first ones.

    Every story is the first half of one at most, and the second half of one at most. Where a match is found, what
    it leaves over may have become unambiguous, so the search goes on until nothing is left that is.
    """
    open_pairs = list(_pairs(pages))
    found: list[Match] = []
    while True:
        sure = list(_unrivalled(open_pairs))
        if not sure:
            return sorted(found)
        found += sure
        firsts = {match.first for match in sure}
        seconds = {match.second for match in sure}
        open_pairs = [pair for pair in open_pairs if pair.first not in firsts and pair.second not in seconds]


def _unrivalled(pairs: Sequence[Match]) -> Iterator[Match]:
    """Yield the pairs that lead clearly for both of their halves."""
    scores: dict[tuple[str, Place], list[float]] = {}
    for pair in pairs:
        scores.setdefault(("first", pair.first), []).append(pair.evidence.score)
        scores.setdefault(("second", pair.second), []).append(pair.evidence.score)
    rivals = {half: sorted(values, reverse=True)[1:2] for half, values in scores.items()}
    for pair in pairs:
        score = pair.evidence.score
        best = max([*rivals["first", pair.first], *rivals["second", pair.second]], default=score - _LEAD)
        is_best = score == max(scores["first", pair.first]) == max(scores["second", pair.second])
        if score >= _ENOUGH and is_best and best <= score - _LEAD:
            yield pair


# The halves -----------------------------------------------------------------------------------------------------


class _Half:
    """A story as far as it must be compared."""

    def __init__(self, place: Place, page: Page, article: Article) -> None:
        self.place = place
        self.page = page
        self.article = article
        self.target = numbers(article.continues_on)
        self.origin = numbers(article.continued_from)

    @cached_property
    def headline(self) -> str:
        return fold("".join(self.article.headlines))


# No issue is thicker and no page fuller; so the search is linear in the number of pages, whatever is on them.
_WITHIN = 200  # pages
_STORIES = 300  # on a page, or in a file that holds an issue


def _pairs(pages: Sequence[Page]) -> Iterator[Match]:
    """Yield the pairs of stories that can be halves of one, with what speaks for it."""
    shelf = [
        [_Half((at, index), page, article) for index, article in itertools.islice(page.articles.items(), _STORIES)]
        for at, page in enumerate(pages)
    ]
    wording = _Wording(shelf)
    for first, second in _candidates(shelf):
        evidence = _evidence(first, second, wording)
        if evidence is not None:
            yield Match(first.place, second.place, evidence)


def _candidates(shelf: Sequence[Sequence[_Half]]) -> Iterator[tuple[_Half, _Half]]:
    """Yield the pairs of which one is marked, in one issue, on pages that can be the ones they name."""
    for at, halves in enumerate(shelf):
        near = [half for page in shelf[max(0, at - _WITHIN) : at + _WITHIN] for half in page]
        for half in halves:
            if half.article.continues_on:
                pairs = [(half, other) for other in near if other.article.continued_from or _may_go_on(half, other)]
                yield from (pair for pair in pairs if _can_be(*pair))
            if half.article.continued_from:
                yield from ((other, half) for other in near if _may_begin(other, half) and _can_be(other, half))


def _may_go_on(first: _Half, second: _Half) -> bool:
    """Tell whether a story that does not say so, and has no dateline, may be the second half."""
    beginning = opening(second.article)
    if beginning is None or bylines.find(second.article.blocks[beginning].text):
        return False
    return not second.headline or _is_same(first, second)


def _may_begin(first: _Half, second: _Half) -> bool:
    """Tell whether a story that does not say that it jumps may be the first half."""
    if first.article.continues_on or first.article.continued_from:
        return False
    return breaks_off(first.article) is True or _is_same(first, second)


def _is_same(first: _Half, second: _Half) -> bool:
    return len(second.headline) >= _SHINGLE and second.headline in first.headline


class _Wording:
    """What stories say, as sequences of four characters; those of the last stories asked for are held."""

    def __init__(self, shelf: Sequence[Sequence[_Half]]) -> None:
        self._shelf = shelf
        self._of = functools.lru_cache(maxsize=512)(self._read)

    def _read(self, place: Place) -> frozenset[str]:
        article = next(half.article for half in self._shelf[place[0]] if half.place == place)
        folded = fold("".join((*article.headlines, *(block.text for block in article.blocks))))
        return frozenset(folded[at : at + _SHINGLE] for at in range(len(folded) - _SHINGLE + 1))

    def shared(self, first: _Half, second: _Half) -> int:
        """Count what two stories share and no other on their pages has, up to as much as is enough."""
        shared = self._of(first.place) & self._of(second.place)
        for page in {first.place[0], second.place[0]}:
            for half in self._shelf[page]:
                if half.place not in (first.place, second.place):
                    shared -= self._of(half.place)
        return min(len(shared), _ENOUGH_SHARED)

    def are_long(self, first: _Half, second: _Half) -> bool:
        """Tell whether both say so much that halves of one story would share something."""
        return min(len(self._of(first.place)), len(self._of(second.place))) >= _LONG


_SHINGLE = 4  # characters: a name with its office, a compound; three are too often a common phrase


def _evidence(first: _Half, second: _Half, wording: _Wording) -> Evidence | None:
    """Weigh a pair; None where the second half has the headline of another story."""
    shared = wording.shared(first, second)
    headline = _headline(first, second, shared)
    if headline is None:
        return None
    return Evidence(
        jumps=_BOTH_JUMP if first.article.continues_on and second.article.continued_from else 0.0,
        page=_page(first, second),
        headline=headline,
        sentence=_sentence(first.article, second.article),
        wording=shared / 2 if shared else _NOTHING_SHARED * wording.are_long(first, second),
        reporters=_reporters(first.article, second.article),
    )


def _can_be(first: _Half, second: _Half) -> bool:
    """Tell whether the pages are ones that the two can be on."""
    if first.place == second.place or first.page.issue != second.page.issue:
        return False
    if first.place[0] == second.place[0] and (
        first.page.number or not (first.article.continues_on and second.article.continued_from)
    ):
        return False  # what jumps goes to another page; a file of several pages must say both ends
    if same_number(first.target, second.origin):
        return False  # what goes on there does not come from there
    wrong_target = first.target and second.page.number and not same_number(first.target, second.page.number)
    wrong_origin = second.origin and first.page.number and not same_number(second.origin, first.page.number)
    return not (wrong_target or wrong_origin)


# What speaks for and against ------------------------------------------------------------------------------------

_BOTH_JUMP = 3.0
_ENOUGH_SHARED = 4  # sequences that only two stories have; more do not say more
_NOTHING_SHARED = -1.5  # where both are long
_LONG = 200  # characters


def _page(first: _Half, second: _Half) -> float:
    return _agreement(first.target, second.page) + _agreement(second.origin, first.page) + _order(first, second)


def _agreement(said: frozenset[Number], page: Page) -> float:
    if not said or not (page.number or page.hint):
        return 0.0
    if page.number:
        return 1.0
    return 0.5 if same_number(said, page.hint) else -1.0


def _order(first: _Half, second: _Half) -> float:
    """Where no page has a number, pages are thought to come in order."""
    if first.page.number or first.page.hint or second.page.number or second.page.hint:
        return 0.0
    return 0.5 if first.place <= second.place else -0.5


def _headline(first: _Half, second: _Half, shared: int) -> float | None:
    """Weigh the second half's headline; None where it is that of another story."""
    if not second.headline:
        return 0.0
    alike = _likeness(first.headline, second.headline)
    if alike >= _SAME_HEADLINE:
        return 3.0 * alike
    both_say_so = first.article.continues_on and second.article.continued_from
    return -1.0 if both_say_so and shared >= _ENOUGH_SHARED else None


_SAME_HEADLINE = 0.5  # of the second half's headline, in runs of two characters and more


def _likeness(whole: str, part: str) -> float:
    """Return how much of `part` stands in `whole`, in runs of at least two characters."""
    if not whole or not part:
        return 0.0
    runs = SequenceMatcher(None, whole[:_LONG], part[:_LONG], autojunk=False).get_matching_blocks()
    return sum(run.size for run in runs if run.size > 1) / min(len(part), _LONG)


def _sentence(first: Article, second: Article) -> float:
    """Weigh whether the second half takes up what the first one breaks off."""
    beginning = opening(second)
    broken = breaks_off(first)
    if beginning is None or broken is None:
        return 0.0
    text = second.blocks[beginning].text
    if bylines.find(text):
        return -2.0
    if not broken:
        return -2.0 if _INSIDE.match(text) else 0.0
    ending = next(block.text for block in reversed(first.blocks) if block.kind == "paragraph")
    if _INSIDE.match(text) or _closes(ending, text):
        return 2.0
    return -1.0 if _PARAGRAPH.match(text) else 1.0


# What no sentence begins with, and what only paragraphs begin with.
_INSIDE = re.compile(r"[，,。、；;：:！!？?”’》）)】」』%％的了着过们]")
_PARAGRAPH = re.compile(r"[一二三四五六七八九十]、|[(（][一二三四五六七八九十\d]{1,2}[)）]|图为|[□■◆●▲]")


def _closes(ending: str, beginning: str) -> bool:
    """Tell whether a quotation or bracket that is open at the end of one text is closed early in the other."""
    return any(
        ending.count(left) > ending.count(right) and 0 <= beginning.find(right) < (beginning.find(left) % (1 << 30))
        for left, right in ("“”", "《》", "（）", "()", "「」", "『』")
    )


def breaks_off(article: Article) -> bool | None:
    """Tell whether an article ends inside a sentence; None where it has no paragraphs to tell it by."""
    body = [block for block in article.blocks if block.kind in ("paragraph", "heading")]
    if not body or body[-1].kind != "paragraph":
        return None
    return not _WHOLE.search(body[-1].text)


_WHOLE = re.compile(r"[。！？!?…：:；;.][”’\"』」）)】]*$|[”’』」）)】》]$|[—―-]$")


def opening(article: Article) -> int | None:
    """Return the index of the block that an article's text begins with, behind captions and the like; None: none."""
    for index, block in enumerate(article.blocks):
        if block.kind == "paragraph":
            return index
        if block.kind == "heading":
            return None
    return None


def _reporters(first: Article, second: Article) -> float:
    here, there = set(first.reporters or first.authors), set(second.reporters or second.authors)
    if not here or not there:
        return 0.0
    return 1.0 if here & there else -2.0
