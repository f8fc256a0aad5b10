"""A click-to-call on the desk: the agent's own phone is up before the customer answers."""

from __future__ import annotations

import pytest

from santral.console.screens.view_models import CardState
from santral.cti.call_events import CallReached, CallUnreached, Direction, Unreached
from tests.replay import tell
from tests.unit.console.floor_stories import AYSE, DEVICES, FIRST, MEHMET, TALKING, WRAP_UP, Story

DIALLING = CardState.DIALLING


def dialled() -> Story:
    story = Story()
    story.starts(direction=Direction.OUTBOUND)
    story.rings(AYSE)
    story.answers(AYSE, dialling=True)
    return story


def test_until_the_customer_answers_the_card_says_that_it_is_dialled() -> None:
    story = dialled()
    assert story.desk(AYSE) == {FIRST: DIALLING}
    assert story.card(AYSE).can_hang_up
    assert not story.card(AYSE).can_transfer
    story.tell(CallReached(FIRST, story.at(), DEVICES[AYSE]))
    assert story.desk(AYSE) == {FIRST: TALKING}
    assert story.card(AYSE).can_transfer


def test_the_day_counts_the_talk_from_the_customers_answer() -> None:
    story = dialled()
    story.at(40)
    story.tell(CallReached(FIRST, story.at(), DEVICES[AYSE]))
    story.at(9)
    story.leaves(AYSE)
    day = story.floor.days[AYSE]
    assert (day.answered, day.talk_s) == (1, 10)


@pytest.mark.parametrize("why", list(Unreached))
def test_a_call_that_reached_nobody_says_why_and_is_no_answered_one(why: Unreached) -> None:
    story = dialled()
    story.tell(CallUnreached(FIRST, story.at(), DEVICES[AYSE], why))
    story.leaves(AYSE)
    story.ends(answered=False)
    assert story.desk(AYSE) == {FIRST: WRAP_UP}
    assert story.card(AYSE).unreached is why
    day = story.floor.days[AYSE]
    assert (day.answered, day.talk_s, day.missed, list(day.calls)) == (0, 0, 0, [])


@pytest.mark.parametrize(
    ("stream", "states", "answered"),
    [
        ("recorded_click_to_call", ["ringing", "dialling", "talking", "wrap-up"], 1),
        ("recorded_click_to_call_customer_busy", ["ringing", "dialling", "wrap-up"], 0),
        ("recorded_click_to_call_cancelled", ["ringing", "dialling", "wrap-up"], 0),
        ("recorded_dialled_on_phone", ["ringing", "talking", "wrap-up"], 1),
    ],
)
def test_recorded_calls_on_the_desk(stream: str, states: list[str], answered: int) -> None:
    story = Story()
    agent = AYSE if stream.endswith("on_phone") else MEHMET
    if agent == AYSE:
        story.sits_at(AYSE, "PJSIP/1004")
    seen: list[str] = []
    for event in tell(stream):
        story.tell(event)
        now = [state.value for state in story.desk(agent).values()]
        seen += [state for state in now if seen[-1:] != now]
    assert seen == states
    assert story.floor.days[agent].answered == answered
