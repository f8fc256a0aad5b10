"""A call that goes from desk to desk, and calls that become one: nothing written is lost."""

from __future__ import annotations

from santral.cti.call_events import (
    CallHeld,
    CallId,
    CallsMerged,
    CallTransferred,
    Direction,
    RingOutcome,
    TransferKind,
)
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
    SUKRU,
    TALKING,
    WRAP_UP,
    ZEYNEP,
    answered_by_ayse,
)

THIRD = CallId("1700000000.17")


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


def test_who_transferred_a_call_reads_whereto_and_that_it_was_taken() -> None:
    story = answered_by_ayse()
    story.leaves(AYSE)
    story.tell(CallTransferred(FIRST, story.at(), DEVICES[AYSE], "4441", TransferKind.BLIND))
    assert story.card(AYSE).transferred_to == "4441"
    story.rings(MEHMET, by=AYSE)
    story.rings(ZEYNEP, by=AYSE)
    story.stops(MEHMET, RingOutcome.NOT_ANSWERED)
    story.answers(ZEYNEP)
    assert (story.card(AYSE).transferred_to, story.card(AYSE).untaken) == ("Zeynep Kaya", False)
    story.leaves(ZEYNEP)
    story.ends()
    assert (story.card(AYSE).transferred_to, story.card(AYSE).untaken) == ("Zeynep Kaya", False)


def test_who_transferred_a_call_reads_that_nobody_took_it() -> None:
    story = answered_by_ayse()
    story.leaves(AYSE)
    story.tell(CallTransferred(FIRST, story.at(), DEVICES[AYSE], "1003", TransferKind.BLIND))
    story.rings(ZEYNEP, by=AYSE)
    assert not story.card(AYSE).untaken
    story.floor.collect()
    story.stops(ZEYNEP, RingOutcome.NOT_ANSWERED)
    assert (story.card(AYSE).transferred_to, story.card(AYSE).untaken) == ("Zeynep Kaya", True)
    assert FIRST in story.floor.collect().calls[AYSE]


def test_who_asks_a_colleague_first_reads_whom_and_may_hand_over_or_come_back() -> None:
    story = answered_by_ayse()
    story.tell(CallHeld(FIRST, story.at(), DEVICES[AYSE]))
    assert (story.card(AYSE).asks, story.card(AYSE).can_transfer) == ("", True)
    story.rings(ZEYNEP, by=AYSE)
    assert (story.card(AYSE).asks, story.card(AYSE).can_transfer) == ("Zeynep Kaya", False)
    story.answers(ZEYNEP)
    assert story.card(AYSE).asks == "Zeynep Kaya"
    story.floor.collect()
    story.leaves(ZEYNEP)
    assert FIRST in story.floor.collect().calls[AYSE]
    assert (story.card(AYSE).asks, story.card(AYSE).can_transfer) == ("", True)


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


def test_a_colleague_who_declines_to_be_asked_reads_who_has_the_caller() -> None:
    story = answered_by_ayse()
    story.rings(ZEYNEP, by=AYSE)
    story.stops(ZEYNEP, RingOutcome.NOT_ANSWERED)
    assert story.desk(ZEYNEP) == {FIRST: MISSED}
    assert story.card(ZEYNEP).answered_by == "Ayşe Yılmaz"  # so nobody calls back who is talking


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


def test_of_calls_that_merged_one_into_the_next_nothing_is_remembered_once_they_are_over() -> None:
    story = answered_by_ayse()
    story.tell(CallsMerged(SECOND, story.at(), FIRST))
    story.tell(CallsMerged(THIRD, story.at(), SECOND))
    assert [story.floor.resolve(call) for call in (FIRST, SECOND)] == [THIRD, THIRD]
    story.ends(THIRD)
    story.saves(AYSE, THIRD)
    story.waits(60)
    assert [story.floor.resolve(call) for call in (FIRST, SECOND)] == [FIRST, SECOND]
