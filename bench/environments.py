"""Where other programs come from: an environment for each Python package, and what the system's packages hold.

Everything is kept in one folder and made only once. Nothing is installed into the system or into newsclean's own
environment.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path


class Unavailable(Exception):  # noqa: N818
    """A program cannot be installed or run here."""


class Environments:
    """Virtual environments in one folder, named after the first package in each, and unpacked system packages."""

    def __init__(self, folder: Path, patience: float, *, installs: bool = True) -> None:
        self.folder, self.patience, self.installs = folder, patience, installs
        self.failed: dict[tuple[str, ...], Unavailable] = {}

    def python(self, requires: tuple[str, ...]) -> str:
        """Return the interpreter of the environment that has these packages, built when it is not there."""
        if not requires:
            return sys.executable
        if requires in self.failed:
            raise self.failed[requires]
        home = self.folder / requires[0].partition("==")[0]
        python, stamp = home / "bin" / "python", home / "requires.txt"
        if not stamp.exists() or stamp.read_text("utf-8").split() != list(requires):
            try:
                self._build(home, python, requires)
            except Unavailable as reason:
                self.failed[requires] = reason
                raise
            stamp.write_text("\n".join(requires), "utf-8")
        return str(python)

    def _build(self, home: Path, python: Path, requires: tuple[str, ...]) -> None:
        if not self.installs:
            raise Unavailable("not installed")
        say(f"installing {' '.join(requires)}")
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", *requires]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=self.patience, check=False)
        except subprocess.TimeoutExpired:
            raise Unavailable(f"not installed after {self.patience:g} s") from None
        if done.returncode:
            raise Unavailable(f"not installed: {last_line(done.stderr)}")

    def version(self, requires: tuple[str, ...]) -> str:
        """Return the version of the first package."""
        if not requires:
            return "–"
        package = requires[0].partition("==")[0]
        code = f"from importlib.metadata import version; print(version({package!r}))"
        return output_of([self.python(requires), "-c", code])

    def program(self, name: str, package: str) -> str:
        """Return the path of a program of the system, or of the one in a Debian package, unpacked here."""
        installed = shutil.which(name)
        if installed:
            return installed
        if not package:
            raise Unavailable("not installed")
        home = self.folder / "system" / package
        program = home / "usr" / "bin" / name
        if not program.exists():
            self._unpack(package, home)
        return str(program)

    def _unpack(self, package: str, home: Path) -> None:
        if not (self.installs and shutil.which("apt-get") and shutil.which("dpkg")):
            raise Unavailable("not installed")
        say(f"fetching {package}")
        home.mkdir(parents=True, exist_ok=True)
        try:
            output_of(["apt-get", "download", package], home)
            (archive,) = home.glob(f"{package}_*.deb")
            output_of(["dpkg", "-x", archive.name, "."], home)
        except (subprocess.CalledProcessError, ValueError):
            raise Unavailable("not installed, and its package cannot be fetched") from None


def output_of(command: list[str], folder: Path | None = None) -> str:
    """Return what a command that must succeed prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout.strip()


def say(text: str) -> None:
    """Say on standard error what is going on."""
    print(text, file=sys.stderr, flush=True)


def last_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no word about why")
