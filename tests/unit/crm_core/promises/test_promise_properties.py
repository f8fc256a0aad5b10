"""What is kept and shown of promises agrees with the arithmetic, whatever the calendar and the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from santral.console.service_levels.calendar_form import calendar_fields, read_calendar_fields
from santral.console.service_levels.target_form import read_target_fields, target_fields
from santral.console.service_levels.work_time import standing_now
from santral.crm_core.promises.facts import as_facts, as_told, read_facts, read_told
from santral.crm_core.promises.standing import from_columns, most_pressing, standing_of
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.service_levels.clock import replay
from santral.crm_core.service_levels.clock_events import ClockEvent
from santral.crm_core.service_levels.dues import SlaState, dues
from santral.crm_core.service_levels.escalation import EscalationKey
from santral.crm_core.service_levels.targets import SlaTargets
from tests.unit.crm_core.service_levels.made_up_calendars import calendars, moments, moments_together
from tests.unit.crm_core.service_levels.made_up_histories import PRIORITIES, histories, targets

SECOND = timedelta(seconds=1)


@given(histories())
def test_a_clock_that_was_kept_is_the_same_clock(history: list[ClockEvent]) -> None:
    clock = replay(history)
    assert read_facts(as_facts(clock)) == clock


@given(st.sets(st.tuples(st.sampled_from(("soon", "late")), moments()), max_size=5))
def test_what_was_told_is_known_again(told: set[tuple[str, Any]]) -> None:
    keys = frozenset(EscalationKey(code, since) for code, since in told)
    assert read_told(as_told(keys)) == keys


@given(histories(), calendars(), targets(), st.integers(0, 20_000))
def test_what_a_list_shows_is_what_the_dues_say(
    history: list[ClockEvent], calendar: BusinessCalendar, targets: SlaTargets, later_min: int
) -> None:
    clock = replay(history)
    kept_at = clock.last_event_at
    at = kept_at + timedelta(minutes=later_min)
    for due in dues(clock, calendar, targets):
        if due.done_at is not None:
            continue
        kept = standing_of(due, kept_at)
        again = from_columns(kept.kind.value, kept.due_at, kept.warn_at, kept.stopped_left_s)
        assert again == kept
        now = standing_now(kept, calendar, at)
        assert now.state == due.state(at).value
        assert abs(timedelta(seconds=now.left_s) - due.remaining(at)) <= SECOND or (
            now.state == SlaState.BREACHED.value and now.left_s <= 0
        )


@given(histories(), calendars(), targets())
def test_the_one_that_presses_most_is_due_before_all_others(
    history: list[ClockEvent], calendar: BusinessCalendar, targets: SlaTargets
) -> None:
    clock = replay(history)
    promised = dues(clock, calendar, targets)
    pressing = most_pressing(promised, clock.last_event_at)
    open_dues = [due.due_at for due in promised if due.done_at is None]
    assert (pressing is None) == (not open_dues)
    known = [due_at for due_at in open_dues if due_at is not None]
    if pressing is not None and known:
        assert pressing.due_at == min(known)


@given(calendars(), moments_together(2))
def test_openings_add_up_to_the_business_time_between(calendar: BusinessCalendar, some: list[Any]) -> None:
    a, b = sorted(some)
    spans = calendar.openings(a, b)
    assert sum((closes - opens for opens, closes in spans), timedelta()) == calendar.business_between(a, b)
    assert all(a <= opens < closes <= b for opens, closes in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@given(calendars())
def test_a_calendar_that_is_shown_and_sent_back_is_the_same(calendar: BusinessCalendar) -> None:
    assume(all(len(spans) <= 2 for spans in calendar.week))
    in_order = tuple(sorted(calendar.own_days, key=lambda own: own.day))
    assert read_calendar_fields(calendar_fields(calendar)) == replace(calendar, own_days=in_order)


@given(targets())
def test_targets_that_are_shown_and_sent_back_promise_the_same(targets: SlaTargets) -> None:
    assume(
        all(
            row.first_answer_min is None
            or row.solution_min is None
            or row.first_answer_min <= row.solution_min
            for row in targets.rows
        )
    )
    again = read_target_fields(target_fields(targets), PRIORITIES)
    assert again.warning_percent == targets.warning_percent
    for row in targets.rows:
        assert again.target(row.priority, row.tier) == row
