"""The page step `repair`: lines that were read in a wrong encoding and saved so."""

from __future__ import annotations

from collections.abc import Iterator

from newsclean.edits import Edit
from newsclean.encoding import mojibake
from newsclean.registry import step

__all__ = ["repair"]


@step
def repair(text: str) -> Iterator[Edit]:
    """Undo wrong readings of bytes that were saved as text (浣犲ソ for 你好), where that is certain.

    A page that was UTF-8 and read as GBK, or GBK and read as Latin, and then saved, is whole again when it is
    written in the encoding it was read in and read in the right one. That is done line by line, and only where both
    ways are free of errors and the result is plain Chinese. A line that lost bytes on the way (锟斤拷) stays.
    """
    yield from mojibake.repair(text)
