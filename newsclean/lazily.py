"""Regular expressions that are compiled when they are first used.

A class of all hanzi takes 5 ms to compile, as long as cleaning a short page does, and few pages need all of them.
"""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["lazily"]


def lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what can be used as `re.compile(pattern, flags)`."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self._arguments = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        """Take a method from the compiled pattern, once: it then is an attribute of this object."""
        method = getattr(re.compile(*self._arguments), name)
        setattr(self, name, method)
        return method
