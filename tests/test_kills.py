"""A run that is killed at any moment and started again ends with the bytes of one that was not."""

import pytest
from kills import KILLS


@pytest.mark.parametrize("kind", KILLS)
def test_kills_at_random_moments_lose_nothing_and_leave_nothing(kind, tmp_path):
    assert [names for *_, names in KILLS[kind](tmp_path, 5, 7)] == [[]] * 5
