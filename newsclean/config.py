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

__all__ = ["KEYS", "find", "load"]

#: Options that a configuration file may set, for every command that has them or in a table of one command.
KEYS: Mapping[str, tuple[type, ...]] = {
    "encoding": (str,),
    "errors": (str,),
    "exclude": (list,),
    "from": (str,),
    "include": (list,),
    "jobs": (int,),
    "limit": (list,),
    "max-loss": (int, float),
    "min-confidence": (int, float),
    "only": (list,),
    "quiet": (bool,),
    "rules": (list,),
    "skip": (list,),
    "steps": (list,),
    "to": (str,),
    "verbose": (bool,),
}
_COMMANDS = ("batch", "check", "clean", "decode", "split", "stitch")


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
    from newsclean.toml import parse_toml  # noqa: PLC0415 - few runs have a file

    settings: Mapping[str, Any]
    try:
        settings = parse_toml(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: must be UTF-8, but byte {error.start} is not") from error
    if path.name == "pyproject.toml":
        settings = _table(_table(settings, "tool", path), "newsclean", path)
    return {key: _checked(key, value, path) for key, value in settings.items()}


def _table(settings: Mapping[str, Any], key: str, path: Path) -> Mapping[str, Any]:
    table = settings.get(key, {})
    if not isinstance(table, Mapping):
        raise ConfigError(f"{path}: {key!r} must be a table")
    return table


def _checked(key: str, value: Any, path: Path) -> Any:
    """Return a setting as commands take it; raises `ConfigError` that names the file and the key."""
    if (key in _COMMANDS or key in registry.names()) and not isinstance(value, Mapping):
        raise ConfigError(f"{path}: {key!r} is the name of a command: write [{key}] and its options below")
    if key in registry.names():
        try:
            registry.get(key).arguments(value)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from error
        return value
    if key in _COMMANDS:
        return {name: _checked(name, one, path) for name, one in value.items()}
    if key not in KEYS:
        known = (*KEYS, *_COMMANDS, *registry.names())
        raise ConfigError(f"{path}: unknown key {key!r}{registry.nearest(key, known)}")
    return _value(key, value, path)


def _value(key: str, value: Any, path: Path) -> Any:
    kinds = KEYS[key]
    if kinds == (list,):
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
            raise ConfigError(f"{path}: {key} must be a list of strings that is not empty, but is {value!r}")
        return [str(path.parent / one) for one in value] if key == "rules" else value
    if type(value) not in kinds:
        raise ConfigError(f"{path}: {key} must be a {kinds[-1].__name__}, but is {value!r}")
    return value
