"""Generate scraped news pages of any amount from the five in seeds/, always the same ones.

    python bench/corpus.py --megabytes 10 > pages.jsonl
    python bench/corpus.py --megabytes 1000 --copies 0.2 --pairs pairs.jsonl -o pages.jsonl

A page is made from its number alone: the same number, shares and seed give the same page, in constant memory. By
option some pages bear annotations, site chrome, their text twice, column breaks, or are copies of a page before
them with some paragraphs replaced. `--pairs` writes such copies down with their true Jaccard similarity: that of the
sets of five-character sequences of both texts as `newsclean.folding` folds them.
"""

from __future__ import annotations

import argparse
import functools
import io
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

from material import Pools, Template, material

from newsclean.folding import fold

Thing = TypeVar("Thing")

SHINGLE = 5
# Copies are spread among the pages of one block, and so are their originals, at most one copy for each.
BLOCK = 200
# The share of paragraphs that a copy keeps: similarities from about 0.4 to 1.
LEAST_KEPT = 0.55
_ANNOTATION = re.compile(r"\([a-zü\u00e0-\u01dc]+\)")


@dataclass(frozen=True)
class Shares:
    """Which share of the pages has what."""

    annotated: float = field(default=0.25, metadata={"help": "pages with readings in brackets"})
    chromed: float = field(default=0.5, metadata={"help": "pages in a site's frame, or with notices between stories"})
    repeated: float = field(default=0.1, metadata={"help": "pages that print headline and body twice"})
    broken: float = field(default=0.3, metadata={"help": "pages with paragraphs broken by columns"})
    copies: float = field(default=0.1, metadata={"help": "pages that are near-duplicates of another; at most 0.5"})


class Pair(NamedTuple):
    """A page, its copy, and how alike they truly are."""

    one: str
    other: str
    jaccard: float


@dataclass
class Story:
    """The lines of a story; a paragraph is a list of sentences."""

    stack: list[str]
    paragraphs: list[str]


class Chance:
    """Decides all about one page; built on `random()` alone, which Python promises not to change."""

    def __init__(self, *seed: object) -> None:
        self._random: Callable[[], float] = random.Random("/".join(map(str, seed))).random

    def happens(self, share: float) -> bool:
        """Return True in `share` of all cases."""
        return self._random() < share

    def between(self, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`."""
        return least + int(self._random() * (most - least + 1))

    def share(self, least: float) -> float:
        """Return a number from `least` to 1."""
        return least + (1 - least) * self._random()

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Return one of the things."""
        return things[int(self._random() * len(things))]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """Return the things in another order."""
        return [thing for _, thing in sorted((self._random(), thing) for thing in things)]  # type: ignore[type-var]

    def fill(self, template: Template, pools: Pools) -> str:
        """Return a text of the template with something of the right pool in each slot."""
        chance = self._random
        return template.text % tuple(
            [pool[int(chance() * len(pool))] for pool in map(pools.__getitem__, template.slots)]
        )


class Generator:
    """Makes the page of each number, for one seed and one set of shares."""

    def __init__(self, shares: Shares, seed: int = 0) -> None:
        self.shares, self.seed = shares, seed
        self._originals = functools.lru_cache(maxsize=8)(self._copied_in)

    def page(self, number: int) -> str:
        """Return the text of a page.

        Paragraphs that a copy has instead of others hold no numbers: two texts with other numbers in the same
        sentence are two editions of one template, and whether they are copies would be a matter of opinion.
        """
        chance = Chance(self.seed, "page", number)
        original = self.original(number)
        if original is None:
            return self._dressed(self._stories(number), chance)
        stories = self._stories(original)
        if chance.happens(0.5):  # half of the copies of annotated pages are printed without readings
            stories = [Story(_plain(story.stack), _plain(story.paragraphs)) for story in stories]
        kept = chance.share(LEAST_KEPT)
        for story in stories:
            story.paragraphs = [
                paragraph if chance.happens(kept) else self._paragraph(chance, material().plain, material().wordy)
                for paragraph in story.paragraphs
            ]
        return self._dressed(stories, chance)

    def original(self, number: int) -> int | None:
        """Return the number of the page that this one is a copy of, None where it is none."""
        block, place = divmod(number, BLOCK)
        found = self._originals(block).get(place)
        return None if found is None else block * BLOCK + found

    def _copied_in(self, block: int) -> dict[int, int]:
        """Return place of a copy -> place of its original, for all pages of a block."""
        count = round(BLOCK * min(self.shares.copies, 0.5))
        places = Chance(self.seed, "block", block).shuffled(range(BLOCK))[: 2 * count]
        return {max(pair): min(pair) for pair in zip(places[:count], places[count:], strict=True)}

    def _stories(self, number: int) -> list[Story]:
        """Return the stories of an original page: one as websites print it, or several as newspapers do."""
        chance = Chance(self.seed, "stories", number)
        pools = material().annotated if chance.happens(self.shares.annotated) else material().plain
        return [self._story(chance, pools) for _ in range(chance.pick((1, 1, 1, 1, 1, 1, 2, 2, 3, 5)))]

    def _story(self, chance: Chance, pools: Pools) -> Story:
        made = material()
        stack = [chance.fill(chance.pick(made.headlines), made.plain) for _ in range(chance.pick((1, 1, 2)))]
        paragraphs = [self._paragraph(chance, pools, made.sentences) for _ in range(chance.between(3, 9))]
        name, day = chance.pick(made.plain[0]), f"{chance.between(1, 12)}月{chance.between(1, 28)}日"
        paragraphs[0] = f"本报讯(记者 {name}){day},{paragraphs[0]}"
        if chance.happens(0.2):
            paragraphs.insert(len(paragraphs) // 2, chance.fill(chance.pick(made.headings), made.plain))
        if chance.happens(0.3):
            place = chance.between(1, len(paragraphs))
            paragraphs.insert(place, chance.fill(chance.pick(made.captions), made.plain))
        return Story(stack, paragraphs)

    def _paragraph(self, chance: Chance, pools: Pools, sentences: Sequence[Template]) -> str:
        return "".join([chance.fill(chance.pick(sentences), pools) for _ in range(chance.between(2, 5))])

    def _dressed(self, stories: list[Story], chance: Chance) -> str:
        """Return the text of a page with what its site and its scraper made of it."""
        if chance.happens(self.shares.broken):
            for story in stories:
                story.paragraphs = [_broken(paragraph, chance) for paragraph in story.paragraphs]
        if chance.happens(self.shares.repeated):
            story = stories[0]
            story.stack = story.stack * 2
            story.paragraphs = story.paragraphs * 2
        gap = chance.pick(("\n\n", "\n"))
        pieces = [gap.join([*story.stack, *story.paragraphs]) for story in stories]
        if chance.happens(self.shares.chromed):
            pieces = self._framed(pieces, chance)
        return "\n\n".join(pieces) + "\n"

    def _framed(self, pieces: list[str], chance: Chance) -> list[str]:
        """Put chrome around the stories, or between them where there are several."""
        made = material()
        if len(pieces) > 1:
            pieces.insert(1, chance.pick(made.notices))
        above = [chance.pick(made.frame) for _ in range(chance.between(2, 8))]
        below = [chance.pick(made.frame) for _ in range(chance.between(4, 12))]
        links = [chance.fill(chance.pick(made.headlines), made.plain) for _ in range(chance.between(0, 5))]
        return ["\n".join(above), *pieces, "\n".join(["相关推荐", *links, *below])]


def _plain(lines: Sequence[str]) -> list[str]:
    return [_ANNOTATION.sub("", line) for line in lines]


def _broken(paragraph: str, chance: Chance) -> str:
    """Break four long paragraphs in ten in two, somewhere in the middle."""
    if len(paragraph) < 60 or not chance.happens(0.4):
        return paragraph
    place = chance.between(20, len(paragraph) - 20)
    return f"{paragraph[:place]}\n\n{paragraph[place:]}"


def shingles(text: str) -> set[str]:
    """Return the five-character sequences of a folded text; a shorter text is its own."""
    folded = fold(text)
    return {folded[start : start + SHINGLE] for start in range(max(1, len(folded) - SHINGLE + 1))}


def jaccard(one: str, other: str) -> float:
    """Return the true similarity of two texts: the share of all sequences that both have."""
    first, second = shingles(one), shingles(other)
    return len(first & second) / len(first | second)


def identity(number: int) -> str:
    """Return the id of the page of a number."""
    return f"{number:08d}"


def pages(generator: Generator, size: int) -> Iterator[tuple[int, str]]:
    """Yield numbers and texts until the texts together have at least `size` bytes of UTF-8."""
    number = done = 0
    while done < size:
        text = generator.page(number)
        yield number, text
        done += len(text.encode())
        number += 1


def write(generator: Generator, size: int, out: IO[str], pairs: IO[str] | None = None) -> None:
    """Write `size` bytes of pages as JSON Lines, and planted pairs to `pairs`."""
    for number, text in pages(generator, size):
        out.write(json.dumps({"id": identity(number), "text": text}, ensure_ascii=False) + "\n")
        original = generator.original(number)
        if pairs is not None and original is not None:
            alike = jaccard(generator.page(original), text)
            pair = Pair(identity(original), identity(number), round(alike, 4))
            pairs.write(json.dumps(pair._asdict()) + "\n")


def parsed() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, required=True, help="how much text, in 10^6 bytes of UTF-8")
    parser.add_argument("--seed", type=int, default=0, help="other pages for another number (default: 0)")
    for share in fields(Shares):
        option = {"type": float, "default": share.default, "metavar": "SHARE"}
        parser.add_argument(f"--{share.name}", help=f"{share.metadata['help']} (default: {share.default})", **option)
    parser.add_argument("-o", "--output", type=Path, help="file to write (default: standard output)")
    parser.add_argument("--pairs", type=Path, help="write the planted pairs to this file")
    return parser.parse_args()


def main() -> None:
    """Write a corpus."""
    options = parsed()
    shares = Shares(**{share.name: getattr(options, share.name) for share in fields(Shares)})
    with ExitStack() as files:
        out, pairs = (
            files.enter_context(path.open("w", encoding="utf-8", newline="\n")) if path else None
            for path in (options.output, options.pairs)
        )
        if out is None and isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        write(Generator(shares, options.seed), int(options.megabytes * 1e6), out or sys.stdout, pairs)


if __name__ == "__main__":
    main()
