"""Which files a batch finds below a folder, where the output of each goes, and how they are shared out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from newsclean.batch.manifest import MANIFEST, Entry

__all__ = ["INCLUDED", "Found", "Task", "chosen", "find", "output_name", "plan", "shards", "size_below"]

INCLUDED = ("*.txt", "*.txt.gz", "*.jsonl", "*.jsonl.gz", "*.parquet")

_SUFFIX = {"jsonl": ".jsonl", "markdown": ".md", "parquet": ".parquet"}


def output_name(name: str, to: str) -> str:
    """Return the name for the output of the file `name` in the format `to`; what was packed stays packed, save Parquet.

    `a.txt` gives `a.txt`, `a.jsonl` or `a.md`; `a.jsonl` as text gives `a.txt`, since it is no JSON any more.
    """
    packed = ".gz" if name.endswith(".gz") else ""
    plain = name[: len(name) - len(packed)]
    stem, _, suffix = plain.rpartition(".")
    if not stem.strip("."):
        stem, suffix = plain, ""
    if to == "text":
        return f"{stem}.txt{packed}" if suffix in ("jsonl", "ndjson", "html", "htm", "parquet") else name
    if to == "parquet":
        packed = ""
    return f"{stem}{_SUFFIX[to]}{packed}"


class Found(NamedTuple):
    """A file that a glob let in, or a folder that cannot be read."""

    input: str  # below the source, with `/`
    problem: str | None  # why it cannot be read


def find(root: Path, into: Path, include: Sequence[str], exclude: Sequence[str]) -> list[Found]:
    """Return the inputs below `root` that the globs let in; the output folder is passed over."""
    return [found for found in _walk(root, into) if chosen(found, include, exclude)]


def _walk(root: Path, into: Path) -> Iterator[Found]:
    """Yield all files below `root`, and the folders that are not read."""
    problems: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=problems.append):
        below = Path(folder).relative_to(root)
        folders[:] = [name for name in folders if Path(folder, name) != into]
        for name in folders:
            path = Path(folder, name)
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                yield Found((below / name).as_posix(), "is a link to a folder elsewhere, which is not followed")
        for name in files:
            yield Found((below / name).as_posix(), None)
    for error in problems:
        name = Path(error.filename).relative_to(root).as_posix()
        yield Found(name, f"the folder cannot be read: {error.strerror}")


def chosen(found: Found, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether the globs let an input in; folders that cannot be read are always named unless excluded."""
    parts = found.input.split("/")
    ways = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    if any(_fits(way, glob) for way in ways for glob in exclude):
        return False
    return bool(found.problem) or any(_fits(found.input, glob) for glob in include)


def _fits(path: str, glob: str) -> bool:
    return fnmatchcase(path if "/" in glob else path.rpartition("/")[2], glob)


class Task(NamedTuple):
    """One input to be cleaned."""

    input: str
    output: str  # below the target
    problem: str | None  # why nothing can be made of it
    previous: Entry | None  # what an earlier run made of it
    size: int  # in bytes


def plan(
    found: list[Found],
    named: Callable[[str], str],
    previous: Mapping[str, Entry],
    sized: Callable[[str], int],
) -> list[Task]:
    """Give every input its output, in the order of their names; no two have the same.

    `named` makes the name of an output from that of its input; `previous` are the entries of earlier runs,
    `sized` tells the bytes of an input.
    """
    places = {name: _beside(name, named(name.rpartition("/")[2])) for name, _ in found}
    folders = {place[:end] for place in places.values() for end, sign in enumerate(place) if sign == "/"}
    taken: dict[str, str] = {MANIFEST: "the manifest"}
    tasks = []
    for name, unread in sorted(found):
        place = places[name]
        clash = f"its output {place} is a folder of other outputs" if place in folders else None
        if taken.setdefault(place, name) != name:
            clash = f"its output {place} is that of {taken[place]}"
        tasks.append(Task(name, place, unread or clash, previous.get(name), sized(name)))
    return tasks


def _beside(path: str, name: str) -> str:
    folder, slash, _ = path.rpartition("/")
    return f"{folder}{slash}{name}"


def size_below(root: Path, name: str) -> int:
    """Return the bytes of a file, none where it cannot be told."""
    try:
        return (root / name).stat().st_size
    except OSError:
        return 0


# Cleaning a page takes about as long as ten messages between processes; large files go alone, and first.
_SHARD_FILES = 16
_SHARD_BYTES = 4_000_000


def shards(tasks: list[Task], jobs: int) -> list[list[Task]]:
    """Put small files together, but not so many that a worker would be left without any."""
    most = max(1, min(_SHARD_FILES, len(tasks) // (4 * jobs)))
    filled: list[list[Task]] = []
    size = _SHARD_BYTES
    for task in sorted(tasks, key=lambda task: -task.size):
        if size >= _SHARD_BYTES or len(filled[-1]) >= most:
            filled.append([])
            size = 0
        filled[-1].append(task)
        size += task.size
    return filled
