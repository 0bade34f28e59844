"""What newsclean holds: a `Document` comes in, `Article`s go out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Article", "ArticleBlock", "Document"]


@dataclass(frozen=True)
class ArticleBlock:
    """A block of an article: `kind` is paragraph, heading, byline, caption, credit or label.

    `spans` are the ranges of the source page that its characters were kept from, in reading order.
    """

    kind: str
    text: str
    spans: tuple[tuple[int, int], ...]


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


@dataclass(frozen=True)
class Document:
    """A text with the name it goes by, and the other fields of its record."""

    id: str
    text: str
    fields: dict[str, Any] = field(default_factory=dict)
