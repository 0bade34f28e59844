"""newsclean check: for CI, whether anything would change or too much would go."""

from __future__ import annotations

from typing import Any

import click

from newsclean.cleaning import Cleaning
from newsclean.cli.clean import steps_option
from newsclean.cli.command import make_command
from newsclean.cli.pages import chosen_plan, named_steps, plan_options
from newsclean.cli.tally import Tally
from newsclean.reading import Reader, below

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
    cleaning = Cleaning(plan, view="check", max_loss=limit)
    tally = Tally(check=limit is None, quiet=options["quiet"])
    reader = Reader(options["from"], options["encoding"])
    for outcome in cleaning.outcomes(reader.documents(below(options["paths"])), options["jobs"]):
        tally.add(outcome)
    return tally.exit_code
