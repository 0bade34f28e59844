"""Build newsclean/data/commonness.txt: hanzi from the commonest to the rarest, each with its traditional forms.

    python bench/build/build_commonness.py

Origin: word counts of the dictionary of jieba (MIT licence, https://github.com/fxsjy/jieba), summed over the hanzi
of its words; traditional forms from OpenCC (Apache-2.0, https://github.com/BYVoid/OpenCC), configuration t2s,
asked for each hanzi of the table of readings alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import opencc

from newsclean.pinyin.readings import table

TARGET = Path(__file__).parents[2] / "newsclean" / "data" / "commonness.txt"
HEADER = f"""\
# A line: a hanzi, then its traditional forms; the commonest hanzi first, those that are in no word last.
# Origin: word counts of jieba {version("jieba")} (MIT licence), forms of OpenCC {version("opencc")} (Apache-2.0).
# Rebuilt by: python bench/build/build_commonness.py
"""


def counts() -> Counter[str]:
    """Return how often each hanzi occurs in the text that jieba's dictionary was counted on."""
    counted: Counter[str] = Counter()
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, count, _ = line.split(" ")
        for hanzi in word:
            counted[hanzi] += int(count)
    counted["的"] += counted.total()  # the commonest hanzi of any text, which this dictionary undercounts
    return counted


def main() -> None:
    """Write the table: every hanzi that is counted or has a traditional form."""
    simplify = opencc.OpenCC("t2s").convert
    hanzi = sorted({hanzi for columns in table().values() for column in columns for hanzi in column})
    traditional: dict[str, str] = defaultdict(str)
    for form in hanzi:
        simple = simplify(form)
        if simple != form and len(simple) == 1:
            traditional[simple] += form
    counted = counts()
    listed = {form for form in hanzi if counted[form]} - {form for forms in traditional.values() for form in forms}
    ordered = sorted(listed | set(traditional), key=lambda form: (-counted[form], form))
    lines = [form + traditional[form] + "\n" for form in ordered]
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8", newline="\n")
    print(f"{TARGET}: {len(lines)} hanzi")


if __name__ == "__main__":
    main()
