"""The part of the cascade behind strict UTF-8: which encoding bytes are in, and their text in it."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Callable
from typing import NamedTuple

from newsclean.encoding import HEAD, MARK_OF, MARKS, SIGNATURES, Decoded, Patch, is_odd
from newsclean.encoding.plausibility import cost, foreign_cost, is_print
from newsclean.encoding.resync import Damaged, mend, odd_spellings
from newsclean.errors import DecodeError, UsageError

__all__ = ["Guess", "detect", "named", "read"]


class Guess(NamedTuple):
    """An encoding, whether the data begin with its mark, and how sure that is."""

    encoding: str
    mark: bool
    confidence: float


# What is measured, with the nats that the rarer ones must be better by: on a few bytes they win by chance.
_CANDIDATES = (("utf-8", 0), ("gb18030", 3), ("big5hkscs", 4), ("utf-16-le", 6), ("utf-16-be", 7))

_HOPELESS_COST = 13.0  # of a misreading, where Chinese print has 7
_SCALE = 15.0  # nats; the confidence is 0.8 at a lead of this, 0.99 at four times as much


def detect(data: bytes, at: int) -> Guess:
    """Find the encoding of what is not plainly UTF-8; `at` is the first byte that is not."""
    if data.startswith(tuple(start for start, _ in SIGNATURES)):
        raise _binary(data)
    for mark, encoding in MARKS:
        if data.startswith(mark) and (encoding not in _DOUBTFUL_MARKS or _is_utf_32(data, encoding)):
            return Guess(encoding, mark=True, confidence=1.0)
    windows = _windows(data, at)
    guess, sample = _most_plausible(windows, _plain_sample)
    if _is_binary(sample):
        raise _binary(data)
    if is_print(sample):
        return guess
    guess, sample = _most_plausible(windows, _mended_sample)
    return guess if is_print(sample) else _last_resort(data, guess, sample)


_DOUBTFUL_MARKS = ("utf-32-le", "utf-32-be")  # they may be the mark of UTF-16 and a NUL


def _is_utf_32(data: bytes, encoding: str) -> bool:
    try:
        data[:HEAD].decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


_Window = tuple[int, bytes]  # where in the data, and what


def _most_plausible(windows: list[_Window], read: Callable[[list[_Window], str], str]) -> tuple[Guess, str]:
    """Return the encoding in which the sample that `read` takes is the best Chinese, and that sample."""
    samples = {encoding: read(windows, encoding) for encoding, _ in _CANDIDATES}
    ranking = sorted((cost(samples[encoding]) + prior, encoding) for encoding, prior in _CANDIDATES)
    (best, encoding), (second, _) = ranking[:2]
    confidence = round(1 - math.exp((best - second) / _SCALE) / 2, 3)
    return Guess(encoding, mark=False, confidence=confidence), samples[encoding]


def _is_binary(sample: str) -> bool:
    """Whether the best reading is still full of control characters. NULs alone may be padding."""
    rest = sample.replace("\0", "")
    return not rest or is_odd(rest.encode("utf-8", "replace"))


# Short data are read whole, longer ones in windows of some 400 bytes together.
_READ_WHOLE = 512  # bytes
_WINDOWS = 6
_WINDOW = 64
_SEARCHED = 8192
_RUN = re.compile(rb"[\x00-\x7f](?=[\x80-\xff])")


def _windows(data: bytes, at: int) -> list[_Window]:
    """Return stretches where the text is, not the ASCII head of a page.

    They begin at bytes above 0x7F behind one below, where a character begins in every encoding but UTF-16;
    the first one lies before `at`, so that a lone stretch in a long file is not missed.
    """
    if len(data) <= _READ_WHOLE:
        return [(0, data)]
    step = len(data) // _WINDOWS
    nearby = [run.end() for run in _RUN.finditer(data, max(at - _WINDOW, 0), at + 1)]
    spread = (_RUN.search(data, part * step, part * step + min(step, _SEARCHED)) for part in range(_WINDOWS))
    starts = nearby[-1:] + [run.end() for run in spread if run]
    starts = starts or [0, _WINDOW, 2 * _WINDOW]
    return [(start, data[start : start + _WINDOW]) for start in starts]


def _plain_sample(windows: list[_Window], encoding: str) -> str:
    """Return a lenient reading of the windows."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    pieces = []
    for start, window in windows:
        pieces.append(decoder.decode(_even(start, window, encoding)))
        decoder.reset()
    return "".join(pieces)


def _mended_sample(windows: list[_Window], encoding: str) -> str:
    """Return a reading of the windows that realigns after damage: slow, and seldom needed."""
    return mend(b"".join(_even(start, window, encoding) for start, window in windows), encoding).text


def _even(start: int, window: bytes, encoding: str) -> bytes:
    return window[start % 2 :] if encoding.startswith("utf-16") else window


def _last_resort(data: bytes, guess: Guess, sample: str) -> Guess:
    """Ask charset-normalizer about what is not plausible Chinese; without an answer keep the better guess."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow, and seldom needed

    found = from_bytes(data[:_LAST_RESORT_BYTES]).best()
    if found and not _is_binary(str(found)):
        return Guess(codecs.lookup(found.encoding).name, mark=False, confidence=_LAST_RESORT_CONFIDENCE)
    if foreign_cost(sample) < _HOPELESS_COST:
        return guess._replace(confidence=_LAST_RESORT_CONFIDENCE)
    raise DecodeError(
        f"this is binary data, or text in an encoding not known here (it begins with {_spelled(data[:8])}); "
        "name the encoding with --encoding if you know it"
    )


_LAST_RESORT_BYTES = 65536
_LAST_RESORT_CONFIDENCE = 0.5


# A declared encoding stands for the larger one that programs write under its name.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "utf-8-sig": "utf-8",
}


def named(encoding: str, data: bytes) -> Guess:
    """Return the codec that the user named, and whether the data begin with its mark."""
    name = _MEANT.get(_codec(encoding), _codec(encoding))
    if name in ("utf-16", "utf-32"):
        orders = [found for mark, found in MARKS if found.startswith(name) and data.startswith(mark)]
        name = orders[0] if orders else f"{name}-le"
    return Guess(name, mark=name in MARK_OF and data.startswith(MARK_OF[name]), confidence=1.0)


def _codec(encoding: str) -> str:
    """Return Python's name for an encoding of text files."""
    try:
        b"a".decode(encoding)
    except UnicodeDecodeError:  # one byte is too few, but the codec is there
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    else:
        name = codecs.lookup(encoding).name
    if name in _NOT_OF_FILES:
        known = "utf-8, gb18030, big5, utf-16-le, utf-16-be"
        raise UsageError(f"there is no encoding {encoding!r} for text; common ones are {known}")
    return name


_NOT_OF_FILES = ("", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7")


def read(data: bytes, guess: Guess, errors: str) -> Decoded:
    """Decode all of `data` in the encoding found, and keep what that encoding would not give back."""
    encoding, mark, confidence = guess
    skipped = len(MARK_OF[encoding]) if mark else 0
    body = data[skipped:] if mark else data
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        damaged = mend(body, encoding)
        if damaged.offsets and errors == "strict":
            raise _damage(body, damaged, skipped, encoding) from None
        offsets = tuple(offset + skipped for offset in damaged.offsets)
        found = Decoded(damaged.text, encoding, confidence, mark, damaged.patches, offsets)
    else:
        if encoding in _ONE_TO_ONE:
            return Decoded(text, encoding, confidence, mark)
        found = Decoded(text, encoding, confidence, mark, tuple(odd_spellings(body, text, encoding)))
    return found if _gives_back(found, data) else found._replace(patches=(Patch(0, len(found.text), body),))


# Codecs that have one spelling for each character: what they read without an error they would write the same.
# tests/test_encoding.py tries every code of GB18030.
_ONE_TO_ONE = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def _gives_back(found: Decoded, data: bytes) -> bool:
    try:
        return found.encode() == data
    except UnicodeEncodeError:
        return False


def _damage(data: bytes, damaged: Damaged, skipped: int, encoding: str) -> DecodeError:
    first = damaged.offsets[0]
    places = "1 damaged place" if len(damaged.offsets) == 1 else f"{len(damaged.offsets)} damaged places"
    return DecodeError(
        f"{places}, the first at byte {first + skipped}: {_spelled(data[first : first + 4])} is not "
        f"{encoding}; keep the rest with --errors replace, or name another encoding with --encoding"
    )


def _binary(data: bytes) -> DecodeError:
    found = next((name for start, name in SIGNATURES if data.startswith(start)), "binary data")
    return DecodeError(
        f"this is not text but {found} (it begins with {_spelled(data[:4])}); unpack or convert it first, "
        "or name its encoding with --encoding if it is text after all"
    )


def _spelled(data: bytes) -> str:
    return data.hex(" ").upper()
