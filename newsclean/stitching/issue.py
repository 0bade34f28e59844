"""The pages of an issue: which number a page has, which issue it belongs to, and the articles on it.

A page's number is its field `page`, or what its name says: `2024-07-08_02.txt`, `第二版.txt`, `A03.txt`. What a name
says with 版 is believed; a bare number at its end may count something else and is only a hint. Two pages are of one
issue where their fields `paper`, `issue` and `date` agree, and the dates in their names with what stands before them;
names without a date are all of one issue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from newsclean.documents import Article, Document, article_of, plain

__all__ = ["Number", "Page", "is_article", "numbers", "page", "page_of_records", "same_number"]

#: A section's letter (or nothing) and a number: A03 is ("A", 3).
Number = tuple[str, int]


@dataclass(frozen=True)
class Page:
    """A page and the articles on it, by their index there.

    `number` is what surely is its number, `hint` what may be it; both are empty where nothing tells.
    """

    id: Any
    articles: Mapping[int, Article]
    number: frozenset[Number] = frozenset()
    hint: frozenset[Number] = frozenset()
    issue: tuple[str, ...] = ()


def page(document: Document, articles: Mapping[int, Article]) -> Page:
    """Return the page that `document` is, with its articles."""
    name = str(document.id)
    date = _DATE.search(name)
    tail = name[date.end() :] if date else PurePath(name).name
    told = document.fields.get("page")
    explicit = str(told) if isinstance(told, str | int) else " ".join(_SAID.findall(tail))
    hint = _AT_END.search(PurePath(tail.removesuffix(".gz")).stem)
    fields = (str(document.fields.get(name) or "") for name in ("paper", "issue", "date"))
    place = (name[: date.start()], "".join(date.groups())) if date else ("", "")
    return Page(document.id, articles, numbers(explicit), numbers(hint[0]) if hint else frozenset(), (*fields, *place))


_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_./年]?(0[1-9]|1[0-2])[-_./月]?(0[1-9]|[12]\d|3[01])")
_SAID = re.compile(r"[A-Za-z]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})版")
_AT_END = re.compile(r"(?:(?<![A-Za-z])[A-Za-z])?(?<!\d)\d{1,2}$")

_NUMBER = re.compile(r"(?P<section>[A-Z]?)\s*(?:(?P<digits>\d{1,3})|(?P<hanzi>[一二三四五六七八九十]{1,3}))")
_DIGITS = {numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)}


def numbers(text: str | None) -> frozenset[Number]:
    """Return the page numbers in `text`: `第二版`, `2版`, `Ａ０３版`, `2、3版`; none where it is None."""
    found = _NUMBER.finditer(unicodedata.normalize("NFKC", text or "").upper())
    return frozenset(
        (match["section"], int(match["digits"]) if match["digits"] else _value(match["hanzi"])) for match in found
    )


def _value(numeral: str) -> int:
    """Return the value of a numeral of hanzi below one hundred."""
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.get(tens[-1:], 1) * 10 if ten else 0) + _DIGITS.get(ones[-1:], 0)


def same_number(some: Iterable[Number], others: Iterable[Number]) -> bool:
    """Tell whether one of the numbers is among the others; a missing section letter agrees with any."""
    return any(
        number == other and (not section or not letter or section == letter)
        for section, number in some
        for letter, other in others
    )


def is_article(document: Document) -> bool:
    """Tell whether a record is one of an article, as `clean -t jsonl` writes them."""
    return isinstance(document.fields.get("blocks"), list)


def page_of_records(records: Sequence[Document]) -> tuple[Document, dict[int, tuple[Document, Article]]]:
    """Return the page that the records of its articles make, and the articles by index, each with its own record.

    The page's text is the articles written down. An index that is missing, taken or absurd is replaced by the next
    free one, so that no article is lost. Raises `RecordError` where a record is not one of an article.
    """
    found: dict[int, tuple[Document, Article]] = {}
    for document in records:
        article, others = article_of(document.fields)
        index = document.fields.get("index")
        if not isinstance(index, int) or index in found or not 0 <= index < _MOST:
            index = max(found, default=-1) + 1
        found[index] = (replace(document, fields=others), article)
    found = dict(sorted(found.items()))
    text = plain(article for _, article in found.values())
    return Document(records[0].id, text, records[0].fields, is_record=True), found


_MOST = 100_000  # articles on a page
