"""newsclean report: one HTML file to review what a run did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from newsclean.batch.manifest import Entry
from newsclean.cli.command import make_command
from newsclean.cli.tally import say
from newsclean.errors import UsageError
from newsclean.review import traced_pages, write_report
from newsclean.rules import Rule, load

__all__ = ["command", "report_batch"]


@make_command(
    "report",
    "One HTML file to review a run: what was removed where, and why.",
    "newsclean report page.trace -o report.html",
    "TRACE is what --trace wrote, or a folder of traces (batch --traces). The file needs no network and nothing "
    "beside it. The text that was kept is taken from the output that the trace names, or from the page itself "
    "where it still is as it was; where neither can be had, the report shows what was changed, and says so.",
)
@click.argument("traces", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="TRACE...")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE", help="File to write")  # fmt: skip
@click.option("--title", help="What the report is called  [default: the names of the traces]")
@click.option("--rules", multiple=True, type=click.Path(dir_okay=False, path_type=Path), help="File with the rules of your own that the run used, for their reasons; may be repeated")  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, help="Processes to work with  [default: 1]")
@click.option("-q", "--quiet", is_flag=True, help="No warnings")
def command(
    traces: tuple[Path, ...], output: Path, title: str | None, rules: tuple[Path, ...], jobs: int, *, quiet: bool
) -> int:
    """Write the report of traces."""
    if output.resolve() in {trace.resolve() for trace in traces}:
        raise UsageError(f"{output} is a trace; write the report to another file")
    own = [rule for path in rules for rule in load(path).values()]
    named = title or ", ".join(trace.name for trace in traces[:3]) + (" …" if len(traces) > 3 else "")
    written = write_report(traced_pages(traces), output, title=named, rules=own, jobs=jobs)
    if written.without_text and not quiet:
        pages = f"{written.without_text} of {written.pages} pages"
        say(f"newsclean: warning: {pages} without the text that was kept: {written.missing}")
    return 0


def report_batch(
    entries: Iterable[Entry], traces: Path, output: Path, title: str, rules: Sequence[Rule], jobs: int
) -> None:
    """Write the report of a batch: the files it cleaned, now or before, from their traces, and those that failed."""
    ordered = sorted(entries, key=lambda entry: entry.input)
    cleaned = [traces / f"{entry.input}.trace" for entry in ordered if entry.output]
    failures = [
        failure if entry.input in failure else f"{entry.input}: {failure}"
        for entry in ordered
        for failure in entry.failures or filter(None, [entry.error])
    ]
    write_report(traced_pages(cleaned), output, title=title, failures=failures, rules=rules, jobs=jobs)
