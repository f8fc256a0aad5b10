"""A call on one desk, from the answer to the notes: what stays, and what makes room."""

from __future__ import annotations

from dataclasses import replace

from santral.console.floor.colleague import Colleague
from santral.cti.call_events import CallHeld, CallResumed, RingOutcome
from tests.unit.console.floor_stories import (
    AYSE,
    DEVICES,
    FIRST,
    HELD,
    MISSED,
    NUMBER,
    RINGING,
    SECOND,
    SUKRU,
    TALKING,
    WRAP_UP,
    Story,
    answered_by_ayse,
)


def test_talk_hold_talk_end() -> None:
    story = answered_by_ayse()
    story.tell(CallHeld(FIRST, story.at(), DEVICES[AYSE]))
    assert story.desk(AYSE) == {FIRST: HELD}
    story.tell(CallResumed(FIRST, story.at(), DEVICES[AYSE]))
    assert story.desk(AYSE) == {FIRST: TALKING}
    story.leaves(AYSE)
    story.ends()
    assert story.desk(AYSE) == {FIRST: WRAP_UP}


def test_the_card_leaves_when_the_interaction_is_saved_and_the_call_is_forgotten() -> None:
    story = answered_by_ayse()
    story.waits(10)
    story.ends()
    story.types(AYSE, "arıza kaydı açıldı")
    story.saves(AYSE)
    assert story.desk(AYSE) == {}
    assert not story.floor.sheets


def test_saved_during_the_talk_the_card_stays_and_leaves_with_the_call() -> None:
    story = answered_by_ayse()
    story.types(AYSE, "bilgi verildi")
    story.saves(AYSE)
    assert story.desk(AYSE) == {FIRST: TALKING}
    assert story.work(AYSE).notes == "bilgi verildi"
    story.leaves(AYSE)
    assert story.desk(AYSE) == {}


def test_what_is_typed_after_the_save_is_not_lost_with_the_call() -> None:
    story = answered_by_ayse()
    story.types(AYSE, "bilgi verildi")
    story.saves(AYSE)
    story.types(AYSE, "bilgi verildi; geri aranacak", version=2)
    story.ends()
    assert story.desk(AYSE) == {FIRST: WRAP_UP}


def test_a_live_call_cannot_be_put_away() -> None:
    story = answered_by_ayse()
    found = story.floor.on_desk(AYSE, FIRST)
    assert found is not None
    assert not story.floor.act(AYSE, found[1], story.at(), lambda desk, call: desk.remove(call))
    assert story.desk(AYSE) == {FIRST: TALKING}


def test_several_calls_are_several_cards() -> None:
    story = answered_by_ayse()
    story.types(AYSE, "birinci")
    story.starts(SECOND, "02163334455")
    story.rings(AYSE, SECOND)
    assert story.desk(AYSE) == {FIRST: TALKING, SECOND: RINGING}
    story.types(AYSE, "ikinci", SECOND)
    assert (story.work(AYSE).notes, story.work(AYSE, SECOND).notes) == ("birinci", "ikinci")
    story.stops(AYSE, RingOutcome.CALLER_LEFT, call=SECOND)
    story.ends(SECOND)
    assert story.desk(AYSE) == {FIRST: TALKING, SECOND: MISSED}


def test_old_cards_of_an_agent_who_never_closes_them_make_room_but_notes_stay() -> None:
    story = Story()
    for number in range(100):
        call = type(FIRST)(f"call-{number}")
        story.starts(call)
        story.rings(AYSE, call)
        story.answers(AYSE, call)
        if number == 0:
            story.types(AYSE, "önemli", call)
        story.ends(call)
    story.waits(1)
    assert len(story.desk(AYSE)) == 61
    assert "call-0" in story.desk(AYSE)


def test_old_missed_cards_make_room() -> None:
    story = Story()
    for number in range(200):
        call = type(FIRST)(f"call-{number}")
        story.starts(call)
        story.rings(AYSE, call)
        story.ends(call)
    story.waits(1)
    assert len(story.desk(AYSE)) == 60
    assert len(story.floor.sheets) == 60


def test_the_day_is_counted() -> None:
    story = answered_by_ayse()
    story.floor.found(FIRST, NUMBER, SUKRU)
    story.at(59)
    story.leaves(AYSE)
    day = story.floor.days[AYSE]
    assert (day.answered, day.missed, round(day.talk_s)) == (1, 0, 61)
    assert list(day.recent) == [SUKRU.member]


def test_who_has_no_desk_any_more_takes_the_cards_along() -> None:
    story = answered_by_ayse()
    story.floor.seat([c for c in story.floor.colleagues.values() if c.user_id != AYSE])
    story.ends()
    story.waits(60)
    assert not story.floor.sheets


def test_an_agent_who_moves_to_another_phone_keeps_the_work_and_gets_its_calls() -> None:
    story = answered_by_ayse()
    story.ends()
    moved = [
        replace(c, device="PJSIP/1009" if c.user_id == AYSE else c.device)
        for c in story.floor.colleagues.values()
    ]
    story.floor.seat(moved)
    assert story.desk(AYSE) == {FIRST: WRAP_UP}
    assert story.floor.user_at("PJSIP/1009") == AYSE
    assert story.floor.user_at(DEVICES[AYSE]) is None
    assert isinstance(moved[0], Colleague)
