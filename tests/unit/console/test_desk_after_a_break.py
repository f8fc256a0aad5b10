"""Calls that are told again after a lost link or a restart find their desks as they were."""

from __future__ import annotations

from santral.cti.call_events import CallAnswered, CallEnded, Direction
from tests.unit.console.floor_stories import (
    AYSE,
    DEVICES,
    FIRST,
    MORNING,
    NUMBER,
    TALKING,
    WRAP_UP,
    Story,
    answered_by_ayse,
)


def test_a_call_found_talking_after_a_reconnect_is_on_the_screen_again() -> None:
    story = Story()
    story.starts()
    story.tell(CallAnswered(FIRST, story.at(), DEVICES[AYSE], resumed=True))
    assert story.desk(AYSE) == {FIRST: TALKING}


def test_a_call_told_twice_after_a_reconnect_keeps_its_notes_and_its_time() -> None:
    story = answered_by_ayse()
    since = story.card(AYSE).since
    story.types(AYSE, "not")
    story.starts()
    story.tell(CallAnswered(FIRST, story.at(), DEVICES[AYSE], resumed=True))
    assert story.card(AYSE).since == since
    assert story.work(AYSE).notes == "not"


def test_a_call_whose_end_was_not_seen_asks_for_its_notes_all_the_same() -> None:
    story = answered_by_ayse()
    story.tell(CallEnded(FIRST, story.at(), 0, answered=True, lost_sight=True))
    assert story.desk(AYSE) == {FIRST: WRAP_UP}


def test_notes_laid_out_after_a_restart_join_the_call_that_still_lives() -> None:
    story = Story()
    sheet = story.floor.open(FIRST, MORNING, Direction.INBOUND, NUMBER, "")
    sheet.ended = True
    story.types(AYSE, "yarım kalan not")
    story.floor.lay_out(AYSE, sheet, MORNING)
    assert story.desk(AYSE) == {FIRST: WRAP_UP}
    story.starts()
    story.tell(CallAnswered(FIRST, story.at(), DEVICES[AYSE], resumed=True))
    assert story.desk(AYSE) == {FIRST: TALKING}
    assert story.work(AYSE).notes == "yarım kalan not"
