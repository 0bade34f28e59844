"""A command for every registered step, its options read off the step's parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from newsclean.cli.command import make_command
from newsclean.cli.pages import PageOptions, chosen_plan, page_options, plan_options, process
from newsclean.plan import default_plan
from newsclean.registry import Option, Step, get, names

Function = TypeVar("Function", bound=Callable[..., Any])

__all__ = ["run_step", "step_command", "step_names", "step_options"]


def step_names() -> list[str]:
    """Return the names of all steps, those of the default plan first and in its order."""
    order = default_plan().steps
    return sorted(names(), key=lambda name: (order.index(name) if name in order else len(order), name))


def step_command(name: str) -> click.Command | None:
    """Return the command of a step, or None where there is no such step."""
    if name not in names():
        return None
    step = get(name)

    @step_options(step)
    def run(**options: Any) -> int:
        return run_step(step, options)

    return make_command(step.name, step.summary, f"newsclean {step.name} page.txt", step.description)(run)


def step_options(step: Step) -> Callable[[Function], Function]:
    """Give a command the options of all commands on pages, and the step's own before them."""

    def decorate(function: Function) -> Function:
        function = page_options(plan_options(None)(function))
        for option in reversed(step.options):
            function = _click_option(option)(function)
        return function

    return decorate


def run_step(step: Step, options: dict[str, Any]) -> int:
    """Run one step over the inputs; returns the exit code."""
    own = {option.name: options[option.parameter] for option in step.options}
    return process(chosen_plan({step.name: own}, options, [step.name]), PageOptions.parse(options))


def _click_option(option: Option) -> Any:
    shown = f"{option.help}  [default: {option.default}]"
    if option.type is bool:
        return click.option(f"--{option.name}/--no-{option.name}", default=option.default, help=shown)
    kind = click.Choice(option.choices) if option.choices else option.type
    return click.option(f"--{option.name}", type=kind, default=option.default, help=shown)
