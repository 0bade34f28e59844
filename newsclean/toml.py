"""TOML on every supported Python, with an error that names the file."""

from __future__ import annotations

import sys
from typing import Any

from newsclean.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - the same parser under its older name
    import tomli as tomllib

__all__ = ["parse_toml"]


def parse_toml(text: str, origin: str) -> dict[str, Any]:
    """Return the tables spelled in `text`; raises `ConfigError` that names `origin` and the line."""
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{origin}: not valid TOML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{origin}: has too many brackets inside each other") from error
    return tables
