"""Everybody sees the queues that are theirs to serve; who supervises sees all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from santral.console.floor.board import Board
from santral.console.floor.colleague import Colleague
from santral.console.push.hub import Hub
from santral.console.screens.composer import Composer
from santral.console.screens.fragments import Fragments
from santral.console.screens.screen_pop import ScreenPop
from santral.console.screens.screens import Screens
from santral.crm_core.definitions.defaults import default_book
from santral.cti.agent_events import AgentQueuesChanged, QueueChanged
from tests.unit.console.fake_browser import FakeBrowser, served
from tests.unit.console.fake_rooms import FakeDirectory, PlainRenderer
from tests.unit.console.floor_stories import AYSE, DEVICES, MEHMET, MORNING, NAMES, ZEYNEP, Story

WITHOUT_A_PHONE = 4
STAFF = (
    Colleague(AYSE, NAMES[AYSE], DEVICES[AYSE], "tr"),
    Colleague(MEHMET, NAMES[MEHMET], DEVICES[MEHMET], "tr"),
    Colleague(ZEYNEP, NAMES[ZEYNEP], DEVICES[ZEYNEP], "tr", sees_all_queues=True),
    Colleague(WITHOUT_A_PHONE, "Oya Öz", "", "tr"),
)


class House:
    """The queues `destek`, `iade` and `satis`, each with as many callers as its place in this line."""

    def __init__(self) -> None:
        self.floor, self.board = Story().floor, Board()
        self.floor.seat(STAFF)
        composer = Composer(
            self.floor, self.board, Fragments(PlainRenderer()), definitions=default_book, started_at=MORNING,
            on_viewed=lambda *_: None,
        )  # fmt: skip
        self.hub = Hub(composer.everything)
        screens = Screens(self.floor, composer, self.hub, lambda _, message: message)
        self.pop = ScreenPop(self.floor, self.board, screens, self.hub, FakeDirectory())
        for waiting, queue in enumerate(("destek", "iade", "satis"), 1):
            self.board.on_queue_changed(QueueChanged(queue, MORNING, waiting, MORNING))

    def serves(self, user: int, *queues: str) -> None:
        self.pop.on_agent_queues_changed(AgentQueuesChanged(DEVICES[user], MORNING, queues))

    @asynccontextmanager
    async def open(self, *users: int) -> AsyncIterator[list[FakeBrowser]]:
        browsers = [FakeBrowser(takes_at_once=True) for _ in users]
        running = asyncio.create_task(self.pop.run())
        async with served(self.hub, *zip(browsers, users, strict=True)):
            yield browsers
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def seen(browser: FakeBrowser) -> list[str]:
    return [queue for queue in ("destek", "iade", "satis") if f"'{queue}'" in browser.shown["queues"]]


async def test_an_agent_sees_the_queues_of_which_the_device_is_a_member() -> None:
    house = House()
    house.serves(AYSE, "destek", "satis")
    house.serves(MEHMET, "iade", "not heard of yet")
    async with house.open(AYSE, MEHMET, ZEYNEP, WITHOUT_A_PHONE) as (ayse, mehmet, zeynep, oya):
        assert seen(ayse) == ["destek", "satis"]
        assert seen(mehmet) == ["iade"]
        assert seen(zeynep) == ["destek", "iade", "satis"]
        assert seen(oya) == []


async def test_who_is_put_into_a_queue_sees_it_and_who_is_taken_out_does_not() -> None:
    house = House()
    house.serves(AYSE, "destek")
    async with house.open(AYSE, MEHMET) as (ayse, mehmet):
        house.serves(AYSE, "iade", "satis")
        await ayse.has(lambda b: seen(b) == ["iade", "satis"])
        assert seen(mehmet) == []


async def test_a_round_is_sent_to_those_whose_queues_changed() -> None:
    house = House()
    house.serves(AYSE, "destek")
    house.serves(MEHMET, "iade")
    async with house.open(AYSE, MEHMET, ZEYNEP) as (ayse, mehmet, zeynep):
        house.pop.on_queue_changed(QueueChanged("destek", MORNING, 9, MORNING))
        for browser in (ayse, zeynep):
            await browser.has(lambda b: "'waiting': 9" in b.shown["queues"])
        assert [len(browser.frames) for browser in (ayse, mehmet, zeynep)] == [2, 1, 2]


async def test_who_becomes_a_supervisor_sees_all_at_once() -> None:
    house = House()
    async with house.open(AYSE) as (ayse,):
        assert seen(ayse) == []
        house.pop.seat([replace(STAFF[0], sees_all_queues=True), *STAFF[1:]])
        assert seen(ayse) == ["destek", "iade", "satis"]
