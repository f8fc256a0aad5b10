"""Typed events, from whoever sees them to whoever cares.

Handlers are plain functions called in the order in which they subscribed, within `publish`: they update
what they hold and return at once; work that waits (a database, a socket) they hand to a task of their own.
So every handler sees every event in the order in which it happened, and nothing queues up here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

import structlog

E = TypeVar("E")
log = structlog.get_logger(__name__)


class Bus:
    """In-process publish and subscribe, by the event's exact type."""

    def __init__(self) -> None:
        self._handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)

    def subscribe(self, event_type: type[E], handler: Callable[[E], None]) -> None:
        self._handlers[event_type].append(handler)

    def publish(self, event: object) -> None:
        """Call every handler of the event's type. One that fails is logged; the next one goes on."""
        for handler in self._handlers.get(type(event), ()):
            try:
                handler(event)
            except Exception:  # one broken handler must not stop calls and screens
                log.exception("event handler failed", event_type=type(event).__name__)
