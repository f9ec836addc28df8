"""How the cost of work grows with its size: by calls, which are the same on every machine, or by CPU time.

Calls show what Python does. What a regular expression does within one call shows in CPU time alone: `timed` is for
``make test-long``, on a quiet machine.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    Linear = Callable[[Callable[[int], object], int], None]  #: takes work and a size

_FEW = 1_000  #: calls: so many may be made whatever the size
_TIMES = 8  #: so much more work
_MOST = 30  #: may take so much more time: a square takes 64 times as much
_LEAST = 0.004  # seconds of CPU: what takes less is not measured


def counted(work: Callable[[int], object], size: int) -> None:
    """Check that ``size`` makes about twice the calls of half of it: a square makes four times as many."""
    small, large = _calls(work, size // 2), _calls(work, size)
    assert large < 3 * small + _FEW, f"{small:,} calls for {size // 2}, {large:,} for {size}"


def timed(work: Callable[[int], object], size: int) -> None:
    """Check that ``work`` takes time in proportion to its size, and no more; ``size`` is that of the smaller piece."""
    small, large = (min(_cost(work, count) for _ in range(3)) for count in (size, _TIMES * size))
    assert large < _MOST * max(small, _LEAST), f"{small:.3f} s for {size}, {large:.3f} s for {_TIMES * size}"


def _calls(work: Callable[[int], object], size: int) -> int:
    calls = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        del frame, argument
        if event in {"call", "c_call"}:
            calls += 1

    sys.setprofile(note)
    try:
        work(size)
    finally:
        sys.setprofile(None)
    return calls


def _cost(work: Callable[[int], object], size: int) -> float:
    gc.collect()
    gc.disable()  # it would look through all that other tests have left, the more often the larger the work
    try:
        started = time.process_time()
        work(size)
        return time.process_time() - started
    finally:
        gc.enable()
