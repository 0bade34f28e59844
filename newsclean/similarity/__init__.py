"""Which documents say the same: reprints of one story found among many documents.

Three stages, each on its own: `signatures` makes one record of fixed size a document, fast and in any order; `bands`
names the pairs of records worth a look; `clusters` has the texts of these pairs compared (`comparison`) and gives the
verdicts. `cluster` does all three in memory, `across.Across` for documents of any number on disk.

Documents are compared as readers read them (`newsclean.folding`), by the five-character sequences they share. A
pair becomes a cluster by comparison only, never by a hash, and two texts that agree in their wording but contradict
each other in numbers stay apart: they are the morning and the evening edition of one template.
`docs/duplicates.md` tells where the constants come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsclean.similarity.clusters import Keep, Verdict

__all__ = ["DEFAULT_MEMORY", "cluster"]

#: Bytes that finding candidates may take if nobody says otherwise.
DEFAULT_MEMORY = 1_000_000_000


def cluster(texts: Iterable[str], keep: Keep = "first", dates: Sequence[str | None] = ()) -> list[Verdict]:
    """Return a verdict for each text.

    Of each cluster one document is kept: the first, the longest, or that of the earliest of `dates` (strings that
    sort as dates do; None sorts last). Raises `UnicodeEncodeError` where a text holds half of a surrogate pair.
    """
    import numpy as np  # noqa: PLC0415 - slow to import

    from newsclean.similarity.clusters import ALONE, Choice, judge  # noqa: PLC0415
    from newsclean.similarity.comparison import Profile, compare  # noqa: PLC0415
    from newsclean.similarity.signatures import RECORD, batches, signatures_of  # noqa: PLC0415
    from newsclean.similarity.units import folded_units  # noqa: PLC0415

    folded = [folded_units(batch) for batch in batches(texts)]
    records = np.concatenate([np.zeros(0, RECORD), *map(signatures_of, folded)])
    profiles = [Profile(text) for units in folded for text in units.texts]
    choice = Choice(keep, lambda index: dates[index] if index < len(dates) else None)
    verdicts = judge(records, lambda pairs: compare(profiles, pairs), choice)
    return [verdicts.get(index, ALONE) for index in range(len(records))]
