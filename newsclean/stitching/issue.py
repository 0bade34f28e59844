"""The pages of an issue: which number a page has, which issue it belongs to, and the articles on it.

A page's number is its field `page`, or what its name says: `2024-07-08_02.txt`, `第二版.txt`, `A03.txt`. What a name
says with 版 is believed; a bare number at its end may count something else and is only a hint. Two pages are of one
issue where their fields `paper`, `issue` and `date` agree, and the dates in their names with what stands before them;
names without a date are all of one issue.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from newsclean.documents import Article, Document, article_of, plain
from newsclean.errors import NewscleanError

__all__ = ["Number", "Page", "gathered", "numbers", "page", "same_number"]

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


def gathered(
    documents: Iterable[Document | NewscleanError],
) -> Iterator[tuple[Document, dict[int, tuple[Document, Article]] | None] | NewscleanError]:
    """Yield pages as they come, and records of articles (as `clean -t jsonl` writes them) gathered to their pages.

    A page of records comes with its articles by index, each with its own record; its text is the articles written
    down. Any other document is a page yet to be cleaned and comes with None.
    """
    for key, group in itertools.groupby(documents, _key):
        if key is None:
            for document in group:
                yield document if isinstance(document, NewscleanError) else (document, None)
            continue
        try:
            yield _page_of_records([document for document in group if isinstance(document, Document)])
        except NewscleanError as error:
            yield error


def _key(document: Document | NewscleanError) -> str | None:
    is_article = isinstance(document, Document) and isinstance(document.fields.get("blocks"), list)
    return repr(document.id) if isinstance(document, Document) and is_article else None


def _page_of_records(documents: list[Document]) -> tuple[Document, dict[int, tuple[Document, Article]]]:
    found = {}
    for place, document in enumerate(documents):
        article, others = article_of(document.fields)
        index = document.fields.get("index")
        rest = Document(document.id, document.text, others, is_record=True)
        found[index if isinstance(index, int) else place] = (rest, article)
    found = dict(sorted(found.items()))
    text = plain(article for _, article in found.values())
    return Document(documents[0].id, text, documents[0].fields, is_record=True), found
