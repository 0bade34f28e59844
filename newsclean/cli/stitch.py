"""newsclean stitch: the stories that jump from page to page of an issue, whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from newsclean.cleaning import DEFAULT_MAX_LOSS
from newsclean.cli.command import make_command
from newsclean.cli.pages import PageOptions, chosen_plan, page_options, plan_options, process
from newsclean.plan import SPLIT
from newsclean.stitching.outcomes import outcomes

__all__ = ["command"]


@make_command(
    "stitch",
    "Join stories that go on another page of the same issue: (下转2版), (上接1版).",
    "newsclean stitch 2024-07-08_01.txt 2024-07-08_02.txt",
    "Cleans the pages and joins the two halves of a story where it began, across a sentence that the jump breaks. "
    "Takes pages, or records of articles as clean -t jsonl writes them. Page numbers come from the field page or "
    "from the names (…_02.txt, 第二版); pages with different dates are of different issues. What it is not sure "
    "of stays as it is, with a warning. All pages are read before the first is written.",
)
@page_options
@plan_options(DEFAULT_MAX_LOSS)
@click.pass_context
def command(context: click.Context, /, **options: Any) -> int:
    """Stitch the pages of an issue."""
    plan = chosen_plan(context.obj, options)
    if plan.steps[-1:] != (SPLIT,):
        plan = replace(plan, steps=(*plan.steps, SPLIT))
    return process(plan, PageOptions.parse(options), outcomes)
