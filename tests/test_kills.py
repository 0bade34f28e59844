"""A batch that is killed at any moment and run again ends with the bytes of one that was not."""

from kills import kills


def test_five_kills_at_random_moments_lose_nothing_and_leave_nothing(tmp_path):
    assert [differing for *_, differing in kills(tmp_path, 5, 7)] == [[]] * 5
