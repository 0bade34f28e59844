"""What newsclean holds: a `Document` comes in, `Article`s go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from newsclean.edits import Source
from newsclean.encoding import Decoded

__all__ = ["BOUNDARY", "Article", "ArticleBlock", "Document", "how_decoded", "plain", "record", "separator"]

#: The line between two articles of a page, in plain text.
BOUNDARY = "\f\n"


@dataclass(frozen=True)
class ArticleBlock:
    """A block of an article: `kind` is paragraph, heading, byline, caption, credit or label.

    `spans` are the ranges of the source page that its characters were kept from, in reading order.
    """

    kind: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Article:
    """One article of a page. `blocks` are in reading order; the headline stack is not among them."""

    headline: str | None
    blocks: tuple[ArticleBlock, ...]
    kicker: str | None = None
    subheadline: str | None = None
    byline: str | None = None
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    source: str | None = None
    continues_on: str | None = None
    continued_from: str | None = None

    @property
    def text(self) -> str:
        """The body: paragraphs and headings, a line each."""
        return "\n".join(block.text for block in self.blocks if block.kind in ("paragraph", "heading"))

    def moved(self, source: Source) -> Article:
        """Return the article with its spans counted in the text that `source` leads back to."""
        blocks = tuple(
            replace(block, spans=tuple(span for start, end in block.spans for span in source.spans(start, end)))
            for block in self.blocks
        )
        return replace(self, blocks=blocks)

    @property
    def headlines(self) -> tuple[str, ...]:
        """The headline stack from top to bottom."""
        return tuple(line for line in (self.kicker, self.headline, self.subheadline) if line)


@dataclass(frozen=True)
class Document:
    """A text with the name it goes by.

    `fields` is its whole record, if it was a line of JSON Lines; `decoded` is how its bytes were
    read, and `sha256` their hash, if it was a file.
    """

    id: str
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    is_record: bool = False
    decoded: Decoded | None = None
    sha256: str = ""


def plain(articles: Iterable[Article]) -> str:
    """Return articles as plain text: headline stack, an empty line, a line a block; form feeds in between."""
    return BOUNDARY.join("".join(f"{line}\n" for line in (*article.headlines, *_body(article))) for article in articles)


def separator(before: str) -> str:
    """Return what stands between two pages or articles in one stream of plain text, `before` being the first."""
    return BOUNDARY if before.endswith("\n") else "\n" + BOUNDARY


def _body(article: Article) -> list[str]:
    lines = [block.text for block in article.blocks]
    return ["", *lines] if article.headlines and lines else lines


def record(article: Article, index: int, document: Document) -> dict[str, Any]:
    """Return an article as a JSON record: its own fields in fixed order, then those of the document's record.

    A field of the input with the name of one of the article's own stays only where the article has nothing
    to say under that name.
    """
    own = {
        "id": document.id,
        "index": index,
        "kicker": article.kicker,
        "headline": article.headline,
        "subheadline": article.subheadline,
        "byline": article.byline,
        "reporters": list(article.reporters),
        "correspondents": list(article.correspondents),
        "authors": list(article.authors),
        "source": article.source,
        "continues_on": article.continues_on,
        "continued_from": article.continued_from,
        "blocks": [
            {"kind": block.kind, "text": block.text, "spans": [list(span) for span in block.spans]}
            for block in article.blocks
        ],
        "text": article.text,
        **how_decoded(document),
    }
    for name, value in document.fields.items():
        if own.get(name) in (None, []):
            own[name] = value
    return own


def how_decoded(document: Document) -> dict[str, Any]:
    """Return which encoding a file was in and how sure that is; nothing for a record."""
    if document.decoded is None:
        return {}
    return {
        "encoding": document.decoded.encoding,
        "encoding_confidence": round(document.decoded.confidence, 3),
    }
