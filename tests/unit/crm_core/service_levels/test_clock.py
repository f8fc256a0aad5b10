"""The clock of an application: stories as they happen, and what holds for histories of any kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given

from santral.crm_core.service_levels.business_calendar import BusinessCalendar, Span
from santral.crm_core.service_levels.clock import Done, SlaClock, Stop, apply, opened, replay
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
from santral.crm_core.service_levels.dues import Due, Dues, SlaState, dues
from santral.crm_core.service_levels.targets import SlaTarget, SlaTargets
from tests.unit.crm_core.service_levels.made_up_calendars import a_week
from tests.unit.crm_core.service_levels.made_up_histories import histories

OFFICE = BusinessCalendar(week=a_week(Span(540, 1080)))  # 09:00-18:00, in Istanbul
TARGETS = SlaTargets((SlaTarget("", "", 60, 120, 540), SlaTarget("urgent", "", 30, 60, 240)))


def at(clock: str, day: int = 16) -> datetime:
    """A moment of November 2026 in Istanbul; the 16th is a Monday."""
    return datetime.fromisoformat(f"2026-11-{day:02}T{clock}:00+03:00").astimezone(UTC)


def stand(*events: ClockEvent, targets: SlaTargets = TARGETS) -> Dues:
    return dues(replay((Opened(at("09:00"), "normal", ""), *events)), OFFICE, targets)


def there(due: Due | None) -> Due:
    assert due is not None
    return due


def test_an_application_that_nobody_touches_goes_from_ok_over_danger_to_late() -> None:
    due = there(stand().first_answer)
    assert due.due_at == at("10:00")
    states = [due.state(at(clock)) for clock in ("09:00", "09:47", "09:48", "10:00", "10:01")]
    assert states == [SlaState.OK, SlaState.OK, SlaState.WARNING, SlaState.WARNING, SlaState.BREACHED]
    assert due.remaining(at("10:30")) == -timedelta(minutes=30)


def test_an_answer_in_time_is_kept_and_starts_the_next_promise() -> None:
    now = stand(FirstAnswered(at("09:59")))
    assert there(now.first_answer).state(at("12:00")) is SlaState.MET
    assert there(now.next_update).due_at == at("11:59")
    later = stand(FirstAnswered(at("09:59")), Updated(at("11:30")))
    assert there(later.next_update).due_at == at("13:30")
    assert there(later.first_answer).state(at("12:00")) is SlaState.MET


def test_an_answer_too_late_stays_too_late() -> None:
    due = there(stand(FirstAnswered(at("10:01"))).first_answer)
    assert due.state(at("10:00", 20)) is SlaState.BREACHED
    assert due.remaining(at("10:00", 20)) == -timedelta(minutes=1)


def test_an_update_or_a_solution_is_an_answer_too() -> None:
    assert there(stand(Updated(at("09:20"))).first_answer).done_at == at("09:20")
    solved = stand(Solved(at("09:20")))
    assert there(solved.first_answer).done_at == at("09:20")
    assert there(solved.solution).state(at("09:20")) is SlaState.MET
    assert solved.next_update is None


def test_time_in_which_the_customer_is_waited_for_does_not_count() -> None:
    answered, waits = FirstAnswered(at("09:30")), WaitingBegan(at("10:00"))
    now = stand(answered, waits)
    assert there(now.solution).due_at is None
    assert there(now.solution).state(at("17:00")) is SlaState.PAUSED
    assert there(now.solution).remaining(at("17:00", 19)) == timedelta(hours=8)
    on = stand(answered, waits, WaitingEnded(at("12:00", 17)))
    assert there(on.solution).due_at == at("11:00", 18)
    assert there(on.next_update).due_at == at("13:30", 17)


def test_waiting_does_not_heal_what_is_late() -> None:
    due = there(stand(WaitingBegan(at("10:30"))).first_answer)
    assert due.due_at == at("10:00")
    assert due.state(at("11:00")) is SlaState.BREACHED


def test_an_answer_while_the_customer_is_waited_for_counts_up_to_the_wait() -> None:
    history = (WaitingBegan(at("09:30")), FirstAnswered(at("15:00")))
    for events in (history, (*history, WaitingEnded(at("16:00")))):
        due = there(stand(*events).first_answer)
        assert due.used(at("17:00")) == timedelta(minutes=30)
        assert due.state(at("17:00")) is SlaState.MET
        assert due.due_at == at("15:30")


def test_an_update_in_the_midst_of_waiting_counts_from_the_end_of_the_wait() -> None:
    waited = (WaitingBegan(at("10:00")), Updated(at("11:00")), WaitingEnded(at("12:00")))
    assert there(stand(FirstAnswered(at("09:30")), *waited).next_update).due_at == at("14:00")


def test_reopened_it_goes_on_where_it_stood_when_solved() -> None:
    solved = Solved(at("12:00"))
    now = stand(solved, Reopened(at("09:00", 18)))
    assert there(now.solution).due_at == at("15:00", 18)
    assert there(now.next_update).due_at == at("11:00", 18)
    assert there(now.first_answer).done_at == at("12:00")


def test_reopened_it_promises_an_update_anew() -> None:
    now = stand(Updated(at("11:00")), Solved(at("12:00")), Reopened(at("09:00", 18)))
    assert there(now.next_update).due_at == at("11:00", 18)


def test_a_raised_priority_shortens_what_is_open_and_leaves_what_was_kept() -> None:
    raised = PriorityChanged(at("10:30"), "urgent")
    open_still = stand(raised)
    assert there(open_still.first_answer).due_at == at("09:30")
    kept = stand(FirstAnswered(at("09:45")), raised)
    assert there(kept.first_answer).state(at("11:00")) is SlaState.MET
    assert there(kept.solution).due_at == at("13:00")
    assert there(kept.next_update).due_at == at("10:45")


def test_a_tier_chooses_the_row_too() -> None:
    gold = SlaTargets((*TARGETS.rows, SlaTarget("normal", "gold", 10, 20, 30)))
    due = stand(TierChanged(at("09:05"), "gold"), targets=gold)
    assert there(due.first_answer).due_at == at("09:10")


def test_changed_targets_change_everything_that_is_open() -> None:
    clock = replay([Opened(at("09:00"), "normal", "")])
    tighter = SlaTargets((SlaTarget("", "", 5, None, 10),), warning_percent=50)
    now = dues(clock, OFFICE, tighter)
    assert there(now.first_answer).due_at == at("09:05")
    assert there(now.solution).state(at("09:05")) is SlaState.WARNING
    answered = replay([Opened(at("09:00"), "normal", ""), FirstAnswered(at("09:01"))])
    assert dues(answered, OFFICE, tighter).next_update is None


def test_what_is_due_at_closing_is_late_once_the_house_is_closed() -> None:
    due = there(dues(replay([Opened(at("17:00"), "normal", "")]), OFFICE, TARGETS).first_answer)
    assert due.due_at == at("18:00")
    assert due.state(at("18:00")) is SlaState.WARNING
    assert due.state(at("18:01")) is SlaState.BREACHED
    assert due.remaining(at("08:00", 17)) == timedelta()


def test_events_that_change_nothing_are_no_error() -> None:
    once = replay([Opened(at("09:00"), "normal", ""), WaitingBegan(at("10:00"))])
    again = apply(once, WaitingBegan(at("11:00")))
    assert again.waiting_since == at("10:00")
    assert apply(again, Reopened(at("11:30"))).waiting_since == at("10:00")
    assert apply(again, Opened(at("11:30"), "urgent", "gold")).priority == "normal"
    solved = apply(again, Solved(at("12:00")))
    assert apply(solved, Solved(at("13:00"))).solved == Done(at("12:00"), "normal", "")
    assert solved.stops == (Stop(at("10:00"), at("12:00")),)
    assert apply(solved, WaitingBegan(at("13:00"))).waiting_since is None


def test_a_moment_before_the_last_one_counts_as_the_last_one() -> None:
    clock = replay([Opened(at("09:00"), "normal", ""), FirstAnswered(at("08:59"))])
    assert clock.first_answer == Done(at("09:00"), "normal", "")


@pytest.mark.parametrize("history", [[], [Updated(at("09:00"))]])
def test_a_history_begins_when_it_was_opened(history: list[ClockEvent]) -> None:
    with pytest.raises(ValueError, match="begins"):
        replay(history)


@given(histories())
def test_what_is_kept_is_what_the_history_says(history: list[ClockEvent]) -> None:
    first, *rest = history
    assert isinstance(first, Opened)
    kept = reduce(apply, rest, opened(first))
    assert kept == replay(history)
    assert_in_order(kept)


@given(histories())
def test_an_event_told_twice_is_told_once(history: list[ClockEvent]) -> None:
    twice = [event for event in history for _ in range(2)]
    assert replay(twice) == replay(history)


def assert_in_order(clock: SlaClock) -> None:
    """Stops follow one another, and not both kinds of stop go on."""
    assert clock.solved is None or clock.waiting_since is None
    edges = [edge for stop in clock.stops for edge in (stop.since, stop.until)]
    assert edges == sorted(edges)
    assert all(stop.since < stop.until for stop in clock.stops)
    assert clock.stopped_since is None or not edges or edges[-1] <= clock.stopped_since
    assert (clock.updated_at is None) == (clock.first_answer is None)
