"""How much of what was planted is found: the clusters of an answer against the pairs that corpus.py wrote down."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

#: All programs are asked for pairs from this similarity up.
THRESHOLD = 0.7


@dataclass(frozen=True)
class Found:
    """What a program found.

    `recall` counts planted pairs of a true Jaccard from `THRESHOLD` up. `precision` is the share of the pairs found
    that were planted at all: others share no story. `below` counts planted pairs found under the threshold.
    """

    recall: float
    precision: float
    below: int


def compared(answer: Path, planted: Path) -> Found:
    """Compare an answer (JSON Lines with `id` and `cluster`) with what was planted."""
    with planted.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    alike = {(row["one"], row["other"]): row["jaccard"] for row in rows}
    found = _pairs(answer)
    wanted = {pair for pair, jaccard in alike.items() if jaccard >= THRESHOLD}
    below = sum(alike[pair] < THRESHOLD for pair in found & alike.keys())
    recall = len(found & wanted) / len(wanted) if wanted else 1.0
    return Found(recall, len(found & alike.keys()) / len(found) if found else 1.0, below)


def _pairs(answer: Path) -> set[tuple[str, str]]:
    """Return all pairs of ids in one cluster."""
    clusters = defaultdict(list)
    with answer.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["cluster"] is not None:
                clusters[row["cluster"]].append(row["id"])
    return {pair for members in clusters.values() for pair in itertools.combinations(sorted(members), 2)}
