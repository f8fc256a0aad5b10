"""Histories of applications in any order of events, sensible or not, and targets for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from hypothesis import strategies as st

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
from santral.crm_core.service_levels.targets import SlaTarget, SlaTargets
from tests.unit.crm_core.service_levels.made_up_calendars import moments

PRIORITIES: Final = ("low", "normal", "high", "urgent")
TIERS: Final = ("", "gold", "platinum")
Make = Callable[[datetime], ClockEvent]
COURSES: Final[tuple[tuple[Make, ...], ...]] = (
    (FirstAnswered,),
    (Updated,),
    (WaitingBegan, WaitingEnded),
    (WaitingBegan, Updated, WaitingEnded),
    (Solved, Reopened),
    (Updated, Solved, Reopened),
)
"""What usually follows one another."""
ALONE: Final[tuple[Make, ...]] = (
    *(course[n] for course in COURSES for n in range(len(course))),
    *(partial(PriorityChanged, priority=priority) for priority in PRIORITIES),
    *(partial(TierChanged, tier=tier) for tier in TIERS),
)


@st.composite
def histories(draw: st.DrawFn, most: int = 6) -> list[ClockEvent]:
    """Begins with `Opened`, on whole minutes; now and then an event comes with a moment before the last."""
    at = draw(moments()).replace(second=0, microsecond=0)
    history: list[ClockEvent] = [Opened(at, draw(st.sampled_from(PRIORITIES)), draw(st.sampled_from(TIERS)))]
    alone = st.sampled_from(ALONE).map(lambda make: (make,))
    for course in draw(st.lists(st.sampled_from(COURSES) | alone, max_size=most)):
        for make in course:
            at += timedelta(minutes=draw(st.integers(-5, 300) | st.just(0)))
            history.append(make(at))
    return history


@st.composite
def targets(draw: st.DrawFn) -> SlaTargets:
    """Some rows, seldom none."""
    key = st.tuples(st.sampled_from(PRIORITIES), st.sampled_from(TIERS))
    keys = draw(st.sets(key, max_size=5)) | ({("", "")} if draw(st.integers(0, 9)) else set())
    minutes = st.sampled_from((None, 1, 30, 60, 90, 240, 480, 1_440))
    rows = tuple(SlaTarget(p, t, draw(minutes), draw(minutes), draw(minutes)) for p, t in sorted(keys))
    return SlaTargets(rows, draw(st.integers(1, 100)))
