"""newsclean dedup --across: many documents in, each text once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from newsclean import writing
from newsclean.cleaning import Outcome
from newsclean.cli.pages import PageOptions
from newsclean.cli.tally import Tally, say
from newsclean.documents import Document
from newsclean.plan import Cleaned
from newsclean.reading import Reader
from newsclean.similarity import Keep
from newsclean.similarity.across import across
from newsclean.sinks import open_sink

__all__ = ["deduplicate"]


def deduplicate(*, mark: bool, keep: Keep, options: dict[str, Any]) -> int:
    """Write the documents that are kept, or all of them with their clusters; returns the exit code."""
    parsed = PageOptions.parse(options)
    if mark and parsed.to != "jsonl":
        raise click.UsageError("--mark adds fields to records: say -t jsonl")
    if parsed.view not in ("result", "check") or parsed.trace:
        raise click.UsageError("--across drops whole documents and makes no edits: no --marks, --diff or --trace")
    tally = Tally(check=parsed.view == "check", quiet=parsed.quiet)
    found = _found(Reader(parsed.form, parsed.encoding, parsed.errors), parsed.pages, tally)
    dropped = 0
    with open_sink(None if parsed.view == "check" else parsed.output, parsed.to, parsed.view, parsed.inputs) as sink:
        for document, verdict, kept in across(found, keep):
            dropped += kept is not None
            if kept is not None and parsed.verbose:
                say(f"{document.id}: repeats {kept.id} (similarity {verdict.similarity:.2f})")
            if parsed.view == "check" or (kept is not None and not mark):
                continue
            fields = {
                "cluster": verdict.cluster,
                "duplicate_of": kept and kept.id,
                "similarity": round(verdict.similarity, 4),
            }
            sink.write(document.id, _rendered(document, fields if mark else {}, parsed.to), numbered=False)
    tally.changed = dropped
    if not parsed.quiet:
        say(f"newsclean: {tally.pages} documents, {dropped} repeat another one")
    return tally.exit_code


def _found(reader: Reader, pages: tuple[str, ...], tally: Tally) -> Iterator[Document]:
    for document in reader.documents(pages):
        if isinstance(document, Document):
            tally.add(Outcome(document.id))
            yield document
        else:
            tally.add(Outcome(None, error=document))


def _rendered(document: Document, fields: dict[str, Any], form: writing.Form) -> list[str]:
    if form != "jsonl":
        return writing.parts(document, Cleaned(document.text, [], None), form)
    record = document.fields or {"id": document.id, "text": document.text}
    return [writing.json_line({**record, **fields})]
