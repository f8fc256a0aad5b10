"""A customer's page that is read again while it is read already: what was read last is shown."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from santral.console.floor.call_sheet import Caller
from santral.console.screens.view_models import Match
from santral.crm_core.customer_page import CustomerPage, TimelinePage
from santral.cti.call_events import CallsMerged
from tests.unit.console.fake_rooms import FakeDirectory
from tests.unit.console.floor_stories import AYSE, FIRST, MORNING, SECOND, SUKRU, Story
from tests.unit.console.pop_house import House


class SlowDirectory(FakeDirectory):
    """Each reading has the page as it was when the reading began, and is there when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.readings: list[asyncio.Event] = []

    async def read(self, member_id: int) -> Caller:
        assert SUKRU.member is not None
        header, let_go = replace(SUKRU.member, member_id=member_id), asyncio.Event()
        self.readings.append(let_go)
        note = f"page {len(self.readings)}"
        await let_go.wait()
        page = CustomerPage(header, "", note, (), (), (), TimelinePage((), ""), MORNING, 0)
        return Caller(Match.CHOSEN, header, page)


def called_by_sukru() -> tuple[House, SlowDirectory, Story]:
    directory = SlowDirectory()
    house = House(directory)
    story = house.story
    story.starts()
    story.rings(AYSE)
    story.floor.found(FIRST, story.floor.sheets[FIRST].number, SUKRU)
    return house, directory, story


async def shown_after(order: tuple[int, ...]) -> str:
    """Two readings of one customer, begun one after the other, that end in this order."""
    house, directory, story = called_by_sukru()
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(house.pop.reread(FIRST))
            await asyncio.sleep(0)
        for number in order:
            directory.readings[number - 1].set()
            for _ in range(5):
                await asyncio.sleep(0)
    page = story.floor.sheets[FIRST].caller.page
    return page.note if page is not None else ""


async def test_whichever_reading_is_there_first_the_later_one_is_shown() -> None:
    assert await shown_after((1, 2)) == "page 2"
    assert await shown_after((2, 1)) == "page 2"


async def test_a_reading_does_not_undo_a_choice_that_was_made_since() -> None:
    house, directory, story = called_by_sukru()
    async with asyncio.TaskGroup() as group:
        group.create_task(house.pop.reread(FIRST))
        await asyncio.sleep(0)
        choosing = group.create_task(house.pop.choose(FIRST, 12))
        await asyncio.sleep(0)
        directory.readings[1].set()
        await choosing
        directory.readings[0].set()
    member = story.floor.sheets[FIRST].caller.member
    assert member is not None
    assert member.member_id == 12


async def test_a_reading_follows_its_call_into_another() -> None:
    house, directory, story = called_by_sukru()
    story.starts(SECOND)
    async with asyncio.TaskGroup() as group:
        group.create_task(house.pop.reread(FIRST))
        await asyncio.sleep(0)
        story.bus.publish(CallsMerged(SECOND, story.at(), FIRST))
        directory.readings[0].set()
    page = story.floor.sheets[SECOND].caller.page
    assert page is not None
    assert page.note == "page 1"
