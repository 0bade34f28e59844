"""newsclean check: for CI, whether anything would change or too much would go."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import click
from click.core import ParameterSource

from newsclean.annotations import Format, written
from newsclean.checking import Checked, Checking, limit
from newsclean.cleaning import spread
from newsclean.cli.clean import steps_option
from newsclean.cli.command import make_command
from newsclean.cli.pages import chosen_plan, named_steps, plan_options
from newsclean.cli.tally import change, say
from newsclean.documents import Document
from newsclean.errors import NewscleanError
from newsclean.plan import SPLIT, Plan
from newsclean.reading import Reader, below
from newsclean.rules import builtin
from newsclean.terminal import visibly, write_out

__all__ = ["command"]


@make_command(
    "check",
    "CI: exit 1 if anything would change, or too much would go.",
    "newsclean check --max-loss 5 data/",
    "Cleans the inputs (folders: every .txt and .jsonl below them, also .gz) and writes nothing. Each page that "
    "would change is named with the characters each rule would remove. With --max-loss or --limit a page may change, "
    "but may not lose more than that. Other programs are told with --format, on standard output: every place that "
    "would change, with line and column.",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
@plan_options(None)
@steps_option
@click.option(
    "--limit",
    multiple=True,
    metavar="RULE=PERCENT",
    help="A page may lose so much by a rule or family: pinyin=50, chrome=30, dedup=60 (repeats); may be repeated",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="Say it to a person, as JSON Lines (a page each), as SARIF 2.1.0, or as annotations on GitHub  [default: text]",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json")
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
    documents = Reader(options["from"], options["encoding"]).documents(below(options["paths"]))
    if options["doubtful"] is not None:
        return _list_doubtful(documents, plan, options["doubtful"])
    # A limit on loss in the configuration file is for clean and batch; only one given here says what to check.
    asked = context.get_parameter_source("max_loss") is ParameterSource.COMMANDLINE
    limits = tuple(limit(spelled, plan) for spelled in options["limit"])
    checking = Checking(plan, options["from"], options["max_loss"] if asked else None, limits)
    pages = _Pages(spread(checking.checked, documents, options["jobs"]), quiet=options["quiet"])
    form: Format = "json" if options["as_json"] else options["form"]
    if form == "text":
        pages.tell()
    else:
        for piece in written(pages, form, {**builtin(), **{rule.id: rule for rule in plan.rules}}):
            write_out(piece.encode("utf-8", "surrogateescape"))
    return int(pages.found)


class _Pages:
    """The pages that were checked, as they come: warnings are said, and whether anything was found is kept."""

    def __init__(self, pages: Iterable[Checked], *, quiet: bool) -> None:
        self._pages = pages
        self._quiet = quiet
        self.found = False

    def __iter__(self) -> Iterator[Checked]:
        for page in self._pages:
            self.found = self.found or bool(page.findings)
            for warning in page.warnings if not self._quiet else ():
                say(f"newsclean: warning: {page.id}: {warning}")
            yield page

    def tell(self) -> None:
        """Say to a person what is wrong, in a line for each page or broken limit."""
        for page in self:
            if page.error:
                say(f"newsclean: {page.error}")
            elif not self._quiet:
                for line in _lines(page):
                    say(line)


def _lines(page: Checked) -> Iterator[str]:
    broken = [finding for finding in page.findings if finding.is_error]
    for finding in broken:
        yield f"newsclean: {page.id}: {finding.message}; look at it with: newsclean clean --marks {shlex.quote(page.path)}"
    if page.findings and not broken:
        yield change(page.id, page.loss, page.removed)


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
