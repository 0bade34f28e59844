"""Where results go: standard output, one file, or a file each in a folder."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from newsclean.documents import separator
from newsclean.errors import OutputError, UsageError
from newsclean.lazily import lazily
from newsclean.terminal import visibly
from newsclean.writing import SUFFIXES, Form, replacing, sweep

__all__ = ["FolderSink", "NameTakenError", "Sink", "StreamSink", "open_sink", "safe_path"]


class NameTakenError(OutputError):
    """An output would replace an input, or the output of another input."""


class Sink(Protocol):
    """Takes the rendered parts of one input after another."""

    def write(self, identity: Any, parts: Sequence[str], *, numbered: bool) -> list[str] | str | None:
        """Write one input's parts; returns the file they went to, or a list of files with a part each."""


@contextlib.contextmanager
def open_sink(output: str | None, form: Form, view: str, inputs: frozenset[Path]) -> Iterator[Sink]:
    """Open the sink that `--output` asks for: nothing is standard output, a folder gets a file for each part.

    A part that would replace one of `inputs` is refused.
    """
    joined = form == "text" and view == "result"
    if output is None:
        yield StreamSink(sys.stdout.buffer, None, joined=joined, visible=sys.stdout.isatty())
    elif output.endswith("/") or Path(output).is_dir():
        if view != "result":
            raise UsageError(f"--{view} gives one stream for all inputs, but {output} is a folder; name a file")
        yield FolderSink(Path(output), form, inputs)
    else:
        sweep(Path(output))
        with replacing(Path(output)) as file:
            yield StreamSink(file, output, joined=joined)


_PIECE = 1 << 16  # characters


class StreamSink:
    """Writes everything to one stream; articles and pages of plain text are kept apart by form feeds."""

    def __init__(self, stream: BinaryIO, path: str | None, *, joined: bool, visible: bool = False) -> None:
        self._stream = stream
        self._path = path
        self._joined = joined
        self._visible = visible  # the stream is a terminal: show control characters instead of sending them
        self._last: str | None = None

    def write(self, identity: Any, parts: Sequence[str], *, numbered: bool) -> str | None:  # noqa: ARG002
        """Write the parts behind what stands there already."""
        for part in filter(None, parts):
            between = separator(self._last) if self._joined and self._last is not None else ""
            text = between + part if between else part
            self._send(visibly(text) if self._visible else text)
            self._last = part
        return self._path

    def _send(self, text: str) -> None:
        """Write a text in pieces that fit the processor's cache: encoding a large one at once takes longer."""
        for start in range(0, len(text), _PIECE):
            self._stream.write(text[start : start + _PIECE].encode("utf-8", "surrogatepass"))

    @property
    def stream(self) -> BinaryIO | None:
        """What takes records of JSON Lines as they are; None of a terminal, to which control characters must not go."""
        return None if self._visible else self._stream


_KNOWN = lazily(r"(?i:\.(?:txt|jsonl|ndjson|html?))?(?i:\.gz)?$")  # an id such as v1.2 keeps its end
_UNSAFE = lazily(r"[\x00-\x1f\x7f/\\:*?\"<>|]")


class FolderSink:
    """Writes each part to a file of its own: `page.txt`, or `page-0.txt`, `page-1.txt` for several articles."""

    def __init__(self, folder: Path, form: Form, inputs: frozenset[Path]) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder}: cannot be made: {error.strerror}") from error
        self._folder = folder
        self._suffix = SUFFIXES[form]
        self._written: dict[str, Any] = {}
        self._inputs = inputs

    def write(self, identity: Any, parts: Sequence[str], *, numbered: bool) -> list[str]:
        """Write the parts to files named after the input, never outside the folder.

        An empty part of several is an article that went elsewhere: the others keep their numbers.
        """
        stem = _stem(str(identity))
        names = [f"{stem}-{index}{self._suffix}" for index in range(len(parts))] if numbered else [stem + self._suffix]
        paths = []
        for name, part in zip(names, parts, strict=True):
            if numbered and not part:
                continue
            if name in self._written:
                raise NameTakenError(
                    f"{identity}: its output {name} would replace that of {self._written[name]}; "
                    "clean them into two folders, or a whole folder with: newsclean batch"
                )
            self._written[name] = identity
            path = self._folder / name
            if path.resolve() in self._inputs:
                raise NameTakenError(f"{path} is an input too, and an input is never changed; name another folder")
            with replacing(path) as file:
                file.write(part.encode())
            paths.append(str(path))
        return paths


def _stem(identity: str) -> str:
    """Return a file name without suffix for an input: its own, or its id with what no file system takes replaced."""
    stem = _safe(_KNOWN.sub("", _UNSAFE.sub("_", Path(identity).name)).lstrip(".") or "page")
    if len(os.fsencode(stem)) <= _LONGEST_STEM:
        return stem
    return os.fsencode(stem)[:_LONGEST_STEM].decode("utf-8", "ignore")


_LONGEST_STEM = 200  # bytes; file systems take names of 255, and a number, a suffix and `.partial-…` come to it
_DEVICE = lazily(r"(?i:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")  # what Windows takes for no file


def _safe(name: str) -> str:
    """Return a file name that can be spelled here, and is none of a device."""
    try:
        os.fsencode(name)
    except UnicodeEncodeError:  # half of a surrogate pair, or a file system without Unicode
        name = re.sub(r"[^\x00-\x7f]", lambda match: f"u{ord(match[0]):x}", name)
    return f"_{name}" if _DEVICE.match(name) else name


def safe_path(identity: str) -> Path:
    """Return the relative path that a page's id names, without anything that would lead out of a folder."""
    pieces = [_safe(_UNSAFE.sub("_", piece)) for piece in Path(identity).parts]
    return Path(*[piece for piece in pieces if piece not in ("..", ".", "_")] or ["page.txt"])
