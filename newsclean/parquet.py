"""Parquet files of records, in and out. pyarrow is imported only here, and only when it is used.

What comes in is what JSON can say: values it has no form for, such as times, become their text. What goes out has a
column for each field of an article, and `fields`, the other fields of its record as a JSON object.
"""

from __future__ import annotations

import importlib
import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from newsclean.errors import InputError, MissingExtra

__all__ = ["rows", "write"]

_ROWS = 64  # that are held at a time when reading; a row is a document
_GROUP = 1000  # articles to a row group when writing

_TEXTS = (
    *("id", "kicker", "headline", "subheadline", "byline", "source", "dateline_place", "dateline_date"),
    *("continues_on", "continued_from", "text"),
)
_LISTS = ("reporters", "correspondents", "photographers", "authors")


def rows(path: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file as records; raises `InputError` where it is no Parquet."""
    arrow, parquet = _pyarrow()
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_ROWS):
                for row in batch.to_pylist():
                    yield json.loads(json.dumps(row, default=str))
    except arrow.ArrowInvalid as error:
        raise InputError(f"{path}: not a Parquet file that can be read ({error}); fetch it again") from error


def write(lines: Path, path: Path) -> None:
    """Write a file of JSON Lines, as newsclean makes them of articles or pages, as Parquet."""
    arrow, parquet = _pyarrow()
    schema = _schema(arrow)
    with lines.open("rb") as file, parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        records = map(_columns, map(json.loads, file))
        while group := list(itertools.islice(records, _GROUP)):
            writer.write_table(arrow.Table.from_pylist(group, schema))


def _columns(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as a row: fields that are not an article's own go together, as JSON."""
    own: dict[str, Any] = {name: _text(record.get(name)) for name in _TEXTS}
    own |= {name: record.get(name) or [] for name in _LISTS}
    own |= {name: record.get(name) for name in ("index", "confidence", "blocks")}
    others = {name: value for name, value in record.items() if name not in own}
    return {**own, "fields": json.dumps(others, ensure_ascii=False) if others else None}


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _schema(arrow: Any) -> Any:
    text, texts = arrow.string(), arrow.list_(arrow.string())
    block = arrow.struct(
        {"kind": text, "text": text, "spans": arrow.list_(arrow.list_(arrow.int64())), "confidence": arrow.float64()}
    )
    columns = dict.fromkeys(_TEXTS, text) | dict.fromkeys(_LISTS, texts)
    columns |= {"index": arrow.int64(), "confidence": arrow.float64(), "blocks": arrow.list_(block), "fields": text}
    return arrow.schema(columns)


def _pyarrow() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), cast("Any", importlib.import_module("pyarrow.parquet"))
    except ImportError as error:
        raise MissingExtra("Parquet needs pyarrow: pip install 'newsclean[parquet]'") from error
