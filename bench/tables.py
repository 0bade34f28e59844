"""Tables of Markdown, and where they stand in a page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a whole table."""
    return "\n".join([line_of(head), line_of(["---"] * len(head)), *map(line_of, rows)])


def line_of(cells: Sequence[str]) -> str:
    """Return a line of a table; a bar within a cell would end it."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def put_between(page: Path, name: str, text: str) -> None:
    """Put a text between the marks `<!-- NAME: begin -->` and `<!-- NAME: end -->` of a page."""
    begin, end = (f"<!-- {name}: {edge} -->" for edge in ("begin", "end"))
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        sys.exit(f"{page} has no place for {name}: write {begin} and {end} into it")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8", newline="\n")
