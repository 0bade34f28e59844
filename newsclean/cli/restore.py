"""newsclean restore: put the removed text back."""

from __future__ import annotations

import collections
from pathlib import Path

import click

from newsclean.cli.command import make_command
from newsclean.cli.tally import say
from newsclean.errors import NewscleanError, OutputError, UsageError
from newsclean.restoring import Restored, restored_pages
from newsclean.sinks import safe_path
from newsclean.terminal import write_out
from newsclean.writing import json_line, replacing

__all__ = ["command"]


@make_command(
    "restore",
    "Put the removed text back: the original page, byte for byte.",
    "newsclean restore page.trace cleaned.txt > page.txt",
    "CLEANED is the text, JSON Lines or Markdown that the traced run wrote; it can be left out where the trace names "
    "it. A trace of several pages needs a folder to write to (-o). A page that does not come out with the "
    "SHA-256 it had is not written.",
)
@click.argument("trace", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("cleaned", required=False, type=click.Path(dir_okay=False, allow_dash=True))
@click.option("-o", "--output", type=click.Path(), help="File, or folder for several pages  [default: standard output]")
def command(trace: Path, cleaned: str | None, output: str | None) -> int:
    """Restore pages."""
    failed = False
    pages: list[Restored] = []
    for page in restored_pages(trace, cleaned):
        if isinstance(page, NewscleanError):
            say(f"newsclean: {page}")
            failed = True
        else:
            pages.append(page)
    if pages or not failed:
        _write(pages, output)
    return int(failed)


def _write(pages: list[Restored], output: str | None) -> None:
    if output and (output.endswith("/") or Path(output).is_dir()):
        places = [Path(output) / safe_path(str(page.id)) for page in pages]
        twice = next((place for place, count in collections.Counter(places).items() if count > 1), None)
        if twice:
            raise OutputError(f"two pages would both be restored to {twice}; restore them from traces of their own")
        for place, page in zip(places, pages, strict=True):
            _make(place.parent)
            with replacing(place) as file:
                file.write(page.data)
        return
    if len(pages) > 1 and not all(page.is_record for page in pages):
        raise UsageError(f"the trace holds {len(pages)} pages; name a folder to write them to: -o FOLDER/")
    data = b"".join(_line(page) if page.is_record else page.data for page in pages)
    if output is None:
        write_out(data)
        return
    with replacing(Path(output)) as file:
        file.write(data)


def _line(page: Restored) -> bytes:
    fields = {"id": page.id, **page.fields} if "id" not in page.fields else page.fields
    return json_line({**fields, "text": page.data.decode()}).encode()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror}") from error
