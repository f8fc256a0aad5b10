"""Phones change hands in the middle of calls: each card is on the right desk, told phone by phone.

`DEVICES[AYSE]` is the phone that Ayşe has at first, whoever has it later.
"""

from __future__ import annotations

from santral.console.floor.colleague import Colleague
from santral.console.floor.phones import Phones
from santral.console.screens.view_models import CardState
from santral.cti.call_events import CallHeld, CallResumed, CallsMerged, Direction, RingOutcome
from tests.unit.console.floor_stories import AYSE, DEVICES, FIRST, MEHMET, NAMES, SECOND, ZEYNEP, Story

RINGING, TALKING, HELD, WRAP_UP = (
    CardState.RINGING,
    CardState.TALKING,
    CardState.HELD,
    CardState.WRAP_UP,
)
SPARE = "PJSIP/1009"


def seat(story: Story, **devices: str) -> None:
    """From now on these are the phones, by the person's first name; nobody else has one."""
    by_name = {NAMES[user].split()[0]: user for user in NAMES}
    seats = {by_name[name]: device for name, device in devices.items()}
    story.floor.seat([Colleague(user, NAMES[user], seats.get(user, ""), "tr") for user in NAMES])
    Phones(story.floor).hand_over(story.at())


def swap(story: Story) -> None:
    seat(story, Ayşe=DEVICES[MEHMET], Mehmet=DEVICES[AYSE], Zeynep=DEVICES[ZEYNEP])


def in_talk() -> Story:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.answers(AYSE)
    story.types(AYSE, "fatura")
    return story


def test_the_talk_stays_with_who_talks_until_it_is_over_whoever_has_the_phone_by_then() -> None:
    story = in_talk()
    swap(story)
    assert (story.desk(AYSE), story.desk(MEHMET)) == ({FIRST: TALKING}, {})
    story.tell(CallHeld(FIRST, story.at(), DEVICES[AYSE]))
    assert (story.desk(AYSE), story.desk(MEHMET)) == ({FIRST: HELD}, {})
    story.tell(CallResumed(FIRST, story.at(), DEVICES[AYSE]))
    story.leaves(AYSE)
    assert (story.desk(AYSE), story.desk(MEHMET)) == ({FIRST: WRAP_UP}, {})
    assert story.floor.days[MEHMET].answered == 0
    story.starts(SECOND)
    story.rings(AYSE, SECOND)
    assert (story.desk(AYSE), story.desk(MEHMET)) == ({FIRST: WRAP_UP}, {SECOND: RINGING})


def test_a_ring_leaves_the_old_phones_owner_and_comes_to_the_new_one_with_its_news() -> None:
    story = Story()
    story.starts()
    story.rings(AYSE, by=ZEYNEP)
    story.floor.collect()
    seat(story, Ayşe=SPARE, Mehmet=DEVICES[AYSE], Zeynep=DEVICES[ZEYNEP])
    assert (story.desk(AYSE), story.desk(MEHMET)) == ({}, {FIRST: RINGING})
    assert story.floor.collect().rings == [(MEHMET, FIRST)]
    assert story.card(MEHMET).transferred_by == NAMES[ZEYNEP]
    story.stops(AYSE, RingOutcome.NOT_ANSWERED)
    assert story.desk(MEHMET) == {FIRST: CardState.MISSED}
    assert (story.floor.days[AYSE].missed, story.floor.days[MEHMET].missed) == (0, 1)


def test_phones_that_ring_the_same_call_and_are_swapped_ring_on_at_both() -> None:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.rings(MEHMET)
    swap(story)
    assert story.desk(AYSE) == story.desk(MEHMET) == {FIRST: RINGING}
    story.answers(MEHMET)  # Ayşe's phone by now
    story.stops(AYSE, RingOutcome.ANSWERED_ELSEWHERE, MEHMET)
    assert (story.desk(AYSE), story.desk(MEHMET)) == ({FIRST: TALKING}, {FIRST: CardState.ELSEWHERE})
    assert story.card(MEHMET).answered_by == NAMES[AYSE]


def test_a_call_that_rings_at_a_phone_of_nobody_comes_to_who_is_given_it() -> None:
    story = Story()
    seat(story, Mehmet=DEVICES[MEHMET])
    story.starts()
    story.rings(AYSE)
    story.starts(SECOND)
    story.answers(ZEYNEP, SECOND)
    assert story.desk(AYSE) == {}
    seat(story, Ayşe=DEVICES[AYSE], Zeynep=DEVICES[ZEYNEP])
    assert (story.desk(AYSE), story.desk(ZEYNEP)) == ({FIRST: RINGING}, {SECOND: TALKING})


def test_what_was_written_while_it_rang_waits_when_the_ring_is_somebody_elses() -> None:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.types(AYSE, "soruyor: fatura")
    swap(story)
    assert (story.desk(AYSE), story.desk(MEHMET)) == ({FIRST: WRAP_UP}, {FIRST: RINGING})
    assert story.floor.days[AYSE].missed == 0


def test_a_call_passed_on_to_ones_own_new_phone_is_talked_on_there() -> None:
    story = in_talk()
    seat(story, Ayşe=SPARE, Mehmet=DEVICES[AYSE])
    sheet = story.floor.sheets[FIRST]
    Phones(story.floor).ring(sheet, SPARE, story.at(), DEVICES[AYSE])
    assert story.desk(AYSE) == {FIRST: TALKING}
    Phones(story.floor).answer(sheet, SPARE, story.at())
    story.leaves(AYSE)
    assert story.desk(AYSE) == {FIRST: TALKING}
    assert sheet.phone_of(AYSE) == SPARE
    Phones(story.floor).leave(sheet, SPARE, story.at())
    assert story.desk(AYSE) == {FIRST: WRAP_UP}


def test_a_blind_transfer_to_ones_own_new_phone_rings_there_when_the_old_one_is_out() -> None:
    story = in_talk()
    seat(story, Ayşe=SPARE)
    sheet = story.floor.sheets[FIRST]
    Phones(story.floor).ring(sheet, SPARE, story.at(), DEVICES[AYSE])
    story.leaves(AYSE)
    assert story.desk(AYSE) == {FIRST: RINGING}
    assert story.work(AYSE).notes == "fatura"


def test_the_talk_of_who_may_no_longer_be_here_goes_with_the_phone() -> None:
    story = in_talk()
    others = [c for c in story.floor.colleagues.values() if c.user_id == ZEYNEP]
    story.floor.seat([*others, Colleague(MEHMET, NAMES[MEHMET], DEVICES[AYSE], "tr")])
    Phones(story.floor).hand_over(story.at())
    assert story.desk(MEHMET) == {FIRST: TALKING}
    story.leaves(AYSE)
    assert story.desk(MEHMET) == {FIRST: WRAP_UP}


def test_a_talk_at_an_old_phone_stays_ones_own_when_calls_turn_out_to_be_one() -> None:
    story = in_talk()
    swap(story)
    story.starts(SECOND)
    story.tell(CallsMerged(SECOND, story.at(), FIRST))
    assert (story.desk(AYSE), story.desk(MEHMET)) == ({SECOND: TALKING}, {})
    story.leaves(AYSE, SECOND)
    assert story.desk(AYSE) == {SECOND: WRAP_UP}


def test_ones_own_dialling_stays_while_it_rings_only_with_the_phone() -> None:
    story = Story()
    story.starts(direction=Direction.OUTBOUND)
    story.rings(AYSE)
    swap(story)
    assert story.desk(AYSE) == {}
    assert story.desk(MEHMET) == {FIRST: RINGING}
    story.stops(AYSE, RingOutcome.NOT_ANSWERED)
    assert story.desk(MEHMET) == {}
