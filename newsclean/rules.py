"""Rules as data: what is removed, why, and examples of both sides, from `rules/*.toml` or a file of the user's.

    [chrome.comment-box]
    match = ['(评论列表|发表评论)[:：]?']
    why = "The frame of a comment box, printed on every page of a site."
    removes = ["评论列表", "发表评论："]
    keeps = ["他在评论列表里写道，这座桥修得好。"]

The table's name is the rule id that stands in every trace, and it does not change once released. A rule with
`match` (regular expressions, each for a whole line) is applied by strip-chrome; a rule without one documents what
a step does by itself, and its examples are texts with marks (`newsclean.marks`). The tests run all examples.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsclean.errors import ConfigError, RuleError

__all__ = ["Rule", "builtin", "load", "parse"]

_KEYS = {"match", "why", "removes", "keeps", "options"}


@dataclass(frozen=True)
class Rule:
    """One rule: its id, its patterns for whole lines (none: the step decides by itself), why, and examples.

    `options` are the step's options that the examples need.
    """

    id: str
    match: tuple[str, ...]
    why: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


@functools.cache
def builtin(family: str = "") -> Mapping[str, Rule]:
    """Return the rules that come with newsclean, by id: those of `rules/<family>.toml`, or all of them."""
    from importlib import resources  # noqa: PLC0415 - slow to import, and most runs need no more than the tables

    found: dict[str, Rule] = {}
    for file in sorted(resources.files("newsclean").joinpath("rules").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml") and family in ("", file.name[:-5]):
            found.update(parse(file.read_text("utf-8"), file.name))
    return found


def load(path: Path) -> Mapping[str, Rule]:
    """Return the rules of a user's file; raises `RuleError` that names the file and the rule.

    A pattern that can take long is refused (`newsclean.chrome.backtracking`), and so is a name that stands for rules
    of newsclean's own in traces.
    """
    try:
        rules = parse(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise RuleError(f"{path}: cannot read the rules: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RuleError(f"{path}: rules must be UTF-8, but byte {error.start} is not") from error
    for rule in rules.values():
        _check_own(rule, path)
    return rules


# Rules of these families say what a step did; a rule of the user's own under such a name would be counted as that.
_OF_STEPS = frozenset({"check", "convert", "decode", "dedup", "normalize", "pinyin", "reflow", "split", "stitch"})
_ID = re.compile(r"[\w-]+\.[\w-]+")


def _check_own(rule: Rule, path: Path) -> None:
    """Raise `RuleError` where a rule of the user's own has a name that is taken, or a pattern that may take long."""
    from newsclean.chrome.backtracking import check  # noqa: PLC0415 - only for rules of the user's own
    from newsclean.chrome.rulebook import fold_pattern  # noqa: PLC0415

    family, _, name = rule.id.partition(".")
    if not _ID.fullmatch(rule.id) or name == "move":
        raise RuleError(f"{path}: rule {rule.id!r}: a name is letters, digits, hyphens, as in [chrome.our-hotline]")
    if rule.id in builtin() or family in _OF_STEPS:
        raise RuleError(
            f"{path}: rule {rule.id}: {'this' if rule.id in builtin() else repr(family)} is a name of newsclean's own rules; "
            "choose another, as in [chrome.our-hotline] or [our-paper.hotline]"
        )
    if not rule.match:
        raise RuleError(f"{path}: rule {rule.id} has no `match`: a list of patterns for whole lines")
    for pattern in rule.match:
        try:
            check(pattern)
            check(fold_pattern(pattern))
        except RuleError as error:
            raise RuleError(f"{path}: rule {rule.id}: {error}") from error


def parse(toml: str, origin: str) -> dict[str, Rule]:
    """Return the rules spelled in `toml`, checked; `origin` names the file in errors."""
    from newsclean.toml import parse_toml  # noqa: PLC0415 - few runs read rules

    try:
        families = parse_toml(toml, origin)
    except ConfigError as error:
        raise RuleError(str(error)) from error
    found = {}
    for family, tables in families.items():
        if not isinstance(tables, dict):
            raise RuleError(f"{origin}: {family!r} stands outside a rule; write [chrome.your-rule] above it")
        for name, table in tables.items():
            rule = _rule(f"{family}.{name}", table, origin)
            found[rule.id] = rule
    return found


def _rule(identity: str, table: Any, origin: str) -> Rule:
    if not isinstance(table, dict) or not table.keys() <= _KEYS:
        odd = sorted(table.keys() - _KEYS) if isinstance(table, dict) else [table]
        raise RuleError(f"{origin}: rule {identity}: {odd[0]!r} is not one of {', '.join(sorted(_KEYS))}")
    if not isinstance(table.get("why"), str):
        raise RuleError(f"{origin}: rule {identity} has no `why`; say in a sentence why such text is removed")
    lists = {}
    for key in ("match", "removes", "keeps"):
        value = table.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise RuleError(f"{origin}: rule {identity}: `{key}` must be a list of strings")
        lists[key] = tuple(value)
    return Rule(identity, lists["match"], table["why"], lists["removes"], lists["keeps"], table.get("options", {}))
