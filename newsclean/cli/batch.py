"""newsclean batch: a tree of files, in parallel, resumable."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from newsclean.batch import INCLUDED, Run, batch
from newsclean.batch.jobs import CleaningJob
from newsclean.cleaning import DEFAULT_MAX_LOSS, Cleaning
from newsclean.cli.clean import steps_option
from newsclean.cli.command import make_command
from newsclean.cli.engine import chosen_engine, engine_options
from newsclean.cli.pages import chosen_plan, confidence_option, named_steps, plan_options
from newsclean.cli.tally import Tally
from newsclean.documents import Document
from newsclean.errors import InputError, UsageError
from newsclean.reading import Reader, below, is_url
from newsclean.rules import Rule
from newsclean.writing import replacing

__all__ = ["command"]


class _Place(click.Path):
    """A folder, or the URL of one, which stays a string."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Take a URL as it is."""
        return value.rstrip("/") if is_url(str(value)) else super().convert(value, param, ctx)


_FOLDER = _Place(file_okay=False, path_type=Path)


@make_command(
    "batch",
    "A tree of files, in parallel, resumable.",
    "newsclean batch scraped/ -o clean/ -j 4",
    "Cleans every .txt, .jsonl (also .gz) and .parquet file below DIR into a tree of the same names. manifest.jsonl in the "
    "output folder has a line for each input: what it was, what was removed, or why it failed. What is done and "
    "unchanged is not done again; a killed batch goes on where it stopped. With the engine daft, folders may be URLs.",
)
@click.argument("source", type=_Place(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.option("-o", "--output", type=_FOLDER, required=True, metavar="DIR", help="Folder for the results")
@click.option("-t", "--to", type=click.Choice(["text", "jsonl", "markdown", "parquet"]), help="Form of the output  [default: that of each input]")  # fmt: skip
@click.option("--encoding", help="Encoding of the inputs  [default: found out]")
@click.option("--errors", type=click.Choice(["strict", "replace"]), default="strict", help="Bytes that cannot be decoded: fail, or put U+FFFD  [default: strict]")  # fmt: skip
@click.option("--include", multiple=True, default=INCLUDED, metavar="GLOB", help="Files to clean; may be repeated  [default: *.txt, *.jsonl, also .gz, *.parquet]")  # fmt: skip
@click.option("--exclude", multiple=True, metavar="GLOB", help="Files or folders to leave out; may be repeated")
@plan_options(DEFAULT_MAX_LOSS)
@steps_option
@confidence_option
@click.option("--traces", type=_FOLDER, metavar="DIR", help="Folder for a trace of each file, for restore")
@click.option(
    "--quarantine",
    type=_FOLDER,
    metavar="DIR",
    help="Folder for doubtful pages and those that fail, as they came, with the reasons",
)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="One HTML file to review the run (see report); keeps traces, in .traces of the output folder unless --traces says where")  # fmt: skip
@click.option("--learn", "learns", is_flag=True, help="Read all inputs first and learn their site's chrome (see learn)")
@click.option("--resume/--no-resume", default=True, help="Leave what is done and unchanged, or do all again")
@click.option("-j", "--jobs", type=click.IntRange(1), help="Processes to work with  [default: one for each processor]")
@engine_options()
@click.option("-q", "--quiet", is_flag=True, help="No progress or summary")
@click.pass_context
def command(context: click.Context, /, **options: Any) -> int:
    """Clean a tree of files."""
    plan = chosen_plan(context.obj, options, named_steps(options))
    source, target = options["source"], options["output"]
    by_url = _by_url(options)
    if options["report"] and not options["traces"]:
        options["traces"] = target / ".traces"
    if options["learns"]:
        plan = replace(plan, rules=(*plan.rules, *_learned(source, target, options["encoding"])))
    cleaning = Cleaning(plan, traced=bool(options["traces"]), max_loss=options["max_loss"])
    reader = Reader(None, options["encoding"], options["errors"])
    traces, quarantine = (options[name] and Path(options[name]) for name in ("traces", "quarantine"))
    job = CleaningJob(cleaning, reader, Path(source), Path(target), options["to"], traces, quarantine)
    tally = Tally(quiet=options["quiet"])
    entries = []
    with _started(job, options, by_url=by_url) as run:
        if not run.total:
            raise InputError(f"{source}: holds no file that matches {' '.join(options['include'])}: nothing to clean")
        with _progress(run.total, quiet=options["quiet"]) as advance:
            for entry in run.entries:
                tally.add_entry(entry)
                entries.append(entry)
                advance()
    if options["report"]:
        from newsclean.cli.report import report_batch  # noqa: PLC0415 - asked for rarely

        report_batch(
            entries,
            options["traces"],
            options["report"],
            str(source),
            plan.rules,
            options["jobs"] or os.cpu_count() or 1,
        )
    tally.close(results_on_terminal=False)
    return tally.exit_code


_BY_URL = ("source", "output", "traces", "quarantine")


def _by_url(options: Mapping[str, Any]) -> bool:
    """Whether the places are named by URL, as all or none of them must be."""
    urls = {isinstance(options[name], str) for name in _BY_URL if options[name]}
    if len(urls) > 1:
        raise UsageError("name all folders by URL or none; a folder of this machine has one too: file:///folder")
    if True in urls and options["engine"] != "daft":
        raise UsageError(f"{options['source']}: what is named by URL is for the engine daft: add --engine daft")
    if True in urls and (options["learns"] or options["report"]):
        raise UsageError("--learn and --report read the files of a folder, not of a URL")
    return True in urls


def _started(job: CleaningJob, options: Mapping[str, Any], *, by_url: bool) -> contextlib.AbstractContextManager[Run]:
    """Begin a batch over a folder or over a URL."""
    chosen = {name: options[name] for name in ("include", "exclude", "resume")}
    engine = chosen_engine(options, options["jobs"])
    if not by_url:
        return batch(options["source"], options["output"], job, engine, **chosen)
    from newsclean.batch.remote import batch_of_objects  # noqa: PLC0415 - asked for rarely

    places = {"out": options["output"], "traces": options["traces"], "odd": options["quarantine"]}
    places = {name: url for name, url in places.items() if url}
    return batch_of_objects(options["source"], places, job, engine, **chosen)


def _learned(source: Path, target: Path, encoding: str | None) -> Iterator[Rule]:
    """Yield the rule for what recurs over the inputs, and leave it in the output folder for a person to see."""
    from newsclean.chrome.site import learn, to_rule, to_toml  # noqa: PLC0415 - asked for rarely

    documents = Reader(encoding=encoding).documents(below([str(source)]))
    learned = learn(document.text for document in documents if isinstance(document, Document))
    if not learned:
        return
    target.mkdir(parents=True, exist_ok=True)
    with replacing(target / "learned.toml") as file:
        file.write(to_toml(learned, source.resolve().name).encode())
    yield to_rule(learned, source.resolve().name)


@contextlib.contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Callable[[], None]]:
    """Show a bar where a person is watching."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from newsclean.summary import progress  # noqa: PLC0415 - rich is slow to import

    with progress(total, "cleaning") as advance:
        yield advance
