"""Reading damaged bytes: the decoder finds its feet again after a bad or missing byte.

In GB18030, Big5 and UTF-16 a byte alone does not tell whether it begins a character. Where one is lost or
spoilt, an ordinary decoder pairs the rest of the line wrongly, mostly without an error. `mend` finds the most
plausible Chinese reading, with a price on every byte that is skipped (Viterbi's algorithm over offsets):
right after the damage the pairs are right again. What was skipped becomes one U+FFFD a place.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import NamedTuple

from newsclean.encoding import Patch
from newsclean.encoding.plausibility import cost, foreign_cost

__all__ = ["Damaged", "mend", "odd_spellings"]


class Damaged(NamedTuple):
    """What could be read of damaged bytes: each U+FFFD that was put has a patch and a byte offset."""

    text: str
    patches: tuple[Patch, ...]
    offsets: tuple[int, ...]


# How many bytes a character can have, for the codecs whose characters do not mark their first byte.
_SIZES = {"gb18030": (1, 2, 4), "big5hkscs": (1, 2), "utf-16-le": (2, 4), "utf-16-be": (2, 4)}

# A skipped byte costs as much as two characters read wrongly. Of 12, 16, 20 and 25, with this one the fewest of 2,400
# pieces of newspapers in GB18030 and Big5, each with a byte changed or put in, lost more than the damaged character.
_SKIP_COST = 16.0
_IMPOSSIBLE = 1e9

# Bytes are looked at in windows; only the first three quarters of one are taken, so that a misreading shows
# by an error or by rare characters before it is accepted. A block of that mean cost is aligned anew.
_WINDOW = 1024
_TAKEN = 768
_BLOCK = 64
_SUSPECT_COST = 10.0

# The one byte above 0x7F that stands alone in pages declared GBK: the Euro sign of Windows code page 936.
_SINGLE = {("gb18030", b"\x80"): "€"}


def mend(data: bytes, codec: str) -> Damaged:
    """Return what can be read of `data`, which `codec` does not decode without an error. Time is linear."""
    pieces = _resynchronised(data, codec) if codec in _SIZES else _skipped(data, codec)
    text: list[str] = []
    patches: list[Patch] = []
    offsets: list[int] = []
    length = at = 0
    for spelled, read in _joined(pieces):
        put = read
        if put is None:
            put = _SINGLE.get((codec, spelled), "\N{REPLACEMENT CHARACTER}")
            patches.append(Patch(length, length + 1, spelled))
            if put == "\N{REPLACEMENT CHARACTER}":
                offsets.append(at)
        else:
            patches += (
                Patch(length + patch.start, length + patch.end, patch.data)
                for patch in odd_spellings(spelled, put, codec)
            )
        text.append(put)
        length += len(put)
        at += len(spelled)
    return Damaged("".join(text), tuple(patches), tuple(offsets))


_Piece = tuple[bytes, "str | None"]  # bytes and what they read as; None where they are damaged


def _joined(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Join neighbouring damaged pieces: one place, one U+FFFD."""
    broken = b""
    for spelled, read in pieces:
        if read is None:
            broken += spelled
        elif spelled:
            if broken:
                yield broken, None
                broken = b""
            yield spelled, read
    if broken:
        yield broken, None


def _skipped(data: bytes, codec: str) -> Iterator[_Piece]:
    """Read as the codec does, skipping what it names as an error: right where lead bytes are plain."""
    at = 0
    while at < len(data):
        window = data[at : at + _WINDOW]
        try:
            text, size = _first(window, codec, final=at + _WINDOW >= len(data))
            yield window[:size], text
            at += size
        except UnicodeDecodeError as error:
            good = window[: error.start]
            yield good, good.decode(codec)
            yield window[error.start : error.end], None
            at += error.end


def _first(window: bytes, codec: str, *, final: bool) -> tuple[str, int]:
    """Decode whole characters from the start of a window; return them and how many bytes they take."""
    decoder = codecs.getincrementaldecoder(codec)()
    text = decoder.decode(window, final)
    return text, len(window) if final else len(window) - len(decoder.getstate()[0])


def _resynchronised(data: bytes, codec: str) -> Iterator[_Piece]:
    """Read window by window: as the codec does where that is plausible, aligned anew where not."""
    costs = _UnitCosts(codec)
    at = 0
    while at < len(data):
        window = data[at : at + _WINDOW]
        final = at + _WINDOW >= len(data)
        for piece in _plainly(window, codec, final=final) or _aligned(window, costs, final=final):
            yield piece
            at += len(piece[0])


def _plainly(window: bytes, codec: str, *, final: bool) -> list[_Piece]:
    """Read the window as the codec does; nothing where that is an error or implausible."""
    try:
        text, size = _first(window if final else window[:_TAKEN], codec, final=final)
        rest = "" if final else _first(window[size:], codec, final=False)[0]
    except UnicodeDecodeError:
        return []
    return [] if _suspect(text + rest) else [(window[:size], text)]


def _suspect(text: str) -> bool:
    return any(foreign_cost(text[start : start + _BLOCK]) > _SUSPECT_COST for start in range(0, len(text), _BLOCK))


class _UnitCosts(dict[bytes, float]):
    """The cost of the one character that some bytes spell; impossible where they do not."""

    def __init__(self, codec: str) -> None:
        super().__init__()
        self.codec = codec

    def __missing__(self, spelled: bytes) -> float:
        try:
            text = spelled.decode(self.codec)
        except UnicodeDecodeError:
            value = _IMPOSSIBLE
        else:
            value = cost(text) if len(text) == 1 or (text[0] > "\x7f" and len(spelled) == 2) else _IMPOSSIBLE
        self[spelled] = value
        return value


def _aligned(window: bytes, costs: _UnitCosts, *, final: bool) -> list[_Piece]:
    """Read the window in the most plausible alignment."""
    pieces: list[_Piece] = []
    kept = last = 0
    for start, end, skipped in _path(window, costs):
        if not final and start >= _TAKEN:
            break
        if skipped:
            pieces += [
                (window[kept:start], window[kept:start].decode(costs.codec)),
                (window[start:end], None),
            ]
            kept = end
        last = end
    return [*pieces, _as_read(window[kept:last], costs.codec)]


def _as_read(spelled: bytes, codec: str) -> _Piece:
    return spelled, spelled.decode(codec)


def _path(window: bytes, costs: _UnitCosts) -> Iterator[tuple[int, int, bool]]:
    """Yield the characters and skipped bytes of the cheapest reading: start, end, whether skipped."""
    length = len(window)
    best = [_IMPOSSIBLE] * (length + 1)
    best[0] = 0.0
    back = [0] * (length + 1)  # the size of the step that leads here; 0 for a skipped byte
    sizes = _SIZES[costs.codec]
    for at in range(length):
        here = best[at]
        if here + _SKIP_COST < best[at + 1]:
            best[at + 1], back[at + 1] = here + _SKIP_COST, 0
        for size in sizes:
            end = at + size
            if end > length:
                break
            total = here + costs[window[at:end]]
            if total < best[end]:
                best[end], back[end] = total, size
    steps = []
    at = length
    while at:
        size = back[at] or 1
        steps.append((at - size, at, not back[at]))
        at -= size
    return reversed(steps)


def odd_spellings(data: bytes, text: str, codec: str) -> list[Patch]:
    """Return patches for the characters of `text` that `codec` would write with other bytes than `data` has.

    GB18030 and above all Big5 have some characters twice; `data` must decode to `text`.
    """
    if codec not in _SIZES or text.encode(codec) == data:
        return []
    patches = []
    length = at = 0
    for size in _unit_sizes(data, codec):
        spelled = data[at : at + size]
        read = spelled.decode(codec)
        if read.encode(codec) != spelled:
            patches.append(Patch(length, length + len(read), spelled))
        length += len(read)
        at += size
    return patches


def _unit_sizes(data: bytes, codec: str) -> Iterator[int]:
    """Yield the size of each character of well-formed bytes in GB18030 or Big5."""
    at = 0
    while at < len(data):
        if data[at] < 0x80:
            size = 1
        elif codec == "gb18030" and 0x30 <= data[at + 1] <= 0x39:
            size = 4
        else:
            size = 2
        yield size
        at += size
