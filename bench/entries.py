"""The table of programs: what each entry says, and how it is entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Clean = Callable[[str], str]
Cluster = Callable[[Sequence[str]], Sequence[int]]
Decode = Callable[[bytes], tuple[str, str]]
Split = Callable[[str], list[tuple[str, list[str]]]]

Make = Callable[[], Callable[..., Any]]


@dataclass(frozen=True)
class Peer:
    """One way to call one program.

    `requires` are the packages to install, the one whose version counts first (none: the standard library will do).
    `make` imports the program and returns a function: `Cluster` for neardup, `Decode` for decode, `Split` (headline and
    paragraphs of each article) for pages, else `Clean`.
    """

    name: str
    call: str
    sets: tuple[str, ...]
    requires: tuple[str, ...]
    make: Make


PEERS: dict[str, Peer] = {}


def peer(name: str, call: str, sets: str, requires: tuple[str, ...] = ()) -> Callable[[Make], Make]:
    """Enter the function that makes a call into the table."""

    def enter(make: Make) -> Make:
        PEERS[name] = Peer(name, call, tuple(sets.split()), requires, make)
        return make

    return enter
