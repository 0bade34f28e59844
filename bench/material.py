"""What generated pages are made of: the sentences, headlines, captions and chrome of the five pages in seeds/.

More chrome comes from the examples of the chrome rules, for the seeds have little of it.

The words of a sentence become slots that other words of the same pages are put into, and its numbers slots for
other numbers. Without that, pages drawn from a few hundred sentences would be near-duplicates of each other.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsclean.rules import builtin

ROOT = Path(__file__).resolve().parents[1]
# The seeds' articles, labelled by hand, and where the chrome stands in the pages themselves (first and last line).
LABELLED = ROOT / "tests" / "golden"
CHROME_LINES = {"000_8d0caf414eee6129.txt": (27, 37), "002_92923c516632e6b7.txt": (92, 96)}

_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]+[”’)]*")
_PRINTED_BYLINE = re.compile(r"^本报讯\([^)]*\)")
_QUOTES = ("“”", "‘’", "()", "《》")
_TOO_LONG = 160
# Two hanzi that stand together at least so often are a word to be swapped, which leaves a slot every four characters.
# Two pages without a story in common then share 0.3 % of their five-character sequences.
_SLOT_FROM = 3
_WORD_FROM = 2
# Words that make a line a byline, a jump or chrome: one put somewhere by chance would change what the line is.
_TELLING = frozenset(
    [
        "记者",
        "通讯",
        "讯员",
        "编辑",
        "责任",
        "本报",
        "报讯",
        "下转",
        "上接",
        "来源",
        "摄影",
        "作者",
        "评论",
        "播出",
        "频道",
        "客户",
        "户端",
        "微信",
        "公众",
    ]
)
_SLOT = re.compile(r"\d+|[\u4e00-\u9fff]{2}")
_ANNOTATED_ONE_IN = 9  # words: an annotation every 35 characters, as on the annotated seed
_DOUBLED = 40  # one annotation in 40 is printed twice


class Template(NamedTuple):
    """A text with `%s` for each slot, and the number of the pool that each slot draws from."""

    text: str
    slots: tuple[int, ...]


Pool = tuple[str, ...]
# Pool 0 are words; the others are numbers of one, two, three and four digits.
Pools = tuple[Pool, Pool, Pool, Pool, Pool]


class Material(NamedTuple):
    """All that pages are put together from."""

    sentences: tuple[Template, ...]
    wordy: tuple[Template, ...]  # the sentences without a number
    headlines: tuple[Template, ...]
    headings: tuple[Template, ...]
    captions: tuple[Template, ...]
    notices: tuple[str, ...]
    frame: tuple[str, ...]
    plain: Pools
    annotated: Pools


@functools.cache
def material() -> Material:
    """Read the seeds and take them apart."""
    blocks = list(_labelled_blocks())
    paragraphs = [_PRINTED_BYLINE.sub("", text) for kind, text in blocks if kind == "paragraph"]
    pairs = Counter(pair for text in paragraphs for pair in _pairs(text))
    swapped = frozenset(pair for pair, count in pairs.items() if count >= _SLOT_FROM)

    def templates(texts: Iterable[str]) -> tuple[Template, ...]:
        return tuple(_template(text, swapped) for text in texts)

    sentences = templates(sentence for text in paragraphs for sentence in _sentences(text))
    words = tuple(pair for pair in pairs.elements() if pairs[pair] >= _WORD_FROM)
    numbers = (_numbers(1, 10), _numbers(10, 100), _numbers(100, 1000), _numbers(2019, 2027))
    return Material(
        sentences=sentences,
        wordy=tuple(template for template in sentences if not any(template.slots)),
        headlines=templates(text for kind, text in blocks if kind in ("headline", "subheadline")),
        headings=templates(text for kind, text in blocks if kind == "heading"),
        captions=templates(text for kind, text in blocks if kind == "caption"),
        notices=tuple(_notices()),
        frame=_frame(),
        plain=(words, *numbers),
        annotated=(words * (_ANNOTATED_ONE_IN - 1) + tuple(_annotated(words)), *numbers),
    )


def _labelled_blocks() -> Iterator[tuple[str, str]]:
    for page in sorted(LABELLED.glob("*.txt")):
        for line in page.read_text("utf-8").splitlines():
            kind, found, text = line.partition(": ")
            if found:
                yield kind, text


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences that stand by themselves: of bearable length, nothing opened or closed elsewhere."""
    for sentence in _SENTENCE.findall(text):
        if len(sentence) <= _TOO_LONG and all(sentence.count(mark[0]) == sentence.count(mark[1]) for mark in _QUOTES):
            yield sentence


def _pairs(text: str) -> Iterator[str]:
    """Yield all pairs of neighbouring hanzi that may be swapped."""
    for start in range(len(text) - 1):
        pair = text[start : start + 2]
        if "\u4e00" <= pair[0] <= "\u9fff" and "\u4e00" <= pair[1] <= "\u9fff" and pair not in _TELLING:
            yield pair


def _template(text: str, swapped: frozenset[str]) -> Template:
    """Make slots of the numbers and of the words in `swapped`, from left to right."""
    pieces: list[str] = []
    slots: list[int] = []
    place = 0
    while place < len(text):
        found = _SLOT.match(text, place)
        if found and (found[0] in swapped or (found[0].isdigit() and len(found[0]) < 5)):
            slots.append(len(found[0]) if found[0].isdigit() else 0)
            pieces.append("%s")
            place = found.end()
        else:
            pieces.append(text[place].replace("%", "%%"))
            place += 1
    return Template("".join(pieces), tuple(slots))


def _numbers(least: int, end: int) -> Pool:
    return tuple(str(number) for number in range(least, end))


def _annotated(words: Pool) -> Iterator[str]:
    """Yield the words with their reading, one in three with that of its last character alone."""
    readings = _readings()
    for place, word in enumerate(word for word in words if all(hanzi in readings for hanzi in word)):
        spoken = word if place % 3 else word[-1:]
        bracket = f"({''.join(readings[hanzi] for hanzi in spoken)})"
        yield word + bracket * (2 if place % _DOUBLED == 0 else 1)


def _readings() -> dict[str, str]:
    """Return the usual reading of each hanzi."""
    lines = (ROOT / "newsclean" / "data" / "readings.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and line[0] != "#")
    return {hanzi: syllable for syllable, usual, _ in rows for hanzi in usual}


def _notices() -> Iterator[str]:
    """Yield the chrome of the seeds, a block of lines each."""
    for name, (first, last) in CHROME_LINES.items():
        lines = (ROOT / "seeds" / name).read_text("utf-8").splitlines()
        yield "\n".join(lines[first - 1 : last])


def _frame() -> tuple[str, ...]:
    """Return the lines that sites print around a story: the examples of the chrome rules."""
    return tuple(line for rule in builtin("chrome").values() for line in rule.removes if "\n" not in line)
