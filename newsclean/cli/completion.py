"""newsclean completion: the script that completes commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from newsclean.cli.command import make_command

__all__ = ["command"]


@make_command(
    "completion",
    "Print a completion script for bash, zsh or fish.",
    'eval "$(newsclean completion bash)"',
    "Put the example's line into ~/.bashrc (or the like for zsh); for fish, write the output to "
    "~/.config/fish/completions/newsclean.fish.",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the script."""
    from newsclean.cli import newsclean  # noqa: PLC0415 - the group imports this module

    completion = get_completion_class(shell)
    assert completion  # click has one for each of the choices
    click.echo(completion(newsclean, {}, "newsclean", "_NEWSCLEAN_COMPLETE").source())
    return 0
