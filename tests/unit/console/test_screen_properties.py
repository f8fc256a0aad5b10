"""Whatever happens, what was sent piece by piece is what a screen made anew would show."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from santral.console.floor.board import Board
from santral.console.floor.call_sheet import Caller, Draft
from santral.console.push.hub import Hub
from santral.console.screens.composer import Composer
from santral.console.screens.fragments import Fragments
from santral.console.screens.screen_pop import ScreenPop
from santral.console.screens.screens import Screens
from santral.console.screens.view_models import Match
from santral.crm_core.definitions.defaults import default_book
from santral.cti.call_events import CallEvent, CallId, CallRinging, Direction
from tests.unit.console.fake_browser import FakeBrowser, served
from tests.unit.console.fake_rooms import FakeDirectory, PlainRenderer
from tests.unit.console.floor_stories import AYSE, DEVICES, MEHMET, MORNING, Story, member
from tests.unit.console.test_desk_properties import calls, events

users = st.sampled_from(list(DEVICES))
Doing = tuple[str, int, CallId]
doings: st.SearchStrategy[Doing] = st.tuples(
    st.sampled_from(["type", "save", "remove", "choose", "wait"]), users, calls
)


def do(story: Story, doing: Doing) -> None:
    """What an agent does, or time."""
    what, user, call = doing
    found = story.floor.on_desk(user, call)
    if what == "wait":
        story.waits(5)
    elif found is None:
        return
    elif what == "type":
        story.floor.write(user, found[1], Draft("not", "", 1, story.at()))
    elif what == "save":
        story.floor.finish(user, found[1], story.at())
    elif what == "choose":
        story.floor.choose(found[1], Caller(Match.CHOSEN, member(9, "Oya Öz")))
    else:
        story.floor.act(user, found[1], story.at(), lambda desk, call: desk.remove(call))


RINGS_ALREADY: list[CallEvent | Doing] = [
    CallRinging(
        CallId("a"), MORNING, device, Direction.INBOUND, "05321112233", "", "444", "destek", MORNING, ""
    )
    for device in DEVICES.values()
]
"""Else most lines would be about calls that are on no desk."""


@settings(max_examples=150, deadline=None)
@given(st.lists(events | doings, max_size=40).map(lambda line: [*RINGS_ALREADY, *line]))
def test_pieces_make_the_whole(line: list[CallEvent | Doing]) -> None:
    asyncio.run(tell(line))


async def tell(line: list[CallEvent | Doing]) -> None:
    story, board = Story(), Board()
    fragments = Fragments(PlainRenderer())
    composer = Composer(
        story.floor, board, fragments, definitions=default_book, started_at=MORNING, on_viewed=lambda *_: None
    )
    hub = Hub(composer.everything)
    screens = Screens(story.floor, composer, hub, lambda _, message: message)
    pop = ScreenPop(story.floor, board, screens, hub, FakeDirectory())
    story.bus = type(story.bus)()
    pop.subscribe(story.bus)
    lookups = asyncio.create_task(pop._lookups.run())
    ayse, mehmet = FakeBrowser(), FakeBrowser()
    async with served(hub, (ayse, AYSE), (mehmet, MEHMET)):
        for index, one in enumerate(line):
            if isinstance(one, tuple):
                do(story, one)
                pop.changed()
            else:
                story.bus.publish(one)
            if index % 3 == 0:
                await settle()
        await settle()
        for user, browser in ((AYSE, ayse), (MEHMET, mehmet)):
            whole = composer.everything(user)
            sent = hub.regions(user)
            assert {k: f.html for k, f in sent.items()} == {k: f.html for k, f in whole.items()}
            assert browser.shown == {k: f.html for k, f in whole.items()}
    lookups.cancel()
    await asyncio.gather(lookups, return_exceptions=True)


async def settle() -> None:
    """Until everything that is under way has been sent; the directory answers at once."""
    for _ in range(12):
        await asyncio.sleep(0)
