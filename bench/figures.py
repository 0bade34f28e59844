"""Turn results into the tables and plots of a page: what was asked, each contest, the stages, the growth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from claims import CLAIMS, Claim, is_met, reached, runs_of
from contests import CONTESTS, Contest
from plots import Bar, Line, bars, lines
from processes import ratio
from tables import put_between, table

Results = Mapping[str, Any]
_OWN = "newsclean"  # how the names of its own entrants begin


def put_into(page: Path, results: Results) -> None:
    """Put all tables between their marks in a page, and the plots into the folder of its name beside it."""
    for name, text in tables(results).items():
        put_between(page, f"performance {name}", text)
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    for name, drawing in plots(results).items():
        (folder / f"{name}.svg").write_text(drawing, "utf-8", newline="\n")


def tables(results: Results) -> dict[str, str]:
    """Return name -> table, of all that was measured."""
    found = {"machine": _machine(results["machine"]), "asked": _asked(results)}
    for contest in CONTESTS:
        if contest.name in results["contests"]:
            found[contest.name] = _contest(results["contests"][contest.name])
    if "stages" in results:
        found["stages"] = _stages(results["stages"])
    if "growth" in results:
        found["growth"] = _growth(results["growth"])
    return found


def plots(results: Results) -> dict[str, str]:
    """Return name -> drawing."""
    found = {}
    measured = [contest for contest in CONTESTS if contest.part and contest.name in results["contests"]]
    if measured:
        groups = [(_title(contest, results), _bars(results["contests"][contest.name])) for contest in measured]
        found["speed"] = bars("Megabytes a second of processor time", groups)
    if results.get("growth"):
        found["growth-time"] = lines("Input, MB", "Processor time, s", _lines(results["growth"], "cpu", 1))
        found["growth-memory"] = lines("Input, MB", "Peak memory, MB", _lines(results["growth"], "peak", 1e-6))
    return found


def _title(contest: Contest, results: Results) -> str:
    return f"{contest.title}: {results['contests'][contest.name]['megabytes']:g} MB"


def _machine(machine: Mapping[str, Any]) -> str:
    cores = f"{machine['cores']} cores" if machine["cores"] != 1 else "1 core"
    return f"Measured on {machine['date']}: {machine['processor']}, {cores}, {machine['system']}, Python {machine['python']}."


def _asked(results: Results) -> str:
    rows = []
    for claim in CLAIMS:
        value = reached(claim, results)
        bound = f"{'at most' if claim.is_limit else 'at least'} {_figure(claim, claim.asked)}"
        if value is None:
            rows.append([claim.what, bound, "not measured", "–"])
        else:
            rows.append([claim.what, bound, _figure(claim, value), "yes" if is_met(claim, value) else "**no**"])
    return table(["asked", "", "measured", "met"], rows)


def _figure(claim: Claim, value: float) -> str:
    if claim.measure == "peak":
        return f"{value / 1e6:.0f} MB"
    return f"{value:.3g} {claim.unit}".rstrip()


def _contest(contest: Mapping[str, Any]) -> str:
    entries = {name: runs_of(entry) for name, entry in contest["entrants"].items()}
    reference = next(iter(entries.values()))
    size, found = contest["megabytes"], contest["found"]
    head = ["program", *(["MB/s"] if size else []), "processor s", "clock s", "peak MB", "speed, first = 1"]
    head += ["recall", "precision", "found below 0.7"] if found else []
    rows = []
    for name, runs in entries.items():
        if runs.failure:
            rows.append([name, runs.failure] + [""] * (len(head) - 2))
            continue
        speed = ratio(reference, runs, "cpu")
        cells = [name, *([f"{size / runs.median('cpu'):.3g}"] if size else [])]
        cells += [_seconds(runs.median("cpu")), _seconds(runs.median("wall")), f"{runs.median('peak') / 1e6:.0f}"]
        cells.append("" if speed is None else f"{speed:.2g}")
        if name in found:
            score = found[name]
            cells += [f"{score['recall']:.4f}", f"{score['precision']:.4f}", str(score["below"])]
        rows.append(cells)
    calls = [f"- {name}: `{entry['call']}`" for name, entry in contest["entrants"].items()]
    turns = f"{contest['turns']} turn{'s' * (contest['turns'] != 1)}, begun at a load of {contest['load']:g}:"
    above = f"{size:g} MB, {turns}" if size else turns
    return "\n".join([above, "", table(head, rows), "", *calls])


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}" if seconds < 1 else f"{seconds:.1f}"


def _stages(stages: Mapping[str, Any]) -> str:
    whole = sum(stages["seconds"].values())
    rows = [
        [name, f"{stages['megabytes'] / seconds:.3g}", f"{100 * seconds / whole:.0f} %"]
        for name, seconds in stages["seconds"].items()
    ]
    rows.append(["all", f"{stages['megabytes'] / whole:.3g}", "100 %"])
    return table(["stage", "MB/s", "of the time"], rows)


def _growth(points: Iterable[Mapping[str, Any]]) -> str:
    rows = []
    for point in points:
        for name, entry in point["entrants"].items():
            runs = runs_of(entry)
            size = f"{point['megabytes']:g}"
            if runs.failure:
                rows.append([name, size, runs.failure, "", ""])
                continue
            cpu = runs.median("cpu")
            rows.append(
                [name, size, _seconds(cpu), f"{point['megabytes'] / cpu:.3g}", f"{runs.median('peak') / 1e6:.0f}"]
            )
    return table(["command", "input, MB", "processor s", "MB/s", "peak MB"], sorted(rows, key=lambda row: row[0]))


def _bars(contest: Mapping[str, Any]) -> list[Bar]:
    found = []
    for name, entry in contest["entrants"].items():
        runs = runs_of(entry)
        rate = None if runs.failure else contest["megabytes"] / runs.median("cpu")
        found.append(Bar(name, rate, runs.failure, name.startswith(_OWN)))
    return found


def _lines(points: Iterable[Mapping[str, Any]], measure: str, unit: float) -> list[Line]:
    found: dict[str, list[tuple[float, float]]] = {}
    for point in points:
        for name, entry in point["entrants"].items():
            runs = runs_of(entry)
            if not runs.failure:
                found.setdefault(name, []).append((point["megabytes"], runs.median(measure) * unit))
    return [Line(name, places) for name, places in found.items()]
