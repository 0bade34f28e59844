"""newsclean clusters: what dedup --across found to be one text, member by member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from newsclean.cli.command import make_command
from newsclean.cli.tally import say
from newsclean.documents import Document
from newsclean.errors import InputError
from newsclean.reading import STDIN, Reader
from newsclean.similarity.members import Difference, differences
from newsclean.terminal import lines_of, visibly

__all__ = ["command"]

_WIDTH = 80  # columns


@make_command(
    "clusters",
    "Show near-duplicates member by member, with what differs.",
    "newsclean dedup --across --mark -t jsonl pages.jsonl | newsclean clusters",
    "Reads the records that dedup --across --mark writes. Each cluster is shown with the document that is kept and "
    "every copy of it: how alike it is, and the sentences that differ; width, punctuation and script do not count. "
    "'-' is only in the kept document, '+' only in the copy, '~' a sentence that was changed: [-kept-]{+copy+}.",
)
@click.argument("files", nargs=-1, type=click.Path(), metavar="FILE...")
@click.option("--cluster", type=int, metavar="NUMBER", help="Show this cluster alone")
def command(files: tuple[str, ...], cluster: int | None) -> int:
    """Show the clusters of marked records."""
    failed = False
    members: dict[Any, list[Document]] = {}
    for document in Reader("jsonl").documents(files or (STDIN,)):
        if not isinstance(document, Document):
            say(f"newsclean: {document}")
            failed = True
        elif "cluster" not in document.fields:
            raise InputError(
                f"{document.id}: has no field cluster; mark with: newsclean dedup --across --mark -t jsonl"
            )
        elif document.fields["cluster"] is not None and cluster in (None, document.fields["cluster"]):
            members.setdefault(document.fields["cluster"], []).append(document)
    if cluster is not None and not members:
        raise InputError(f"there is no cluster {cluster}")
    for number, documents in members.items():
        for line in _shown(number, documents):
            click.echo(line)
    return int(failed)


def _shown(number: Any, documents: list[Document]) -> Iterator[str]:
    kept = next((document for document in documents if document.fields.get("duplicate_of") is None), documents[0])
    yield click.style(visibly(f"cluster {number}: {len(documents)} documents"), bold=True)
    yield visibly(f"= {kept.id}, {len(kept.text)} characters: {_beginning(kept.text)}")
    for document in documents:
        if document is not kept:
            similarity = document.fields.get("similarity")
            yield visibly(f"# {document.id}, {len(document.text)} characters, similarity {similarity}")
            for difference in differences(kept.text, document.text):
                yield from _lines(difference)
    yield ""


def _beginning(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line[slice(*next(lines_of(line, _WIDTH // 2)))]


_SIGNS = {"changed": "~", "only kept": "-", "only copy": "+"}
_COLOURS = {"changed": "yellow", "only kept": "red", "only copy": "green"}


def _lines(difference: Difference) -> Iterator[str]:
    if difference.kind == "same":
        yield f"    ({difference.sentences} sentence{'s' * (difference.sentences > 1)} the same)"
        return
    sign = _SIGNS[difference.kind]
    text = visibly(difference.text)
    for start, end in lines_of(text, _WIDTH - 4):
        yield click.style(f"  {sign} {text[start:end]}", fg=_COLOURS[difference.kind])
        sign = " "
