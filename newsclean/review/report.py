"""One HTML file of a whole run: it opens at once however long the run was, and needs neither network nor server.

The index (a row for each page) comes first and is all that the overview and the list need. The texts follow in
chunks, each compressed by itself, which the browser inflates when one of its pages is asked for. Nothing of a page is
ever markup: texts are data in the file, and the script puts them on the screen as text. A content security policy
that names the two hashes of the file's own style and script forbids all else, the network included.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import tempfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import IO, Any, NamedTuple

from newsclean import __version__, registry
from newsclean.cleaning import spread
from newsclean.doubts import UNSURE_ARTICLE, UNSURE_ENCODING
from newsclean.review.page import as_json, reviewed
from newsclean.review.traces import TracedPage
from newsclean.rules import Rule, builtin
from newsclean.writing import replacing

__all__ = ["Written", "write_report"]

_SCRIPTS = ("base.js", "why.js", "overview.js", "list.js", "page.js", "main.js")
# Characters of JSON in a chunk: some forty pages, inflated in a few milliseconds. Larger ones compress no better.
_CHUNK = 200_000


class Written(NamedTuple):
    """What went into a report: its pages, how many of them without the text that was kept, and why the first is."""

    pages: int
    without_text: int
    missing: str


def write_report(
    pages: Iterable[TracedPage],
    path: Path,
    *,
    title: str,
    failures: Sequence[str] = (),
    rules: Iterable[Rule] = (),
    jobs: int = 1,
) -> Written:
    """Write the report of `pages` to `path`; returns what went into it.

    `failures` are what the run could not clean, a sentence each; `rules` are rules of the user's own, for their
    reasons. Memory holds the index and `jobs` pages, not the texts.
    """
    rows: list[dict[str, Any]] = []
    with replacing(path) as file, tempfile.TemporaryFile() as texts:
        chunks = _Chunks(texts)
        for row, detail in spread(reviewed, pages, jobs):
            row["at"] = chunks.add(detail)
            rows.append(row)
        chunks.flush()
        index = {
            "version": __version__,
            "title": title,
            "rules": _reasons(rows, rules),
            "failures": list(failures),
            "unsure": {"article": UNSURE_ARTICLE, "encoding": UNSURE_ENCODING},
            "pages": rows,
        }
        texts.seek(0)
        head, tail = _document(title, index)
        file.write(head)
        while block := texts.read(1 << 20):
            file.write(block)
        file.write(tail)
    missing = [row["missing"] for row in rows if "missing" in row]
    return Written(len(rows), len(missing), missing[0] if missing else "")


class _Chunks:
    """Gathers the details of pages and writes them, so many characters together, as data of an HTML file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._waiting: list[str] = []
        self._size = 0
        self._number = 0

    def add(self, detail: str) -> list[int]:
        """Return where a page's detail will be: the number of its chunk, and its place there."""
        if self._size >= _CHUNK:
            self.flush()
        self._waiting.append(detail)
        self._size += len(detail)
        return [self._number, len(self._waiting) - 1]

    def flush(self) -> None:
        """Write what is waiting."""
        if self._waiting:
            self._file.write(_data(f"chunk-{self._number}", f"[{','.join(self._waiting)}]"))
            self._waiting, self._size = [], 0
            self._number += 1


def _data(identity: str, spelled: str) -> bytes:
    """Return JSON as an element that the browser leaves alone: compressed, and in letters that no markup can be of."""
    packed = base64.b64encode(zlib.compress(spelled.encode(), 6)).decode()
    return f'<script type="application/octet-stream" id="{identity}">{packed}</script>\n'.encode()


def _reasons(rows: Iterable[Mapping[str, Any]], own: Iterable[Rule]) -> dict[str, dict[str, str]]:
    """Return for each rule that did something why it does, and which step it belongs to."""
    known = {**builtin(), **{rule.id: rule for rule in own}}
    named = sorted({rule for row in rows for rule in row["rules"]})
    return {
        rule: {"why": known[rule].why if rule in known else _UNKNOWN, "step": _steps().get(rule.partition(".")[0], "")}
        for rule in named
    }


_UNKNOWN = "A rule that does not come with newsclean; name the file it stands in with --rules to see its reason here."


@functools.cache
def _steps() -> dict[str, str]:
    """Return the step behind each family of rules: `chrome` is strip-chrome's."""
    named = {name.removeprefix("strip-"): name for name in registry.names()}
    return {**named, "split": "split", "stitch": "stitch", "decode": "repair"}


def _document(title: str, index: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return what stands in the file before and behind the texts."""
    web = resources.files("newsclean").joinpath("review/web")
    style = web.joinpath("report.css").read_text("utf-8")
    script = "\n".join(web.joinpath(name).read_text("utf-8") for name in _SCRIPTS)
    head, tail = web.joinpath("report.html").read_text("utf-8").split("<!-- texts -->")
    filled = {
        "policy": f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'",
        "title": html.escape(_plain(title)),
        "style": style,
        "index": _data("index", as_json(index)).decode(),
        "script": script,
    }
    for name, text in filled.items():
        head = head.replace(f"<!-- {name} -->", text)
    return head.encode(), tail.encode()


def _plain(title: str) -> str:
    return title.encode("utf-8", "replace").decode()


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
