"""What newsclean holds: a `Document` comes in, `Article`s go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from newsclean.edits import Source
from newsclean.encoding import Decoded
from newsclean.errors import RecordError

__all__ = [
    "BOUNDARY",
    "Article",
    "ArticleBlock",
    "Document",
    "article_of",
    "how_decoded",
    "plain",
    "record",
    "separator",
]

#: The line between two articles of a page, in plain text.
BOUNDARY = "\f\n"


@dataclass(frozen=True)
class ArticleBlock:
    """A block of an article: `kind` is paragraph, heading, byline, caption, credit or label.

    `spans` are the ranges of the source page that its characters were kept from, in reading order. In a story that
    was stitched together from several pages, `pages` names the page of each span; it is empty where all of them
    are on the article's own page. `confidence` (0 to 1) is how sure the layout is of what the block is, and of the
    joins in it that splitting made.
    """

    kind: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    pages: tuple[Any, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True)
class Article:
    """One article of a page. `blocks` are in reading order; the headline stack is not among them.

    `dateline_place` and `dateline_date` are as printed. `confidence` (0 to 1) is how sure the layout is that an
    article begins here and of its headline stack. `stitched_from` names the articles on other pages, by page id and
    index there, that were joined to it.
    """

    headline: str | None
    blocks: tuple[ArticleBlock, ...]
    kicker: str | None = None
    subheadline: str | None = None
    byline: str | None = None
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    source: str | None = None
    dateline_place: str | None = None
    dateline_date: str | None = None
    continues_on: str | None = None
    continued_from: str | None = None
    stitched_from: tuple[tuple[Any, int], ...] = ()
    confidence: float = 1.0

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

    `fields` is its whole record and `line` its number, if it was a line of JSON Lines, and `spelled` that line, where
    it is known; `decoded` is how its bytes were read, if it was a file. `path` is the file that it stood in.
    """

    id: str
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    is_record: bool = False
    decoded: Decoded | None = None
    line: int | None = None
    path: str = ""
    spelled: str = field(default="", compare=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the line behind, which says what the record says: another process can spell it as well."""
        return {**self.__dict__, "spelled": ""}

    @property
    def sha256(self) -> str:
        """The hash of a file's bytes, in HTML of its text's; of a record that of its text in UTF-8."""
        import hashlib  # noqa: PLC0415 - slow to load, and only a trace asks

        return hashlib.sha256(self.decoded.encode() if self.decoded else self.text.encode()).hexdigest()


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
        "photographers": list(article.photographers),
        "authors": list(article.authors),
        "source": article.source,
        "dateline_place": article.dateline_place,
        "dateline_date": article.dateline_date,
        "continues_on": article.continues_on,
        "continued_from": article.continued_from,
        "confidence": article.confidence,
        **({"stitched_from": [list(place) for place in article.stitched_from]} if article.stitched_from else {}),
        "blocks": [_block(block) for block in article.blocks],
        "text": article.text,
        **how_decoded(document),
    }
    for name, value in document.fields.items():
        if own.get(name) in (None, []):
            own[name] = value
    return own


def _block(block: ArticleBlock) -> dict[str, Any]:
    fields = {
        "kind": block.kind,
        "text": block.text,
        "spans": [list(span) for span in block.spans],
        "confidence": block.confidence,
    }
    return {**fields, "pages": list(block.pages)} if block.pages else fields


def article_of(fields: Mapping[str, Any]) -> tuple[Article, dict[str, Any]]:
    """Return the article that a record holds, and the record's other fields; the way back from `record`.

    Raises `RecordError` where the record is not as `record` writes it.
    """
    try:
        article = Article(
            blocks=tuple(map(_block_of, fields["blocks"])),
            confidence=float(fields.get("confidence", 1.0)),
            stitched_from=tuple((page, int(index)) for page, index in fields.get("stitched_from", ())),
            **_described(fields),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RecordError(
            f"{fields.get('id')}: not a record of an article as newsclean writes it ({error!r}); "
            "make it with: newsclean clean -t jsonl"
        ) from error
    own = {*_LINES, *_NAMES, "id", "index", "blocks", "confidence", "stitched_from", "text"}
    return article, {name: value for name, value in fields.items() if name not in own}


_LINES = (
    *("kicker", "headline", "subheadline", "byline", "source"),
    *("dateline_place", "dateline_date", "continues_on", "continued_from"),
)
_NAMES = ("reporters", "correspondents", "photographers", "authors")


def _described(fields: Mapping[str, Any]) -> dict[str, Any]:
    lines = {name: _line(fields, name) for name in _LINES}
    return {**lines, **{name: tuple(map(str, fields.get(name) or ())) for name in _NAMES}}


def _line(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{name} is a {type(value).__name__}")
    return value


def _block_of(fields: Mapping[str, Any]) -> ArticleBlock:
    spans = tuple((int(start), int(end)) for start, end in fields.get("spans", ()))
    pages = tuple(fields.get("pages", ()))
    return ArticleBlock(str(fields["kind"]), str(fields["text"]), spans, pages, float(fields.get("confidence", 1.0)))


def how_decoded(document: Document) -> dict[str, Any]:
    """Return which encoding a file was in and how sure that is; nothing for a record."""
    if document.decoded is None:
        return {}
    return {
        "encoding": document.decoded.encoding,
        "encoding_confidence": round(document.decoded.confidence, 3),
    }
