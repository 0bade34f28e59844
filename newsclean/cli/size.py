"""A size on the command line: 500MB, 2GB."""

from __future__ import annotations

import re

import click

__all__ = ["Size"]

_FACTORS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)(?:i?b)?", re.IGNORECASE)


class Size(click.ParamType[int]):
    """A number of bytes, with or without a unit."""

    name = "size"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return a size in bytes."""
        found = _SIZE.fullmatch(str(value).strip())
        if not found or not float(found[1]):
            self.fail(f"{value!r} is no size; write it as 500MB or 2GB", param, ctx)
        return int(float(found[1]) * _FACTORS[found[2].lower()])
