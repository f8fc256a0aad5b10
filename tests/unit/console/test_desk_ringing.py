"""Who sees a ring, and what stays of it on whose desk."""

from __future__ import annotations

import pytest

from santral.crm_core.pop_rules import PopAt, PopRules
from santral.cti.call_events import CallRingEnded, Direction, RingOutcome
from tests.unit.console.floor_stories import (
    AYSE,
    DEVICES,
    ELSEWHERE,
    FIRST,
    MEHMET,
    MISSED,
    NUMBER,
    RINGING,
    SECOND,
    TALKING,
    ZEYNEP,
    Story,
    answered_by_ayse,
    ringing_at_two,
)


def test_every_ringing_agent_sees_the_ring_and_nobody_else() -> None:
    story = ringing_at_two()
    assert story.desk(AYSE) == story.desk(MEHMET) == {FIRST: RINGING}
    assert story.desk(ZEYNEP) == {}
    assert story.floor.collect().rings == [(AYSE, FIRST), (MEHMET, FIRST)]


def test_the_one_who_answers_keeps_it_and_the_other_reads_who_did() -> None:
    story = answered_by_ayse()
    assert story.desk(AYSE) == {FIRST: TALKING}
    assert story.desk(MEHMET) == {FIRST: ELSEWHERE}
    assert story.card(MEHMET).answered_by == "Ayşe Yılmaz"


def test_a_card_answered_elsewhere_closes_by_itself() -> None:
    story = answered_by_ayse()
    story.waits(7)
    assert story.desk(MEHMET) == {FIRST: ELSEWHERE}
    story.waits(2)
    assert story.desk(MEHMET) == {}


def test_a_card_answered_elsewhere_with_notes_does_not_close_by_itself() -> None:
    story = ringing_at_two()
    story.types(MEHMET, "soruyor: fatura")
    story.answers(AYSE)
    story.stops(MEHMET, RingOutcome.ANSWERED_ELSEWHERE, AYSE)
    story.waits(3600)
    assert story.desk(MEHMET) == {FIRST: ELSEWHERE}


def test_an_answer_by_a_phone_of_nobody_is_told_by_its_number() -> None:
    story = ringing_at_two()
    story.tell(
        CallRingEnded(FIRST, story.at(), DEVICES[MEHMET], RingOutcome.ANSWERED_ELSEWHERE, "PJSIP/2099")
    )
    assert story.card(MEHMET).answered_by == "2099"


def test_a_missed_ring_stays_until_it_is_put_away() -> None:
    story = ringing_at_two()
    story.stops(AYSE, RingOutcome.NOT_ANSWERED)
    story.ends(answered=False)
    assert story.floor.days[AYSE].missed == 1
    story.waits(86_400)
    assert story.desk(AYSE) == {FIRST: MISSED}
    assert story.desk(MEHMET) == {FIRST: MISSED}


def test_who_missed_it_learns_that_somebody_took_it_after_all() -> None:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.stops(AYSE, RingOutcome.NOT_ANSWERED)
    story.rings(MEHMET)
    story.answers(MEHMET)
    assert story.card(AYSE).state is MISSED
    assert story.card(AYSE).answered_by == "Mehmet Demir"


def test_the_same_call_ringing_again_is_the_same_card() -> None:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.stops(AYSE, RingOutcome.NOT_ANSWERED)
    story.rings(AYSE)
    assert story.desk(AYSE) == {FIRST: RINGING}


def test_an_outbound_call_pops_when_the_agents_own_phone_rings() -> None:
    story = Story()
    story.starts(direction=Direction.OUTBOUND)
    story.rings(AYSE)
    assert story.desk(AYSE) == {FIRST: RINGING}
    assert story.card(AYSE).direction == "outbound"
    assert story.floor.take_lookups() == [FIRST]


def test_ones_own_dialling_that_comes_to_nothing_is_no_missed_call() -> None:
    story = Story()
    story.starts(direction=Direction.OUTBOUND)
    story.rings(AYSE)
    story.stops(AYSE, RingOutcome.NOT_ANSWERED)
    assert story.desk(AYSE) == {}
    story.ends()
    story.starts(SECOND, direction=Direction.OUTBOUND)
    story.rings(AYSE, SECOND)
    story.ends(SECOND)
    assert story.desk(AYSE) == {}
    assert story.floor.days[AYSE].missed == 0
    assert not story.floor.sheets


def test_notes_typed_while_dialling_stay_though_nobody_answered() -> None:
    story = Story()
    story.starts(direction=Direction.OUTBOUND)
    story.rings(AYSE)
    story.types(AYSE, "sormak istediğim")
    story.ends()
    assert story.desk(AYSE) == {FIRST: MISSED}
    assert story.work(AYSE).notes == "sormak istediğim"


def test_an_internal_call_does_not_pop() -> None:
    story = Story()
    story.starts(number="1001", direction=Direction.INTERNAL)
    story.rings(MEHMET)
    story.answers(MEHMET)
    assert story.desk(MEHMET) == {}
    assert not story.floor.take_lookups()
    assert story.floor.days[MEHMET].answered == 0


def test_pop_at_answer_shows_nothing_while_it_rings() -> None:
    story = Story(PopRules(pop_at=PopAt.ANSWER))
    story.starts()
    story.rings(AYSE)
    story.rings(MEHMET)
    assert story.desk(AYSE) == {}
    story.answers(AYSE)
    story.stops(MEHMET, RingOutcome.ANSWERED_ELSEWHERE, AYSE)
    assert story.desk(AYSE) == {FIRST: TALKING}
    assert story.desk(MEHMET) == {}


@pytest.mark.parametrize("pattern", [NUMBER, "0532*", "0532111XXXX"])
def test_a_number_that_never_pops_never_does(pattern: str) -> None:
    story = Story(PopRules(never_pop=(pattern,)))
    story.starts()
    story.rings(AYSE)
    story.answers(AYSE)
    story.ends()
    assert story.desk(AYSE) == {}
    assert not story.floor.take_lookups()


def test_rules_that_change_hold_for_the_calls_that_live() -> None:
    story = ringing_at_two()
    story.floor.set_rules(PopRules(never_pop=("0532*",)))
    assert story.desk(AYSE) == {}
    story.floor.set_rules(PopRules())
    assert story.desk(AYSE) == {FIRST: RINGING}
