"""Case files: `tests/cases/<step>.txt`, a sentence and a text with marks for each phenomenon.

    === An annotation after a word goes. | policy=all
    临平[-(línpíng)-]新城

A case without marks is a negative one: nothing may change. The line break before the next header is not part of
the text.
"""

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "cases"
_HEADER = re.compile(r"^=== (?P<sentence>.*?)(?: \| (?P<options>.*))?\n", re.MULTILINE)


class Case(NamedTuple):
    step: str
    sentence: str
    options: dict
    marked: str


def read(path):
    """The cases of a file, in order."""
    text = path.read_text("utf-8")
    headers = list(_HEADER.finditer(text))
    assert headers, f"{path} has no cases"
    assert headers[0].start() == 0, f"{path} has text before its first case"
    ends = [header.start() for header in headers[1:]] + [len(text)]
    return [
        Case(path.stem, header["sentence"], _options(header["options"] or ""), _body(text[header.end() : end]))
        for header, end in zip(headers, ends, strict=True)
    ]


def _body(text):
    return text.removesuffix("\n")


def _options(spelled):
    pairs = (pair.strip().split("=") for pair in spelled.split(",") if pair.strip())
    return {name: {"true": True, "false": False}.get(value, value) for name, value in pairs}


ALL = [case for path in sorted(FOLDER.glob("*.txt")) for case in read(path)]
