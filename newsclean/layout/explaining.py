"""Why the layout took a line for what it did: the features that spoke most for it, and against it.

The labeller adds up weights, so what decides between two labels is the difference of each feature's weights for the
two. The second label is the one that the line would have if it could not have the first.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterator
from typing import NamedTuple

from newsclean.layout import stretches
from newsclean.layout.certain import certain
from newsclean.layout.features import features, glances
from newsclean.layout.labeller import model
from newsclean.layout.labels import LABELS
from newsclean.layout.page import Page
from newsclean.layout.weights import unpacked

__all__ = ["AROUND", "Decision", "Reason", "decision"]

AROUND = "around"  # the reason that is no feature: what the lines above and below are


class Reason(NamedTuple):
    """A feature of a line, and how much it speaks for its label (in logits); less than nothing speaks against it."""

    feature: str
    weight: float


class Decision(NamedTuple):
    """What a line was taken for, for what else it might have been, how sure that is, and why, weightiest first.

    There is no `rival`, and there are no reasons, where the line can be nothing else.
    """

    label: str
    rival: str | None
    confidence: float
    reasons: list[Reason]


def decision(text: str, at: int) -> Decision:
    """Return why the line at offset `at` of a text got its label; raises `ValueError` where there is none."""
    for lines, form in stretches(text):
        if lines and at < lines[-1].end:
            place = max(bisect.bisect_right(lines, at, key=lambda line: line.start) - 1, 0)
            return _decision(Page(lines, model().pairs), form, place)
    raise ValueError(f"there is no line at {at}")


def _decision(page: Page, form: str, place: int) -> Decision:
    allowed = certain(page, form)
    reading = model().read(allowed, glances(page))
    label, confidence = reading.labels[place], reading.confidences()[place]
    others = allowed[place] - {label}
    if not others:
        return Decision(label, None, confidence, [])
    allowed[place] = others
    rival = model().read(allowed, glances(page)).labels[place]
    if rival == label:
        return Decision(label, None, confidence, [])
    reasons = [Reason(name, _difference(name, label, rival)) for name in features(page)[place]]
    loss = -math.log(1 / confidence - 1) if confidence < 1 else math.inf
    if math.isfinite(loss):
        reasons.append(Reason(AROUND, loss - sum(reason.weight for reason in reasons)))
    reasons = [reason for reason in reasons if reason.weight]
    return Decision(label, rival, confidence, sorted(reasons, key=lambda reason: -abs(reason.weight)))


def _difference(name: str, label: str, rival: str) -> float:
    weights = unpacked(model().weigh([(_named, name)]))
    return model().scale * (weights[LABELS.index(label)] - weights[LABELS.index(rival)])


def _named(name: str) -> Iterator[str]:
    yield name
