"""The shape of every command: help that begins with an example, and options from a configuration file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

__all__ = ["Command", "make_command"]


class Command(click.Command):
    """A command whose `--help` begins with an example."""

    example = ""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example, then what click writes."""
        if self.example:
            formatter.write(f"Example:\n  {self.example}\n\n")
        click.Command.format_help(self, ctx, formatter)


def make_command(
    name: str, summary: str, example: str, description: str = ""
) -> Callable[[Callable[..., Any]], Command]:
    """Make a command of a function that returns an exit code."""

    def decorate(function: Callable[..., Any]) -> Command:
        made = click.command(
            name,
            cls=Command,
            help=f"{summary}\n\n{description}",
            short_help=summary,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )(function)
        made.example = example
        made.params = [*made.params, _config_option()]
        return made

    return decorate


def _config_option() -> click.Option:
    return click.Option(
        ["--config"],
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        is_eager=True,
        expose_value=False,
        callback=_configure,
        help="Configuration file  [default: newsclean.toml or [tool.newsclean] in pyproject.toml, found upwards]",
    )


def _configure(ctx: click.Context, _: click.Parameter, path: Path | None) -> None:
    """Take the defaults of the command's options from the configuration file, before they are parsed."""
    from newsclean import config, registry  # noqa: PLC0415 - the steps are slow to load

    found = path or config.find(Path.cwd())
    settings = config.load(found) if found else {}
    own = settings.get(ctx.command.name or "", {})
    chosen = {key: value for key, value in {**settings, **own}.items() if not isinstance(value, dict)}
    ctx.default_map = {key.replace("-", "_"): value for key, value in chosen.items() if key != "steps"}
    ctx.obj = {key: value for key, value in settings.items() if key in registry.names()}
    if "steps" in chosen:
        ctx.obj["steps"] = chosen["steps"]
