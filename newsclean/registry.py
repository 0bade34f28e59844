"""The table of page steps: one decorated generator each, and everything else is read off it.

The command line, the plan, the help texts, the reference in the README and the tests all ask this table, so a
step is added by writing one module in `newsclean/steps` and one file of cases in `tests/cases`.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from newsclean.edits import Edit
from newsclean.errors import ConfigError, UsageError

__all__ = ["Option", "Step", "get", "names", "nearest", "step", "steps"]

Edits = TypeVar("Edits", bound=Callable[..., Iterator[Edit]])


@dataclass(frozen=True)
class Option:
    """A keyword-only parameter of a step: what the command line and a plan may set."""

    name: str  # as on the command line: `keep-tones`
    parameter: str  # as in Python: `keep_tones`
    type: type
    default: Any
    choices: tuple[str, ...]
    help: str

    def check(self, value: object) -> None:
        """Raise `ConfigError` where `value`, from a plan or a configuration file, is not of this option's kind."""
        if self.choices and value not in self.choices:
            raise ConfigError(f"{self.name} is {value!r}, but must be one of: {', '.join(self.choices)}")
        fits = type(value) is self.type or (self.type is float and type(value) is int)
        if not self.choices and not fits:
            raise ConfigError(f"{self.name} is {value!r}, but must be a {self.type.__name__}")


@dataclass(frozen=True)
class Step:
    """A page step: looks at one text and yields edits, in order and disjoint. No state, no I/O."""

    name: str
    summary: str
    description: str
    options: tuple[Option, ...]
    takes_rules: bool  # has a parameter `rules` for rules of the user's own
    edits: Callable[..., Iterator[Edit]]

    def arguments(self, options: Mapping[str, object]) -> dict[str, object]:
        """Turn options by their command-line names into checked keyword arguments."""
        known = {option.name: option for option in self.options}
        for name, value in options.items():
            if name not in known:
                raise ConfigError(f"step {self.name} has no option {name!r}{nearest(name, known)}")
            known[name].check(value)
        return {known[name].parameter: value for name, value in options.items()}


_STEPS: dict[str, Step] = {}


def step(function: Edits) -> Edits:
    """Enter a generator `(text, *, option: Annotated[type, "help"] = default) -> edits` in the table.

    A keyword without such a help text is no option: it is for callers in Python.
    """
    name = function.__name__.replace("_", "-")
    summary, _, description = inspect.getdoc(function).partition("\n")  # type: ignore[union-attr]
    description = description.partition(">>>")[0]  # what stands behind is for the doctests
    takes_rules = "rules" in inspect.signature(function).parameters
    _STEPS[name] = Step(name, summary.strip(), description.strip(), _options(function), takes_rules, function)
    return function


def _options(function: Callable[..., Any]) -> tuple[Option, ...]:
    """Read the options off the parameters annotated with a help text."""
    hints = get_type_hints(function, include_extras=True)
    options = []
    for parameter in inspect.signature(function).parameters.values():
        hint = hints[parameter.name]
        if get_origin(hint) is not Annotated:
            continue  # for callers in Python alone: what a command line or a plan cannot spell
        kind, text = get_args(hint)
        choices = get_args(kind) if get_origin(kind) is Literal else ()
        options.append(
            Option(
                parameter.name.replace("_", "-"),
                parameter.name,
                str if choices else kind,
                parameter.default,
                choices,
                text,
            )
        )
    return tuple(options)


@functools.cache
def names() -> tuple[str, ...]:
    """Return the names of all steps, which no step is loaded for."""
    package = importlib.import_module("newsclean.steps")
    return tuple(module.name.replace("_", "-") for module in pkgutil.iter_modules(package.__path__))


def steps() -> Mapping[str, Step]:
    """Return all steps by name."""
    return {name: get(name) for name in names()}


def get(name: str) -> Step:
    """Return the step called `name`, loaded when first asked for; raises `UsageError` with the nearest known name."""
    if name not in names():
        raise UsageError(f"there is no step {name!r}{nearest(name, names())}")
    if name not in _STEPS:
        importlib.import_module(f"newsclean.steps.{name.replace('-', '_')}")
    return _STEPS[name]


def nearest(name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """Return `; did you mean …?` for the known name nearest to `name`, or else the list of known names."""
    import difflib  # noqa: PLC0415 - only when something is wrong

    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are: {', '.join(known) or 'none'}"
