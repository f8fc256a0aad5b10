"""The exchange's sense of time: the real one, quickened if wanted, or one that a test moves by hand."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    def cancel(self) -> None: ...


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since the epoch, as the exchange believes."""

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Run `callback` after `delay_s` of the exchange's seconds."""


class RealClock:
    """Wall time. With `pace` 10, ten of the exchange's seconds pass in one."""

    def __init__(self, pace: float = 1.0) -> None:
        self._pace = pace
        self._epoch = time.time()
        self._zero = time.monotonic()

    def now(self) -> float:
        return self._epoch + (time.monotonic() - self._zero) * self._pace

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        return asyncio.get_running_loop().call_later(delay_s / self._pace, callback)


class _Due:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class ManualClock:
    """Stands still until `advance`; then what is due runs in its order, each at its own moment."""

    def __init__(self, start: float = 1_795_286_606.0) -> None:
        self._now = start
        self._due: list[tuple[float, int, _Due]] = []
        self._counter = itertools.count()

    def now(self) -> float:
        return self._now

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        due = _Due(callback)
        heapq.heappush(self._due, (self._now + delay_s, next(self._counter), due))
        return due

    def advance(self, seconds: float) -> None:
        until = self._now + seconds
        while self._due and self._due[0][0] <= until:
            self._now, _, due = heapq.heappop(self._due)
            if due.callback is not None:
                due.callback()
        self._now = until
