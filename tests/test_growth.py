"""The measure of growth tells a line from a square."""

from __future__ import annotations

import pytest

from growth import assert_linear


def test_a_square_is_no_line() -> None:
    assert_linear(lambda size: sum(range(size)), 200_000)
    with pytest.raises(AssertionError):
        assert_linear(lambda size: [sum(range(size)) for _ in range(size)], 1_500)
