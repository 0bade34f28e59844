"""newsclean check: for CI, whether anything would change or too much would go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import click
from click.core import ParameterSource

from newsclean.cleaning import Cleaning
from newsclean.cli.clean import steps_option
from newsclean.cli.command import make_command
from newsclean.cli.pages import chosen_plan, named_steps, plan_options
from newsclean.cli.tally import Tally, say
from newsclean.documents import Document
from newsclean.errors import NewscleanError
from newsclean.plan import SPLIT, Plan
from newsclean.reading import Reader, below
from newsclean.sinks import visibly

__all__ = ["command"]


@make_command(
    "check",
    "CI: exit 1 if anything would change, or too much would go.",
    "newsclean check --max-loss 5 data/",
    "Cleans the inputs (folders: every .txt and .jsonl below them, also .gz) and writes nothing. Each page that "
    "would change is named with the characters each rule would remove. With --max-loss a page may change, but "
    "may not lose more than that.",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
@plan_options(None)
@steps_option
@click.option(
    "--doubtful",
    type=click.FloatRange(0, 1),
    metavar="CONFIDENCE",
    help="Instead, list the lines of whose place in the layout newsclean is less sure than this (0 to 1)",
)
@click.option(
    "-f", "--from", type=click.Choice(["text", "jsonl", "html"]), help="Form of the input  [default: by name]"
)
@click.option("--encoding", help="Encoding of the input  [default: found out]")
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, help="Processes to work with  [default: 1]")
@click.option("-q", "--quiet", is_flag=True, help="Only the exit code, and inputs that cannot be read")
@click.pass_context
def command(context: click.Context, /, **options: Any) -> int:
    """Check pages."""
    plan = chosen_plan(context.obj, options, named_steps(options))
    limit = options["max_loss"]
    reader = Reader(options["from"], options["encoding"])
    if options["doubtful"] is not None:
        return _list_doubtful(reader.documents(below(options["paths"])), plan, options["doubtful"])
    cleaning = Cleaning(plan, view="check", max_loss=limit)
    # A limit in the configuration file is for clean and batch; only one given here says what to check.
    asked = context.get_parameter_source("max_loss") is ParameterSource.COMMANDLINE
    tally = Tally(check=not asked, quiet=options["quiet"])
    for outcome in cleaning.outcomes(reader.documents(below(options["paths"])), options["jobs"]):
        tally.add(outcome)
    return tally.exit_code


def _list_doubtful(documents: Iterable[Document | NewscleanError], plan: Plan, least: float) -> int:
    """Print the doubtful lines of each page, as it is before its paragraphs are rejoined; 1 if there are any."""
    from newsclean.layout import confidences, layout  # noqa: PLC0415 - asked for rarely

    before = replace(plan, steps=tuple(name for name in plan.steps if name not in ("reflow", SPLIT)))
    found = 0
    for document in documents:
        if not isinstance(document, Document):
            say(f"newsclean: {document}")
            found += 1
            continue
        text = before.run(document.text).text
        for block, confidence in zip(layout(text), confidences(text), strict=True):
            if confidence < least:
                found += 1
                line = _ends(text[block.start : block.end])
                click.echo(visibly(f"{document.id}: {confidence:.2f} {block.kind}: {line}"))
    return int(found > 0)


def _ends(line: str) -> str:
    """Shorten a line to its two ends, which tell most of what it is."""
    return line if len(line) <= 40 else f"{line[:20]}…{line[-20:]}"
