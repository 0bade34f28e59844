"""Near-duplicates among documents of any number and size: only signatures are held in memory.

The documents are laid down in a temporary file as they arrive, so standard input can be read twice, and the texts
of a pair worth a look are read back from it.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, cast

from newsclean.documents import Document
from newsclean.similarity import Keep, Verdict, judge
from newsclean.similarity.signatures import signatures

__all__ = ["across"]


def across(documents: Iterable[Document], keep: Keep = "first") -> Iterator[tuple[Document, Verdict, Document | None]]:
    """Yield every document with its verdict and the document it repeats (None: it is kept), in the order given.

    `keep` says which copy stays: the first, the longest, or the earliest by the field `date`.
    """
    with tempfile.TemporaryFile() as file:
        spool = _Spool(file)
        dates: list[str | None] = []

        def texts() -> Iterator[str]:
            for document in documents:
                spool.add(document)
                dates.append(str(document.fields.get("date") or "") or None)
                yield document.text

        verdicts = judge(signatures(texts()), lambda index: spool[index].text, keep, dates)
        for index, verdict in enumerate(verdicts):
            kept = None if verdict.duplicate_of is None else spool[verdict.duplicate_of]
            yield spool[index], verdict, kept


class _Spool:
    """Documents in a file of this process's own, read back by their number."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: list[int] = []

    def add(self, document: Document) -> None:
        self._places.append(self._file.seek(0, 2))
        pickle.dump(document, self._file, pickle.HIGHEST_PROTOCOL)

    def __getitem__(self, index: int) -> Document:
        self._file.seek(self._places[index])
        return cast("Document", pickle.load(self._file))  # noqa: S301 - written by this process just now
