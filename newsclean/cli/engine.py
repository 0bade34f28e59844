"""The options that say who does the work, of the commands that share it out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from newsclean.batch.engine import Engine, Processes
from newsclean.errors import UsageError

__all__ = ["chosen_engine", "engine_options"]

Function = TypeVar("Function", bound=Callable[..., Any])


def engine_options(where: str = "") -> Callable[[Function], Function]:
    """Give a command the options `--engine` and `--ray-address`; their help begins with `where` they count."""
    engine = click.option("--engine", type=click.Choice(["processes", "daft"]), default="processes", help=_sentence(f"{where}what shares out the work  [default: processes]"))  # fmt: skip
    address = click.option("--ray-address", metavar="ADDRESS", help=f"{where}Ray cluster for the engine daft, as HOST:PORT  [default: this machine]")  # fmt: skip
    return lambda function: engine(address(function))


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def chosen_engine(options: Mapping[str, Any], jobs: int | None) -> Engine:
    """Return what shares out the work over `jobs` processes, one for each processor if that is None."""
    if options["engine"] == "daft":
        from newsclean.batch.cluster import Daft  # noqa: PLC0415 - asked for rarely

        return Daft.started(jobs, options["ray_address"])
    if options["ray_address"]:
        raise UsageError("--ray-address is for the engine daft: add --engine daft")
    return Processes(jobs or os.cpu_count() or 1)
