"""Stand in for the `newsclean` command: run by peers.py, in the environment of the program that is called.

    python bench/calls.py NAME strip-pinyin -f jsonl -t jsonl < pages.jsonl
    python bench/calls.py NAME decode --errors replace -t jsonl FILE...

Takes the arguments of the command that a set is scored with, reads the same rows and writes rows of the same form. So
the scorer never knows whom it scores.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import baselines  # noqa: F401  # these three fill the table
import clusterers  # noqa: F401
import programs  # noqa: F401
from entries import PEERS, Decode, Peer

__all__ = ["PEERS", "Peer", "main"]


def answers(peer: Peer, command: str, files: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield what the `newsclean` command would answer, in the order of the inputs."""
    call = peer.make()
    if command == "decode":
        yield from (decoded(call, file) for file in files)
        return
    rows = map(json.loads, sys.stdin.buffer)
    if "neardup" in peer.sets:
        rows = list(rows)
        clusters = call([row["text"] for row in rows])
        yield from (row | {"cluster": cluster} for row, cluster in zip(rows, clusters, strict=True))
        return
    for row in rows:
        result = call(row["text"])
        yield from articles_of(row["id"], result) if "pages" in peer.sets else [row | {"text": result}]


def decoded(call: Decode, file: str) -> dict[str, str]:
    """Return the row for a file."""
    text, encoding = call(Path(file).read_bytes())
    return {"id": file, "text": text, "encoding": encoding}


def articles_of(page: str, articles: Iterable[tuple[str, list[str]]]) -> Iterator[dict[str, Any]]:
    """Yield the row of each article."""
    for index, (headline, paragraphs) in enumerate(articles):
        blocks = [{"kind": "paragraph", "text": paragraph} for paragraph in paragraphs]
        yield {"id": page, "index": index, "headline": headline, "blocks": blocks}


def main() -> None:
    """Answer like the `newsclean` command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=PEERS, help="which peer")
    parser.add_argument("command", help="the command of newsclean that it stands in for")
    parser.add_argument("files", nargs="*")
    for option in ("--errors", "-f", "-t"):
        parser.add_argument(option, help=argparse.SUPPRESS)
    for option in ("--across", "--mark"):
        parser.add_argument(option, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_intermixed_args()
    out = sys.stdout.buffer
    with contextlib.redirect_stdout(sys.stderr):  # some greet
        found = answers(PEERS[options.name], options.command, options.files)
        out.writelines(json.dumps(answer, ensure_ascii=False).encode() + b"\n" for answer in found)


if __name__ == "__main__":
    main()
