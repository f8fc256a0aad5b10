"""Rules come due at their moment, each once, and not for what is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.service_levels.business_calendar import BusinessCalendar, Span
from santral.crm_core.service_levels.clock import replay
from santral.crm_core.service_levels.clock_events import (
    ClockEvent,
    FirstAnswered,
    Opened,
    Updated,
    WaitingBegan,
)
from santral.crm_core.service_levels.dues import Dues, dues
from santral.crm_core.service_levels.escalation import (
    EscalationAct,
    EscalationKey,
    EscalationRule,
    due_escalations,
    next_escalation_at,
)
from santral.crm_core.service_levels.targets import SlaTarget, SlaTargets, TargetKind
from tests.unit.crm_core.service_levels.made_up_calendars import a_week, calendars
from tests.unit.crm_core.service_levels.made_up_histories import histories, targets

OFFICE = BusinessCalendar(week=a_week(Span(540, 1080)))
TARGETS = SlaTargets((SlaTarget("", "", 60, 120, 540),))
EARLY = EscalationRule("early", TargetKind.FIRST_ANSWER, 75, None, EscalationAct.NOTIFY_OWNER)
LATE = EscalationRule("late", TargetKind.FIRST_ANSWER, None, 30, EscalationAct.NOTIFY_SUPERVISOR)
QUIET = EscalationRule("quiet", TargetKind.NEXT_UPDATE, 100, None, EscalationAct.NOTIFY_OWNER)
OPENED = Opened(datetime(2026, 11, 16, 14, 0, tzinfo=UTC), "normal", "")  # 17:00 on a Monday in Istanbul


def stand(*events: ClockEvent) -> Dues:
    return dues(replay((OPENED, *events)), OFFICE, TARGETS)


def minutes(count: int) -> datetime:
    return OPENED.at + timedelta(minutes=count)


def codes(now: Dues, at: datetime, done: set[EscalationKey] | None = None) -> list[str]:
    return [e.rule.code for e in due_escalations((LATE, EARLY, QUIET), now, done or set(), at)]


def test_they_come_due_by_share_and_by_lateness_in_business_time() -> None:
    now = stand()
    assert codes(now, minutes(44)) == []
    assert codes(now, minutes(45)) == ["early"]
    next_morning = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
    assert codes(now, next_morning + timedelta(minutes=29)) == ["early"]
    assert codes(now, next_morning + timedelta(minutes=30)) == ["early", "late"]


def test_each_is_due_once() -> None:
    now = stand()
    first = due_escalations((EARLY, LATE), now, set(), minutes(45))
    done = {escalation.key for escalation in first}
    assert codes(now, minutes(46), done) == []
    assert next_escalation_at((EARLY, LATE), now, done) == datetime(2026, 11, 17, 6, 30, tzinfo=UTC)


def test_what_is_done_is_not_escalated_and_each_update_is_a_promise_of_its_own() -> None:
    answered = stand(FirstAnswered(minutes(50)))
    assert codes(answered, minutes(10_000)) == ["quiet"]
    done = {e.key for e in due_escalations((QUIET,), answered, set(), minutes(10_000))}
    again = stand(FirstAnswered(minutes(50)), Updated(minutes(2_000)))
    assert codes(again, minutes(10_000), done) == ["quiet"]


def test_nothing_comes_due_while_the_customer_is_waited_for() -> None:
    waiting = stand(WaitingBegan(minutes(30)))
    assert codes(waiting, minutes(10_000)) == []
    assert next_escalation_at((EARLY, LATE), waiting, set()) is None


RULES = st.lists(
    st.builds(
        lambda code, target, percent, late: EscalationRule(
            code, target, percent, None if percent else late, EscalationAct.NOTIFY_OWNER
        ),
        st.integers(0, 99).map(str),
        st.sampled_from(TargetKind),
        st.none() | st.integers(1, 100),
        st.integers(0, 500),
    ),
    max_size=5,
    unique_by=lambda rule: rule.code,
)


@given(histories(), calendars(), targets(), RULES, st.lists(st.integers(0, 3_000), max_size=5))
def test_looking_often_or_seldom_finds_the_same_each_once(
    history: list[ClockEvent],
    calendar: BusinessCalendar,
    promised: SlaTargets,
    rules: list[EscalationRule],
    looks: list[int],
) -> None:
    clock = replay(history)
    now, found, done = dues(clock, calendar, promised), [], set[EscalationKey]()
    last = clock.last_event_at + timedelta(minutes=3_000)
    for at in sorted(clock.last_event_at + timedelta(minutes=look) for look in looks):
        for escalation in due_escalations(rules, now, done, at):
            found.append(escalation)
            done.add(escalation.key)
    found += due_escalations(rules, now, done, last)
    assert len({escalation.key for escalation in found}) == len(found)
    at_once = due_escalations(rules, now, set(), last)
    assert sorted(found, key=lambda e: (e.due_at, e.rule.code)) == list(at_once)


@given(histories(), calendars(), targets(), RULES)
def test_there_is_something_to_do_at_the_next_moment_and_nothing_before(
    history: list[ClockEvent], calendar: BusinessCalendar, promised: SlaTargets, rules: list[EscalationRule]
) -> None:
    now = dues(replay(history), calendar, promised)
    at = next_escalation_at(rules, now, set())
    if at is None:
        assert due_escalations(rules, now, set(), datetime(2100, 1, 1, tzinfo=UTC)) == ()
    else:
        assert due_escalations(rules, now, set(), at)
        assert not due_escalations(rules, now, set(), at - datetime.resolution)


@pytest.mark.parametrize(("percent", "late", "used"), [(50, None, 30), (100, None, 60), (None, 0, 60)])
def test_a_rule_is_due_after_a_share_or_after_the_end(
    percent: int | None, late: int | None, used: int
) -> None:
    rule = replace(EARLY, percent=percent, late_min=late)
    assert rule.used_when_due(timedelta(minutes=60)) == timedelta(minutes=used)
