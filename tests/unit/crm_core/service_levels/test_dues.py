"""Dues of any history under any calendar, beside a walk through it minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.service_levels.clock import replay
from santral.crm_core.service_levels.clock_events import (
    ClockEvent,
    FirstAnswered,
    Reopened,
    Solved,
    Updated,
    WaitingBegan,
    WaitingEnded,
)
from santral.crm_core.service_levels.dues import SlaState, dues
from santral.crm_core.service_levels.targets import SlaTargets, TargetKind
from tests.unit.crm_core.service_levels.made_up_calendars import calendars
from tests.unit.crm_core.service_levels.made_up_histories import histories, targets

MINUTE = timedelta(minutes=1)
AFTER = st.integers(0, 600).map(lambda minutes: minutes * MINUTE)


class Walk:
    """Goes through a history like somebody with a watch and a tally for each promise."""

    def __init__(self, calendar: BusinessCalendar) -> None:
        self.zone, self.calendar = ZoneInfo(calendar.time_zone), calendar
        self.waiting = self.solved = self.answered = False
        self.first_answer = self.next_update = self.solution = 0

    def used(self) -> dict[TargetKind, timedelta]:
        told = {TargetKind.FIRST_ANSWER: self.first_answer, TargetKind.SOLUTION: self.solution}
        if self.answered and not self.solved:
            told[TargetKind.NEXT_UPDATE] = self.next_update
        return {kind: minutes * MINUTE for kind, minutes in told.items()}

    def go(self, since: datetime, until: datetime) -> None:
        while since < until:
            if not self.waiting and not self.solved and self._works(since):
                self.first_answer += not self.answered
                self.next_update += 1
                self.solution += 1
            since += MINUTE

    def see(self, event: ClockEvent) -> None:
        if isinstance(event, FirstAnswered | Updated | Solved):
            self.answered, self.next_update = True, 0
        if isinstance(event, WaitingBegan) and not self.solved:
            self.waiting = True
        if isinstance(event, WaitingEnded | Solved):
            self.waiting = False
        if isinstance(event, Solved):
            self.solved = True
        if isinstance(event, Reopened) and self.solved:
            self.solved, self.next_update = False, 0

    def _works(self, at: datetime) -> bool:
        wall = at.astimezone(self.zone)
        minute = wall.hour * 60 + wall.minute
        return any(s.opens_min <= minute < s.closes_min for s in self.calendar.spans_on(wall.date()))


@given(histories(most=4), calendars(), targets(), AFTER)
def test_time_used_is_what_a_walk_counts(
    history: list[ClockEvent], calendar: BusinessCalendar, promised: SlaTargets, after: timedelta
) -> None:
    walk, at = Walk(calendar), history[0].at
    for event in history:
        walk.go(at, event.at)
        at = max(at, event.at)
        walk.see(event)
    walk.go(at, at + after)
    counted = walk.used()
    for due in dues(replay(history), calendar, promised):
        assert due.used(at + after) == counted[due.kind], due.kind
        assert due.remaining(at + after) + due.used(at + after) == due.promised


@given(histories(), calendars(), targets(), AFTER)
def test_a_due_is_when_the_promise_is_used_up_and_no_later(
    history: list[ClockEvent], calendar: BusinessCalendar, promised: SlaTargets, after: timedelta
) -> None:
    clock = replay(history)
    now = clock.last_event_at + after
    for due in dues(clock, calendar, promised):
        due_at = due.due_at
        if due_at is None:
            assert due.stopped_since is not None
            assert due.state(now) is SlaState.PAUSED
            assert due.used(now) < due.promised
            continue
        assert due_at.tzinfo is UTC
        ended = due.done_at if due.done_at is not None else now
        assert (due.state(now) is SlaState.BREACHED) == (ended > due_at)
        if due.done_at is None:
            assert due.used(due_at) == due.promised
            assert due.used(due_at - datetime.resolution) < due.promised


@given(histories(), calendars(), targets(), AFTER, AFTER)
def test_time_is_used_and_never_won_back(
    history: list[ClockEvent],
    calendar: BusinessCalendar,
    promised: SlaTargets,
    after: timedelta,
    later: timedelta,
) -> None:
    clock = replay(history)
    now = clock.last_event_at + after
    for due in dues(clock, calendar, promised):
        assert timedelta() <= due.used(now) <= due.used(now + later)
        if due.state(now) is SlaState.BREACHED:
            assert due.state(now + later) is SlaState.BREACHED


@given(histories(), calendars(), targets(), st.integers(0, 100), st.integers(0, 100))
def test_more_of_a_promise_is_used_up_later(
    history: list[ClockEvent], calendar: BusinessCalendar, promised: SlaTargets, one: int, other: int
) -> None:
    less, more = sorted((one, other))
    for due in dues(replay(history), calendar, promised):
        early = due.moment_of(due.promised * less / 100)
        late = due.moment_of(due.promised * more / 100)
        assert late is None or (early is not None and early <= late)
