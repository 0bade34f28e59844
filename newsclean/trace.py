"""Traces: every edit of a page as a line of JSON, and the way back to the page's own bytes.

    {"id", "sha256", "encoding", "length", "articles", "edits": [{"start", "end", "rule", "removed", "put"}], …}

Offsets and `length` count code points of the page as decoded. `sha256` is that of the file's bytes (of the text
in UTF-8 for a record), so a restored page is known to be the original or is not given at all. `output` names the
files that the cleaned text went to, seen from the trace's folder. `articles` is how many the page was split into, if
it was. `mark` says that the file began with a byte order mark; `patches` gives, in hexadecimal, the bytes of
characters that its codec would spell otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from newsclean.documents import Document, article_of, plain
from newsclean.edits import Edit, apply
from newsclean.encoding import Patch, encode
from newsclean.errors import RestoreError
from newsclean.plan import Cleaned

__all__ = ["articles_text", "cleaned_length", "entry", "is_entry", "restore", "restored_bytes"]


def entry(document: Document, cleaned: Cleaned) -> dict[str, Any]:
    """Return a page's line of the trace."""
    return {
        "id": document.id,
        "sha256": document.sha256,
        **_spelling(document),
        "length": len(document.text),
        **({} if cleaned.articles is None else {"articles": len(cleaned.articles)}),
        "edits": [
            {"start": start, "end": end, "rule": rule, "removed": document.text[start:end], "put": put}
            for start, end, put, rule in cleaned.edits
        ],
    }


def _spelling(document: Document) -> dict[str, Any]:
    """Return what it takes to spell a file's text in its own bytes again."""
    decoded = document.decoded
    if decoded is None:
        return {}
    spelling: dict[str, Any] = {"encoding": decoded.encoding, "confidence": round(decoded.confidence, 3)}
    if decoded.mark:
        spelling["mark"] = True
    if decoded.patches:
        spelling["patches"] = [[start, end, data.hex()] for start, end, data in decoded.patches]
    return spelling


def is_entry(line: Any) -> bool:
    """Tell whether what a line of JSON holds has the shape of a page's line of a trace."""
    return (
        isinstance(line, dict)
        and "id" in line
        and isinstance(line.get("sha256"), str)
        and isinstance(line.get("length"), int)
        and isinstance(line.get("encoding", ""), str)
        and isinstance(line.get("mark", False), bool)
        and _is_list(line.get("patches", []), _is_patch)
        and _is_list(line.get("edits"), _is_edit)
        and (isinstance(line.get("output", ""), str) or _is_list(line["output"], lambda name: isinstance(name, str)))
    )


def _is_list(value: Any, is_sound: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(map(is_sound, value))


def _is_edit(value: Any) -> bool:
    kinds = {"start": int, "rule": str, "removed": str, "put": str}
    return isinstance(value, dict) and all(type(value.get(name)) is kind for name, kind in kinds.items())


def _is_patch(value: Any) -> bool:
    if not isinstance(value, list) or list(map(type, value)) != [int, int, str]:
        return False
    return re.fullmatch("(?:[0-9a-f]{2})*", value[2]) is not None


def cleaned_length(line: Mapping[str, Any]) -> int:
    """Return how many characters the cleaned text of a traced page has."""
    return int(line["length"]) + sum(len(edit["put"]) - len(edit["removed"]) for edit in line["edits"])


def restore(line: Mapping[str, Any], cleaned: str) -> str:
    """Return the page as it was before its edits; raises `RestoreError` where `cleaned` is not what it became."""
    if len(cleaned) != cleaned_length(line):
        raise RestoreError(
            f"{line['id']}: the cleaned text has {len(cleaned)} characters where the trace wants "
            f"{cleaned_length(line)}; give the text as newsclean wrote it, with the trace of that run"
        )
    return apply(cleaned, _undone(line, cleaned))


def _undone(line: Mapping[str, Any], cleaned: str) -> Iterator[Edit]:
    shift = 0
    for edit in line["edits"]:
        removed, put = edit["removed"], edit["put"]
        at = edit["start"] + shift
        if cleaned[at : at + len(put)] != put:
            raise RestoreError(f"{line['id']}: the cleaned text was changed near character {at}; cannot restore")
        yield Edit(at, at + len(put), removed, edit["rule"])
        shift += len(put) - len(removed)


def restored_bytes(line: Mapping[str, Any], text: str) -> bytes:
    """Return a restored page as the bytes it came in; raises `RestoreError` where they are not the original."""
    import hashlib  # noqa: PLC0415 - slow to load, and cleaning without a trace does not need it

    patches = tuple(Patch(start, end, bytes.fromhex(data)) for start, end, data in line.get("patches", []))
    encoding = line.get("encoding", "utf-8")
    try:
        data = encode(text, encoding, mark=line.get("mark", False), patches=patches)
    except (LookupError, UnicodeError) as error:
        raise RestoreError(
            f"{line['id']}: the restored page cannot be written as {encoding!r} ({error}); the trace was changed"
        ) from error
    if hashlib.sha256(data).hexdigest() != line["sha256"]:
        raise RestoreError(
            f"{line['id']}: the restored page is not the original (its SHA-256 differs); "
            "the cleaned text was changed, or belongs to another run than the trace"
        )
    return data


def articles_text(records: Iterable[Mapping[str, Any]]) -> str:
    """Return the plain text of a page's articles from their records."""
    ordered: Sequence[Mapping[str, Any]] = sorted(records, key=lambda fields: fields.get("index", 0))
    return plain(article_of(fields)[0] for fields in ordered)
