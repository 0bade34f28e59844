"""newsclean dedup: the page step, and with `--across` near-duplicates among many documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from newsclean import registry
from newsclean.cli.command import make_command
from newsclean.cli.engine import engine_options
from newsclean.cli.size import Size
from newsclean.cli.steps import run_step, step_options
from newsclean.similarity import DEFAULT_MEMORY

if TYPE_CHECKING:
    from newsclean.similarity.clusters import Keep

__all__ = ["command"]

_STEP = registry.get("dedup")


@make_command(
    "dedup",
    _STEP.summary,
    "newsclean dedup page.txt",
    f"{_STEP.description}\n\nWith --across it compares documents instead: the first copy of a text is kept, later "
    "ones are dropped, or all are kept and told apart by the fields cluster, duplicate_of and similarity (--mark). "
    "Documents may be millions: see docs/duplicates.md; on a cluster: docs/cluster.md.",
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
@click.option("--index", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="With --across: drop what earlier runs with this index had, and remember what is new")  # fmt: skip
@click.option("--memory", type=Size(), default=DEFAULT_MEMORY, help="With --across: what finding candidates may take in all processes, beside some 500 bytes a document  [default: 1GB]")  # fmt: skip
@engine_options("With --across: ")
@click.pass_context
def command(
    context: click.Context, /, *, across: bool, mark: bool, keep: Keep, index: Path | None, memory: int, **options: Any
) -> int:
    """Deduplicate inside pages, or across documents."""
    if not across:
        _refuse(context, _ACROSS, "goes with --across")
        return run_step(_STEP, options)
    _refuse(context, _INSIDE, "chooses what goes from inside a page; --across keeps or drops whole documents")
    from newsclean.cli.across import Wishes, deduplicate  # noqa: PLC0415 - the page step does not need it

    if options["engine"] == "daft" and context.get_parameter_source("jobs") is ParameterSource.DEFAULT:
        options["jobs"] = None  # all processors
    return deduplicate(Wishes(mark, keep, memory, index), options)


_ACROSS = ("mark", "keep", "index", "memory", "engine", "ray_address")
_INSIDE = ("skip", "only", "rules", "max_loss")


def _refuse(context: click.Context, names: Sequence[str], why: str) -> None:
    """Raise `UsageError` where the command line has one of these options; a configuration file may."""
    for name in names:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name.replace('_', '-')} {why}")
