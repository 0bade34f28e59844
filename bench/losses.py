"""What share of a page is lost, on the pages of a benchmark: `python bench/losses.py SET.jsonl...`.

A set has a page in the field `text` of each line; those with a field `keep` (the lines that are to stay) also tell
what is rightly lost. Printed are the pages, the median, the 95th percentile and the six largest losses in percent, as
`--max-loss` counts them, and how many pages each of several limits would refuse.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path

from newsclean.cleaning import inked, loss
from newsclean.plan import default_plan

LIMITS = (60, 90, 95, 97, 98, 99)


def main() -> None:
    """Print a paragraph for each set."""
    plan = default_plan()
    for path in map(Path, sys.argv[1:]):
        found = []
        for row in rows(path):
            right = right_loss(row) if "keep" in row else None
            found.append((loss(row["text"], plan.run(row["text"], weighed=False)), right))
        if not found:
            continue
        found.sort(key=lambda one: one[0])
        losses = [lost for lost, _ in found]
        print(f"{path.name}: {len(losses)} pages, median {losses[len(losses) // 2]:.1f} %, ", end="")
        print(f"95 of 100 up to {losses[len(losses) * 95 // 100]:.1f} %")
        print(
            "  most lost:",
            "  ".join(f"{lost:.1f} (rightly {right:.1f})" if right else f"{lost:.1f}" for lost, right in found[-6:]),
        )
        print("  refused at:", "  ".join(f"{limit} %: {sum(lost > limit for lost in losses)}" for limit in LIMITS))


def rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the rows of a set, packed or not, that hold a text."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("text"):
                yield row


def right_loss(row: dict[str, object]) -> float:
    """Return the percentage of a page that is not among its lines to keep."""
    return 100 * (1 - sum(map(inked, row["keep"])) / inked(row["text"]))


if __name__ == "__main__":
    main()
