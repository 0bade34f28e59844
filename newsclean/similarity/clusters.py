"""Verdicts: candidates compared, the pairs that are alike joined to clusters, and of each cluster one document kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsclean.similarity.bands import candidates
from newsclean.similarity.comparison import HEADLINE
from newsclean.similarity.signatures import Pairs, Records

__all__ = ["ALONE", "Choice", "Compare", "Find", "Keep", "Verdict", "judge"]

Keep = Literal["first", "longest", "earliest"]

#: Compares the texts of pairs; returns records of type `comparison.COMPARED`.
Compare = Callable[[Pairs], NDArray[np.void]]
Numbers = NDArray[np.int64]
#: Finds the pairs worth a look among the records of these numbers, as `bands.candidates` does.
Find = Callable[[Numbers], Pairs]


class Verdict(NamedTuple):
    """What became of a document: its cluster (None: alone), the document it repeats (None: it is kept), how alike."""

    cluster: int | None
    duplicate_of: int | None
    similarity: float


ALONE = Verdict(None, None, 1.0)


class Choice(NamedTuple):
    """Which document of a cluster is kept: the first, the longest, or the earliest by what `date` says of each.

    Dates are strings that sort as dates do; None sorts last.
    """

    keep: Keep = "first"
    date: Callable[[int], str | None] = lambda _: None

    def rank(self, index: int, records: Records) -> tuple[Any, ...]:
        """Return what the kept document of a cluster has least of."""
        if self.keep == "longest":
            return -int(records["length"][index]), index
        if self.keep == "earliest":
            date = self.date(index)
            return date is None, date or "", index
        return (index,)


def judge(
    records: Records, compare: Compare, choice: Choice, decided: Numbers | None = None, find: Find | None = None
) -> dict[int, Verdict]:
    """Return the verdicts of the documents that are not alone, by their number.

    `find` (in memory, if none is given) finds candidates, `compare` compares the texts of pairs. `decided` is about
    documents of earlier runs, the first of the records: for each the number of the one that was kept. These stay as
    they are, and a fresh document that says the same is a copy of the one that was kept then. Clusters are numbered in the order of their first documents. Only which document
    is kept, and the numbers, depend on the order.
    """
    decided = np.zeros(0, np.int64) if decided is None else decided
    find = find or (lambda chosen: candidates(records, chosen, fresh=len(decided)))
    pairs = _pairs(records, find, len(decided))
    compared = compare(pairs)
    groups = _joined(pairs, compared, records["digest"], decided)
    kept = [_kept(members, records, choice, decided) for members in groups]
    joined = compared["is_same"]
    alike = _by_pair(pairs[joined], compared[joined])
    missing = sorted({pair for pair in _to_kept(groups, kept) if pair not in alike})
    others = np.array(missing, np.int64).reshape(-1, 2)
    alike |= _by_pair(others, compare(others))
    return dict(_verdicts(groups, kept, alike, len(decided)))


def _pairs(records: Records, find: Find, fresh: int) -> Pairs:
    """Return the pairs to compare, in order: each copy with the first document of its digest, and the candidates."""
    _, first, inverse = np.unique(records["digest"], return_index=True, return_inverse=True)
    same = first[inverse]
    copies = np.flatnonzero(same != np.arange(len(records)))
    copies = copies[copies >= fresh]
    chosen = np.sort(first)
    chosen = chosen[records["length"][chosen] >= HEADLINE]
    pairs = np.concatenate([np.stack([same[copies], copies], axis=1), find(chosen)])
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _joined(pairs: Pairs, compared: NDArray[np.void], digests: NDArray[np.uint64], decided: Numbers) -> list[list[int]]:
    """Return the clusters, each in order: the most alike first, and never two that contradict each other.

    Which pair comes first depends on the documents alone, not on their order.
    """
    alike, apart = pairs[compared["is_same"]], pairs[compared["is_twin"]]
    names = np.sort(digests[alike], axis=1)
    similarity = compared["similarity"][compared["is_same"]]
    order = np.lexsort((alike[:, 1], alike[:, 0], names[:, 1], names[:, 0], -similarity))
    groups = _Groups(apart.tolist(), decided)
    for one, other in alike[order].tolist():
        groups.join(one, other)
    return groups.clusters()


class _Groups:
    """Sets of documents that grow together, save where a member of one must stay apart from one of the other.

    Nor do two grow together that hold documents of different clusters of earlier runs (`decided`).
    """

    def __init__(self, apart: Iterable[Sequence[int]], decided: Numbers) -> None:
        self._members: dict[int, list[int]] = {}
        self._root: dict[int, int] = {}
        self._enemies: dict[int, set[int]] = {}
        self._anchors: dict[int, int] = {}
        self._decided = decided
        for one, other in apart:
            self._enemies.setdefault(one, set()).add(other)
            self._enemies.setdefault(other, set()).add(one)

    def join(self, one: int, other: int) -> None:
        into, out = self._root.get(one, one), self._root.get(other, other)
        if into == out:
            return
        kept, moved = self._members.get(into, [into]), self._members.get(out, [out])
        if len(kept) < len(moved):
            into, out, kept, moved = out, into, moved, kept
        anchors = {self._anchor(into), self._anchor(out)} - {None}
        if len(anchors) > 1 or self._enemies.get(out, set()) & set(kept):
            return
        self._enemies.setdefault(into, set()).update(self._enemies.pop(out, ()))
        self._anchors.update((into, anchor) for anchor in anchors if anchor is not None)
        self._members.pop(out, None)
        self._members[into] = kept + moved
        self._root.update(dict.fromkeys([*moved, into], into))

    def _anchor(self, root: int) -> int | None:
        return int(self._decided[root]) if root < len(self._decided) else self._anchors.get(root)

    def clusters(self) -> list[list[int]]:
        return sorted(sorted(members) for members in self._members.values())


def _kept(members: Sequence[int], records: Records, choice: Choice, decided: Numbers) -> int:
    """Return the document of a cluster that is kept; `members` are in order, those of earlier runs first."""
    if members[0] < len(decided):
        return int(decided[members[0]])
    return min(members, key=lambda index: choice.rank(index, records))


def _to_kept(groups: Sequence[Sequence[int]], kept: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield each member with the one that is kept instead of it, as a pair."""
    for members, one in zip(groups, kept, strict=True):
        yield from ((min(one, index), max(one, index)) for index in members if index != one)


def _by_pair(pairs: Pairs, compared: NDArray[np.void]) -> dict[tuple[int, int], float]:
    return {
        (one, other): alike for (one, other), alike in zip(pairs.tolist(), compared["similarity"].tolist(), strict=True)
    }


def _verdicts(
    groups: Sequence[Sequence[int]], kept: Sequence[int], alike: Mapping[tuple[int, int], float], fresh: int
) -> Iterator[tuple[int, Verdict]]:
    for number, (members, one) in enumerate(zip(groups, kept, strict=True)):
        for index in members[bisect_left(members, fresh) :]:
            if index == one:
                yield index, Verdict(number, None, 1.0)
            else:
                yield index, Verdict(number, one, round(alike[min(one, index), max(one, index)], 4))
