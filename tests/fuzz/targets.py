"""What the fuzzer aims at, and where the inputs are kept that it found worth keeping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import laws

CORPUS = Path(__file__).parent / "corpus"


def _decode(data: bytes) -> None:
    laws.bytes_are_kept(data)
    laws.file_is_restored(data)


def _layout(data: bytes) -> None:
    laws.lines_have_a_place(text_of(data))


def _clean(data: bytes) -> None:
    text = text_of(data)
    laws.page_is_cleaned(text)
    laws.steps_are_done_once(text)


def text_of(data: bytes) -> str:
    """Return the text that a fuzzer's bytes spell; what is no UTF-8 is passed over."""
    return data.decode("utf-8", "ignore")


TARGETS: Mapping[str, Callable[[bytes], None]] = {"decode": _decode, "layout": _layout, "clean": _clean}
