"""Who calls: when it is looked up, whose answer counts, and what was chosen."""

from __future__ import annotations

from santral.console.floor.call_sheet import FAILED, Caller
from santral.console.screens.view_models import Match
from santral.console.screens.views import customer_panel
from santral.cti.call_events import CallerChanged, CallQueued, Direction
from tests.unit.console.floor_stories import (
    AYSE,
    FIRST,
    MEHMET,
    NUMBER,
    SUKRU,
    ZEYNEP,
    Story,
    member,
    ringing_at_two,
)


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


def test_who_was_chosen_and_has_the_number_is_known_by_the_number() -> None:
    """As after a restart in the middle of a call: the choice is brought back before the directory answers."""
    story = ringing_at_two()
    found = story.floor.on_desk(AYSE, FIRST)
    assert found is not None
    assert SUKRU.member is not None
    story.floor.choose(found[1], Caller(Match.CHOSEN, SUKRU.member))
    story.floor.found(FIRST, NUMBER, SUKRU)
    assert story.card(MEHMET).match is Match.EXACT
    story.floor.choose(found[1], Caller(Match.CHOSEN, member(2, "Oya Öz")))
    story.floor.found(FIRST, NUMBER, SUKRU)
    assert story.card(MEHMET).match is Match.CHOSEN


def test_the_choice_between_several_holds_for_the_call_and_for_who_rings_later() -> None:
    story = ringing_at_two()
    two = (member(1, "Ali Öz"), member(2, "Oya Öz"))
    story.floor.found(FIRST, NUMBER, Caller(Match.SEVERAL, choices=two))
    found = story.floor.on_desk(AYSE, FIRST)
    assert found is not None
    story.floor.choose(found[1], Caller(Match.CHOSEN, two[1]))
    assert customer_panel(story.floor, found[1]).choices == two  # the first may have been the wrong one
    story.floor.found(FIRST, NUMBER, FAILED)
    story.tell(CallerChanged(FIRST, story.at(), Direction.INBOUND, "02163334455", ""))
    story.rings(ZEYNEP)
    assert [story.card(user).member for user in (AYSE, MEHMET, ZEYNEP)] == [two[1]] * 3
