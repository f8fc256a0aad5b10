"""Again and again, ever more seldom, for a day; and what an answer means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.webhooks.schedule import (
    FIRST_PAUSE,
    GIVE_UP_AFTER,
    JITTER,
    LONGEST_PAUSE,
    SWITCH_OFF_AFTER,
    After,
    Verdict,
    judge,
    pause_before,
)

TOLD = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def after(status: int, **more: object) -> Verdict:
    given: dict[str, object] = {
        "status": status,
        "attempt": 1,
        "told_at": TOLD,
        "failing_since": None,
        "now": TOLD,
        "chance": 0.5,
    }
    return judge(**(given | more))  # type: ignore[arg-type]


def test_the_pauses_double_up_to_an_hour() -> None:
    seconds = [pause_before(attempt, 0.5).total_seconds() for attempt in range(1, 13)]
    assert seconds == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]


@given(st.integers(1, 10**9), st.floats(0, 1))
def test_chance_moves_a_pause_by_a_fifth_at_most(attempt: int, chance: float) -> None:
    pause, middle = pause_before(attempt, chance), pause_before(attempt, 0.5)
    assert (
        middle * (1 - JITTER) - timedelta(seconds=1) <= pause <= middle * (1 + JITTER) + timedelta(seconds=1)
    )
    assert FIRST_PAUSE * (1 - JITTER) <= pause <= LONGEST_PAUSE * (1 + JITTER)


@given(st.lists(st.floats(0, 1), min_size=60, max_size=60))
def test_a_message_nobody_takes_is_given_up_within_a_day(chances: list[float]) -> None:
    now = TOLD
    for attempt, chance in enumerate(chances, 1):
        verdict = after(503, attempt=attempt, now=now, chance=chance)
        if verdict.after is After.GIVEN_UP:
            break
        assert verdict.next_at is not None
        assert verdict.next_at > now
        now = verdict.next_at
    assert verdict.after is After.GIVEN_UP
    assert GIVE_UP_AFTER - LONGEST_PAUSE * (1 + JITTER) <= now - TOLD <= GIVE_UP_AFTER
    assert 25 <= attempt <= 45


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_kind_of_yes_is_enough(status: int) -> None:
    assert after(status) == Verdict(After.DELIVERED)
    assert after(status, failing_since=TOLD - 9 * SWITCH_OFF_AFTER) == Verdict(After.DELIVERED)


@pytest.mark.parametrize(
    ("status", "aside"),
    [
        (0, False),
        (302, False),
        (400, True),
        (401, False),
        (404, False),
        (422, True),
        (429, False),
        (500, False),
    ],
)
def test_a_message_that_is_refused_for_itself_steps_aside_and_any_other_holds_the_line(
    status: int, aside: bool
) -> None:
    assert after(status) == Verdict(After.AGAIN, TOLD + FIRST_PAUSE, aside)


def test_who_says_it_is_gone_is_told_nothing_more() -> None:
    assert after(410) == Verdict(After.GIVEN_UP, switch_off=True)


def test_an_address_that_fails_for_days_is_switched_off() -> None:
    almost, long = TOLD - SWITCH_OFF_AFTER + timedelta(seconds=1), TOLD - SWITCH_OFF_AFTER
    assert not after(500, failing_since=almost).switch_off
    assert after(500, failing_since=long) == Verdict(After.GIVEN_UP, switch_off=True)


@pytest.mark.parametrize(("asked_s", "pause_s"), [(3, 10), (120, 120), (999_999, 3600)])
def test_a_server_may_ask_for_a_longer_pause_within_reason(asked_s: int, pause_s: int) -> None:
    verdict = after(429, asked_to_wait=timedelta(seconds=asked_s))
    assert verdict.next_at == TOLD + timedelta(seconds=pause_s)
