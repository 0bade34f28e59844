"""newsclean inspect: a page line by line, with what the layout took each for and every edit in its place."""

from __future__ import annotations

import bisect
import collections
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from newsclean.cleaning import loss
from newsclean.cli.clean import steps_option
from newsclean.cli.command import make_command
from newsclean.cli.pages import chosen_plan, named_steps, rule_options
from newsclean.cli.screen import Piece, columns, paged, set_lines, styled
from newsclean.cli.tally import say
from newsclean.documents import Document
from newsclean.doubts import UNSURE_ARTICLE
from newsclean.edits import Edit
from newsclean.plan import Cleaned
from newsclean.reading import STDIN, Reader
from newsclean.review.labels import Label, labels
from newsclean.terminal import visibly

__all__ = ["command"]


@make_command(
    "inspect",
    "A page line by line: what each is, how sure that is, and every edit in its place.",
    "newsclean inspect page.txt",
    "Cleans the page and writes nothing. Each line of the page is shown with its number, what the layout took it for "
    "and how sure it is (0 to 1); [-what is removed-] and {+what is put+} stand in it, behind it the rules. Why a line "
    "was taken for what it is, newsclean explain page.txt:NUMBER says.",
)
@click.argument("pages", nargs=-1, type=click.Path(), metavar="PAGE...")
@click.option("-f", "--from", "form", type=click.Choice(["text", "jsonl", "html"]), help="Form of the input  [default: by the file's name, else text]")  # fmt: skip
@click.option("--encoding", help="Encoding of the input  [default: found out]")
@rule_options
@steps_option
@click.pass_context
def command(context: click.Context, /, **options: Any) -> int:
    """Show pages line by line."""
    plan = chosen_plan(context.obj, options, named_steps(options))
    failed = False
    with paged() as write:
        for document in Reader(options["form"], options["encoding"]).documents(options["pages"] or (STDIN,)):
            if not isinstance(document, Document):
                say(f"newsclean: {document}")
                failed = True
                continue
            for line in _shown(document, plan.run(document.text, weighed=False)):
                write(line + "\n")
    return int(failed)


def _shown(document: Document, cleaned: Cleaned) -> Iterator[str]:
    yield styled(visibly(str(document.id)), "name")
    yield from set_lines([(_facts(document, cleaned), "aside")], columns())
    found = labels(document.text, cleaned.edits)
    article = 0
    for line in _lines(document.text, cleaned.edits):
        article = line.article or article
        if article and line.is_kept:  # what was removed before an article belongs to none
            yield styled(f"── article {article} ".ljust(columns(), "─"), "place")
            article = 0
        if line.is_inked:
            yield from _set(line, found)


def _facts(document: Document, cleaned: Cleaned) -> str:
    facts = [f"{len(document.text):,} characters", f"{loss(document.text, cleaned):.1f} % lost"]
    if cleaned.articles is not None:
        facts.append(f"{len(cleaned.articles)} article{'s' * (len(cleaned.articles) != 1)}")
    if document.decoded:
        facts.append(f"{document.decoded.encoding} (confidence {document.decoded.confidence:.2f})")
    return ", ".join(facts)


@dataclass
class _Line:
    """A line of the page: its number and range, its text in pieces, the rules that edit it.

    `article` is the number of the article that begins with its next kept words, unless it is the page's first.
    """

    number: int
    start: int
    end: int = 0
    pieces: list[Piece] = field(default_factory=list)
    rules: collections.Counter[str] = field(default_factory=collections.Counter)
    article: int = 0

    @property
    def is_inked(self) -> bool:
        return any(text.strip() for text, _ in self.pieces)

    @property
    def is_kept(self) -> bool:
        return any(text.strip() for text, style in self.pieces if not style)


def _lines(text: str, edits: Sequence[Edit]) -> Iterator[_Line]:
    """Yield the lines of a page with its edits in them; of blanks, only joins are marked: others change no words."""
    line = _Line(1, 0)
    article = 1
    done = 0
    for edit in (*edits, Edit(len(text), len(text), "", "")):
        for start, end, rule in ((done, edit.start, ""), (edit.start, edit.end, edit.rule)):
            for at, part in _parts(text, start, end):
                if part == "\n":
                    line.end = at
                    line.pieces += [("⏎", "removed")] if rule == "reflow.join" and line.is_inked else []
                    yield line
                    line = _Line(line.number + 1, at + 1)
                elif part.strip() and rule:
                    line.pieces.append((f"[-{part}-]", "removed"))
                    line.rules[rule] += 1
                elif part.strip() or not rule:
                    line.pieces.append((part, ""))
        if edit.text.strip():
            line.pieces.append((f"{{+{edit.text.strip()}+}}", "put"))
            line.rules[edit.rule] += edit.start == edit.end
        if "\f" in edit.text:
            article += 1
            line.article = article
        done = edit.end
    line.end = len(text)
    yield line


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield a range of a text line by line, each line feed by itself, with where each part begins."""
    while start < end:
        at = text.find("\n", start, end)
        stop = end if at < 0 else at
        if stop > start:
            yield start, text[start:stop].rstrip("\r")
        if at >= 0:
            yield at, "\n"
        start = stop + 1


def _set(line: _Line, found: Sequence[Label]) -> Iterator[str]:
    first = bisect.bisect_left(found, line.start, key=lambda label: label.start)
    label = found[first] if first < len(found) and found[first].start < line.end else None
    if label:
        lead = f"{line.number:>4} {label.kind:<11} {label.confidence:.2f}  "
        style = "doubt" if label.confidence < UNSURE_ARTICLE else "place"
    else:
        kind, style = ("", "place") if line.is_kept else ("removed", "gone")
        lead = f"{line.number:>4} {kind:<11}       "
    rules = ", ".join(f"{rule} × {count}" if count > 1 else rule for rule, count in line.rules.items() if count)
    pieces = [*line.pieces, (f"  {rules}", "aside")] if rules else line.pieces
    yield from set_lines(pieces, columns(), (lead, style))
