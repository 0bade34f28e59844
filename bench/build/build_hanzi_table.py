"""Build `newsclean/data/hanzi.txt`: how common each hanzi is in Chinese print, simplified and traditional.

    pip download --no-deps --no-binary :all: jieba==0.42.1 && tar xzf jieba-0.42.1.tar.gz
    python bench/build/build_hanzi_table.py jieba-0.42.1/jieba/dict.txt > newsclean/data/hanzi.txt

Hanzi are counted in jieba's word list (349,046 words with their frequency in a corpus of news and prose; MIT
licence, Copyright 2013 Sun Junyi). The traditional half is the same list converted by OpenCC to three
standards (OpenCC's own, Taiwan, Hong Kong), so that no spelling is favoured. Each line of the table is a cost
and its hanzi: the cost is `-ln` of the share among all hanzi, rounded to a whole number; up to 15 are listed.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from opencc import OpenCC

HIGHEST_COST = 15
HEADER = """\
# Cost (-ln of its share in print, rounded) and the hanzi of that cost, simplified and traditional.
# Counted in the word list of jieba 0.42.1 (MIT licence, Copyright 2013 Sun Junyi) and OpenCC.
# Made by bench/build/build_hanzi_table.py, which says how; do not edit.
"""


def hanzi_counts(words: Iterable[tuple[str, int]]) -> Counter[str]:
    """Return how often each hanzi stands in `words`, weighted by the words' frequencies."""
    counts: Counter[str] = Counter()
    for word, frequency in words:
        for character in word:
            if "\u3400" <= character <= "\u9fff":
                counts[character] += frequency
    return counts


def words_of(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the words of a jieba dictionary with their frequencies."""
    for line in path.read_text("utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        yield word, int(frequency)


def converted(words: list[tuple[str, int]], configuration: str) -> Iterator[tuple[str, int]]:
    """Yield the words in another script."""
    convert = OpenCC(configuration).convert
    lines = convert("\n".join(word for word, _ in words)).split("\n")
    return zip(lines, (frequency for _, frequency in words), strict=True)


def main(path: Path) -> None:
    """Print the table of the dictionary at `path`."""
    words = list(words_of(path))
    counts = Counter({hanzi: 3 * count for hanzi, count in hanzi_counts(words).items()})
    for configuration in ("s2t", "s2tw", "s2hk"):
        counts += hanzi_counts(converted(words, configuration))
    total = sum(counts.values())
    table = defaultdict(list)
    for hanzi, count in counts.items():
        table[round(-math.log(count / total))].append(hanzi)
    sys.stdout.write(HEADER)
    for cost in sorted(table):
        if cost <= HIGHEST_COST:
            sys.stdout.write(f"{cost} {''.join(sorted(table[cost]))}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
