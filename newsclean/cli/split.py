"""newsclean split: one page in, its articles out."""

from __future__ import annotations

from typing import Any

from newsclean.cli.command import make_command
from newsclean.cli.pages import PageOptions, confidence_option, page_options, process
from newsclean.plan import SPLIT, make_plan

__all__ = ["command"]


@make_command(
    "split",
    "One page in, its articles out.",
    "newsclean split page.txt -t jsonl",
    "The last step of clean alone: it looks for the articles of a page, takes headline stacks and bylines apart "
    "and turns jumps such as (下转2版) into fields. A line holding a form feed is an article boundary.",
)
@page_options
@confidence_option
def command(**options: Any) -> int:
    """Split pages."""
    return process(
        make_plan(steps=[SPLIT], min_confidence=options["min_confidence"] or 0.0), PageOptions.parse(options)
    )
