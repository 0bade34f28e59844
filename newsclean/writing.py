"""Results: plain text, JSON Lines or Markdown, to standard output, to one file, or to a file each in a folder.

A file is written beside its place and renamed, so it is there as a whole or not at all.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal

from newsclean.documents import Article, Document, how_decoded, plain, record
from newsclean.errors import OutputError
from newsclean.plan import Cleaned
from newsclean.running import is_running

__all__ = ["SUFFIXES", "Form", "article_part", "json_line", "parts", "replacing", "sweep"]

Form = Literal["text", "jsonl", "markdown"]
_BUFFER = 1 << 18  # bytes; records are longer than Python's 8 KB
SUFFIXES: Mapping[Form, str] = {"text": ".txt", "jsonl": ".jsonl", "markdown": ".md"}


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be written beside `path` and renamed to it at the end; after an error nothing is left.

    What is neither a file nor a folder (`/dev/null`, a named pipe) is written as it is: nothing may take its place.
    """
    if _is_special(path):
        with path.open("wb", buffering=_BUFFER) as file:
            yield file
        return
    partial = path.with_name(f".{_short(path.name)}.partial-{os.getpid()}")
    try:
        partial.unlink(missing_ok=True)
        with partial.open("xb", buffering=_BUFFER) as file:  # never through a link that somebody has laid there
            yield file
        partial.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError):
            raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error
        raise


def sweep(path: Path) -> None:
    """Remove what runs that were killed have left of an output."""
    for left in path.parent.glob(f".{glob.escape(_short(path.name))}.partial-*"):
        number = left.name.rpartition("-")[2]
        if number.isdigit() and not is_running(int(number)):
            left.unlink(missing_ok=True)


def _is_special(path: Path) -> bool:
    """Whether a path is a device, a pipe or the like."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _short(name: str) -> str:
    """Return a name that leaves room for more in the 255 bytes of one, and is another for another name."""
    if len(name) <= 40:
        return name
    return f"{name[:32]}-{zlib.crc32(name.encode('utf-8', 'surrogatepass')):08x}"


_encoded = json.JSONEncoder(ensure_ascii=False).encode


def json_line(fields: Mapping[str, Any]) -> str:
    """Return a line of JSON Lines; characters that UTF-8 has no bytes for (lone surrogates) are escaped."""
    line = _encoded(fields) + "\n"
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(fields) + "\n"
    return line


def parts(document: Document, cleaned: Cleaned, form: Form) -> list[str]:
    """Return a page's result in `form`: a string for each article, or one for a page that was not split."""
    if cleaned.articles is None:
        return [_PAGE[form](document, cleaned.text)]
    return [article_part(article, index, document, form) for index, article in enumerate(cleaned.articles)]


def article_part(article: Article, index: int, document: Document, form: Form) -> str:
    """Return an article in `form`; `index` is its place on its page, `document` the page or the article's record."""
    return _ARTICLE[form](article, index, document)


def _page_text(_: Document, text: str) -> str:
    return text


def _page_json(document: Document, text: str) -> str:
    if document.is_record:
        if text is document.text and _is_as_written(document):
            return document.spelled + "\n"
        fields = {**document.fields, "text": text}
        return json_line(fields) if _may_hold_surrogates(document) else _encoded(fields) + "\n"
    return json_line({"id": document.id, "text": text, **how_decoded(document)})


# What JSON spells with two characters; others that it has to escape are seldom enough.
_ESCAPED = ("\n", '"', "\\")


def _is_as_written(document: Document) -> bool:
    """Tell whether the line that a record stood in is what `json_line` would write: then nothing need be written anew.

    What stands around the text is compared. The text itself is as it would be written where its spelling is as short
    as can be.
    """
    text, line = document.text, document.spelled
    if not line:
        return False
    before, empty, behind = _encoded({**document.fields, "text": ""}).partition('"text": ""')
    escapes = len(line) - len(before) - len(empty) - len(behind) - len(text)
    if escapes != text.count("\n") and escapes != sum(map(text.count, _ESCAPED)):
        return False
    return line.startswith(before + empty[:-1]) and line.endswith(empty[-1] + behind)


def _may_hold_surrogates(document: Document) -> bool:
    """Tell whether the line that a record stood in may spell what UTF-8 has no bytes for: by escapes alone it can."""
    return not document.spelled or "\\u" in document.spelled


def _article_text(article: Article, _index: int, _document: Document) -> str:
    return plain([article])


def _article_json(article: Article, index: int, document: Document) -> str:
    return json_line(record(article, index, document))


def _page_markdown(document: Document, text: str) -> str:
    from newsclean.markdown import page_markdown  # noqa: PLC0415 - slower to load than to use

    return page_markdown(document, text)


def _article_markdown(article: Article, index: int, document: Document) -> str:
    from newsclean.markdown import article_markdown  # noqa: PLC0415

    return article_markdown(article, index, document)


_PAGE: Mapping[Form, Callable[[Document, str], str]] = {
    "text": _page_text,
    "jsonl": _page_json,
    "markdown": _page_markdown,
}
_ARTICLE: Mapping[Form, Callable[[Article, int, Document], str]] = {
    "text": _article_text,
    "jsonl": _article_json,
    "markdown": _article_markdown,
}
