"""Text that was once read in the wrong encoding and then saved: recognised, and undone where that is certain.

    浣犲ソ锛屼笘鐣岋紒   is 你好，世界！ (UTF-8 read as GB18030)
    ä½ å¥½ï¼Œä¸–ç•Œ    is 你好，世界   (UTF-8 read as Windows-1252)
    ÄãºÃ£¬ÊÀ½ç        is 你好，世界   (GB18030 read as Windows-1252)

A wrong reading is undone by writing the text in the encoding it was read in and reading it in the right one.
That is certain only where both ways are free of errors and turn what no one prints into plausible Chinese.
Each line is judged by itself: a page can be put together of good and bad parts. A line that lost bytes on the
way (锟斤拷, a `?` for half a character) is recognised but left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.edits import Edit
from newsclean.encoding.plausibility import cost, is_print

__all__ = ["left_over", "recognise", "repair"]

RULE = "decode.mojibake"

# What the bytes were, and what they were read as.
_MISREADINGS = (
    ("utf-8", "gb18030"),
    ("utf-8", "cp1252"),
    ("gb18030", "cp1252"),
    ("big5hkscs", "cp1252"),
    ("utf-8", "big5hkscs"),
    ("gb18030", "big5hkscs"),
    ("big5hkscs", "gb18030"),
)

# Windows-1252 as programs read it: its five free bytes are control characters.
_CP1252 = {
    ord(bytes([byte]).decode("cp1252")): byte for byte in set(range(0x80, 0xA0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}

_LINE = re.compile(r"[^\r\n]+")
_FEWEST = 4  # characters beyond ASCII that a line must have to be judged
_LEAD = 20  # nats; by so much the repaired line must be the better Chinese

_SAMPLED = 300  # characters, at the head, in the middle and at the end


def recognise(text: str) -> str | None:
    """Return what went wrong with `text`, as in `utf-8 read as gb18030`, judged by a sample; mostly None."""
    middle = len(text) // 2
    sample = text[:_SAMPLED] + text[middle : middle + _SAMPLED] + text[-_SAMPLED:]
    if is_print(sample):
        return None
    readings = []
    for right, wrong in _MISREADINGS:
        read = _undone(sample.replace(_LOST, "?"), right, wrong, "replace").replace(_LOST, "")
        if is_print(read) and _beyond_ascii(read) >= _beyond_ascii(sample) * _LEAST_KEPT:
            readings.append((cost(read), f"{right} read as {wrong}"))
    best, name = min(readings, default=(cost(sample), ""))
    return name if 2 * best < cost(sample) else None


_LOST = "\N{REPLACEMENT CHARACTER}"

# A hanzi is three Latin letters at most, where its bytes were read one by one.
_LEAST_KEPT = 0.25


def _beyond_ascii(text: str) -> int:
    return sum(character > "\x7f" for character in text)


def repair(text: str) -> Iterator[Edit]:
    """Undo wrong readings, line by line, where that is certain."""
    for line in _LINE.finditer(text):
        if is_print(line[0]):
            continue
        repaired = _certain(line[0])
        if repaired is not None:
            yield Edit(line.start(), line.end(), repaired, RULE)


_GONE = "锟斤拷"  # U+FFFD, twice, in UTF-8, read as GB18030; once may be a story about it


def left_over(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number of each line that was surely misread but cannot be repaired, and what went wrong with it."""
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if line.count(_GONE) > 1:
            yield number, f"characters lost for good ({_GONE})"
        elif not is_print(line) and _beyond_ascii(line) >= _FEWEST and _certain(line) is None:
            name = recognise(line)
            if name is not None:
                yield number, f"looks like {name}"


def _certain(line: str) -> str | None:
    """Return what the line was before it was misread; None where that is not certain."""
    readings = []
    for right, wrong in _MISREADINGS:
        try:
            read = _undone(line, right, wrong, "strict")
        except UnicodeError:
            continue
        if _beyond_ascii(read) >= _FEWEST and is_print(read):
            readings.append((cost(read), read))
    best, read = min(readings, default=(cost(line), line))
    return read if best + _LEAD < cost(line) else None


def _undone(text: str, right: str, wrong: str, errors: str) -> str:
    """Write `text` as it was read, and read it as it should have been."""
    if wrong == "cp1252":
        data = text.translate(_CP1252).encode("latin-1", errors)
    elif wrong == "gb18030":  # programs that mean Windows code page 936 read 80 as the Euro sign
        data = b"\x80".join(part.encode(wrong, errors) for part in text.split("€"))
    else:
        data = text.encode(wrong, errors)
    return data.decode(right, errors)
