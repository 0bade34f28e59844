"""What a person watching a terminal sees: a summary table and progress. Only imported for a terminal."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from newsclean.terminal import visibly

__all__ = ["progress", "summary"]

_MOST_RULES = 12


def summary(pages: int, failed: int, skipped: int, removed: Mapping[str, int]) -> None:
    """Print a table of what was removed by which rule on standard error."""
    title = f"{pages} pages clean"
    title += f", {skipped} of them were before" if skipped else ""
    title += f"; {failed} inputs failed" if failed else ""
    table = Table(title=title, title_justify="left", box=None, header_style="bold")
    table.add_column("rule")
    table.add_column("characters removed", justify="right")
    ordered = sorted(removed.items(), key=lambda item: (-item[1], item[0]))
    for rule, count in ordered[:_MOST_RULES]:
        table.add_row(Text(visibly(rule)), f"{count:,}")
    if len(ordered) > _MOST_RULES:
        table.add_row(f"{len(ordered) - _MOST_RULES} more rules", f"{sum(c for _, c in ordered[_MOST_RULES:]):,}")
    Console(stderr=True).print(table)


@contextlib.contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[], None]]:
    """Show a bar on standard error; the function given back moves it on by one."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
