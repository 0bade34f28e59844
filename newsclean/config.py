"""Configuration files: `newsclean.toml`, or `[tool.newsclean]` in pyproject.toml, found upwards from a folder.

They hold the options of the command line under the same names (`max-loss = 40`), a table for each step's own
options (`[strip-pinyin]`), and `steps`, the order of the plan. The command line wins over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsclean import registry
from newsclean.errors import ConfigError
from newsclean.toml import parse_toml

__all__ = ["KEYS", "find", "load"]

#: Options that a configuration file may set, for every command that has them.
KEYS = (
    "encoding", "errors", "exclude", "from", "include", "jobs", "max-loss", "only", "quiet", "rules", "skip",
    "steps", "to", "verbose",
)  # fmt: skip


def find(folder: Path) -> Path | None:
    """Return the nearest configuration file in `folder` or above it."""
    for place in (folder, *folder.parents):
        own = place / "newsclean.toml"
        if own.is_file():
            return own
        shared = place / "pyproject.toml"
        if shared.is_file() and "[tool.newsclean" in shared.read_text("utf-8", errors="replace"):
            return shared
    return None


def load(path: Path) -> Mapping[str, Any]:
    """Return the settings of a file, checked; paths of rules in it count from its folder.

    Raises `ConfigError` that names the file and, for an unknown key, the nearest known one.
    """
    try:
        settings = parse_toml(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: must be UTF-8, but byte {error.start} is not") from error
    if path.name == "pyproject.toml":
        settings = settings.get("tool", {}).get("newsclean", {})
    for key, value in settings.items():
        _check(key, value, path)
    rules = settings.get("rules", [])
    settings["rules"] = [str(path.parent / rule) for rule in ([rules] if isinstance(rules, str) else rules)]
    return settings


def _check(key: str, value: object, path: Path) -> None:
    try:
        if key in registry.steps():
            if not isinstance(value, Mapping):
                raise ConfigError(f"{key!r} is the name of a step: write [{key}] and its options below")  # noqa: TRY301
            registry.get(key).arguments(value)
        elif key not in KEYS:
            known = (*KEYS, *registry.steps())
            raise ConfigError(f"unknown key {key!r}{registry.nearest(key, known)}")  # noqa: TRY301
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
