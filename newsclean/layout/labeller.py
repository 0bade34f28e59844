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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from newsclean.layout.labels import ALL, ALLOWED, LABELS, as_mask, in_mask, pruned
from newsclean.layout.page import Clue, Glance
from newsclean.layout.pairs import Pairs
from newsclean.layout.weights import Sums, unpacked
from newsclean.packaged import packaged

__all__ = ["Model", "Reading", "model"]

_NEVER = -1e9

# How sure the labeller must be after the first glance, as a loss in score, for a line not to be looked at more closely.
# On pages not trained on, what it then says is what all clues together say; at 4.6 it is not, for one line in 600.
_SURE = 7.0

_Row = Sequence[float]  # a number for each label, or for each label a line may have
_Ways = tuple[tuple[int, float], ...]  # the places of labels in their set, and the steps between them and another


class _Moves(dict[tuple[int, int], tuple[tuple[int, _Ways], ...]]):
    """The steps from the labels of one set to those of another: for each of these, where it is reached from."""

    def __init__(self, steps: Sequence[_Row]) -> None:
        """Take the steps to each label: a row a label, with the step from each."""
        super().__init__()
        self._steps = steps

    def __missing__(self, sets: tuple[int, int]) -> tuple[tuple[int, _Ways], ...]:
        """Collect the steps between two sets not met before."""
        before, after = sets
        moves = self[sets] = tuple((label, self._ways(before, self._steps[label])) for label in in_mask(after))
        return moves

    def _ways(self, before: int, steps: _Row) -> _Ways:
        return tuple((at, steps[label]) for at, label in enumerate(in_mask(before)) if steps[label] > _NEVER)


class Model:
    """Weights by feature, and between neighbouring labels. Scores are counted in `scale`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take a model as `bench/build/train_layout.py` writes it: weights spelled as characters."""
        self._sums = Sums(data["features"], data["weights"])
        self.scale: float = data["scale"]
        steps = [
            [step / self.scale if other in ALLOWED[one] else _NEVER for other, step in zip(LABELS, row, strict=True)]
            for one, row in zip(LABELS, data["steps"], strict=True)
        ]
        self.onward = _Moves(list(zip(*steps, strict=True)))
        self.backward = _Moves(steps)
        self.pairs = Pairs(data["pairs"])

    def weigh(self, clues: Iterable[Clue]) -> int:
        """Return the weight of each label for a line with these clues, packed."""
        return sum(map(self._sums.__getitem__, clues))

    def read(self, allowed: Sequence[frozenset[str]], glances: Iterable[Glance]) -> Reading:
        """Return the best sequence of labels for the lines of a page.

        A line is only given a label it is `allowed`. Where that leaves a choice, the clues of the first of the `glances`
        decide; where they are not sure, those of the next, too. Where the allowed labels contradict each
        other, as few of them as can be are broken.
        """
        masks = [as_mask(some) for some in allowed]
        chain = _Chain(self, pruned(masks))
        if masks and not chain.choices:
            chain = _Chain(self, pruned([ALL] * len(masks)), masks)
        for number, glance in enumerate(glances):
            if number:
                chain.narrow(_SURE)
            chain.weigh(glance)
        return Reading(chain)


class Reading:
    """The labels of the lines of a page, and how sure each is."""

    def __init__(self, chain: _Chain) -> None:
        """Take a chain that all that is asked for was added to."""
        self._chain = chain
        self.labels = [LABELS[label] for label in chain.best()]

    def confidences(self) -> list[float]:
        """Return how sure each label is.

        It is as sure as the loss in score of the best sequence that has another label there, as a probability:
        1 / (1 + exp(-loss)).
        """
        chain = self._chain
        losses = list(chain.sure)
        for at, _, loss in chain.margins():
            losses[at] = loss
        return [1 / (1 + math.exp(-min(loss, _CERTAIN))) for loss in losses]


_CERTAIN = 50.0  # a loss that leaves no doubt


class _Chain:
    """The lines of a page, what each may be, and what speaks for it.

    Lines that may only be one thing part the chain: what stands between two of them is a stretch of its own.
    """

    def __init__(self, model: Model, choices: list[int], wanted: Sequence[int] = ()) -> None:
        self._model = model
        self.choices = choices
        self._wanted = wanted  # sets that contradict each other: what is not in them is counted against a line
        self._rows: list[_Row] = [_NOTHING] * len(choices)
        self._sums = [0] * len(choices)  # the weights of each label, packed
        self.sure = [_CERTAIN] * len(choices)  # the loss in score of another label, where that is decided

    def weigh(self, glance: Glance) -> None:
        """Add what a glance says of the lines that may be more than one thing."""
        places = self._open()
        weigh = self._model.weigh
        for at, clues in zip(places, glance(places) if places else (), strict=True):
            total = self._sums[at] = self._sums[at] + weigh(clues)
            row = unpacked(total)
            self._rows[at] = self._held_against(at, row) if self._wanted else row

    def _open(self) -> list[int]:
        """The lines that may be more than one thing."""
        return [at for at, choice in enumerate(self.choices) if choice & (choice - 1)]

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """The first and last line of each stretch, with the lines around it that may only be one thing."""
        first = last = -2
        for at in self._open():
            if at - 1 > last + 1 or last < 0:
                if last >= 0:
                    yield first, last + 1
                first = max(at - 1, 0)
            last = at
        if last >= 0:
            yield first, min(last + 1, len(self.choices) - 1)

    def _held_against(self, at: int, row: _Row) -> _Row:
        against = _AGAINST / self._model.scale
        return [score - (0 if self._wanted[at] >> label & 1 else against) for label, score in enumerate(row)]

    def narrow(self, sure: float) -> None:
        """Leave the lines that are so clear no choice, and their neighbours what goes with it."""
        narrowed = list(self.choices)
        for at, label, loss in self.margins():
            if loss >= sure:
                narrowed[at] = 1 << label
                self.sure[at] = loss
        self.choices = pruned(narrowed) or self.choices

    def best(self) -> list[int]:
        """Return the best sequence of labels."""
        path = [choice.bit_length() - 1 for choice in self.choices]
        for first, last in self._stretches():
            totals, pointers = self._forward(first, last)
            place = max(range(len(totals[-1])), key=totals[-1].__getitem__)
            for at in range(last, first - 1, -1):
                path[at] = in_mask(self.choices[at])[place]
                if at > first:
                    place = pointers[at - first - 1][place]
        return path

    def margins(self) -> Iterator[tuple[int, int, float]]:
        """Yield the lines that have a choice, the best label, and the loss of the best sequence with another there."""
        scale = self._model.scale
        for first, last in self._stretches():
            forward, backward = self._forward(first, last)[0], self._backward(first, last)
            for at in range(first, last + 1):
                totals = list(map(operator.add, forward[at - first], backward[at - first]))
                if len(totals) > 1:
                    best = max(totals)
                    place = totals.index(best)
                    totals[place] = -_FAR
                    yield at, in_mask(self.choices[at])[place], scale * (best - max(totals))

    def _forward(self, first: int, last: int) -> tuple[list[list[float]], list[list[int]]]:
        """The best total up to each label at each line of a stretch, and the label before it."""
        choices, rows, onward = self.choices, self._rows, self._model.onward
        row = [rows[first][label] for label in in_mask(choices[first])]
        totals, pointers = [row], []
        for at in range(first + 1, last + 1):
            here = rows[at]
            after, back = [], []
            for label, ways in onward[choices[at - 1], choices[at]]:
                best, pointer = -_FAR, 0
                for before, step in ways:
                    stepped = row[before] + step
                    if stepped > best:
                        best, pointer = stepped, before
                after.append(best + here[label])
                back.append(pointer)
            row = after
            totals.append(row)
            pointers.append(back)
        return totals, pointers

    def _backward(self, first: int, last: int) -> list[list[float]]:
        """The best total of what follows each label at each line of a stretch."""
        choices, rows, backward = self.choices, self._rows, self._model.backward
        row = [0.0] * len(in_mask(choices[last]))
        totals = [row]
        for at in range(last - 1, first - 1, -1):
            here = rows[at + 1]
            ahead = [total + here[label] for total, label in zip(row, in_mask(choices[at + 1]), strict=True)]
            row = [
                max([step + ahead[after] for after, step in ways]) for _, ways in backward[choices[at + 1], choices[at]]
            ]
            totals.append(row)
        totals.reverse()
        return totals


_FAR = float("inf")
_AGAINST = 100.0  # what a label that is not allowed costs where no sequence keeps to all that is allowed
_NOTHING = (0.0,) * len(LABELS)


@functools.cache
def model() -> Model:
    """Return the trained labeller that comes with newsclean."""
    packed = packaged("data/layout.json.gz")
    return Model(json.loads(gzip.decompress(packed)))
