"""newsclean dedup --across: many documents in, each text once."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsclean import writing
from newsclean.batch.manifest import MANIFEST
from newsclean.cleaning import Outcome
from newsclean.cli.engine import chosen_engine
from newsclean.cli.pages import PageOptions
from newsclean.cli.tally import Tally, say
from newsclean.documents import Document
from newsclean.errors import UsageError
from newsclean.plan import Cleaned
from newsclean.reading import STDIN, Reader, is_url
from newsclean.similarity.across import Across, Resources, across
from newsclean.similarity.clusters import ALONE, Keep, Verdict
from newsclean.similarity.shards import MARKS
from newsclean.similarity.work import fingerprint, work_folder
from newsclean.sinks import Sink, StreamSink, open_sink

if TYPE_CHECKING:
    from newsclean.similarity.index import Index

__all__ = ["Wishes", "deduplicate"]


@dataclass(frozen=True)
class Wishes:
    """What is wanted of a run: copies marked instead of dropped, the copy to keep, bytes of memory, an index."""

    mark: bool
    keep: Keep
    memory: int
    index: Path | None


def deduplicate(wishes: Wishes, options: Mapping[str, Any]) -> int:
    """Write the documents that are kept, or all of them with their clusters; returns the exit code."""
    parsed = PageOptions.parse(dict(options))
    _check(parsed, wishes)
    output = None if parsed.view == "check" else parsed.output
    url = output if output and is_url(output) else None
    _check_places(parsed, output, options)
    engine = chosen_engine(options, options["jobs"])
    parsed = replace(parsed, pages=tuple(_named(parsed.pages)))
    reader = Reader(parsed.form, parsed.encoding, parsed.errors)
    with contextlib.ExitStack() as stack:
        index = None
        if wishes.index:
            index = stack.enter_context(_index(wishes.index, _command(reader, wishes, parsed)))
        settings = (repr(reader), str(wishes.index), len(index.decided) if index else 0)
        folder = stack.enter_context(work_folder(None if url else output, parsed.pages, settings, _say_left))
        found = across(reader, parsed.pages, Resources(folder, engine, wishes.memory), wishes.keep, index)
        stack.callback(found.lines.close)
        tally = _told(found, parsed)
        if tally.failed and not len(found):
            return tally.exit_code  # what an earlier run wrote stays
        result = folder / "result"  # of an object, until it is whole
        with open_sink(str(result) if url else output, parsed.to, parsed.view, parsed.inputs) as sink:
            if parsed.view != "check":
                _write(found, sink, parsed.to, mark=wishes.mark)
            found.lines.check()
        if url:
            _send(result, url)
        if parsed.view != "check":
            sys.stdout.flush()
            if index:
                index.remember(found)
    return tally.exit_code


def _check_places(options: PageOptions, output: str | None, given: Mapping[str, Any]) -> None:
    """Raise `UsageError` where inputs or output lie where the engine cannot reach them."""
    urls = [place for place in (*options.pages, output or "") if is_url(place)]
    if urls and given["engine"] != "daft":
        raise UsageError(f"{urls[0]}: what is named by URL is for the engine daft: add --engine daft")
    if output and is_url(output) and output.endswith("/"):
        raise UsageError(f"{output}: the documents go to one object: name it")
    if given["ray_address"] and (output is None or is_url(output) or STDIN in options.pages):
        raise UsageError(
            "the machines of a cluster share a folder beside the output: name inputs, and an output in a folder that "
            "all of them see; no --check"
        )


def _named(places: Iterable[str]) -> Iterator[str]:
    """Yield inputs, and in place of a URL with an asterisk those of the objects it stands for, in order."""
    for place in places:
        if is_url(place) and "*" in place:
            from newsclean.batch.stores import listed  # noqa: PLC0415 - asked for rarely

            yield from sorted(url for url in listed(place) if not url.endswith(f"/{MANIFEST}"))
        else:
            yield place


def _send(path: Path, url: str) -> None:
    from newsclean.batch.stores import send  # noqa: PLC0415 - asked for rarely

    send(path, url)


def _index(path: Path, command: str | None) -> contextlib.AbstractContextManager[Index]:
    from newsclean.similarity.index import index_for_writing  # noqa: PLC0415 - a database is not always asked for

    return index_for_writing(path, command)


def _command(reader: Reader, wishes: Wishes, options: PageOptions) -> str | None:
    """Return a fingerprint of all that the output comes from, and of its place; None of what comes through a pipe."""
    if STDIN in options.pages:
        return None
    output = options.output and str(Path(options.output).absolute())
    return fingerprint(options.pages, (repr(reader), wishes.keep, wishes.mark, options.to, output))


def _say_left(folder: Path) -> None:
    if any(folder.iterdir()):
        say(f"newsclean: the same command goes on from what is done, in {folder}; remove it if you do not want that")


def _check(options: PageOptions, wishes: Wishes) -> None:
    """Raise `UsageError` where options contradict each other."""
    if wishes.mark and options.to != "jsonl":
        raise click.UsageError("--mark adds fields to records: say -t jsonl")
    if options.view not in ("result", "check") or options.trace:
        raise click.UsageError("--across drops whole documents and makes no edits: no --marks, --diff or --trace")
    places = {path.resolve() for path in (Path(options.output or ""), *options.inputs)}
    if wishes.index and wishes.index.resolve() in places:
        raise UsageError(f"{wishes.index}: the index cannot be an input or the output too; name another file")


def _told(found: Across, options: PageOptions) -> Tally:
    """Say what was found, and what could not be read."""
    tally = Tally(check=options.view == "check", quiet=options.quiet)
    for error in found.errors:
        tally.add(Outcome(None, error=error))
    tally.pages = len(found)
    for number, verdict in enumerate(found.verdicts()):
        if verdict.duplicate_of is None:
            continue
        tally.changed += 1
        if options.verbose:
            name, kept = found.lines.document(number).id, found.name(verdict.duplicate_of)
            say(f"{name}: repeats {kept} (similarity {verdict.similarity:.2f})")
    if not options.quiet:
        say(f"newsclean: {tally.pages} documents, {tally.changed} repeat another one")
    return tally


def _write(found: Across, sink: Sink, form: writing.Form, *, mark: bool) -> None:
    if form == "jsonl" and isinstance(sink, StreamSink) and sink.stream:
        if mark:
            found.lines.mark(_marks(found), sink.stream)
        else:
            found.lines.copy(found.kept(), sink.stream)
        return
    for number, verdict in enumerate(found.verdicts()):
        if mark or verdict.duplicate_of is None:
            document = found.lines.document(number)
            more = _mark(verdict, found) if mark else {}
            sink.write(document.id, _rendered(document, more, form), numbered=False)


def _marks(found: Across) -> Iterator[bytes]:
    alone = writing.json_line(_mark(ALONE, found)).encode()
    for verdict in found.verdicts():
        yield alone if verdict is ALONE else writing.json_line(_mark(verdict, found)).encode()


def _mark(verdict: Verdict, found: Across) -> dict[str, Any]:
    kept = None if verdict.duplicate_of is None else found.name(verdict.duplicate_of)
    return dict(zip(MARKS, (verdict.cluster, kept, verdict.similarity), strict=True))


def _rendered(document: Document, more: Mapping[str, Any], form: writing.Form) -> list[str]:
    if form == "jsonl":
        return [writing.json_line({**document.fields, **more})]
    return writing.parts(document, Cleaned(document.text, [], None), form)
