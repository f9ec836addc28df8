"""The measures of growth tell a line from a square."""

from __future__ import annotations

import pytest

from growth import counted, timed


def test_calls_tell_a_line_from_a_square() -> None:
    counted(lambda size: [abs(number) for number in range(size)], 32_000)
    with pytest.raises(AssertionError):
        counted(lambda size: [abs(number) for other in range(size) for number in range(other)], 3_200)


@pytest.mark.long
def test_time_tells_a_line_from_a_square() -> None:
    timed(lambda size: sum(range(size)), 200_000)
    with pytest.raises(AssertionError):
        timed(lambda size: [sum(range(size)) for _ in range(size)], 1_500)
