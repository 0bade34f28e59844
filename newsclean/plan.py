"""Plans: which steps, in what order, with which options, and one run over one page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsclean import registry
from newsclean.documents import Article
from newsclean.edits import Edit, Source, apply, compose
from newsclean.errors import ConfigError, UsageError
from newsclean.packaged import packaged_text
from newsclean.registry import nearest
from newsclean.rules import Rule, builtin

__all__ = ["Cleaned", "Plan", "default_plan", "make_plan"]

_LEAST = "min-confidence"  # of the plan, and of steps that read the layout
SPLIT = "split"  # the last step of a plan: it gives articles, where page steps give text


@dataclass(frozen=True)
class Cleaned:
    """What a plan made of a page.

    `edits` turn the page into `text`; `articles` is None where the plan does not split. The spans of the
    articles' blocks count in the page.
    """

    text: str
    edits: list[Edit]
    articles: tuple[Article, ...] | None


@dataclass(frozen=True)
class Plan:
    """Ordered steps and their options.

    `skip` and `only` name rules (`chrome.comment-box`) or whole families (`chrome`) whose edits are left undone,
    or done alone. `rules` are rules of the user's own for strip-chrome. Joins and articles that the layout is less sure
    of than `min_confidence` (0 to 1) are not made.
    """

    steps: tuple[str, ...]
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        if SPLIT in self.steps[:-1]:
            raise ConfigError("split must be the last step: it turns a page into its articles")
        for name in self.steps:
            if name != SPLIT:
                registry.get(name).arguments(self.options.get(name, {}))
        for name in (*self.skip, *self.only):
            self.known(name)

    def known(self, name: str) -> None:
        """Raise `UsageError` where no rule and no family of rules has this name; it gives the nearest one."""
        ids = [*builtin(), *(rule.id for rule in self.rules)]
        names = dict.fromkeys([*ids, *(identity.partition(".")[0] for identity in ids)])
        if name not in names:
            raise UsageError(f"there is no rule {name!r}{nearest(name, names)}")

    def run(self, text: str, *, weighed: bool = True) -> Cleaned:
        """Return what the steps make of one page; `weighed` articles say how sure the layout is of them."""
        cleaned = text
        edits: list[Edit] = []
        for find in self._finders:
            found = self._wanted(find(cleaned))
            if found:
                cleaned = apply(cleaned, found)
                edits = compose(edits, found) if edits else found
        if self.steps[-1:] != (SPLIT,):
            return Cleaned(cleaned, edits, None)
        from newsclean.split import divide  # noqa: PLC0415 - the heaviest part, and not every plan splits

        articles, arranged = divide(cleaned, weighed=weighed, min_confidence=self.min_confidence)
        source = Source(text, edits)
        articles = tuple(article.moved(source) for article in articles) if edits else articles
        return Cleaned(apply(cleaned, arranged), compose(edits, arranged), articles)

    @functools.cached_property
    def _finders(self) -> tuple[Callable[[str], Iterator[Edit]], ...]:
        return tuple(self._finder(name) for name in self.steps if name != SPLIT)

    def _finder(self, name: str) -> Callable[[str], Iterator[Edit]]:
        step = registry.get(name)
        own = {option.name for option in step.options} & {_LEAST} if self.min_confidence else set()
        arguments = step.arguments({**dict.fromkeys(own, self.min_confidence), **self.options.get(name, {})})
        if step.takes_rules and self.rules:
            arguments["rules"] = self.rules
        return functools.partial(step.edits, **arguments)

    def _wanted(self, edits: Iterable[Edit]) -> list[Edit]:
        if not self.skip and not self.only:
            return list(edits)
        return [edit for edit in edits if self._is_wanted(edit.rule)]

    def _is_wanted(self, rule: str) -> bool:
        names = {rule, rule.partition(".")[0]}
        return names.isdisjoint(self.skip) and (not self.only or not names.isdisjoint(self.only))

    def __getstate__(self) -> dict[str, Any]:
        """Leave the prepared steps behind: a worker process prepares its own."""
        return {name: value for name, value in self.__dict__.items() if not name.startswith("_")}


@functools.cache
def _default() -> Mapping[str, Any]:
    from newsclean.toml import parse_toml  # noqa: PLC0415 - only where no steps are named

    return parse_toml(packaged_text("default.toml"), "default.toml")


def default_plan() -> Plan:
    """Return the plan of `default.toml`."""
    return make_plan()


def make_plan(
    settings: Mapping[str, Any] | None = None,
    *,
    steps: Sequence[str] = (),
    skip: Iterable[str] = (),
    only: Iterable[str] = (),
    rules: Iterable[Rule] = (),
    min_confidence: float = 0.0,
) -> Plan:
    """Return the default plan, changed by `settings` (`steps` and a table for each step) and then by the rest."""
    settings = settings or {}
    order = tuple(steps or settings.get("steps") or _default()["steps"])
    options = {name: table for name, table in settings.items() if isinstance(table, Mapping)}
    return Plan(order, options, tuple(skip), tuple(only), tuple(rules), min_confidence)
