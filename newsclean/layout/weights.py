"""The weights of the labeller: how much each feature of a line speaks for each label.

The weights of all labels are added up at once, packed in one integer: sixteen bits a label. A line has some hundred
features at most, so no sum leaves its sixteen bits once `_BIAS` has lifted it above zero.
"""

from __future__ import annotations

import struct

from newsclean.layout.labels import LABELS
from newsclean.layout.page import Clue

__all__ = ["MIDDLE", "Sums", "unpacked"]

# A weight is spelled as one character, so many units above or below this one; the farthest is 44 units away.
MIDDLE = 80

_BITS = 16
_PACK = struct.Struct(f"<{len(LABELS)}H")
_ZERO = 1 << (_BITS - 1)
_BIAS = sum(_ZERO << (_BITS * at) for at in range(len(LABELS)))
_MIDDLES = sum(MIDDLE << (_BITS * at) for at in range(len(LABELS)))
_MOST = 100_000  # sums of clues that are remembered; some twenty pages have as many


def unpacked(packed: int) -> tuple[int, ...]:
    """Return the sum of each label, all of them lifted alike."""
    return _PACK.unpack((packed + _BIAS).to_bytes(_PACK.size, "little"))


class _Packed(dict[str, int]):
    """The weights of each feature as one integer: UTF-16 gives each character of their spelling its sixteen bits."""

    def __init__(self, names: str, spelled: str) -> None:
        """Take the names of the features, a line each, and one character for each label of each of them."""
        super().__init__()
        self._spelled = spelled
        self.place = dict(zip(names.split("\n"), range(0, len(spelled), len(LABELS)), strict=True))

    def __missing__(self, name: str) -> int:
        """Read the weights of a feature not met before."""
        at = self.place[name]
        row = self._spelled[at : at + len(LABELS)].encode("utf-16-le")
        packed = self[name] = int.from_bytes(row, "little") - _MIDDLES
        return packed


class Sums(dict[Clue, int]):
    """The packed weights of each clue, added up over the features it stands for. A memory, not part of any answer."""

    def __init__(self, names: str, spelled: str) -> None:
        """Take the weights as they are spelled: see `_Packed`."""
        super().__init__()
        packed = _Packed(names, spelled)
        self._weighs = packed.place.__contains__
        self._weight = packed.__getitem__

    def __missing__(self, clue: Clue) -> int:
        """Add up the weights of a clue not met before."""
        if len(self) >= _MOST:
            self.clear()
        total = self[clue] = sum(map(self._weight, filter(self._weighs, clue[0](*clue[1:]))))
        return total
