"""The command line. A command opens, calls the library, prints; what is true of all commands stands here."""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from typing import Any

import click

from newsclean import __version__
from newsclean.cli.command import Command
from newsclean.errors import NewscleanError
from newsclean.terminal import visibly

__all__ = ["main", "newsclean"]

_COMMANDS = {
    "clean": "clean",
    "dedup": "dedup",
    "split": "split",
    "stitch": "stitch",
    "clusters": "clusters",
    "index": "index",
    "decode": "decode",
    "batch": "batch",
    "check": "check",
    "learn": "learn",
    "inspect": "inspect",
    "explain": "explain",
    "restore": "restore",
    "report": "report",
    "completion": "completion",
}
_INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class _Group(click.Group):
    """A group that imports a command when it is asked for, and makes a command of every registered step."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        from newsclean.cli.steps import step_names  # noqa: PLC0415

        return ["clean", *step_names(), *(name for name in _COMMANDS if name not in ("clean", "dedup"))]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name in _COMMANDS:
            command: click.Command = importlib.import_module(f"newsclean.cli.{_COMMANDS[name]}").command
            return command
        from newsclean.cli.steps import step_command  # noqa: PLC0415

        return step_command(name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.short_help or "") for name, command in rows if command])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader that has gone is not click's to report, which would make an error of it."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error

    format_help = Command.format_help


class _ReaderGone(Exception):  # noqa: N818 - not an error to anybody
    """What reads our output has closed it, as `| head` does."""


_CONTEXT = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
    "color": False if os.environ.get("NO_COLOR") else None,  # None: where the output is a terminal
}


@click.group(cls=_Group, context_settings=_CONTEXT)
@click.version_option(__version__, "-V", "--version", message="newsclean %(version)s")
def newsclean() -> None:
    """Turn scraped Chinese news text into articles you can trust.

    Every removed character can be shown (--marks, --diff), explained (explain) and put back (restore).
    """


newsclean.example = "newsclean clean page.txt"  # type: ignore[attr-defined]


def main() -> None:
    """Run the command line and end the process with its exit code."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: PTH123, SIM115
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy would start threads for products of matrices: 50 ms
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that has no hanzi gets their numbers
        sys.stdout.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:])
    if "daft" in sys.modules:
        from newsclean.batch.cluster import leave  # noqa: PLC0415 - where an engine has been at work

        leave(code)
    gc.freeze()  # Python would look for garbage among all that was imported, 30 ms long
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code; errors of newsclean's own become a sentence each."""
    try:
        result: Any = newsclean.main(arguments, prog_name="newsclean", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        told = io.StringIO()
        error.show(told)
        _say(told.getvalue().rstrip("\n"))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("newsclean: interrupted; no half-written file is left", err=True)
        return _INTERRUPTED
    except (_ReaderGone, BrokenPipeError):
        _silence()
        return 0
    except NewscleanError as error:
        _say(f"newsclean: {error}")
        return error.exit_code
    except OSError as error:
        _say(f"newsclean: the result cannot be written: {error.strerror or error}")
        _silence()
        return 1
    return result if isinstance(result, int) else 0


def _say(message: str) -> None:
    """Print what went wrong: names of files and words of records may stand in it."""
    click.echo(visibly(message), err=True)


def _silence() -> None:
    """Send what is still to be flushed nowhere: Python would complain once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
