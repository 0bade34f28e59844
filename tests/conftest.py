"""What tests share: the seeds, the command line as a person runs it, the scripts of `bench/`."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# No test is timed: on a busy machine an example may take long.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
IN_CI = os.environ.get("CI") == "true"  # where everything is installed, so that no test is skipped


def extra(name):
    """A module of an extra; tests that need it are skipped where it is not installed, but never in CI."""
    return importlib.import_module(name) if IN_CI else pytest.importorskip(name)


def newsclean(*arguments, stdin=b"", cwd=None, env=None):
    """Run the command line in a process of its own; returns it finished, with bytes for output."""
    return subprocess.run(
        [sys.executable, "-m", "newsclean", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
    )


@pytest.fixture(params=SEEDS, ids=lambda path: path.name[:3])
def seed(request):
    return request.param


@pytest.fixture
def in_folder(tmp_path, monkeypatch):
    """An empty folder as the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def load(monkeypatch):
    """Import a script of `bench/` by its name."""
    monkeypatch.syspath_prepend(ROOT / "bench")
    return importlib.import_module
