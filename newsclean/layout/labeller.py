"""A linear-chain labeller: the best sequence of labels for a page, and how sure each is.

The weights are those of a conditional random field, trained by `bench/build/train_layout.py`; this module only reads
them and decodes. Plain Python: a page has some sixty lines, of which most are certain at sight.
"""

from __future__ import annotations

import functools
import gzip
import json
import math
import operator
import struct
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from newsclean.layout.page import Clue
from newsclean.layout.pairs import read_pairs

__all__ = ["ALLOWED", "FIRST", "LABELS", "LAST", "MIDDLE", "Model", "model"]

# What a line is, as the chain of states sees it. `open` is a paragraph broken off, `rest` its last piece, `middle` a
# piece broken off again; `lead` stands between headline and body, `inset` inside a broken paragraph.
LABELS = (
    "headline",
    "stack",
    "lead",
    "paragraph",
    "open",
    "middle",
    "rest",
    "inset",
    "heading",
    "aside",
    "chrome",
)

_BODY = ("paragraph", "open", "heading")
_BETWEEN = ("headline", *_BODY, "aside", "chrome")
_BROKEN = ("middle", "rest", "inset")
ALLOWED: dict[str, tuple[str, ...]] = {
    "headline": ("stack", "lead", *_BODY),
    "stack": ("stack", "lead", *_BODY),
    "lead": ("lead", *_BODY),
    "paragraph": _BETWEEN,
    "open": _BROKEN,
    "middle": _BROKEN,
    "rest": _BETWEEN,
    "inset": _BROKEN,
    "heading": _BETWEEN,
    "aside": _BETWEEN,
    "chrome": _BETWEEN,
}
FIRST = _BETWEEN
LAST = ("paragraph", "rest", "heading", "aside", "chrome", "lead", "headline", "stack")

_NEVER = -1e9

# What a new headline must outweigh, because a story cut in two does more harm than two stories run together. Chosen on
# pages not trained on: 0.6 gives the best boundaries there (0.972 instead of 0.965) and costs nothing on other sources.
CAUTION = 0.6

# A weight is spelled as one character, so many units above or below this one; the farthest is 44 units away.
MIDDLE = 80


# The weights of all labels are added up at once, packed in one integer: sixteen bits a label. A line has some hundred
# features at most, so no sum leaves its sixteen bits once `_BIAS` has lifted it above zero.
_BITS = 16
_PACK = struct.Struct(f"<{len(LABELS)}H")
_ZERO = 1 << (_BITS - 1)
_BIAS = sum(_ZERO << (_BITS * at) for at in range(len(LABELS)))
_MIDDLES = sum(MIDDLE << (_BITS * at) for at in range(len(LABELS)))
_MOST = 100_000  # sums of clues that are remembered; some twenty pages have as many


class _Packed(dict[str, int]):
    """The weights of each feature as one integer: UTF-16 gives each character of their spelling its sixteen bits."""

    def __init__(self, spelled: Mapping[str, str]) -> None:
        super().__init__()
        self.spelled = spelled

    def __missing__(self, name: str) -> int:
        """Read the weights of a feature not met before."""
        row = self[name] = int.from_bytes(self.spelled[name].encode("utf-16-le"), "little") - _MIDDLES
        return row


class _Sums(dict[Clue, int]):
    """The packed weights of each clue, added up over the features it stands for. A memory, not part of any answer."""

    def __init__(self, spelled: Mapping[str, str]) -> None:
        super().__init__()
        self._weighs = spelled.__contains__
        self._weight = _Packed(spelled).__getitem__

    def __missing__(self, clue: Clue) -> int:
        """Add up the weights of a clue not met before."""
        if len(self) >= _MOST:
            self.clear()
        total = self[clue] = sum(map(self._weight, filter(self._weighs, clue[0](*clue[1:]))))
        return total


Weigh = Callable[[int], Sequence[float]]  # the weight of each label for the line of this number
_Row = dict[int, float]


class Model:
    """Weights by feature, and between neighbouring labels."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take a model as `bench/build/train_layout.py` writes it: each feature's weights spelled as one string."""
        self._sums = _Sums(data["weights"])
        self._scale: float = data["scale"]
        self.steps = [
            [
                (step - CAUTION * (other == "headline")) if other in ALLOWED[one] else _NEVER
                for other, step in zip(LABELS, row, strict=True)
            ]
            for one, row in zip(LABELS, data["steps"], strict=True)
        ]
        self._moves: dict[tuple[int, int], _Moves] = {}
        self.pairs = read_pairs(data["pairs"])

    def score(self, clues: Iterable[Clue]) -> list[float]:
        """Return the weight of each label for a line with these clues."""
        total = sum(map(self._sums.__getitem__, clues), _BIAS)
        scale = self._scale
        return [scale * (lifted - _ZERO) for lifted in _PACK.unpack(total.to_bytes(_PACK.size, "little"))]

    def decode(self, weigh: Weigh, allowed: Sequence[frozenset[str]]) -> list[str]:
        """Return the best sequence of labels for lines that `weigh` scores.

        A line is only given a label it is allowed, and `weigh` is only asked where this leaves a choice. Where these
        sets contradict each other, as few of them as can be are broken.
        """
        if not allowed:
            return []
        weigh, choices = _possible(weigh, allowed)
        rows, back = self._forward(weigh, choices)
        best = max(rows[-1], key=rows[-1].__getitem__)
        path = [best]
        for pointers in reversed(back):
            path.append(pointers[path[-1]])
        path.reverse()
        return [LABELS[label] for label in path]

    def confidences(self, weigh: Weigh, allowed: Sequence[frozenset[str]], labels: Sequence[str]) -> list[float]:
        """Return how sure each label of the best sequence is.

        It is as sure as the loss in score of the best sequence that has another label there, as a probability:
        1 / (1 + exp(-loss)).
        """
        if not allowed:
            return []
        weigh, choices = _possible(weigh, allowed)
        rows, _ = self._forward(weigh, choices)
        backward = self._backward(weigh, choices)
        return [
            _margin({other: total + then[other] for other, total in row.items()}, LABELS.index(label))
            for label, row, then in zip(labels, rows, backward, strict=True)
        ]

    def _forward(self, weigh: Weigh, choices: Sequence[int]) -> tuple[list[_Row], list[dict[int, int]]]:
        """The best total up to each label at each line, and the label before it."""
        row = _opening(weigh, choices[0])
        rows, back = [row], []
        for at in range(1, len(choices)):
            moves = self._between(choices[at - 1], choices[at])
            here = weigh(at) if len(moves) > 1 else _NOTHING
            pointers, after = {}, {}
            for label, ways in moves:
                best, pointer = -_FAR, -1
                for before, step in ways:
                    stepped = row[before] + step
                    if stepped > best:
                        best, pointer = stepped, before
                after[label] = best + here[label]
                pointers[label] = pointer
            row = after
            rows.append(row)
            back.append(pointers)
        return rows, back

    def _backward(self, weigh: Weigh, choices: Sequence[int]) -> list[_Row]:
        """The best total of what follows each label at each line."""
        row = dict.fromkeys(_labels(choices[-1]), 0.0)
        rows = [row]
        for at in range(len(choices) - 2, -1, -1):
            moves = self._between(choices[at], choices[at + 1])
            here = weigh(at + 1) if len(moves) > 1 else _NOTHING
            above = dict.fromkeys(_labels(choices[at]), -_FAR)
            for label, ways in moves:
                total = row[label] + here[label]
                for before, step in ways:
                    above[before] = max(above[before], step + total)
            row = above
            rows.append(row)
        rows.reverse()
        return rows

    def _between(self, before: int, after: int) -> _Moves:
        """The steps from the labels of one set to those of the next."""
        known = self._moves.get((before, after))
        if known is None:
            known = self._moves[before, after] = tuple(
                (label, tuple((one, self.steps[one][label]) for one in _labels(before) if _FOLLOW[one] >> label & 1))
                for label in _labels(after)
            )
        return known


_Moves = tuple[tuple[int, tuple[tuple[int, float], ...]], ...]  # each label with the labels before it, and the steps
_FAR = float("inf")
_AGAINST = 100.0  # what a label that is not allowed costs where no sequence keeps to all that is allowed
_NOTHING = [0.0] * len(LABELS)


def _opening(weigh: Weigh, choice: int) -> _Row:
    labels = _labels(choice)
    here = weigh(0) if len(labels) > 1 else _NOTHING
    return {label: here[label] for label in labels}


# Sets of labels as numbers: a bit a label. There are only so many of them that all can be remembered.


@functools.cache
def _mask(labels: Collection[str]) -> int:
    return sum(1 << LABELS.index(label) for label in labels)


@functools.cache
def _labels(mask: int) -> tuple[int, ...]:
    return tuple(at for at in range(len(LABELS)) if mask >> at & 1)


_ALL = _mask(LABELS)
_FIRST, _LAST = _mask(FIRST), _mask(LAST)
_FOLLOW = [_mask(ALLOWED[label]) for label in LABELS]


@functools.cache
def _below(mask: int) -> int:
    """The labels that may follow one of these."""
    return functools.reduce(operator.or_, (_FOLLOW[label] for label in _labels(mask)), 0)


@functools.cache
def _above(mask: int) -> int:
    """The labels that one of these may follow."""
    return sum(1 << label for label, after in enumerate(_FOLLOW) if after & mask)


def _possible(weigh: Weigh, allowed: Sequence[frozenset[str]]) -> tuple[Weigh, list[int]]:
    """Return for each line the allowed labels that lie on a whole sequence.

    Where there is no such sequence, every label is allowed, and `weigh` counts those against that were not.
    """
    masks = [_mask(some) for some in allowed]
    choices = _pruned(masks)
    if choices:
        return weigh, choices

    def against(at: int) -> list[float]:
        return [score - (0 if masks[at] >> label & 1 else _AGAINST) for label, score in enumerate(weigh(at))]

    return against, _pruned([_ALL] * len(masks))


def _pruned(masks: Sequence[int]) -> list[int]:
    """Return the labels of each line that lie on a whole sequence; empty where there is none."""
    choices = []
    reached = _FIRST
    for mask in masks:
        reached &= mask
        if not reached:
            return []
        choices.append(reached)
        reached = _below(reached)
    reached = _LAST
    for at in range(len(choices) - 1, -1, -1):
        choices[at] &= reached
        if not choices[at]:
            return []
        reached = _above(choices[at])
    return choices


def _margin(totals: _Row, label: int) -> float:
    if len(totals) == 1:
        return 1.0
    rival = max(total for other, total in totals.items() if other != label)
    return 1 / (1 + math.exp(-min(max(totals[label] - rival, -50.0), 50.0)))


@functools.cache
def model() -> Model:
    """Return the trained labeller that comes with newsclean."""
    packed = resources.files("newsclean").joinpath("data/layout.json.gz").read_bytes()
    return Model(json.loads(gzip.decompress(packed)))
