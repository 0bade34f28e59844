"""newsclean clean: pages in, articles out."""

from __future__ import annotations

from typing import Any

import click

from newsclean.cleaning import DEFAULT_MAX_LOSS
from newsclean.cli.command import make_command
from newsclean.cli.pages import (
    PageOptions,
    chosen_plan,
    confidence_option,
    named_steps,
    page_options,
    plan_options,
    process,
)

__all__ = ["command", "steps_option"]

steps_option = click.option(
    "--steps",
    metavar="STEP,...",
    help="Steps to do, in this order  [default: the plan: normalize,strip-pinyin,strip-chrome,dedup,reflow,split]",
)


@make_command(
    "clean",
    "All of it: pages in, articles out.",
    "newsclean clean page.txt",
    "Runs the default plan, or the steps named with --steps or in newsclean.toml. The articles of a page are "
    "separated by a line holding a form feed, headline stack first.",
)
@page_options
@plan_options(DEFAULT_MAX_LOSS)
@steps_option
@confidence_option
@click.pass_context
def command(context: click.Context, /, **options: Any) -> int:
    """Clean pages."""
    plan = chosen_plan(context.obj, options, named_steps(options))
    return process(plan, PageOptions.parse(options))
