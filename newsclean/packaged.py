"""Files that come with newsclean: tables, weights, the default plan.

`importlib.resources` does the same, but what it imports for that (`tempfile`, `shutil`, `lzma`) takes as long as
reading the command line.
"""

from __future__ import annotations

import pkgutil

__all__ = ["packaged", "packaged_text"]


def packaged(name: str) -> bytes:
    """Return a file of the package, as in `data/hanzi.txt`; raises `FileNotFoundError` where the package lacks it."""
    data = pkgutil.get_data("newsclean", name)
    assert data is not None  # but of a package that comes from no files
    return data


def packaged_text(name: str) -> str:
    """Return a text file of the package, with plain line ends."""
    return packaged(name).decode("utf-8").replace("\r\n", "\n")
