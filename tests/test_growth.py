"""What is done grows no faster than the text: twice the text, about twice the lines of code run, on any shape.

Lines of newsclean's own code are counted, in loops and calls alike, since times differ from run to run. The shapes
are those of `bench/growth.py`, which measures times.
"""

import importlib
import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "bench"))
growth = importlib.import_module("growth")
sys.path.remove(str(ROOT / "bench"))

WORKS = dict(growth.works())
OWN = str(ROOT / "newsclean")
SIZE = 3_000  # characters; in shorter texts the layout settles in fewer rounds
SLACK = 20_000  # lines: what is done once, and what a text of a few pieces more or less takes


def lines_run(work, text):
    """How many lines of newsclean's code are run."""
    count = 0

    def in_frame(frame, event, _):
        nonlocal count
        count += event == "line"
        return in_frame

    def trace(frame, event, _):
        return in_frame if frame.f_code.co_filename.startswith(OWN) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("shape", growth.SHAPES)
@pytest.mark.parametrize("name", [name for name in WORKS if name not in ("layout", "split", "reflow")])
def test_twice_the_text_is_twice_the_work(name, shape):
    make = growth.SHAPES[shape]
    WORKS[name](growth.LEAD)  # tables are loaded, patterns compiled
    once, twice = lines_run(WORKS[name], make(SIZE)), lines_run(WORKS[name], make(2 * SIZE))
    assert twice <= 2.6 * once + SLACK


def test_the_count_would_tell():
    def quadratic(text):
        module = importlib.import_module("newsclean.edits")
        for end in range(len(text)):
            module.apply(text[:1], [module.Edit(0, 0, "", "x")] * end)

    once, twice = (lines_run(quadratic, "好" * size) for size in (300, 600))
    assert twice > 2.6 * once + SLACK
