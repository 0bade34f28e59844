"""Score other programs, and newsclean, on the same rows of a benchmark.

    python bench/peers.py                                      # all sets
    python bench/peers.py pinyin decode --json figures.json    # some, the figures also as JSON
    python bench/peers.py --docs docs/quality.md               # put the tables into a page, too

Builds an environment for each program the first time, with pip as it is configured, and keeps it. What is called of
each program stands in baselines.py, programs.py and clusterers.py. The figures are the scorer's own: a file like
score.py beside the benchmark, with `TASKS` (set -> function and command line), `run` and `decode`. A program that
cannot be installed or run is a row that says so.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from calls import PEERS, Peer
from environments import Environments, Unavailable, last_line, output_of, say
from tables import line_of, put_between

HERE = Path(__file__).resolve().parent
BENCHMARK = HERE.parents[1] / "shared" / "bench"
SETS = ("pinyin", "repeats", "chrome", "untouched", "pages", "neardup", "decode")
# Speed is measured elsewhere: here it is mostly that of starting up and importing.
LEFT_OUT = ("rows", "mb_per_s", "files_per_s")


@dataclass
class Row:
    """What one program reached on one set, or why it could not."""

    name: str
    version: str
    call: str
    figures: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failure: str = ""


def load_scorer(path: Path) -> ModuleType:
    """Load the scorer from its file."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures_of(
    scorer: ModuleType, name: str, rows: list[dict[str, Any]], command: list[str]
) -> tuple[dict[str, float], list[str]]:
    """Return the scorer's figures for a command on a set, and the lines that it prints beside them."""
    score, arguments = scorer.TASKS[name]
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            if name == "decode":
                figures = scorer.decode(command, rows, ignore)
            else:
                answers, _ = scorer.run(command, arguments.split(), rows)
                figures = score(rows, answers, ignore)
    except SystemExit as stopped:  # the scorer's way to say that a command failed
        raise Unavailable(f"failed: {last_line(str(stopped))}") from None
    return figures, [line.strip() for line in printed.getvalue().splitlines()]


def ignore(*_: object) -> None:
    """Take a miss and do nothing with it."""


def peer_row(peer: Peer, scorer: ModuleType, name: str, rows: list[dict[str, Any]], environments: Environments) -> Row:
    """Score a peer on a set."""
    row = Row(peer.name, ", ".join(peer.requires[:1]).partition("==")[2], peer.call)
    try:
        row.version = environments.version(peer.requires)
        command = [environments.python(peer.requires), "-E", "-s", str(HERE / "calls.py"), peer.name]
        row.figures, row.notes = figures_of(scorer, name, rows, command)
    except Unavailable as reason:
        row.failure = str(reason)
    return row


def own_row(scorer: ModuleType, name: str, rows: list[dict[str, Any]], command: list[str]) -> Row:
    """Score newsclean on a set."""
    version = output_of([*command, "--version"]).split()[-1]
    figures, notes = figures_of(scorer, name, rows, command)
    arguments = scorer.TASKS[name][1] or "decode --errors replace -t jsonl FILE..."
    return Row("newsclean", version, f"`newsclean {arguments}`", figures, notes)


def table(name: str, count: int, rows: Sequence[Row]) -> str:
    """Return the rows of a set as a table of Markdown, the calls below it."""
    keys = [key for key in rows[0].figures if key not in LEFT_OUT]
    head = ["program", "version", *(key.replace("_", " ") for key in keys)]
    lines = [f"{name}, {count} rows:", "", line_of(head), line_of(["---"] * len(head))]
    lines += [line_of([row.name, row.version, *cells_of(row, keys)]) for row in rows]
    return "\n".join([*lines, "", *(f"- {row.name}: {row.call}" for row in rows), *notes(rows)])


def cells_of(row: Row, keys: Sequence[str]) -> list[str]:
    """Return the figures as text, or the reason why there are none."""
    if row.failure:
        return [row.failure] + [""] * (len(keys) - 1)
    return [f"{figure:.4f}" if isinstance(figure, float) else str(figure) for figure in map(row.figures.get, keys)]


def notes(rows: Sequence[Row]) -> list[str]:
    """Return what the scorer printed beside the figures, as lines of a list."""
    return [f"- {row.name}, in detail: {'; '.join(row.notes)}" for row in rows if row.notes]


def parsed() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="SET", help=f"of: {' '.join(SETS)} (default: all)")
    parser.add_argument("--sets", type=Path, default=BENCHMARK / "dev", help="folder of the sets, JSON Lines each")
    parser.add_argument("--scorer", type=Path, default=BENCHMARK / "score.py", help="the scorer's file")
    parser.add_argument("--newsclean", default=f"{sys.executable} -m newsclean", help="its command")
    parser.add_argument("--environments", type=Path, default=HERE / ".environments", help="folder to keep the peers in")
    parser.add_argument(
        "--patience", type=float, default=900, help="seconds to wait for an installation (default: 900)"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--docs", type=Path, help="put the tables between their marks in this page")
    options = parser.parse_args()
    if unknown := set(options.names) - set(SETS):
        parser.error(f"no set {', '.join(sorted(unknown))}; there are {', '.join(SETS)}")
    return options


def main() -> None:
    """Score everybody."""
    options = parsed()
    scorer, environments = load_scorer(options.scorer), Environments(options.environments.resolve(), options.patience)
    report = {}
    for name in options.names or SETS:
        with (options.sets / f"{name}.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        found = [own_row(scorer, name, rows, shlex.split(options.newsclean))]
        for peer in PEERS.values():
            if name in peer.sets:
                say(f"{name}: {peer.name}")
                found.append(peer_row(peer, scorer, name, rows, environments))
        report[name] = [asdict(row) for row in found]
        text = table(name, len(rows), found)
        print(f"{text}\n", flush=True)
        if options.docs:
            put_between(options.docs, f"peers {name}", text)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
