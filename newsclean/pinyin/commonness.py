"""How common a hanzi is, and whether it is a traditional form (`data/commonness.txt` tells where that is from)."""

from __future__ import annotations

import functools

from newsclean.packaged import packaged_text

__all__ = ["is_traditional", "is_written_traditional", "rank", "rarest"]

NEVER = 1 << 20
"""The rank of a hanzi that the table doesn't list."""


@functools.cache
def _lines() -> list[str]:
    text = packaged_text("data/commonness.txt")
    return [line for line in text.split("\n") if line and line[0] != "#"]


@functools.cache
def _ranks() -> dict[str, int]:
    return {hanzi: place for place, line in reversed(list(enumerate(_lines()))) for hanzi in line}


@functools.cache
def _traditional() -> frozenset[str]:
    return frozenset("".join(line[1:] for line in _lines()))


def rank(hanzi: str) -> int:
    """Return the place of one hanzi among all, the commonest being 0; a traditional form has its simple form's."""
    return _ranks().get(hanzi, NEVER)


def rarest(word: str) -> int:
    """Return the rank of the rarest hanzi of `word`."""
    ranks = _ranks()
    return max([ranks.get(hanzi, NEVER) for hanzi in word])


def is_traditional(hanzi: str) -> bool:
    """Tell whether simplified text writes another hanzi for this one."""
    return hanzi in _traditional()


def is_written_traditional(hanzi: str) -> bool:
    """Tell whether a hanzi is a traditional form, or one of the 5,401 that Big5 counts as frequent."""
    try:
        code = hanzi.encode("big5")
    except UnicodeEncodeError:
        return is_traditional(hanzi)
    return code[0] < 0xC9 or is_traditional(hanzi)
