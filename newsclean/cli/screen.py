"""Pages and their edits on a terminal: set in its columns, in colour where it has any, and paged where they are long.

What is shown is a sequence of styled pieces of text. They are set as one text, so that a line is broken by the
columns it takes whatever styles there are in it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from newsclean import marks
from newsclean.terminal import lines_of, visibly, width

__all__ = ["STYLES", "Piece", "columns", "marked", "open_screen", "paged", "set_lines", "styled"]

Piece = tuple[str, str]  # a text, and the name of its style

STYLES: Mapping[str, Mapping[str, Any]] = {
    "": {},
    "removed": {"fg": "red", "strikethrough": True},
    "put": {"fg": "green"},
    "gone": {"fg": "red"},
    "name": {"bold": True},
    "aside": {"dim": True},
    "place": {"fg": "cyan"},
    "doubt": {"fg": "yellow"},
}
_WIDEST = 100  # columns: longer lines are hard to read


def columns() -> int:
    """Return the columns to set text in: those of the terminal, as far as lines can be read; 80 where there is none."""
    return max(min(shutil.get_terminal_size((80, 24)).columns, _WIDEST), 20)


def styled(text: str, style: str) -> str:
    """Return text in the style of that name; on what is no terminal, `click` takes it away again."""
    return click.style(text, **STYLES[style]) if text and STYLES[style] else text


@contextlib.contextmanager
def paged() -> Iterator[Callable[[str], object]]:
    """Give a function that writes text: through a pager where a person is watching, else straight out.

    The pager is that of `PAGER`, or less, which is told to show a short text as it is. A reader who leaves the pager
    ends what is being written.
    """
    os.environ.setdefault("LESS", "-FRX")
    context = click.get_current_context(silent=True)
    colour = context.color if context else None
    if colour is None and not sys.stdin.isatty():
        colour = sys.stdout.isatty()  # without a keyboard there is no pager to ask
    with click.get_pager_file(color=colour) as file:
        yield file.write


def set_lines(pieces: Iterable[Piece], across: int, lead: Piece = ("", "")) -> Iterator[str]:
    """Yield styled pieces as lines of at most so many columns; `lead` stands before the first, blanks before others."""
    before, style = lead
    room = max(across - width(before), 2)
    for line in _by_line(pieces):
        text = "".join(part for part, _ in line)
        for start, end in lines_of(text, room):
            yield styled(before, style) + "".join(_between(line, start, end))
            before, style = " " * width(before), ""


def _by_line(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for text, style in pieces:
        first, *others = text.split("\n")
        line.append((visibly(first), style))
        for other in others:
            yield line
            line = [(visibly(other), style)]
    yield line


def _between(line: Sequence[Piece], start: int, end: int) -> Iterator[str]:
    """Yield the characters `start:end` of a line in their styles."""
    at = 0
    for text, style in line:
        yield styled(text[max(start - at, 0) : max(end - at, 0)], style)
        at += len(text)


def marked(text: str) -> Iterator[Piece]:
    """Yield a text with marks (`newsclean.marks`) as pieces: what is removed and what is put have a style."""
    for kind, piece in marks.pieces(text):
        yield piece, kind


_DIFF = {"-": "gone", "+": "put", "@": "place"}


def _diff_lines(lines: Iterable[str], across: int) -> Iterator[str]:
    """Yield the lines of a unified diff; what does not fit goes on below, behind the column of the signs."""
    for line in lines:
        style = "name" if line.startswith(("--- ", "+++ ")) else _DIFF.get(line[:1], "")
        yield from set_lines([(line[1:], style)], across, (line[:1], style))


class ScreenSink:
    """Shows the marked text or the diff of one page after another."""

    def __init__(self, view: str, write: Callable[[str], object]) -> None:
        self._view = view
        self._write = write
        self._across = columns()

    def write(self, identity: Any, parts: Sequence[str], *, numbered: bool) -> None:  # noqa: ARG002
        """Show a page: what `Cleaning` made of it, under its name."""
        shown = self._diff if self._view == "diff" else self._marks
        for line in shown(identity, parts):
            self._write(line + "\n")

    @property
    def stream(self) -> None:
        """None: what a person sees is set in lines."""

    def _diff(self, _: Any, parts: Sequence[str]) -> Iterator[str]:
        return _diff_lines((line.rstrip("\n") for line in parts), self._across)

    def _marks(self, identity: Any, parts: Sequence[str]) -> Iterator[str]:
        yield styled(visibly(str(identity)), "name")
        for part in parts:
            yield from set_lines(marked(part), self._across)


@contextlib.contextmanager
def open_screen(view: str) -> Iterator[ScreenSink]:
    """Open the terminal, with its pager, as a sink for a view of pages."""
    with paged() as write:
        yield ScreenSink(view, write)
