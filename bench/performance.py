"""Measure how fast newsclean is beside other programs, and how its time and memory grow.

    python bench/performance.py --docs docs/performance.md          # all of it, 200 MB
    python bench/performance.py --megabytes 20 --only steps decode  # some contests, on less
    python bench/performance.py --quick                             # that it works; the figures say nothing

Pages come from corpus.py, the contests from contests.py. All programs of a contest take turns within one invocation,
each as a whole process. Programs that must be installed are, each in an environment of its own that is kept in
`--environments`; one that cannot be is a row that says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

from contests import CONTESTS, GROWING, Contest, Entrant
from course import Course, Inputs
from environments import Environments, output_of, say
from figures import put_into, tables
from planted import compared
from processes import Runs, in_turns

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "docs" / "performance" / "results.json"
QUICK = {"megabytes": 0.4, "turns": 1, "growth": [0.1, 0.2]}
LEAST = 0.4  # megabytes of any contest, however small its part


def held(contest: Contest, course: Course, inputs: Inputs, turns: int) -> dict[str, Any]:
    """Hold a contest, and return what came of it, as JSON."""
    say(f"{contest.name}:")
    load = round(os.getloadavg()[0], 1)
    answers = {
        entrant.name: course.folder / f"answer-{place}" if contest.is_clustering else None
        for place, entrant in enumerate(contest.entrants)
    }
    entrants = {entrant.name: course.entrant(entrant, inputs, answers[entrant.name]) for entrant in contest.entrants}
    runs = in_turns(entrants, turns)
    return {
        "megabytes": round(inputs.size(contest.form), 1) if contest.part else None,
        "turns": turns,
        "load": load,
        "entrants": {entrant.name: _entry(entrant, runs[entrant.name]) for entrant in contest.entrants},
        "found": {
            name: asdict(compared(answer, inputs.path("pairs")))
            for name, answer in answers.items()
            if answer and not runs[name].failure
        },
    }


def _entry(entrant: Entrant, runs: Runs) -> dict[str, Any]:
    call = shlex.join(_shown(argument) for argument in entrant.arguments)
    call = f"python calls.py '{entrant.peer}' {call}" if entrant.peer else call
    reading = f" < {_shown(entrant.source)}" if entrant.source else ""
    return {"call": call + reading, **asdict(runs)}


def _shown(argument: str) -> str:
    """Return an argument as a reader sees it: a telling name for an input."""
    name = argument.strip("{}") if argument.startswith("{") else ""
    return f"pages.{name}" if name in ("jsonl", "text", "gb18030") else name or argument


def grown(course: Course, size: float) -> dict[str, Any]:
    """Return what each of `GROWING` takes for a size, once."""
    say(f"growth, {size:g} MB:")
    inputs = Inputs(course.folder, size)
    runs = in_turns({entrant.name: course.entrant(entrant, inputs) for entrant in GROWING}, 1)
    entries = {entrant.name: _entry(entrant, runs[entrant.name]) for entrant in GROWING}
    return {"megabytes": round(inputs.size("jsonl"), 2), "entrants": entries}


def machine() -> dict[str, Any]:
    """Return what is to be known of this machine."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text("utf-8").splitlines() if known.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "date": datetime.now(timezone.utc).date().isoformat(),
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }


def stages(course: Course, inputs: Inputs) -> dict[str, Any]:
    """Return the seconds that each stage of `clean` takes within one process."""
    say("stages")
    seconds = json.loads(output_of([*_python_of(course.newsclean), str(HERE / "stages.py"), str(inputs.path("jsonl"))]))
    return {"megabytes": round(inputs.size("jsonl"), 1), "seconds": seconds}


def _python_of(newsclean: Sequence[str]) -> list[str]:
    """Return the interpreter that newsclean runs in: the one beside its script, or the one that runs the module."""
    beside = Path(newsclean[0]).with_name("python")
    return [str(beside)] if len(newsclean) == 1 and beside.exists() else [newsclean[0]]


def parsed() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    option = partial(parser.add_argument)
    names = [contest.name for contest in CONTESTS]
    option("--megabytes", type=float, default=200, help="pages of a full contest, in 10^6 bytes (default: 200)")
    option("--turns", type=int, default=3, help="how often each entrant runs (default: 3)")
    option(
        "--growth",
        type=float,
        nargs="*",
        default=[1, 10, 100],
        metavar="MB",
        help="sizes to grow by (default: 1 10 100)",
    )
    option("--only", nargs="+", choices=[*names, "stages", "growth"], help="hold these contests, keep other results")
    option("--quick", action="store_true", help="hold them on next to nothing, and install nothing")
    option("--newsclean", default=f"{sys.executable} -m newsclean", help="its command")
    option("--environments", type=Path, default=HERE / ".environments", help="folder to keep the others in")
    option("--work", type=Path, help="folder for pages, kept (default: a temporary one)")
    option("--patience", type=float, default=900, help="seconds that one run may take (default: 900)")
    option("--json", type=Path, help="results (default: docs/performance/results.json; none of a quick run)")
    option("--docs", type=Path, help="put tables and plots into this page")
    options = parser.parse_args()
    if options.quick:
        vars(options).update(QUICK)
    return options


def results_of(options: argparse.Namespace, folder: Path, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Hold the contests that are asked for; of others take over what is known. Yields what there is after each."""
    environments = Environments(options.environments.resolve(), options.patience, installs=not options.quick)
    course = Course(shlex.split(options.newsclean), environments, folder, options.patience)
    wanted = options.only or [*(contest.name for contest in CONTESTS), "stages", "growth"]
    results = {"contests": {}, **known, "machine": machine()}
    for contest in CONTESTS:
        if contest.name in wanted:
            inputs = Inputs(folder, max(options.megabytes * contest.part, LEAST))
            turns = options.turns if options.quick else max(options.turns, contest.turns)
            results["contests"][contest.name] = held(contest, course, inputs, turns)
            yield results
    if "stages" in wanted:
        results["stages"] = stages(course, Inputs(folder, max(options.megabytes / 20, LEAST)))
        yield results
    if "growth" in wanted:
        results["growth"] = []
        for size in options.growth:
            results["growth"].append(grown(course, size))
            yield results


def main() -> None:
    """Measure, and write down."""
    options = parsed()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.work or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        record = options.json or (folder / "results.json" if options.quick else RESULTS)
        known = json.loads(record.read_text("utf-8")) if options.only and record.exists() else {}
        for results in results_of(options, folder, known):
            record.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(tables(results)["asked"])
    if options.docs:
        put_into(options.docs, results)


if __name__ == "__main__":
    main()
