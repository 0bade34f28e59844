"""newsclean decode: any encoding in, UTF-8 out."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

import click

from newsclean.cleaning import Cleaning, Outcome, spread
from newsclean.cli.command import make_command
from newsclean.cli.pages import PageOptions, page_options, process
from newsclean.documents import Document
from newsclean.errors import NewscleanError
from newsclean.plan import Plan

__all__ = ["command"]


@make_command(
    "decode",
    "Any encoding in, UTF-8 out.",
    "newsclean decode page-gbk.txt > page.txt",
    "Finds out whether a file is UTF-8, GB18030 (GBK, GB2312), Big5-HKSCS or UTF-16, and says with -t jsonl which "
    "it was and how sure that is. With --repair, lines that had been read in a wrong encoding and saved so (浣犲ソ for "
    "你好) are put right where that is certain; where it is not, a warning names them.",
)
@page_options
@click.option("--repair", is_flag=True, help="Undo wrong readings that were saved as text, where that is certain")
def command(*, repair: bool, **options: Any) -> int:
    """Decode files: a plan without steps, or with the one that repairs."""
    if not repair:
        return process(Plan(()), PageOptions.parse(options))
    return process(Plan(("repair",)), PageOptions.parse(options), _repaired)


def _repaired(cleaning: Cleaning, documents: Iterable[Document | NewscleanError], jobs: int) -> Iterator[Outcome]:
    return spread(functools.partial(_repair, cleaning), documents, jobs)


def _repair(cleaning: Cleaning, document: Document | NewscleanError) -> Outcome:
    if isinstance(document, NewscleanError):
        return Outcome(None, error=document)
    cleaned = cleaning.plan.run(document.text)
    return cleaning.shown(document, cleaned, warnings=_warnings(cleaned.text))


def _warnings(text: str) -> Iterator[str]:
    """Yield a warning for what looks misread and stays as it is."""
    from newsclean.encoding.mojibake import left_over  # noqa: PLC0415 - only with --repair

    lines = list(left_over(text))
    if lines:
        number, name = lines[0]
        others = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        yield f"line {number}{others}: {name}; cannot be repaired with certainty, left alone"
