"""newsclean learn: what a site prints on all its pages, as rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from newsclean.chrome.site import learn, to_toml
from newsclean.cli.command import make_command
from newsclean.cli.tally import say
from newsclean.documents import Document
from newsclean.errors import InputError
from newsclean.reading import Reader, below
from newsclean.terminal import write_out
from newsclean.writing import replacing

__all__ = ["command"]


@make_command(
    "learn",
    "Learn a site's chrome from its pages, as rules.",
    "newsclean learn scraped/site/ -o site.toml",
    "Finds lines (digits aside) that recur over many pages of one site but in no story, and writes them as a rule "
    "with the number of pages each was seen on. Use it with: newsclean clean --rules site.toml. Take out what you "
    "want to keep: the file is yours.",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write  [default: standard output]")  # fmt: skip
@click.option("--name", help="Name of the site, for the rule id  [default: the folder's or file's name]")
@click.option("--share", type=click.FloatRange(0, 1), default=0.2, help="Share of the pages a line must stand on  [default: 0.2]")  # fmt: skip
@click.option("--least", type=click.IntRange(2), default=5, help="Pages a line must stand on at least  [default: 5]")
@click.option("--encoding", help="Encoding of the pages  [default: found out]")
def command(*, paths: tuple[str, ...], output: Path | None, encoding: str | None, **options: Any) -> int:
    """Learn rules from pages."""
    failed = 0

    def texts() -> Iterator[str]:
        nonlocal failed
        for document in Reader(encoding=encoding).documents(below(paths)):
            if isinstance(document, Document):
                yield document.text
            else:
                failed += 1
                say(f"newsclean: {document}")

    learned = learn(texts(), share=options["share"], least=options["least"])
    if not learned:
        raise InputError(
            f"{paths[0]}: no line recurs on {options['least']} pages and outside stories: nothing to learn"
        )
    toml = to_toml(learned, options["name"] or Path(paths[0]).resolve().name.partition(".")[0])
    say(f"newsclean: {len(learned)} lines learned from {learned[0].of} pages")
    if output is None:
        write_out(toml.encode())
        return int(failed > 0)
    with replacing(output) as file:
        file.write(toml.encode())
    return int(failed > 0)
