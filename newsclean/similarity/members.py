"""What differs between two members of a cluster, sentence by sentence.

Sentences are matched as readers read them (`newsclean.folding`): width, punctuation and script do not count. A
sentence that was changed a little is shown once, with marks; one that the other text does not have is shown whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from newsclean import marks
from newsclean.edits import Edit
from newsclean.folding import fold

__all__ = ["Difference", "differences"]


class Difference(NamedTuple):
    """A stretch of a comparison: what it is, and its text (of `same`, only how many sentences)."""

    kind: Literal["same", "changed", "only kept", "only copy"]
    text: str
    sentences: int = 1


_SENTENCE = re.compile(r"[^。！？!?\r\n]*[。！？!?]+[”’」』）)]*|[^。！？!?\r\n]+")
_ENOUGH = 5000  # sentences to compare; a document that has more is a book
_ALIKE = 0.6  # two sentences are one that was changed, if they share so much
_LONG = 1000  # characters that a sentence may have to be compared inside


def differences(kept: str, copy: str) -> Iterator[Difference]:
    """Yield how `copy` differs from `kept`, in the order of the text."""
    here, there = _sentences(kept), _sentences(copy)
    matcher = SequenceMatcher(None, [fold(text) for text in here], [fold(text) for text in there])
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag == "equal":
            yield Difference("same", "", end - start)
        else:
            yield from _changed(here[start:end], there[begin:stop])


def _sentences(text: str) -> list[str]:
    found = (match[0].strip() for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if fold(sentence)][:_ENOUGH]


def _changed(here: Sequence[str], there: Sequence[str]) -> Iterator[Difference]:
    """Pair sentences in order as long as they are alike; the others stand on one side only."""
    pairs = 0
    for one, other in zip(here, there, strict=False):
        edits = _edits(one, other)
        if edits is None:
            break
        yield Difference("changed", marks.show(one, edits))
        pairs += 1
    yield from (Difference("only kept", text) for text in here[pairs:])
    yield from (Difference("only copy", text) for text in there[pairs:])


def _edits(one: str, other: str) -> list[Edit] | None:
    """Return the edits that make one sentence of the other; None where they are too different, or too long."""
    if max(len(one), len(other)) > _LONG:
        return None
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return None
    return [
        Edit(start, end, other[begin:stop], "similarity.changed")
        for tag, start, end, begin, stop in matcher.get_opcodes()
        if tag != "equal"
    ]
