"""A log that one repeating fault cannot flood."""

from __future__ import annotations

import sys
from collections.abc import Hashable

import structlog

log = structlog.get_logger(__name__)

_MOST_KINDS = 200


class SeldomLog:
    """Writes the first failure of a kind with its traceback, then only every power of two of them."""

    def __init__(self) -> None:
        self.total = 0
        self._counts: dict[Hashable, int] = {}

    def exception(self, event: str, **context: str) -> None:
        """To be called where an exception is handled, as any log's `exception`."""
        self.total += 1
        kind = (event, type(sys.exception()), *context.values())
        if kind not in self._counts and len(self._counts) >= _MOST_KINDS:
            self._counts.clear()
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        if count & (count - 1) == 0:
            log.exception(event, times=count, **context)
