"""Run commands as whole processes, and account for them as the operating system does.

Commands that are compared take turns, run by run, so that a machine that is busy for a while is busy for all of them;
ratios are taken within one turn, and of the turns the median counts.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from environments import Unavailable, last_line

# The unit of ru_maxrss differs: bytes on macOS, kilobytes elsewhere.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Usage:
    """What one run took, with the processes it started and waited for.

    Seconds on the clock, seconds of processor time (user and system), and the peak memory in bytes of the largest of
    the processes. No process is counted as smaller than the one that measures it, some 25 MB.
    """

    wall: float
    cpu: float
    peak: int


def measured(command: Sequence[str], source: Path | None = None, out: Path | None = None, patience: float = 0) -> Usage:
    """Run a command to its end, reading from `source` and writing to `out`, by default nowhere.

    Raises `Unavailable` where it fails, or is not done after `patience` seconds (0: never).
    """
    with ExitStack() as files:
        reading = files.enter_context(Path(source or os.devnull).open("rb"))
        writing = files.enter_context(Path(out or os.devnull).open("wb"))
        errors = files.enter_context(tempfile.TemporaryFile())
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=reading, stdout=writing, stderr=errors, env=_environment(), start_new_session=True
        )
        late = threading.Timer(patience or threading.TIMEOUT_MAX, _kill, [process.pid])
        late.daemon = True
        late.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            _kill(process.pid)
            raise
        finally:
            late.cancel()
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode == -signal.SIGKILL and patience and wall >= patience:
            raise Unavailable(f"not done after {patience:g} s")
        if process.returncode:
            errors.seek(0)
            said = last_line(errors.read().decode("utf-8", "replace"))
            raise Unavailable(f"failed ({process.returncode}): {said}")
        return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _PEAK_UNIT)


def _kill(process: int) -> None:
    """Kill a process and what it started, all of which is a session of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Return the environment of every program: a UTF-8 locale, no greeting, and Python as it is by default.

    Programs in Python keep their bytecode and buffer their output, whatever is set where the suite runs.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**inherited, "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore"}


@dataclass
class Runs:
    """All runs of one command, or why there are none."""

    usages: list[Usage]
    failure: str = ""

    def median(self, measure: str) -> float:
        """Return the median of `wall`, `cpu` or `peak`."""
        return statistics.median(getattr(usage, measure) for usage in self.usages)


def in_turns(entrants: dict[str, Callable[[], Usage]], turns: int) -> dict[str, Runs]:
    """Run all entrants in turn, `turns` times; one that fails is not tried again."""
    runs = {name: Runs([]) for name in entrants}
    for _ in range(turns):
        for name, run in entrants.items():
            if runs[name].failure:
                continue
            try:
                runs[name].usages.append(run())
            except Unavailable as reason:
                runs[name] = Runs([], str(reason))
    return runs


def ratio(one: Runs, other: Runs, measure: str) -> float | None:
    """Return the median over the turns of one / other, None where either could not be run."""
    if one.failure or other.failure:
        return None
    pairs: Iterable[tuple[Usage, Usage]] = zip(one.usages, other.usages, strict=True)
    return statistics.median(getattr(first, measure) / getattr(second, measure) for first, second in pairs)
