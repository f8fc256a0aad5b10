"""The right pop for the right person, told call by call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from santral.console.floor.call_sheet import FAILED, Caller
from santral.console.floor.colleague import Colleague
from santral.console.screens.view_models import CardState, Match
from santral.crm_core.pop_rules import PopAt, PopRules
from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallerChanged,
    CallHeld,
    CallQueued,
    CallResumed,
    CallRingEnded,
    CallsMerged,
    CallTransferred,
    Direction,
    RingOutcome,
    TransferKind,
)
from tests.unit.console.floor_stories import (
    AYSE,
    DEVICES,
    FIRST,
    MEHMET,
    MORNING,
    NUMBER,
    SECOND,
    SUKRU,
    ZEYNEP,
    Story,
    member,
)

RINGING, TALKING, HELD = CardState.RINGING, CardState.TALKING, CardState.HELD
WRAP_UP, MISSED, ELSEWHERE = CardState.WRAP_UP, CardState.MISSED, CardState.ELSEWHERE


def ringing_at_two() -> Story:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.rings(MEHMET)
    return story


def answered_by_ayse() -> Story:
    story = ringing_at_two()
    story.answers(AYSE)
    story.stops(MEHMET, RingOutcome.ANSWERED_ELSEWHERE, AYSE)
    return story


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


def test_a_transfer_brings_the_page_the_notes_so_far_and_who_sent_it() -> None:
    story = answered_by_ayse()
    story.floor.found(FIRST, NUMBER, SUKRU)
    story.types(AYSE, "modem değişecek")
    story.leaves(AYSE)
    story.tell(CallTransferred(FIRST, story.at(), DEVICES[AYSE], "1003", TransferKind.BLIND))
    story.rings(ZEYNEP, by=AYSE)
    assert story.card(ZEYNEP).member == SUKRU.member
    assert story.card(ZEYNEP).transferred_by == "Ayşe Yılmaz"
    assert story.earlier(ZEYNEP) == [("Ayşe Yılmaz", "modem değişecek")]
    assert story.desk(AYSE) == {FIRST: WRAP_UP}
    story.saves(AYSE)
    story.answers(ZEYNEP)
    assert story.earlier(ZEYNEP) == [("Ayşe Yılmaz", "modem değişecek")]


def test_who_has_the_call_reads_live_what_the_other_still_writes() -> None:
    story = answered_by_ayse()
    story.rings(ZEYNEP, by=AYSE)
    story.floor.collect()
    story.types(AYSE, "bir dakika")
    assert FIRST in story.floor.collect().calls[ZEYNEP]
    assert story.earlier(ZEYNEP) == [("Ayşe Yılmaz", "bir dakika")]


def test_an_attended_transfer_told_only_at_its_end_still_names_who_sent_it() -> None:
    story = answered_by_ayse()
    story.rings(ZEYNEP)
    story.answers(ZEYNEP)
    story.tell(CallTransferred(FIRST, story.at(), DEVICES[AYSE], DEVICES[ZEYNEP], TransferKind.ATTENDED))
    assert story.card(ZEYNEP).transferred_by == "Ayşe Yılmaz"


def test_a_call_that_comes_back_untaken_falls_back_to_wrap_up() -> None:
    story = answered_by_ayse()
    story.types(AYSE, "not")
    story.leaves(AYSE)
    story.rings(AYSE, by=MEHMET)
    assert story.desk(AYSE) == {FIRST: RINGING}
    story.stops(AYSE, RingOutcome.NOT_ANSWERED)
    assert story.desk(AYSE) == {FIRST: WRAP_UP}
    assert story.work(AYSE).notes == "not"


def test_an_internal_call_does_not_pop() -> None:
    story = Story()
    story.starts(number="1001", direction=Direction.INTERNAL)
    story.rings(MEHMET)
    story.answers(MEHMET)
    assert story.desk(MEHMET) == {}
    assert not story.floor.take_lookups()
    assert story.floor.days[MEHMET].answered == 0


def test_a_consultation_becomes_the_customers_call_when_it_is_handed_over() -> None:
    story = answered_by_ayse()
    story.types(AYSE, "teknik soru")
    story.starts(SECOND, "1001", Direction.INTERNAL)
    story.rings(ZEYNEP, SECOND, by=AYSE)
    story.answers(ZEYNEP, SECOND)
    assert story.desk(ZEYNEP) == {}
    story.tell(CallsMerged(FIRST, story.at(), SECOND))
    story.leaves(AYSE)
    assert story.desk(ZEYNEP) == {FIRST: TALKING}
    assert story.earlier(ZEYNEP) == [("Ayşe Yılmaz", "teknik soru")]
    assert story.card(ZEYNEP).transferred_by == "Ayşe Yılmaz"


def test_when_calls_merge_the_notes_of_both_are_kept() -> None:
    story = answered_by_ayse()
    story.types(AYSE, "ilk")
    story.starts(SECOND, "02163334455")
    story.rings(AYSE, SECOND)
    story.answers(AYSE, SECOND)
    story.types(AYSE, "ikinci", SECOND)
    story.tell(CallsMerged(FIRST, story.at(), SECOND))
    assert story.desk(AYSE) == {FIRST: TALKING}
    assert story.work(AYSE).notes == "ikinci\n\nilk"
    assert SECOND in story.floor.collect().calls[AYSE]
    story.types(AYSE, "sonra", SECOND, version=3)
    assert story.work(AYSE, FIRST).notes == "sonra"


def test_of_two_cards_that_merge_the_one_that_asks_for_more_stays() -> None:
    story = answered_by_ayse()
    story.starts(SECOND, "02163334455")
    story.rings(MEHMET, SECOND)
    story.answers(MEHMET, SECOND)
    story.leaves(MEHMET, SECOND)
    assert story.desk(MEHMET) == {FIRST: ELSEWHERE, SECOND: WRAP_UP}
    story.tell(CallsMerged(FIRST, story.at(), SECOND))
    assert story.desk(MEHMET) == {FIRST: WRAP_UP}


def test_events_of_an_absorbed_call_reach_the_call_it_became() -> None:
    story = answered_by_ayse()
    story.starts(SECOND, "02163334455")
    story.tell(CallsMerged(FIRST, story.at(), SECOND))
    story.ends(SECOND)
    assert story.desk(AYSE) == {FIRST: WRAP_UP}


def test_a_merge_into_a_call_nobody_saw_keeps_what_is_known() -> None:
    story = answered_by_ayse()
    story.floor.found(FIRST, NUMBER, SUKRU)
    story.tell(CallsMerged(SECOND, story.at(), FIRST))
    assert story.desk(AYSE) == {SECOND: TALKING}
    assert story.card(AYSE, SECOND).member == SUKRU.member


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


def test_a_withheld_number_pops_without_a_lookup() -> None:
    story = Story()
    story.starts(number="")
    story.rings(AYSE)
    assert story.card(AYSE).match is Match.WITHHELD
    assert not story.floor.take_lookups()


def test_the_lookup_is_wanted_once_when_the_call_starts() -> None:
    story = Story()
    story.starts()
    assert story.floor.take_lookups() == [FIRST]
    story.tell(CallQueued(FIRST, story.at(), "destek", 1))
    story.rings(AYSE)
    assert not story.floor.take_lookups()
    assert story.card(AYSE).match is Match.LOOKING


def test_the_answer_of_the_directory_reaches_everybody_who_rings() -> None:
    story = ringing_at_two()
    story.floor.collect()
    story.floor.found(FIRST, NUMBER, SUKRU)
    assert set(story.floor.collect().calls) == {AYSE, MEHMET}
    assert story.card(MEHMET).match is Match.EXACT


def test_an_answer_about_a_number_the_call_no_longer_has_is_dropped() -> None:
    story = ringing_at_two()
    story.tell(CallerChanged(FIRST, story.at(), Direction.INBOUND, "02163334455", "Firma"))
    assert story.floor.found(FIRST, NUMBER, SUKRU) is None
    assert story.card(AYSE).match is Match.LOOKING
    assert story.floor.take_lookups() == [FIRST]


def test_a_number_that_becomes_known_during_the_call_is_looked_up() -> None:
    story = Story()
    story.starts(number="")
    story.rings(AYSE)
    story.tell(CallerChanged(FIRST, story.at(), Direction.INBOUND, NUMBER, ""))
    assert story.floor.take_lookups() == [FIRST]
    assert story.card(AYSE).match is Match.LOOKING


def test_the_choice_between_several_holds_for_the_call_and_for_who_rings_later() -> None:
    story = ringing_at_two()
    two = (member(1, "Ali Öz"), member(2, "Oya Öz"))
    story.floor.found(FIRST, NUMBER, Caller(Match.SEVERAL, choices=two))
    found = story.floor.on_desk(AYSE, FIRST)
    assert found is not None
    story.floor.choose(found[1], Caller(Match.CHOSEN, two[1]))
    story.floor.found(FIRST, NUMBER, FAILED)
    story.tell(CallerChanged(FIRST, story.at(), Direction.INBOUND, "02163334455", ""))
    story.rings(ZEYNEP)
    assert [story.card(user).member for user in (AYSE, MEHMET, ZEYNEP)] == [two[1]] * 3


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
