"""newsclean dedup: the page step, and with `--across` near-duplicates among many documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsclean import registry
from newsclean.cli.command import make_command
from newsclean.cli.steps import run_step, step_options

if TYPE_CHECKING:
    from newsclean.similarity import Keep

__all__ = ["command"]

_STEP = registry.get("dedup")


@make_command(
    "dedup",
    _STEP.summary,
    "newsclean dedup page.txt",
    f"{_STEP.description}\n\nWith --across it compares documents instead: the first copy of a text is kept, later "
    "ones are dropped, or all are kept and told apart by the fields cluster, duplicate_of and similarity (--mark).",
)
@step_options(_STEP)
@click.option("--across", is_flag=True, help="Compare documents with each other instead of looking inside each")
@click.option("--mark", is_flag=True, help="With --across: keep all documents and say which belong together")
@click.option(
    "--keep",
    type=click.Choice(["first", "longest", "earliest"]),
    default="first",
    help="With --across: the copy to keep; earliest goes by the field date  [default: first]",
)
def command(*, across: bool, mark: bool, keep: Keep, **options: Any) -> int:
    """Deduplicate inside pages, or across documents."""
    if not across:
        if mark:
            raise click.UsageError("--mark goes with --across")
        return run_step(_STEP, options)
    from newsclean.cli.across import deduplicate  # noqa: PLC0415 - the page step does not need it

    return deduplicate(mark=mark, keep=keep, options=options)
