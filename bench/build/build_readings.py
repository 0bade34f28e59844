"""Build newsclean/data/readings.tsv: every toned Mandarin syllable with the hanzi that are read so.

    python bench/build/build_readings.py

Origin: the single-character readings of pypinyin (MIT licence, https://github.com/mozillazg/python-pinyin), which
come from the Unihan database and several dictionaries. Only hanzi of the Basic Multilingual Plane are kept,
simplified and traditional. pypinyin lists the most usual reading of a hanzi first; the table keeps that in a column
of its own, because a gloss explains an unusual reading and a machine writes the usual one.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

TABLE = Path(__file__).parents[2] / "newsclean" / "data" / "readings.tsv"
HEADER = f"""\
# Toned syllable, hanzi whose usual reading it is, hanzi that are also read so. BMP, simplified and traditional.
# Origin: single-character readings of pypinyin {version("pypinyin")}, MIT licence.
# Rebuilt by: python bench/build/build_readings.py
"""


def readings() -> dict[str, tuple[str, str]]:
    """Return syllable -> (hanzi usually read so, hanzi also read so), both in code point order."""
    usual: dict[str, list[str]] = defaultdict(list)
    other: dict[str, list[str]] = defaultdict(list)
    for code, listed in sorted(PINYIN_DICT.items()):
        if code > 0xFFFF:
            continue
        syllables = list(dict.fromkeys(unicodedata.normalize("NFC", listed).split(",")))
        for place, syllable in enumerate(syllables):
            (other if place else usual)[syllable].append(chr(code))
    return {syllable: ("".join(usual[syllable]), "".join(other[syllable])) for syllable in sorted({*usual, *other})}


def main() -> None:
    """Write the table."""
    lines = [f"{syllable}\t{usual}\t{other}\n" for syllable, (usual, other) in readings().items()]
    TABLE.write_text(HEADER + "".join(lines), encoding="utf-8", newline="\n")
    print(f"{TABLE}: {len(lines)} syllables")


if __name__ == "__main__":
    main()
