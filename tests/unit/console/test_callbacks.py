"""Promises are found by whom they were given to, however many there are."""

from __future__ import annotations

from dataclasses import replace

from santral.console.floor.callbacks import Callbacks
from santral.console.screens.view_models import Callback
from santral.console.screens.views import customer_panel
from santral.cti.call_events import CallId
from tests.unit.console.floor_stories import AYSE, FIRST, MEHMET, MORNING, NUMBER, SUKRU, Story, written

OF_OTHERS = 20_000


def promised(call_id: str, number: str = NUMBER) -> Callback:
    return Callback(call_id, MORNING, number, written(number).display, "", None, "söz")


class CountedCalls:
    """Which calls were looked at."""

    def __init__(self) -> None:
        self.seen: list[CallId] = []

    def __call__(self, call_id: CallId) -> CallId:
        self.seen.append(call_id)
        return call_id


def test_a_talk_looks_only_at_what_was_promised_to_whom_it_was_with() -> None:
    story, resolve = Story(), CountedCalls()
    story.starts()
    callbacks = Callbacks(resolve)
    callbacks.add_all((AYSE, promised(f"other-{n}", f"0216{n:07}")) for n in range(OF_OTHERS))
    callbacks.add_all([(MEHMET, promised("before")), (AYSE, promised(FIRST))])
    callbacks.add(MEHMET, replace(promised("with a date"), due=MORNING))
    assert callbacks.on_talked(story.floor.sheets[FIRST]) == {MEHMET}
    assert sorted(resolve.seen) == sorted([CallId("before"), FIRST])
    assert [one.call_id for one in callbacks.of(MEHMET)] == ["with a date"]
    assert len(callbacks.of(AYSE)) == OF_OTHERS + 1, "the talk in which it was promised keeps it"


def test_who_it_turned_out_to_be_is_found_by_another_number_too() -> None:
    story = Story()
    story.starts()
    sheet = story.floor.sheets[FIRST]
    callbacks = Callbacks(lambda call_id: call_id)
    callbacks.add(AYSE, promised("before", "02161112233"))
    assert callbacks.on_talked(sheet) == set()
    callbacks.add(AYSE, replace(promised("before", "02161112233"), member=SUKRU.member))
    sheet.caller = SUKRU
    assert callbacks.on_talked(sheet) == {AYSE}
    assert callbacks.of(AYSE) == ()
    assert not callbacks._done_with, "and nothing of it is left"


def test_what_is_to_be_done_about_a_customer_stands_on_their_page_until_it_is_done() -> None:
    story = Story()
    story.starts()
    callbacks, sheet, whose = story.floor.callbacks, story.floor.sheets[FIRST], SUKRU.member
    assert whose is not None
    sheet.caller = SUKRU
    dated = replace(promised("before"), member=whose, due=MORNING, interaction_id=7)
    callbacks.add_all([(AYSE, dated), (MEHMET, replace(promised("soon"), member=whose))])
    callbacks.add(AYSE, replace(promised(FIRST), member=whose))
    callbacks.add(AYSE, promised("of somebody unknown"))
    mehmet, ayse = (story.floor.colleagues[one].display_name for one in (MEHMET, AYSE))
    assert {
        (one.who, one.due, one.interaction_id) for one in customer_panel(story.floor, sheet).promised
    } == {
        (ayse, MORNING, 7),
        (mehmet, None, None),
    }, "not what this very call leaves to do"
    callbacks.on_talked(sheet)
    assert [one.who for one in customer_panel(story.floor, sheet).promised] == [ayse], "it has a date"
    callbacks.on_corrected(AYSE, 7, None)
    assert customer_panel(story.floor, sheet).promised == ()
    assert [one.call_id for _, one in callbacks.with_member(whose.member_id)] == [FIRST]
