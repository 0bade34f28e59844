"""Bytes to text, and how sure: UTF-8, GB18030, Big5-HKSCS and UTF-16, with a byte order mark or without.

The cascade: a byte order mark; strict UTF-8; the reading of a sample that looks most like Chinese print
(`newsclean.encoding.plausibility`); charset-normalizer for what looks like none of it. What a page declares about
itself is not asked: `gb2312` in a header is mostly GBK, and often the bytes were converted later. That a
codec reads the bytes without an error is no evidence either, since GB18030 reads nearly all of Big5.

`decode(data).encode() == data` for any bytes: damaged and oddly spelled characters are kept as patches.
"""

from __future__ import annotations

import codecs
from typing import Literal, NamedTuple

__all__ = ["Decoded", "Patch", "decode", "encode"]


class Patch(NamedTuple):
    """The characters `start:end` of the text are spelled `data` in the file, not as their codec would."""

    start: int
    end: int
    data: bytes


class Decoded(NamedTuple):
    """A text and how it was spelled in bytes."""

    text: str  # without the byte order mark
    encoding: str  # a Python codec
    confidence: float  # 1.0 certain (or told), 0.5 a toss-up
    mark: bool = False  # whether the bytes began with a byte order mark
    patches: tuple[Patch, ...] = ()  # characters whose bytes the codec would not give back
    damaged: tuple[int, ...] = ()  # the byte offset of every U+FFFD that was put

    @property
    def mojibake(self) -> str | None:
        """What went wrong before these bytes were written, as in `utf-8 read as gb18030`; mostly None."""
        from newsclean.encoding.mojibake import recognise  # noqa: PLC0415 - slow to load, and seldom asked

        return recognise(self.text)

    @property
    def replaced(self) -> int:
        """How many U+FFFD were put for damaged bytes."""
        return len(self.damaged)

    def encode(self) -> bytes:
        """Return the bytes this text was decoded from."""
        return encode(self.text, self.encoding, mark=self.mark, patches=self.patches)


def encode(text: str, encoding: str, *, mark: bool = False, patches: tuple[Patch, ...] = ()) -> bytes:
    """Return `text` in `encoding`; the characters that `patches` name are spelled as they say."""
    pieces = [MARK_OF.get(encoding, b"") if mark else b""]
    done = 0
    for start, end, data in patches:
        pieces += (text[done:start].encode(encoding), data)
        done = end
    pieces.append(text[done:].encode(encoding))
    return b"".join(pieces)


MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
MARK_OF = {encoding: mark for mark, encoding in MARKS}

# What a file that is no text at all begins with.
SIGNATURES = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image, sound or film"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
)
_STARTS = tuple(start for start, _ in SIGNATURES)


def decode(data: bytes, encoding: str | None = None, errors: Literal["strict", "replace"] = "strict") -> Decoded:
    """Return the text of `data`, in `encoding` where it is named, else in the encoding it is found to be in.

    Bytes that are damaged raise `DecodeError` with their offset; with `errors="replace"` each damaged place
    becomes one U+FFFD, counted and located. Bytes that are no text raise a `DecodeError` that says so.
    """
    at = 0  # the first byte that is not UTF-8
    if encoding is None and not data.startswith(_STARTS):
        try:
            codecs.utf_8_decode(data[:_FIRST])  # mostly enough to tell; an error copies all it was given
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            at = error.start
        else:
            if not is_odd(data[:HEAD]):
                mark = text[:1] == "\ufeff"
                return Decoded(text[1:] if mark else text, "utf-8", 1.0, mark)
    from newsclean.encoding import cascade  # noqa: PLC0415 - slow to load, and most pages are UTF-8

    guess = cascade.detect(data, at) if encoding is None else cascade.named(encoding, data)
    return cascade.read(data, guess, errors)


_FIRST = 1 << 16  # bytes
# Control characters that no text holds; a share of them at the head makes valid UTF-8 doubtful.
_ODD = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\x1b"))
_ODD_SHARE = 0.05
HEAD = 1024


def is_odd(data: bytes) -> bool:
    """Tell whether many of some bytes stand in no text."""
    return 1 - len(data.translate(None, _ODD)) / len(data) > _ODD_SHARE if data else False
