"""What an agent sees between two calls: the calls of today, and who waits for a call back."""

from __future__ import annotations

from datetime import timedelta

from santral.console.floor.call_sheet import Draft
from santral.console.screens.view_models import IdleDesk
from santral.console.screens.views import idle_desk
from santral.crm_core.definitions.defaults import CALL_BACK_PROMISED, default_book
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.cti.call_events import CallId, Direction, RingOutcome
from tests.unit.console.floor_stories import AYSE, FIRST, MEHMET, NUMBER, SECOND, SUKRU, Story

OTHER = "02123334455"


def idle(story: Story, user: int = AYSE) -> IdleDesk:
    return idle_desk(story.floor, user)


def talks(story: Story, user: int = AYSE, call: CallId = FIRST, number: str = NUMBER) -> None:
    """A talk of one minute, from the first ring to the end."""
    story.starts(call, number)
    story.rings(user, call)
    story.answers(user, call)
    story.at(59)
    story.leaves(user, call)


def saves(story: Story, result: str, notes: str = "", call: CallId = FIRST) -> None:
    sheet = story.floor.find(call)
    assert sheet is not None
    story.floor.write(AYSE, sheet, Draft(notes, result, 1, story.at()))
    story.saves(AYSE, call)


def test_the_result_that_promises_a_call_is_one_of_the_results() -> None:
    assert default_book().is_live(DefinitionKind.RESULT, CALL_BACK_PROMISED)


def test_the_calls_of_today_stand_there_the_last_one_first() -> None:
    story = Story()
    talks(story)
    story.starts(SECOND, OTHER)
    story.rings(AYSE, SECOND)
    story.stops(AYSE, RingOutcome.NOT_ANSWERED, call=SECOND)
    assert [(call.number, call.talked_s) for call in idle(story).calls] == [(OTHER, None), (NUMBER, 60)]
    assert idle(story, MEHMET).calls == ()


def test_a_call_that_was_missed_and_came_back_is_one_line_with_its_talk() -> None:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.stops(AYSE, RingOutcome.NOT_ANSWERED)
    talks(story)
    assert [call.talked_s for call in idle(story).calls] == [60]
    story.rings(AYSE)
    story.answers(AYSE)
    story.at(9)
    story.leaves(AYSE)
    assert [call.talked_s for call in idle(story).calls] == [70]


def test_who_it_was_is_known_there_as_soon_as_anybody_knows() -> None:
    story = Story()
    talks(story)
    saves(story, CALL_BACK_PROMISED)
    assert idle(story).calls[0].member is None
    story.starts(SECOND, OTHER)
    story.rings(AYSE, SECOND)
    story.stops(AYSE, RingOutcome.NOT_ANSWERED, call=SECOND)
    story.floor.found(SECOND, OTHER, SUKRU)
    assert idle(story).calls[0].member == SUKRU.member


def test_calls_within_the_house_are_no_line() -> None:
    story = Story()
    story.starts(direction=Direction.INTERNAL)
    story.rings(AYSE)
    story.answers(AYSE)
    story.leaves(AYSE)
    assert idle(story).calls == ()


def test_the_list_begins_anew_with_the_day() -> None:
    story = Story()
    talks(story)
    story.now += timedelta(days=1)
    talks(story, call=SECOND, number=OTHER)
    assert [call.number for call in idle(story).calls] == [OTHER]


def test_a_promised_call_stands_there_with_what_it_is_about() -> None:
    story = Story()
    talks(story)
    story.floor.found(FIRST, NUMBER, SUKRU)
    story.floor.collect()
    saves(story, CALL_BACK_PROMISED, "teklif hazır olunca")
    assert [(one.member, one.number, one.about) for one in idle(story).callbacks] == [
        (SUKRU.member, NUMBER, "teklif hazır olunca")
    ]
    assert AYSE in story.floor.collect().days
    assert idle(story, MEHMET).callbacks == ()


def test_a_promise_made_while_talking_outlives_that_talk() -> None:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.answers(AYSE)
    saves(story, CALL_BACK_PROMISED)
    story.leaves(AYSE)
    assert len(idle(story).callbacks) == 1


def test_another_result_takes_the_promise_back() -> None:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.answers(AYSE)
    saves(story, CALL_BACK_PROMISED)
    saves(story, "solved")
    assert idle(story).callbacks == ()


def test_a_promise_that_is_saved_stays_when_its_card_is_put_away_empty() -> None:
    story = Story()
    talks(story)
    saves(story, CALL_BACK_PROMISED, "fiyat listesi")
    saves(story, "")
    assert [one.about for one in idle(story).callbacks] == ["fiyat listesi"]


def test_a_talk_of_anybody_with_the_same_customer_keeps_the_promise() -> None:
    story = Story()
    talks(story)
    story.floor.found(FIRST, NUMBER, SUKRU)
    saves(story, CALL_BACK_PROMISED)
    story.starts(SECOND, OTHER)
    story.floor.found(SECOND, OTHER, SUKRU)
    story.rings(MEHMET, SECOND)
    story.answers(MEHMET, SECOND)
    assert len(idle(story).callbacks) == 1
    story.floor.collect()
    story.leaves(MEHMET, SECOND)
    assert idle(story).callbacks == ()
    assert AYSE in story.floor.collect().days


def test_a_talk_with_the_same_number_keeps_the_promise_and_one_with_another_does_not() -> None:
    story = Story()
    talks(story)
    saves(story, CALL_BACK_PROMISED)
    story.ends()
    talks(story, call=SECOND, number=OTHER)
    assert len(idle(story).callbacks) == 1
    talks(story, call=CallId("1700000000.17"), number=NUMBER)
    assert idle(story).callbacks == ()


def test_withheld_numbers_are_not_the_same_party() -> None:
    story = Story()
    talks(story, number="")
    saves(story, CALL_BACK_PROMISED)
    story.ends()
    talks(story, call=SECOND, number="")
    assert len(idle(story).callbacks) == 1


def test_who_waits_for_a_call_is_known_as_soon_as_anybody_knows() -> None:
    story = Story()
    talks(story)
    saves(story, CALL_BACK_PROMISED)
    story.floor.found(FIRST, NUMBER, SUKRU)
    assert [one.member for one in idle(story).callbacks] == [SUKRU.member]
