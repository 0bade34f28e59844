"""Pages and articles as Markdown with YAML front matter, and back: what is written can be read again exactly.

    ---
    id: "page.txt"
    index: 0
    headline: "区里开会"
    ---

    # 区里开会

    昨日,区里开会。

What Markdown would take for markup is escaped with a backslash, so in what is read back a backslash always stands
before the character that is meant. Values of the front matter are JSON, which is YAML, and nothing in a text can
break out of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from newsclean.documents import Article, Document, record
from newsclean.errors import RestoreError

__all__ = ["article_markdown", "is_markdown", "page_markdown", "records"]


def page_markdown(document: Document, text: str) -> str:
    """Return a page that was not split, with what else its record holds as front matter; it ends in a line break."""
    front = {"id": document.id, **{name: value for name, value in document.fields.items() if name != "text"}}
    return _front_matter(front) + _escaped(text) + ("" if text.endswith("\n") else "\n")


def article_markdown(article: Article, index: int, document: Document) -> str:
    """Return an article: the fields of its record as front matter, a paragraph for each block."""
    fields = record(article, index, document)
    front = {
        name: value for name, value in fields.items() if name not in ("blocks", "text") and value not in (None, [])
    }
    blocks = [_FORMS[block.kind].format(_escaped(block.text)) for block in article.blocks]
    if article.headline:
        blocks.insert(0, f"# {_escaped(article.headline)}")
    return _front_matter(front) + "\n\n".join(blocks) + "\n"


_FORMS = {
    "paragraph": "{}",
    "heading": "## {}",
    "byline": "**{}**",
    "caption": "*{}*",
    "credit": "*{}*",
    "label": "**{}**",
}
_FORM = re.compile(r"## (?P<heading>.*)|\*\*(?P<strong>.*)\*\*|\*(?P<aside>.*)\*|(?P<paragraph>.*)", re.DOTALL)


def _front_matter(fields: Mapping[str, Any]) -> str:
    return "---\n" + "".join(f"{_key(name)}: {_json(value)}\n" for name, value in fields.items()) + "---\n\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) else _json(name)


# What YAML takes for a line break or does not take at all, and what UTF-8 has no bytes for.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def _json(value: object) -> str:
    line = json.dumps(value, ensure_ascii=False)
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&]|(?m:^(?:-(?=-*\s*$)|=(?=[=\s]*$)))|(?m:^(?:[-+]|\d+(?=[.)]))(?=\s))")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def _escaped(text: str) -> str:
    """Return text so that Markdown shows it as it is."""
    return _MARKUP.sub(lambda match: _escape_one(match[0]), text)


def _escape_one(markup: str) -> str:
    return markup + "\\" if markup[0].isdigit() else "\\" + markup


# --- and back ----------------------------------------------------------------------------------------------------

_DOCUMENT = re.compile(r"---\n(?P<front>(?:[^\n]+\n)*?)---\n\n(?P<body>.*?)(?=^---\n|\Z)", re.DOTALL | re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Tell whether a text is Markdown as it is written here."""
    return re.match(r"---\nid: [^\n]+\n", text) is not None


def records(text: str, path: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of Markdown: pages with their text, articles with their blocks.

    What is a byline and what a label is not told apart, nor a caption and a credit. Raises `RestoreError`, naming
    `path`, where the text is not as it is written here.
    """
    done = 0
    for found in _DOCUMENT.finditer(text):
        if found.start() != done:
            break
        done = found.end()
        fields = _fields(found["front"], path)
        if "index" in fields:
            yield {**fields, "blocks": list(_blocks(found["body"], titled="headline" in fields)), "text": found["body"]}
        else:
            yield {**fields, "text": _meant(found["body"])}
    if done != len(text):
        raise RestoreError(f"{path}: not Markdown as newsclean writes it (character {done}); was it changed or cut?")


def _fields(front: str, path: str) -> dict[str, Any]:
    fields = {}
    for line in front.split("\n")[:-1]:
        try:
            name, end = json.JSONDecoder().raw_decode(line) if line.startswith('"') else (line.split(":")[0], 0)
            fields[name] = json.loads(line[end or len(name) :].removeprefix(":"))
        except ValueError as error:
            raise RestoreError(f"{path}: its front matter was changed ({line[:40]!r})") from error
    return fields


def _blocks(body: str, *, titled: bool) -> Iterator[dict[str, str]]:
    for block in body.removesuffix("\n").split("\n\n")[titled:]:
        found = _FORM.fullmatch(block)
        if block and found and found.lastgroup:
            yield {"kind": _KINDS[found.lastgroup], "text": _meant(found[found.lastgroup])}


_KINDS = {"heading": "heading", "strong": "label", "aside": "caption", "paragraph": "paragraph"}


def _meant(escaped: str) -> str:
    return _ESCAPED.sub(r"\1", escaped)
