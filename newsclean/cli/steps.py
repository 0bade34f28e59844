"""A command for every registered step, its options read off the step's parameters."""

from __future__ import annotations

from typing import Any

import click

from newsclean.cli.command import make_command
from newsclean.cli.pages import PageOptions, page_options, plan_options, process, user_rules
from newsclean.plan import default_plan, make_plan
from newsclean.registry import Option, Step, steps

__all__ = ["step_command", "step_names"]


def step_names() -> list[str]:
    """Return the names of all steps, those of the default plan first and in its order."""
    order = default_plan().steps
    return sorted(steps(), key=lambda name: (order.index(name) if name in order else len(order), name))


def step_command(name: str) -> click.Command | None:
    """Return the command of a step, or None where there is no such step."""
    step = steps().get(name)
    return _command(step) if step else None


def _command(step: Step) -> click.Command:
    def run(**options: Any) -> int:
        own = {option.name: options.pop(option.parameter) for option in step.options}
        plan = make_plan(
            {step.name: own},
            steps=[step.name],
            skip=options["skip"],
            only=options["only"],
            rules=user_rules(options["rules"]),
        )
        return process(plan, PageOptions.parse(options))

    function: Any = plan_options(None)(page_options(run))
    for option in reversed(step.options):
        function = _click_option(option)(function)
    example = f"newsclean {step.name} page.txt"
    return make_command(step.name, step.summary, example, step.description)(function)


def _click_option(option: Option) -> Any:
    shown = f"{option.help}  [default: {option.default}]"
    if option.type is bool:
        return click.option(f"--{option.name}/--no-{option.name}", default=option.default, help=shown)
    kind = click.Choice(option.choices) if option.choices else option.type
    return click.option(f"--{option.name}", type=kind, default=option.default, help=shown)
