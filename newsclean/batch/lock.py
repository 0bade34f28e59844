"""One batch at a time on an output folder: a lock that the operating system gives back when its holder dies.

All processes of a run hold the lock file shared, and a run begins only where nobody holds it. So a run cannot begin
while the workers of one that was killed are still at their last file. No clock is asked: whether a lock is stale is
told by the lock itself or, on a file system without locks, by whether the process named in the file is the one that
wrote it. The time in the file is for a person to read. On Windows no process can be asked: a lock that a run has left
there is for a person to remove.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from newsclean.errors import OutputError
from newsclean.running import ASKABLE, is_running

try:
    import fcntl
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

__all__ = ["LOCK", "locked", "share"]

LOCK = ".lock"
_PATIENCE = 60.0  # seconds for the workers of a killed run to end with the file at hand
_UNSUPPORTED = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)

_shared: dict[Path, int] = {}  # the locks this process holds, by folder


class _HeldError(Exception):
    """Somebody holds the lock."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of an output folder; raises `OutputError` that says who holds it."""
    path = folder / LOCK
    _shared[folder] = file = _patiently(path)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        del _shared[folder]
        os.close(file)
        if not fcntl:  # an open file cannot be removed there; nobody takes a lock whose process runs
            path.unlink(missing_ok=True)


def share(folder: Path) -> None:
    """Hold the lock in a worker process too, until the process ends. Does nothing where it is held already."""
    if folder not in _shared and fcntl:
        file = os.open(folder / LOCK, os.O_RDWR)
        _take(file, fcntl.LOCK_SH)
        _shared[folder] = file


def _patiently(path: Path) -> int:
    """Take the lock; wait only where its holder is dead and what it started is about to end."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return _taken(path)
        except _HeldError:
            holder = _holder(path)
            if not _is_dead(holder) or time.monotonic() > deadline:
                raise OutputError(_told(path, holder)) from None
            time.sleep(0.05)
        except OSError as error:
            raise OutputError(f"{path.parent}: cannot be written: {error.strerror}") from error


def _taken(path: Path) -> int:
    """Open and lock the file, which is the one in the folder and not one that its last holder has just removed."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        _take_alone(file, path)
        os.ftruncate(file, 0)
        os.write(file, json.dumps(_self()).encode() + b"\n")
        if fcntl:
            _take(file, fcntl.LOCK_SH)  # not atomic, but then another run that takes it sees us fail here
    except BaseException:
        os.close(file)
        raise
    return file


def _take_alone(file: int, path: Path) -> None:
    if fcntl:
        _take(file, fcntl.LOCK_EX)
    if not _is_at(file, path) or (not fcntl and not _is_dead(_holder(path))):
        raise _HeldError


def _take(file: int, kind: int) -> None:
    """Lock an open file, or raise `_HeldError`. Where the file system has no locks, what the file says counts."""
    assert fcntl
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            raise _HeldError from None
        if error.errno not in _UNSUPPORTED:
            raise
        if kind == fcntl.LOCK_EX and not _is_dead(_spoken(os.pread(file, 1000, 0))):
            raise _HeldError from None


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.lstat())
    except FileNotFoundError:
        return False


def _self() -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "born": _born(os.getpid()),
        "since": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


def _born(pid: int) -> str | None:
    """Return what tells a process from later ones of the same number: the boot, and its ticks since; None: no telling."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        after_name = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return f"{boot}:{after_name[19].decode()}"  # field 22 of proc(5): starttime


def _holder(path: Path) -> dict[str, Any]:
    try:
        return _spoken(path.read_bytes())
    except OSError:
        return {}


def _spoken(data: bytes) -> dict[str, Any]:
    try:
        holder = json.loads(data)
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}


def _is_dead(holder: dict[str, Any]) -> bool:
    """Whether the process that wrote the lock is known to be gone; one of another host never is."""
    if not holder:
        return True
    pid = holder.get("pid")
    if holder.get("host") != socket.gethostname() or not isinstance(pid, int):
        return False
    return not is_running(pid) or (holder.get("born") is not None and _born(pid) != holder["born"])


def _told(path: Path, holder: dict[str, Any]) -> str:
    folder = path.parent
    if not holder:
        return f"{folder}: another batch is about to work there; wait for it, or name another output folder"
    who = f"process {holder.get('pid')} on {holder.get('host')}, since {holder.get('since')}"
    if _is_dead(holder):
        return f"{folder}: a batch that was killed ({who}) has workers that are still busy there; try again later"
    known = ASKABLE and holder.get("host") == socket.gethostname()
    advice = "" if known else f"; if that is over, remove {path}"
    return f"{folder}: another batch works there ({who}); wait for it, or name another output folder{advice}"
