"""Whatever comes in whatever order, the floor stays whole and no note is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from santral.console.floor.desk import LIVE
from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallerChanged,
    CallEvent,
    CallHeld,
    CallId,
    CallLeft,
    CallQueued,
    CallResumed,
    CallRingEnded,
    CallRinging,
    CallsMerged,
    CallStarted,
    CallTransferred,
    Direction,
    RingOutcome,
    TransferKind,
)
from tests.unit.console.floor_stories import DEVICES, MORNING, Story

calls = st.sampled_from([CallId("a"), CallId("b"), CallId("c")])
devices = st.sampled_from([*DEVICES.values(), "PJSIP/2099"])
numbers = st.sampled_from(["", "05321112233", "02163334455"])
directions = st.sampled_from(Direction)
at = st.just(MORNING)
name = st.sampled_from(["", "ŞÜKRÜ"])

events: st.SearchStrategy[CallEvent] = st.one_of(
    st.builds(CallStarted, calls, at, directions, numbers, name, st.just("444")),
    st.builds(CallerChanged, calls, at, directions, numbers, name),
    st.builds(CallQueued, calls, at, st.just("destek"), st.just(1)),
    st.builds(
        CallRinging, calls, at, devices, directions, numbers, name, st.just("444"), st.just("destek"), at,
        devices | st.just(""),
    ),
    st.builds(CallRingEnded, calls, at, devices, st.sampled_from(RingOutcome), devices),
    st.builds(CallAnswered, calls, at, devices, st.booleans()),
    st.builds(CallHeld, calls, at, devices),
    st.builds(CallResumed, calls, at, devices),
    st.builds(CallTransferred, calls, at, devices, devices, st.sampled_from(TransferKind)),
    st.builds(CallLeft, calls, at, devices),
    st.builds(CallsMerged, calls, at, calls),
    st.builds(CallEnded, calls, at, st.just(16), st.booleans()),
)  # fmt: skip
typing = st.tuples(st.sampled_from(list(DEVICES)), calls)


def assert_whole(story: Story) -> None:
    """Every card has its sheet, and every sheet knows who has a card of it."""
    floor = story.floor
    cards = {(user, card.call_id) for user, desk in floor.desks.items() for card in desk}
    assert cards == {(user, call) for call, sheet in floor.sheets.items() for user in sheet.holders}
    assert all(call == sheet.call_id for call, sheet in floor.sheets.items())


@settings(max_examples=300, deadline=None)
@given(st.lists(events | typing, max_size=60))
def test_the_floor_stays_whole_and_keeps_every_note_until_it_is_saved(
    story_line: list[CallEvent | tuple[int, CallId]],
) -> None:
    story = Story()
    typed: set[str] = set()
    for number, one in enumerate(story_line):
        if isinstance(one, tuple):
            user, call = one
            found = story.floor.on_desk(user, call)
            if found is not None:
                kept = found[1].drafts.get(user)
                word = f"note{number};"
                story.types(user, (kept.notes if kept else "") + word, call)
                typed.add(word)
        else:
            story.tell(one)
        assert_whole(story)
        story.waits(60)
        assert_whole(story)

    # Everybody hangs up: what was typed lies on a desk.
    for call in tuple(story.floor.sheets):
        story.ends(call)
    assert_whole(story)
    held = " ".join(
        draft.notes
        for sheet in story.floor.sheets.values()
        for user, draft in sheet.drafts.items()
        if user in sheet.holders
    )
    assert all(word in held for word in typed)
    assert not [card for desk in story.floor.desks.values() for card in desk if card.state in LIVE]

    # Everybody puts everything away: nothing stays in memory.
    for user, desk in story.floor.desks.items():
        for card in desk:
            sheet = story.floor.sheets[card.call_id]
            story.floor.act(user, sheet, story.at(), lambda desk, call: desk.remove(call))
    assert not story.floor.sheets
    assert_whole(story)
