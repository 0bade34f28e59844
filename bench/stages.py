"""Time each stage of `newsclean clean` within one process, and print the seconds of processor time as JSON.

    python bench/stages.py pages.jsonl

Every stage gets the pages as the stages before it left them.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from pathlib import Path

from newsclean.plan import default_plan, make_plan

BUNCH = 200  # pages held at a time


def stages(path: Path) -> dict[str, float]:
    """Return stage -> seconds, reading (JSON Lines to texts) first."""
    plans = {name: make_plan(steps=(name,)) for name in default_plan().steps}
    seconds = dict.fromkeys(["read", *plans], 0.0)
    for plan in plans.values():  # tables are read the first time
        plan.run("本报讯(记者 某某)临平(línpíng)新城开工。")
    with path.open(encoding="utf-8") as lines:
        while True:
            started = time.process_time()
            texts = [json.loads(line)["text"] for line in itertools.islice(lines, BUNCH)]
            seconds["read"] += time.process_time() - started
            if not texts:
                return seconds
            for name, plan in plans.items():
                started = time.process_time()
                texts = [plan.run(text).text for text in texts]
                seconds[name] += time.process_time() - started


if __name__ == "__main__":
    print(json.dumps(stages(Path(sys.argv[1]))))
