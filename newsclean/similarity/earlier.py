"""The documents of earlier runs, as a run needs them; without an index there are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

__all__ = ["Earlier"]


class Earlier:
    """No documents of earlier runs."""

    #: For each document the number of the one that was kept instead of it, or its own.
    decided: NDArray[np.int64] = np.zeros(0, np.int64)

    def write_records(self, file: BinaryIO) -> None:
        """Write the records of all documents, in order."""

    def lay_down(self, numbers: NDArray[np.int64], path: Path) -> None:
        """Write the folded texts of documents, one behind the other, to a file."""

    def name(self, number: int) -> Any:
        """Return the id of a document."""
        raise IndexError(number)
