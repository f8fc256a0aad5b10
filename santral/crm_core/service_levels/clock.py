"""The clock of one application: what its history means for its service level.

Only facts are held. By when something is due also depends on the calendar and on the targets in force, so
that is computed (`dues.py`) and never kept: when an administrator changes a target, everything that is open
follows. What was promised when something was done, though, stays the measure for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from santral.crm_core.service_levels.clock_events import (
    ClockEvent,
    FirstAnswered,
    Opened,
    PriorityChanged,
    Reopened,
    Solved,
    TierChanged,
    Updated,
    WaitingBegan,
    WaitingEnded,
)


@dataclass(frozen=True, slots=True)
class Stop:
    """Time that does not count: the house waits for the customer, or thinks it is solved."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """Something promised was done, of an application that then had this priority and tier."""

    at: datetime
    priority: str
    tier: str


@dataclass(frozen=True, slots=True)
class SlaClock:
    """`updated_at` is when the customer last heard of it, or when it was reopened; None before the first
    answer. `stops` are those that are over, in order; at most one of `waiting_since` and `solved` is set."""

    opened_at: datetime
    last_event_at: datetime
    priority: str
    tier: str
    first_answer: Done | None = None
    updated_at: datetime | None = None
    waiting_since: datetime | None = None
    solved: Done | None = None
    stops: tuple[Stop, ...] = ()

    @property
    def stopped_since(self) -> datetime | None:
        """Since when time does not count; None while it does."""
        return self.solved.at if self.solved else self.waiting_since


def replay(history: Iterable[ClockEvent]) -> SlaClock:
    """The clock after a whole history. Raises `ValueError` for one that does not begin with `Opened`."""
    events = iter(history)
    first = next(events, None)
    if not isinstance(first, Opened):
        raise ValueError("the history of an application begins when it was opened")
    return reduce(apply, events, opened(first))


def opened(event: Opened) -> SlaClock:
    return SlaClock(event.at, event.at, event.priority, event.tier)


def apply(clock: SlaClock, event: ClockEvent) -> SlaClock:
    """The clock after one more event. One that changes nothing, as waiting while it waits, is no error."""
    at = max(event.at, clock.last_event_at)
    clock = replace(clock, last_event_at=at)
    match event:
        case FirstAnswered() | Updated():
            return _answered(clock, at)
        case WaitingBegan() if clock.stopped_since is None:
            return replace(clock, waiting_since=at)
        case WaitingEnded() if clock.waiting_since is not None:
            return _going_on(clock, at)
        case Solved() if clock.solved is None:
            clock = _first_answer(_going_on(clock, at), at)
            return replace(clock, solved=Done(at, clock.priority, clock.tier))
        case Reopened() if clock.solved is not None:
            return replace(_going_on(clock, at), updated_at=at)
        case PriorityChanged(priority=priority):
            return replace(clock, priority=priority)
        case TierChanged(tier=tier):
            return replace(clock, tier=tier)
    return clock


def _answered(clock: SlaClock, at: datetime) -> SlaClock:
    return replace(_first_answer(clock, at), updated_at=at)


def _first_answer(clock: SlaClock, at: datetime) -> SlaClock:
    if clock.first_answer is not None:
        return clock
    return replace(clock, first_answer=Done(at, clock.priority, clock.tier), updated_at=at)


def _going_on(clock: SlaClock, at: datetime) -> SlaClock:
    """Time counts from here on."""
    since = clock.stopped_since
    if since is None:
        return clock
    stops = (*clock.stops, Stop(since, at)) if since < at else clock.stops
    return replace(clock, waiting_since=None, solved=None, stops=stops)
