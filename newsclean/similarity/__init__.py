"""Which documents say the same: reprints of one story found among many documents.

Three stages, each on its own: `signatures.signatures` makes one record of fixed size a document, fast and in any
order; `signatures.candidates` names the pairs of records worth a look; `judge` reads the texts of these pairs,
compares them, and gives the verdicts. `cluster` does all three.

Documents are compared as readers read them (`newsclean.folding`), by the five-character sequences they share. A
pair becomes a cluster by comparison only, never by a hash, and two texts that agree in their wording but contradict
each other in numbers stay apart: they are the morning and the evening edition of one template.
`docs/duplicates.md` tells where the constants come from.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsclean.folding import fold
from newsclean.similarity.comparison import Comparison, Profile, compare

if TYPE_CHECKING:
    from newsclean.similarity.signatures import Pairs, Records

__all__ = ["Keep", "Verdict", "cluster", "judge"]

Keep = Literal["first", "longest", "earliest"]


class Verdict(NamedTuple):
    """What became of a document: its cluster (None: alone), the document it repeats (None: it is kept), how alike."""

    cluster: int | None
    duplicate_of: int | None
    similarity: float


def cluster(texts: Iterable[str], keep: Keep = "first", dates: Sequence[str | None] = ()) -> list[Verdict]:
    """Return a verdict for each text; see `judge`."""
    from newsclean.similarity.signatures import signatures  # noqa: PLC0415 - numpy, where it is used

    held = list(texts)
    return judge(signatures(held), held.__getitem__, keep, dates)


def judge(
    records: Records, read: Callable[[int], str], keep: Keep = "first", dates: Sequence[str | None] = ()
) -> list[Verdict]:
    """Return a verdict for each document of `records`; `read(index)` gives its text where it must be compared.

    Of each cluster one document is kept: the first, the longest, or that of the earliest of `dates` (strings that
    sort as dates do; None sorts last). Clusters are numbered in the order of their first documents.
    """
    from newsclean.similarity.signatures import candidates  # noqa: PLC0415 - numpy, where it is used

    documents = _Documents(records, read)
    groups = _joined(documents, candidates(records))
    verdicts = [Verdict(None, None, 1.0)] * len(records)
    for number, members in enumerate(groups):
        kept = min(members, key=lambda index: _rank(index, records, keep, dates))
        for index in members:
            similarity = 1.0 if index == kept else documents.compare(kept, index).similarity
            verdicts[index] = Verdict(number, None if index == kept else kept, round(similarity, 4))
    return verdicts


def _rank(index: int, records: Records, keep: Keep, dates: Sequence[str | None]) -> tuple[Any, ...]:
    if keep == "longest":
        return -int(records["length"][index]), index
    if keep == "earliest":
        date = dates[index] if index < len(dates) else None
        return date is None, date or "", index
    return (index,)


class _Documents:
    """Reads and compares documents, holding the profiles of the last ones."""

    def __init__(self, records: Records, read: Callable[[int], str]) -> None:
        self.digests = records["digest"].tolist()
        self._profile = functools.lru_cache(maxsize=512)(lambda index: Profile(fold(read(index))))
        self._compared = functools.lru_cache(maxsize=1 << 16)(
            lambda one, other: compare(self._profile(one), self._profile(other))
        )

    def compare(self, one: int, other: int) -> Comparison:
        return self._compared(min(one, other), max(one, other))


def _joined(documents: _Documents, pairs: Pairs) -> list[list[int]]:
    """Return the clusters, each in order: the most alike first, and never two that contradict each other.

    Which pair comes first depends on the documents alone, not on their order.
    """
    alike, apart = [], []
    for one, other in pairs.tolist():
        comparison = documents.compare(one, other)
        if comparison.is_same:
            names = sorted((documents.digests[one], documents.digests[other]))
            alike.append((-comparison.similarity, names, one, other))
        elif comparison.is_twin:
            apart.append((one, other))
    groups = _Groups(apart)
    for _, _, one, other in sorted(alike):
        groups.join(one, other)
    return groups.clusters()


class _Groups:
    """Sets of documents that grow together, save where a member of one must stay apart from one of the other."""

    def __init__(self, apart: Iterable[tuple[int, int]]) -> None:
        self._members: dict[int, list[int]] = {}
        self._root: dict[int, int] = {}
        self._enemies: dict[int, set[int]] = {}
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
        if self._enemies.get(out, set()) & set(kept):
            return
        self._enemies.setdefault(into, set()).update(self._enemies.pop(out, ()))
        self._members.pop(out, None)
        self._members[into] = kept + moved
        self._root.update(dict.fromkeys([*moved, into], into))

    def clusters(self) -> list[list[int]]:
        return sorted(sorted(members) for members in self._members.values())
