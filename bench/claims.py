"""What is asked of newsclean, and whether results reach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processes import Runs, Usage, ratio

_ABSENT = {"usages": [], "failure": "not measured"}


@dataclass(frozen=True)
class Claim:
    """Something asked of newsclean.

    Without `others`: the figure of `own` itself. With them: how many times faster than the fastest of them it is, or,
    where `is_limit`, how many times as much it takes. `measure` is `cpu` or `wall` (seconds), `rate` (MB of input a
    second of processor time), `peak` (bytes), or `recall` and `precision`, less the best of the others.
    `is_limit`: at most `asked`, else at least.
    """

    what: str
    contest: str
    own: str
    asked: float
    others: tuple[str, ...] = ()
    measure: str = "cpu"
    is_limit: bool = False
    unit: str = "×"


_ACROSS = "newsclean dedup --across --mark"
_CLUSTERERS = ("rensa", "datasketch", "text-dedup", "text-dedup, clauses", "Data-Juicer, MinHash")
_CLEANERS = ("ftfy", "trafilatura", "jusText", "JioNLP, all", "Data-Juicer, web cleaners")

CLAIMS = (
    Claim(
        "strip-pinyin, readings verified, to perl, unverified: rows", "steps", "newsclean strip-pinyin", 1, ("perl",)
    ),
    Claim("the same: one long text", "text", "newsclean strip-pinyin", 1, ("perl",)),
    Claim("strip-chrome to the same perl: rows", "steps", "newsclean strip-chrome", 3, ("perl",)),
    Claim("dedup in a page to the same perl: rows", "steps", "newsclean dedup", 3, ("perl",)),
    Claim("decode of GB18030 to iconv", "decode", "newsclean decode", 0.6, ("iconv",)),
    Claim("near-duplicates to rensa", "across", _ACROSS, 10, ("rensa",)),
    Claim("recall, less that of the best other", "across-part", _ACROSS, 0, _CLUSTERERS, "recall", unit=""),
    Claim("precision, less that of the best other", "across-part", _ACROSS, 0, _CLUSTERERS, "precision", unit=""),
    Claim("near-duplicates to datasketch", "across", _ACROSS, 50, ("datasketch",)),
    Claim("clean, everything on", "layout", "newsclean clean", 15, measure="rate", unit="MB/s"),
    Claim("clean to the fastest other cleaner", "clean-part", "newsclean clean", 5, _CLEANERS),
    Claim(
        "two processes to one, on the clock: batch",
        "layout",
        "newsclean batch -j 2",
        1.8,
        ("newsclean batch -j 1",),
        "wall",
    ),
    Claim(
        "two processes to one, on the clock: rows", "layout", "newsclean clean -j 2", 1.8, ("newsclean clean",), "wall"
    ),
    Claim("clean with --trace to clean", "layout", "newsclean clean --trace", 1.5, ("newsclean clean",), is_limit=True),
    Claim("--version to python -c pass", "start", "newsclean --version", 60 / 9, ("python -c pass",), is_limit=True),
    Claim(
        "clean of one page to python -c pass", "start", "newsclean clean", 150 / 9, ("python -c pass",), is_limit=True
    ),
    Claim(
        "start-up of --version, on the clock",
        "start",
        "newsclean --version",
        0.06,
        measure="wall",
        is_limit=True,
        unit="s",
    ),
    Claim("clean of one page, on the clock", "start", "newsclean clean", 0.15, measure="wall", is_limit=True, unit="s"),
    Claim(
        "peak memory of clean, largest input",
        "growth",
        "newsclean clean",
        150e6,
        measure="peak",
        is_limit=True,
    ),
)


def is_met(claim: Claim, value: float) -> bool:
    """Tell whether a figure is as asked."""
    return value <= claim.asked if claim.is_limit else value >= claim.asked


def reached(claim: Claim, results: Mapping[str, Any]) -> float | None:
    """Return the figure of a claim, None where something that it needs was not measured."""
    if claim.contest == "growth":
        contest = results["growth"][-1] if results.get("growth") else None
    else:
        contest = results["contests"].get(claim.contest)
    if contest is None:
        return None
    if claim.measure in ("recall", "precision"):
        return _found(claim, contest["found"])
    entries = contest["entrants"]
    own = runs_of(entries.get(claim.own, _ABSENT))
    if own.failure:
        return None
    if not claim.others:
        return contest["megabytes"] / own.median("cpu") if claim.measure == "rate" else own.median(claim.measure)
    one_way = [ratio(runs_of(entries[name]), own, claim.measure) for name in claim.others if name in entries]
    known = [value for value in one_way if value is not None]
    if not known:
        return None
    return 1 / max(known) if claim.is_limit else min(known)


def _found(claim: Claim, found: Mapping[str, Mapping[str, float]]) -> float | None:
    """Return recall or precision less the best of the others."""
    others = [found[name][claim.measure] for name in claim.others if name in found]
    return found[claim.own][claim.measure] - max(others) if claim.own in found and others else None


def runs_of(entry: Mapping[str, Any]) -> Runs:
    """Return the runs of an entrant from the results."""
    return Runs([Usage(**usage) for usage in entry["usages"]], entry["failure"])
