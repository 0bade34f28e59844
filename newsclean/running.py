"""Whether a process is still there."""

from __future__ import annotations

import os

__all__ = ["ASKABLE", "is_running"]

#: On Windows what asks a process elsewhere, `os.kill(number, 0)`, interrupts it.
ASKABLE = os.name != "nt"


def is_running(process: int) -> bool:
    """Whether there is a process of this number on this machine; taken for granted where none can be asked."""
    if not ASKABLE:
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
