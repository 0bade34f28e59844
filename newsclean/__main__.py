"""`newsclean`, and `python -m newsclean`."""

from __future__ import annotations

import contextlib
import gc
import sys

from newsclean import __version__

__all__ = ["main"]


def main() -> None:
    """Run the command line; its version is told without it, since loading it takes longer than all else."""
    if sys.argv[1:] in (["--version"], ["-V"]) and sys.stdout:
        with contextlib.suppress(OSError, ValueError):  # the command line says what is wrong with the output
            sys.stdout.write(f"newsclean {__version__}\n")
            sys.stdout.flush()
            return
    gc.set_threshold(100_000)  # hardly anything refers to itself, and looking for it at every turn takes a tenth longer
    from newsclean import cli  # noqa: PLC0415

    cli.main()


if __name__ == "__main__":
    main()
