"""A linear-chain labeller: the best sequence of labels for a page, and how sure each is.

The weights are those of a conditional random field, trained by `scripts/train_layout.py`; this module only reads
them and decodes. Plain Python: a page has some sixty lines, of which most are certain at sight.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from importlib import resources

__all__ = ["ALLOWED", "FIRST", "LABELS", "LAST", "Model", "model", "read_pairs"]

# What a line is, as the chain of states sees it. `open` is a paragraph broken off, `rest` its last piece, `middle` a
# piece broken off again; `lead` stands between headline and body, `inset` inside a broken paragraph.
LABELS = ("headline", "stack", "lead", "paragraph", "open", "middle", "rest", "inset", "heading", "aside", "chrome")

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
_UNLIKELY = -1e4  # for what is ruled out line by line: where such rules contradict each other, the fewest are broken


class Model:
    """Weights by feature, and between neighbouring labels."""

    def __init__(self, weights: dict[str, list[float]], steps: list[list[float]], pairs: str) -> None:
        self.weights = weights
        self.steps = steps
        self.pairs = read_pairs(pairs)
        self._before = [
            [(one, steps[one][other]) for one in range(len(LABELS)) if LABELS[other] in ALLOWED[LABELS[one]]]
            for other in range(len(LABELS))
        ]

    def score(self, names: Sequence[str], allowed: frozenset[str]) -> list[float]:
        """Return the weight of each label for a line with these features, and which may only be `allowed`."""
        total = [0.0 if label in allowed else _UNLIKELY for label in LABELS]
        for name in names:
            row = self.weights.get(name)
            if row is not None:
                total = [a + b for a, b in zip(total, row, strict=True)]
        return total

    def decode(self, scores: list[list[float]]) -> list[tuple[int, float]]:
        """Return the best sequence of labels for lines with these scores, each with its margin over the next best.

        The margin of a label at a line is the loss in score of the best sequence that has another label there, as
        a probability: 1 / (1 + exp(-loss)).
        """
        if not scores:
            return []
        forward, back = self._forward(scores)
        backward = self._backward(scores)
        best = max(range(len(LABELS)), key=lambda label: forward[-1][label] + backward[-1][label])
        path = [best]
        for pointers in reversed(back):
            path.append(pointers[path[-1]])
        path.reverse()
        return [
            (label, _margin([a + b for a, b in zip(there, then, strict=True)], label))
            for label, there, then in zip(path, forward, backward, strict=True)
        ]

    def _forward(self, scores: list[list[float]]) -> tuple[list[list[float]], list[list[int]]]:
        row = [score if LABELS[label] in FIRST else _NEVER for label, score in enumerate(scores[0])]
        rows, back = [row], []
        for here in scores[1:]:
            pointers, after = [], []
            for label, score in enumerate(here):
                best, pointer = _NEVER, 0
                for before, step in self._before[label]:
                    total = row[before] + step
                    if total > best:
                        best, pointer = total, before
                after.append(best + score)
                pointers.append(pointer)
            row = after
            rows.append(row)
            back.append(pointers)
        return rows, back

    def _backward(self, scores: list[list[float]]) -> list[list[float]]:
        """The best total of what follows each label at each line."""
        row = [0.0 if label in LAST else _NEVER for label in LABELS]
        rows = [row]
        for here in reversed(scores[1:]):
            after = [a + b for a, b in zip(row, here, strict=True)]
            row = [_NEVER] * len(LABELS)
            for label, befores in enumerate(self._before):
                total = after[label]
                for before, step in befores:
                    if total + step > row[before]:
                        row[before] = total + step
            rows.append(row)
        rows.reverse()
        return rows


def _margin(totals: list[float], label: int) -> float:
    rival = max(total for other, total in enumerate(totals) if other != label)
    return 1 / (1 + math.exp(-min(max(totals[label] - rival, -50.0), 50.0)))


def read_pairs(joined: str) -> dict[str, int]:
    """Read pairs of characters, each followed by a character that spells what is known of it."""
    return {joined[at : at + 2]: ord(joined[at + 2]) - 33 for at in range(0, len(joined), 3)}


@functools.cache
def model() -> Model:
    """Return the trained labeller that comes with newsclean."""
    data = json.loads(resources.files("newsclean").joinpath("data", "layout.json").read_text("utf-8"))
    scale = data["scale"]
    weights = {
        name: [scale * value for value in row] for name, row in data["weights"].items()
    }
    return Model(weights, data["steps"], data["pairs"])
