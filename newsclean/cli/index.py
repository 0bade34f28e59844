"""newsclean index: look into the memory of dedup --across --index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from newsclean.cli.command import make_command
from newsclean.writing import json_line

__all__ = ["command"]


@make_command(
    "index",
    "Look into an index of dedup --across, export it, or make its file smaller.",
    "newsclean index info seen.index",
    "info says how many documents and runs an index holds. export writes a line of JSON for each text: the id of its "
    "document, the document that was kept instead of it, the run, the length and the digest of what is compared. "
    "vacuum gives back the space in the file that holds nothing.",
)
@click.argument("action", type=click.Choice(["info", "export", "vacuum"]))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(action: Literal["info", "export", "vacuum"], file: Path) -> int:
    """Do something with an index."""
    from newsclean.similarity.index import index_for_reading  # noqa: PLC0415 - numpy is slow to import

    with index_for_reading(file) as index:
        if action == "export":
            for document in index.documents():
                sys.stdout.buffer.write(json_line(document._asdict()).encode())
        elif action == "vacuum":
            index.vacuum()
        else:
            runs = index.runs()
            click.echo(f"texts      {len(index.decided)}")
            click.echo(f"documents  {sum(run.documents for run in runs)} read, {sum(run.kept for run in runs)} kept")
            click.echo(f"runs       {len(runs)}{f', the last ended {runs[-1].ended}' if runs else ''}")
            click.echo(f"bytes      {file.stat().st_size}")
    return 0
