"""Without any program: what a few lines of Python, or of shell, reach."""

from __future__ import annotations

import re

from entries import Clean, Split, peer


@peer("lower-case brackets", "two lines of Python: on a page with 4 tone marks, delete every `([a-zāáǎà…]+)`", "pinyin")
def lower_case_brackets() -> Clean:
    """Delete brackets of lower-case letters on pages with four or more that bear a tone mark."""
    toned = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
    bracket = re.compile(rf"[(（][a-z{toned}ü' ]+[)）]")
    marked = re.compile(rf"[(（][a-zü' ]*[{toned}][a-z{toned}ü' ]*[)）]")
    return lambda text: bracket.sub("", text) if len(marked.findall(text)) >= 4 else text


@peer("first of equal lines", "`awk '!seen[$0]++'`", "repeats")
def first_of_equal_lines() -> Clean:
    """Keep the first of all lines that are equal."""
    return lambda text: "\n".join(dict.fromkeys(text.split("\n")))


@peer("uniq", "`uniq`, after blank lines are taken out", "repeats")
def uniq() -> Clean:
    """Keep the first of neighbouring lines that are equal."""

    def clean(text: str) -> str:
        lines = [line for line in text.split("\n") if line.strip()]
        return "\n".join(line for before, line in zip([None, *lines], lines, strict=False) if line != before)

    return clean


@peer("ends like a sentence", "one line of Python: keep lines that end in `。！？…”`, as C4 does", "chrome untouched")
def ends_like_a_sentence() -> Clean:
    """Keep lines with a terminal punctuation mark, as the rules of C4 do."""
    end = re.compile(r"[。！？!?.…”\"][)）]?\s*$")
    return lambda text: "\n".join(line for line in text.split("\n") if end.search(line))


@peer(
    "short lines",
    "a few lines of Python: lines of at most 40 characters that do not end a sentence head the next story",
    "pages",
)
def short_lines() -> Split:
    """Begin an article at each run of short lines; no program splits pages, so this is the floor."""
    end = re.compile(r"[。！？!?.…”\"：:][)）]?$")

    def split(text: str) -> list[tuple[str, list[str]]]:
        articles: list[tuple[str, list[str]]] = [("", [])]
        for line in filter(None, map(str.strip, text.splitlines())):
            headline, paragraphs = articles[-1]
            if len(line) > 40 or end.search(line):
                paragraphs.append(line)
            elif paragraphs:
                articles.append((line, []))
            else:
                articles[-1] = (headline + line, [])
        return articles

    return split
