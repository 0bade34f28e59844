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
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from calls import PEERS, Peer

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


class Unavailable(Exception):  # noqa: N818
    """A program cannot be installed or run here."""


class Environments:
    """Virtual environments in one folder, named after the first package in each."""

    def __init__(self, folder: Path, patience: float) -> None:
        self.folder, self.patience = folder, patience
        self.failed: dict[tuple[str, ...], Unavailable] = {}

    def python(self, requires: tuple[str, ...]) -> str:
        """Return the interpreter of the environment that has these packages, built when it is not there."""
        if not requires:
            return sys.executable
        if requires in self.failed:
            raise self.failed[requires]
        home = self.folder / requires[0].partition("==")[0]
        python, stamp = home / "bin" / "python", home / "requires.txt"
        if not stamp.exists() or stamp.read_text("utf-8").split() != list(requires):
            try:
                self._build(home, python, requires)
            except Unavailable as reason:
                self.failed[requires] = reason
                raise
            stamp.write_text("\n".join(requires), "utf-8")
        return str(python)

    def _build(self, home: Path, python: Path, requires: tuple[str, ...]) -> None:
        say(f"installing {' '.join(requires)}")
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", *requires]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=self.patience, check=False)
        except subprocess.TimeoutExpired:
            raise Unavailable(f"not installed after {self.patience:g} s") from None
        if done.returncode:
            raise Unavailable(f"not installed: {last_line(done.stderr)}")

    def version(self, requires: tuple[str, ...]) -> str:
        """Return the version of the first package."""
        if not requires:
            return "–"
        package = requires[0].partition("==")[0]
        code = f"from importlib.metadata import version; print(version({package!r}))"
        return output_of([self.python(requires), "-c", code])


def output_of(command: list[str]) -> str:
    """Return what a command that must succeed prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def say(text: str) -> None:
    """Say on standard error what is going on."""
    print(text, file=sys.stderr, flush=True)


def last_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no word about why")


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


def line_of(cells: Sequence[str]) -> str:
    """Return a line of a table; a bar within a cell would end it."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def notes(rows: Sequence[Row]) -> list[str]:
    """Return what the scorer printed beside the figures, as lines of a list."""
    return [f"- {row.name}, in detail: {'; '.join(row.notes)}" for row in rows if row.notes]


def put_into(page: Path, name: str, text: str) -> None:
    """Put a table between the marks `<!-- peers NAME: begin -->` and `<!-- peers NAME: end -->` of a page."""
    begin, end = (f"<!-- peers {name}: {edge} -->" for edge in ("begin", "end"))
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        sys.exit(f"{page} has no place for the table of {name}: write {begin} and {end} into it")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8", newline="\n")


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
            put_into(options.docs, name, text)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
