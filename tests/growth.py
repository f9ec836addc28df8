"""How the cost of work grows with its size: a ratio of CPU times, which holds on a slow machine and on a busy one."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TIMES = 8  #: so much more work
_MOST = 30  #: may take so much more time: a square takes 64 times as much
_LEAST = 0.004  # seconds of CPU: what takes less is not measured


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Check that ``work`` takes time in proportion to its size, and no more; ``size`` is that of the smaller piece."""
    small, large = (min(_cost(work, count) for _ in range(3)) for count in (size, _TIMES * size))
    assert large < _MOST * max(small, _LEAST), f"{small:.3f} s for {size}, {large:.3f} s for {_TIMES * size}"


def _cost(work: Callable[[int], object], size: int) -> float:
    gc.collect()
    gc.disable()  # it would look through all that other tests have left, the more often the larger the work
    try:
        started = time.process_time()
        work(size)
        return time.process_time() - started
    finally:
        gc.enable()
