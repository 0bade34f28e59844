"""A linear-chain labeller: the best sequence of labels for a page, and how sure each is.

The weights are those of a conditional random field, trained by `bench/build/train_layout.py`; this module only reads
them and decodes. Plain Python: a page has some sixty lines, of which most are certain at sight.
"""

from __future__ import annotations

import functools
import gzip
import json
import math
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from newsclean.layout.page import COMMON

__all__ = ["ALLOWED", "FIRST", "LABELS", "LAST", "MIDDLE", "Model", "model", "read_pairs"]

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


class Model:
    """Weights by feature, and between neighbouring labels."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take a model as `bench/build/train_layout.py` writes it: each feature's weights spelled as one string."""
        self._spelled: dict[str, str] = data["weights"]
        self._rows: dict[str, list[int]] = {}  # weights already read from their spelling, in units of `scale`
        self._scale: float = data["scale"]
        self.steps = [
            [
                (step - CAUTION * (other == "headline")) if other in ALLOWED[one] else _NEVER
                for other, step in zip(LABELS, row, strict=True)
            ]
            for one, row in zip(LABELS, data["steps"], strict=True)
        ]
        self.pairs = read_pairs(data["pairs"])
        self.common = frozenset(pair for pair, code in self.pairs.items() if code >= COMMON)

    def weight(self, name: str) -> list[int] | None:
        """Return the weight of a feature for each label, in units of the model's scale; None: it has none."""
        row = self._rows.get(name)
        if row is None and name in self._spelled:
            row = self._rows[name] = [ord(letter) - MIDDLE for letter in self._spelled[name]]
        return row

    def score(self, names: Sequence[str]) -> list[float]:
        """Return the weight of each label for a line with these features."""
        weight, scale = self.weight, self._scale
        rows = [row for name in names if (row := weight(name)) is not None]
        return [scale * sum(column) for column in zip(*rows, strict=True)] if rows else _NOTHING

    def decode(self, scores: list[list[float]], allowed: list[frozenset[str]]) -> list[tuple[str, float]]:
        """Return the best sequence of labels for lines with these scores, each with how sure it is.

        A line is only given a label it is allowed; where these sets contradict each other, as few of them as can be are
        broken. A label is as sure as the loss in score of the best sequence that has another label there, as a probability:
        1 / (1 + exp(-loss)).
        """
        if not scores:
            return []
        choices = [_CHOICES[some] if some in _CHOICES else _choice(some) for some in allowed]
        forward, back = self._forward(scores, choices)
        if max(forward[-1][label] + _END[label] for label in choices[-1]) < _NEVER / 2:
            scores = [
                [score - _AGAINST * (at not in choice) for at, score in enumerate(row)]
                for row, choice in zip(scores, choices, strict=True)
            ]
            choices = [_choice(frozenset(LABELS))] * len(scores)
            forward, back = self._forward(scores, choices)
        backward = self._backward(scores, choices)
        best = max(choices[-1], key=lambda label: forward[-1][label] + _END[label])
        path = [best]
        for pointers in reversed(back):
            path.append(pointers[path[-1]])
        path.reverse()
        return [
            (LABELS[label], _margin({other: there[other] + then[other] for other in choice}, label))
            for label, there, then, choice in zip(path, forward, backward, choices, strict=True)
        ]

    def _forward(
        self, scores: list[list[float]], choices: list[tuple[int, ...]]
    ) -> tuple[list[dict[int, float]], list[dict[int, int]]]:
        """The best total up to each label at each line, and the label before it."""
        row = {label: scores[0][label] + _BEGIN[label] for label in choices[0]}
        rows, back = [row], []
        for here, choice in zip(scores[1:], choices[1:], strict=True):
            pointers, after = {}, {}
            for label in choice:
                best, pointer = -_FAR, -1
                for before, total in row.items():
                    stepped = total + self.steps[before][label]
                    if stepped > best:
                        best, pointer = stepped, before
                after[label] = best + here[label]
                pointers[label] = pointer
            row = after
            rows.append(row)
            back.append(pointers)
        return rows, back

    def _backward(self, scores: list[list[float]], choices: list[tuple[int, ...]]) -> list[dict[int, float]]:
        """The best total of what follows each label at each line."""
        row = {label: _END[label] for label in choices[-1]}
        rows = [row]
        for at in range(len(scores) - 2, -1, -1):
            below = [(label, total + scores[at + 1][label]) for label, total in row.items()]
            row = {}
            for label in choices[at]:
                steps = self.steps[label]
                row[label] = max([steps[other] + total for other, total in below])
            rows.append(row)
        rows.reverse()
        return rows


_FAR = float("inf")
_AGAINST = 100.0  # what a label that is not allowed costs where no sequence keeps to all that is allowed
_NOTHING = [0.0] * len(LABELS)
_BEGIN = [0.0 if label in FIRST else _NEVER for label in LABELS]
_END = [0.0 if label in LAST else _NEVER for label in LABELS]
_CHOICES: dict[frozenset[str], tuple[int, ...]] = {}


def _choice(allowed: frozenset[str]) -> tuple[int, ...]:
    return _CHOICES.setdefault(allowed, tuple(at for at, label in enumerate(LABELS) if label in allowed))


def _margin(totals: dict[int, float], label: int) -> float:
    if len(totals) == 1:
        return 1.0
    rival = max(total for other, total in totals.items() if other != label)
    return 1 / (1 + math.exp(-min(max(totals[label] - rival, -50.0), 50.0)))


def read_pairs(joined: str) -> dict[str, int]:
    """Read pairs of characters, each followed by a character that spells what is known of it."""
    return {joined[at : at + 2]: ord(joined[at + 2]) - 33 for at in range(0, len(joined), 3)}


@functools.cache
def model() -> Model:
    """Return the trained labeller that comes with newsclean."""
    packed = resources.files("newsclean").joinpath("data/layout.json.gz").read_bytes()
    return Model(json.loads(gzip.decompress(packed)))
