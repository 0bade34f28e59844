"""Objects of a store, by URL: found, brought here, and written.

Daft lists and reads, wherever it can; pyarrow writes. Both find endpoint and keys in the environment.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newsclean.batch.cluster import imported
from newsclean.errors import InputError, OutputError
from newsclean.writing import replacing

__all__ = ["bring", "listed", "send", "state", "store", "written"]


def listed(pattern: str) -> dict[str, int]:
    """Return the URLs of the objects that a URL with wildcards stands for, with their sizes in bytes.

    Raises `InputError` where there is none, or where the store refuses.
    """
    try:
        found = imported().from_glob_path(pattern).to_pydict()
    except Exception as error:
        place = pattern.removesuffix("/**")
        if "at least 1 MicroPartition" in str(error):  # so it says that there is nothing
            raise InputError(f"{place}: holds no object; are the bucket and the path spelled right?") from error
        raise InputError(f"{place}: cannot be listed: {_in_short(error)}") from error
    return dict(zip(found["path"], found["size"], strict=True))


def _in_short(error: Exception) -> str:
    """Return what a store has said, or what an error begins and ends with: Daft tells causes of causes."""
    said = re.search(r'message: "([^"]+)"', str(error))
    lines = str(error).splitlines()
    return said[1] if said else ": ".join(dict.fromkeys([lines[0], lines[-1].strip()]))


def bring(url: str, path: Path) -> None:
    """Copy an object to a file, which appears when it is whole; raises `InputError` where it cannot be read."""
    with replacing(path) as file:
        file.writelines(_read(url))


def _read(url: str) -> Iterator[bytes]:
    try:
        with imported().open_file(url, "rb") as remote:
            while block := remote.read(_BLOCK):
                yield block
    except FileNotFoundError as error:
        raise InputError(f"{url}: there is no such object") from error
    except Exception as error:
        raise InputError(f"{url}: cannot be read: {_in_short(error)}") from error


_BLOCK = 1 << 20


def send(path: Path, url: str) -> None:
    """Copy a file to an object."""
    with path.open("rb") as file, written(url) as remote:
        shutil.copyfileobj(file, remote, _BLOCK)


def state(url: str) -> tuple[int, int]:
    """Return the size of an object and when it was written, in nanoseconds; raises `InputError` where there is none."""
    files, path = store(url)
    try:
        found = files.get_file_info(path)
    except OSError as error:
        raise InputError(f"{url}: cannot be read: {error}") from error
    if not found.is_file:
        raise InputError(f"{url}: there is no such object")
    return found.size, found.mtime_ns or 0


@contextlib.contextmanager
def written(url: str) -> Iterator[Any]:
    """Open an object to be written; in a store it is there as a whole or not at all."""
    files, path = store(url)
    try:
        if files.type_name in ("local", "hdfs"):  # the others have no folders
            files.create_dir(path.rpartition("/")[0], recursive=True)
        with files.open_output_stream(path, compression=None) as file:
            yield file
    except OSError as error:
        raise OutputError(f"{url}: cannot be written: {error}") from error


def store(url: str) -> tuple[Any, str]:
    """Return the file system of a URL and the path in it; names of objects stand in URLs as they are, unescaped."""
    find: Callable[[str], tuple[Any, str]] = importlib.import_module("pyarrow.fs").FileSystem.from_uri
    try:
        return find(quote(url, safe=":/@"))
    except (ValueError, OSError) as error:
        raise OutputError(f"{url}: is not a place that can be written: {error}") from error
