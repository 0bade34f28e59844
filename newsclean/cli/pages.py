"""Pages in, results out: what clean, split and the step commands have in common."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

from newsclean import writing
from newsclean.cleaning import Cleaning, Outcome, View
from newsclean.cli.tally import Tally
from newsclean.documents import Document
from newsclean.errors import NewscleanError, UsageError
from newsclean.plan import Plan, make_plan
from newsclean.reading import STDIN, Form, Reader, form_of
from newsclean.rules import load
from newsclean.sinks import NameTakenError, Sink, open_sink

__all__ = [
    "PageOptions",
    "chosen_plan",
    "confidence_option",
    "named_steps",
    "page_options",
    "plan_options",
    "process",
    "rule_options",
]

Function = TypeVar("Function", bound=Callable[..., Any])

_FILE = click.Path(dir_okay=False, path_type=Path)
_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("pages", nargs=-1, type=click.Path(), metavar="PAGE..."),
    click.option("-f", "--from", type=click.Choice(["text", "jsonl", "html"]), help="Form of the input  [default: by the file's name, else text]"),
    click.option("-t", "--to", type=click.Choice(["text", "jsonl", "markdown"]), help="Form of the output  [default: that of the input]"),
    click.option("-o", "--output", type=click.Path(), help="File to write, or folder for a file each  [default: standard output]"),
    click.option("--encoding", help="Encoding of the input  [default: found out]"),
    click.option("--errors", type=click.Choice(["strict", "replace"]), default="strict", help="Bytes that cannot be decoded: fail, or put U+FFFD and warn  [default: strict]"),
    click.option("--check", "view", flag_value="check", help="Write nothing; exit 1 if something would change"),
    click.option("--diff", "view", flag_value="diff", help="Show the changes as a unified diff"),
    click.option("--marks", "view", flag_value="marks", help="Show the page with its changes in place: [-removed-]{+put+}"),
    click.option("--trace", type=_FILE, help="Write every edit to this file, for restore"),
    click.option("-j", "--jobs", type=click.IntRange(1), default=1, help="Processes to work with; the output does not depend on it  [default: 1]"),
    click.option("-q", "--quiet", is_flag=True, help="No warnings, progress or summary"),
    click.option("-v", "--verbose", is_flag=True, help="Say what was done to each page"),
)  # fmt: skip
_PLAN_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--skip", multiple=True, metavar="RULE", help="Leave out a rule or a family of rules; may be repeated"),
    click.option("--only", multiple=True, metavar="RULE", help="Use only this rule or family; may be repeated"),
    click.option("--rules", multiple=True, type=_FILE, help="File with more chrome rules of your own; may be repeated"),
)  # fmt: skip


def page_options(function: Function) -> Function:
    """Give a command the options that all commands on pages have."""
    return _with(_OPTIONS, function)


def rule_options(function: Function) -> Function:
    """Give a command the options that choose rules."""
    return _with(_PLAN_OPTIONS, function)


def plan_options(max_loss: float | None) -> Callable[[Function], Function]:
    """Give a command the options that choose rules; `max_loss` is its default for `--max-loss`, None being off."""
    default = "off" if max_loss is None else f"{max_loss:g}"
    option = click.option(
        "--max-loss",
        type=click.FloatRange(0, 100),
        default=max_loss,
        metavar="PERCENT",
        help=f"Refuse to write a page that would lose more; repeats do not count  [default: {default}]",
    )

    def decorate(function: Function) -> Function:
        return _with((*_PLAN_OPTIONS, option), function)

    return decorate


confidence_option = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Neither join paragraphs nor begin an article where the layout is less sure than this (0 to 1)  [default: 0]",
)


def _with(options: Sequence[Callable[[Any], Any]], function: Function) -> Function:
    for option in reversed(options):
        function = option(function)
    return function


@dataclass(frozen=True)
class PageOptions:
    """The parsed options of a command on pages."""

    pages: tuple[str, ...]
    form: Form | None
    to: writing.Form
    output: str | None
    encoding: str | None
    errors: Literal["strict", "replace"]
    view: View
    trace: Path | None
    max_loss: float | None
    jobs: int
    quiet: bool
    verbose: bool

    @classmethod
    def parse(cls, options: dict[str, Any]) -> PageOptions:
        """Take the options out of click's, with the defaults that depend on others."""
        pages = options["pages"] or (STDIN,)
        form = options["from"]
        to = options["to"] or ("jsonl" if (form or form_of(pages[0])) in ("jsonl", "parquet") else "text")
        options = {name: options.get(name) for name in cls.__dataclass_fields__} | {
            "pages": pages, "form": form, "to": to, "view": options["view"] or "result",
        }  # fmt: skip
        parsed = cls(**options)
        parsed.check()
        return parsed

    @property
    def inputs(self) -> frozenset[Path]:
        """The input files, which no output may replace."""
        return frozenset(Path(page).resolve() for page in self.pages if page != STDIN)

    def check(self) -> None:
        """Raise `UsageError` where options contradict each other or an output would replace an input."""
        if self.encoding:
            try:
                codecs.lookup(self.encoding)
            except LookupError as error:
                raise UsageError(f"there is no encoding called {self.encoding!r}") from error
        for path in (self.output, self.trace):
            if path and Path(path).resolve() in self.inputs:
                raise UsageError(f"{path} is an input too, and an input is never changed; write to another file")
        if self.trace and self.output and Path(self.output).resolve() == self.trace.resolve():
            raise UsageError(f"the result and its trace cannot both go to {self.output}")


Outcomes = Callable[[Cleaning, Iterable[Document | NewscleanError], int], Iterator[Outcome]]


def process(plan: Plan, options: PageOptions, outcomes: Outcomes = Cleaning.outcomes) -> int:
    """Clean all inputs and write the results; returns the exit code.

    `outcomes` says what becomes of the documents where it is not what becomes of each by itself.
    """
    if options.view == "check":
        options = replace(options, output=None, trace=None)
    tally = Tally(check=options.view == "check", quiet=options.quiet, verbose=options.verbose)
    cleaning = Cleaning(
        plan, options.to, options.view, options.trace is not None, options.max_loss, counted=tally.is_told
    )
    reader = Reader(options.form, options.encoding, options.errors)
    with contextlib.suppress(_NothingDoneError), contextlib.ExitStack() as stack:
        sink = stack.enter_context(_sink(options))
        trace = stack.enter_context(writing.replacing(options.trace)) if options.trace else None
        for outcome in outcomes(cleaning, reader.documents(options.pages), options.jobs):
            tally.add(outcome)
            if outcome.error:
                continue
            try:
                output = sink.write(outcome.id, outcome.parts, numbered=outcome.is_split)
            except NameTakenError as error:
                tally.add(Outcome(outcome.id, error=error))
                continue
            if trace and outcome.trace and options.trace:
                trace.write(writing.json_line(outcome.trace | _output(output, options.trace)).encode())
        if tally.failed and not tally.pages:
            raise _NothingDoneError
    tally.close(results_on_terminal=options.output is None and sys.stdout.isatty())
    return tally.exit_code


def _sink(options: PageOptions) -> contextlib.AbstractContextManager[Sink]:
    """Return where the results go: changes are shown on a terminal as a person reads them best."""
    if options.view in ("diff", "marks") and options.output is None and sys.stdout.isatty():
        from newsclean.cli.screen import open_screen  # noqa: PLC0415 - only for a person

        return open_screen(options.view)
    return open_sink(options.output, options.to, options.view, options.inputs)


class _NothingDoneError(Exception):
    """No input could be cleaned: what an earlier run wrote stays."""


def _output(paths: list[str] | str | None, trace: Path) -> dict[str, Any]:
    """Name where a page went to as seen from the trace's folder, so that the two can move together."""
    if paths is None:
        return {}
    if isinstance(paths, str):
        return {"output": os.path.relpath(paths, trace.parent)}
    return {"output": [os.path.relpath(path, trace.parent) for path in paths]}


def chosen_plan(settings: Mapping[str, Any] | None, options: Mapping[str, Any], steps: Sequence[str] = ()) -> Plan:
    """Return the plan of a configuration's settings, changed by the command line's options."""
    rules = [rule for path in options["rules"] for rule in load(path).values()]
    return make_plan(
        settings,
        steps=steps,
        skip=options["skip"],
        only=options["only"],
        rules=rules,
        min_confidence=options.get("min_confidence") or 0.0,
    )


def named_steps(options: Mapping[str, Any]) -> list[str]:
    """Return the steps that `--steps` names."""
    return [name.strip() for name in (options["steps"] or "").split(",") if name.strip()]
