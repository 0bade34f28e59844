"""Findings for other programs: JSON Lines, SARIF 2.1.0, and the commands that annotate a pull request on GitHub."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from newsclean import __version__
from newsclean.checking import CHECKS, Checked, Finding, Region
from newsclean.rules import Rule
from newsclean.writing import json_line

__all__ = ["Format", "written"]

Format = Literal["text", "json", "sarif", "github"]


def written(pages: Iterable[Checked], form: Format, rules: Mapping[str, Rule]) -> Iterator[str]:
    """Yield the findings in pages, piece by piece, in a form that programs read (not text); `rules` say why.

    Pages are written as they come, so memory does not grow with their number.
    """
    if form == "json":
        return (json_line(_fields(page)) for page in pages)
    return _github(pages) if form == "github" else _sarif(pages, rules)


def _fields(page: Checked) -> dict[str, Any]:
    return {
        "id": page.id,
        "path": page.path,
        "loss": round(page.loss, 2),
        "removed": dict(page.removed),
        "findings": [_finding(finding) for finding in page.findings],
        "error": None if page.error is None else str(page.error),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    region = finding.region
    place = {name: value for name, value in region._asdict().items() if value} if region else {}
    return {"rule": finding.rule, "level": _level(finding), **place, "message": finding.message}


def _level(finding: Finding) -> str:
    return "error" if finding.is_error else "warning"


# --- SARIF -------------------------------------------------------------------------------------------------------

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def _sarif(pages: Iterable[Checked], rules: Mapping[str, Rule]) -> Iterator[str]:
    """Yield a SARIF log of one run; its rules come last, since they are known by then."""
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"columnKind": "unicodeCodePoints", "results": ['
    numbers: dict[str, int] = {}
    between = "\n"
    for page in pages:
        for finding in page.findings:
            number = numbers.setdefault(finding.rule, len(numbers))
            yield between + json.dumps(_result(finding, page.path, number))
            between = ",\n"
    driver = {"name": "newsclean", "version": __version__, "rules": [_descriptor(name, rules) for name in numbers]}
    yield f'\n], "tool": {json.dumps({"driver": driver}, ensure_ascii=False)}}}]}}\n'


def _result(finding: Finding, path: str, number: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
    if finding.region:
        place["region"] = _region(finding.region)
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": _level(finding),
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
    }


def _region(region: Region) -> dict[str, int]:
    names = ("startLine", "startColumn", "endLine", "endColumn")
    return {name: value for name, value in zip(names, region, strict=True) if value}


def _uri(path: str) -> str:
    """Return a path as a URI: relative to the working folder where the path is, its bytes escaped."""
    absolute = "file://" if Path(path).is_absolute() else ""
    drive = "/" if absolute and not path.startswith("/") else ""
    return absolute + drive + quote(os.fsencode(Path(path).as_posix()))


def _descriptor(name: str, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """Return what SARIF calls a rule; code scanning on GitHub asks for all three texts."""
    why = CHECKS.get(name) or (rules[name].why if name in rules else name)
    more = why if name in CHECKS else f"{why} Examples of what goes and what stays: newsclean explain {name}"
    return {"id": name, "shortDescription": {"text": why}, "fullDescription": {"text": why}, "help": {"text": more}}


# --- GitHub ------------------------------------------------------------------------------------------------------


def _github(pages: Iterable[Checked]) -> Iterator[str]:
    """Yield a workflow command for each rule found in a page, since only the first few of a run are shown."""
    for page in pages:
        by_rule: dict[str, list[Finding]] = {}
        for finding in page.findings:
            by_rule.setdefault(finding.rule, []).append(finding)
        for rule, findings in by_rule.items():
            yield _command(page.path, rule, findings)


def _command(path: str, rule: str, findings: list[Finding]) -> str:
    first = findings[0]
    others = f" (and {len(findings) - 1} more of {rule} in this file)" if len(findings) > 1 else ""
    properties = {"file": Path(path).as_posix(), **_span(first.region), "title": rule}
    spelled = ",".join(f"{name}={_escaped(str(value), property=True)}" for name, value in properties.items())
    return f"::{_level(first)} {spelled}::{_escaped(first.message + others)}\n"


def _span(region: Region | None) -> dict[str, int]:
    """Return the lines of a region, with columns where it lies in one line: GitHub takes no others."""
    if region is None:
        return {}
    lines = {"line": region.line, "endLine": region.end_line}
    if region.line != region.end_line or not region.column:
        return lines
    return {**lines, "col": region.column, "endColumn": region.end_column}


def _escaped(text: str, *, property: bool = False) -> str:  # noqa: A002 - the word of GitHub's documentation
    for character in "%\r\n" + ":," * property:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
