"""newsclean explain: what a step or a rule removes, why, and examples of both sides."""

from __future__ import annotations

import textwrap

import click

from newsclean.cli.command import make_command
from newsclean.errors import UsageError
from newsclean.registry import Step, nearest, steps
from newsclean.rules import Rule, builtin
from newsclean.terminal import visibly

__all__ = ["command"]


@make_command(
    "explain",
    "What a step or rule removes, why, with its examples.",
    "newsclean explain chrome.comment-box",
    "Without a name it lists all steps and rules. A family of rules (chrome) shows the rules in it.",
)
@click.argument("name", required=False, metavar="[STEP|RULE]")
def command(name: str | None) -> int:
    """Explain a step, a rule or a family of rules, or list them all."""
    rules = builtin()
    if name is None:
        click.echo(_overview())
        return 0
    chosen = [rule for rule in rules.values() if name in (rule.id, rule.id.partition(".")[0])]
    step = steps().get(name)
    if not chosen and step is None:
        raise UsageError(f"there is no step or rule {name!r}{nearest(name, (*steps(), *rules))}")
    pieces = ([_step(step)] if step else []) + [_rule(rule) for rule in chosen]
    click.echo("\n\n".join(pieces))
    return 0


def _overview() -> str:
    rows = [f"  {step.name:<14} {step.summary}" for step in steps().values()]
    rules = [f"  {rule.id:<28} {rule.why}" for rule in builtin().values()]
    return "\n".join(["Steps:", *rows, "", "Rules:", *rules])


def _step(step: Step) -> str:
    options = [f"  --{option.name}: {option.help}" for option in step.options]
    return "\n".join([click.style(step.name, bold=True), step.summary, "", step.description, *options])


def _rule(rule: Rule) -> str:
    lines = [click.style(rule.id, bold=True), rule.why]
    lines += ["", "removes:", *map(_indented, rule.removes)] if rule.removes else []
    lines += ["", "keeps:", *map(_indented, rule.keeps)] if rule.keeps else []
    return "\n".join(lines)


def _indented(example: str) -> str:
    return textwrap.indent(visibly(example), "  ")
