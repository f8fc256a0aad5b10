"""Who is rendered first, and what is not sent at all."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from santral.console.floor.board import Board
from santral.console.floor.colleague import Colleague
from santral.console.push.hub import Hub
from santral.console.push.stream import Change, Fragment
from santral.console.screens.composer import Composer
from santral.console.screens.fragments import Fragments
from santral.console.screens.screens import Screens
from santral.crm_core.definitions.defaults import default_book
from santral.cti.agent_events import AgentQueuesChanged, AgentState, AgentStateChanged, QueueChanged
from tests.unit.console.fake_browser import FakeBrowser, served
from tests.unit.console.fake_rooms import PlainRenderer
from tests.unit.console.floor_stories import AYSE, FIRST, MORNING, SUKRU, Story
from tests.unit.console.test_hub import Desk, put

MANY = range(100, 140)


class House:
    """The screens of forty and one agents; all that is written is kept in order."""

    def __init__(self) -> None:
        self.story, self.board = Story(), Board()
        floor = self.story.floor
        floor.seat([
            Colleague(AYSE, "Ayşe", "PJSIP/1001", "tr"),
            *(Colleague(user, f"Agent {user}", f"PJSIP/2{user}", "tr") for user in MANY),
        ])  # fmt: skip
        composer = Composer(
            floor, self.board, Fragments(PlainRenderer()), definitions=default_book, started_at=MORNING,
            on_viewed=lambda *_: None,
        )  # fmt: skip
        self.hub = Hub(composer.everything)
        self.screens = Screens(floor, composer, self.hub, lambda _, message: message)
        self.order: list[int] = []

    def browser(self, user: int) -> FakeBrowser:
        house = self

        class Noting(FakeBrowser):
            def send_now(self, text: str) -> bool:
                house.order.append(user)
                return super().send_now(text)

        return Noting(takes_at_once=True)

    def becomes(self, user: int, state: AgentState) -> None:
        event = AgentStateChanged(f"PJSIP/2{user}", MORNING, state, "")
        self.board.on_agent_state_changed(event)
        self.screens.own_state_changed(user)


async def turns_of_the_loop(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_ring_goes_first_whatever_else_changed_before_it() -> None:
    house = House()
    ayse, others = house.browser(AYSE), [(house.browser(user), user) for user in MANY]
    async with served(house.hub, (ayse, AYSE), *others):
        house.order.clear()
        for user in MANY:
            house.becomes(user, AgentState.PAUSED)
        house.story.starts()
        house.story.floor.sheets[FIRST].caller = SUKRU
        house.story.rings(AYSE)
        house.screens.changed()
        await turns_of_the_loop(2)
        assert house.order[0] == AYSE
        assert ayse.frames[-1]["tell"]["kind"] == "ring"


async def test_a_ring_is_shown_in_the_moment_in_which_it_is_told() -> None:
    house = House()
    ayse = house.browser(AYSE)
    async with served(house.hub, (ayse, AYSE)):
        house.story.starts()
        house.story.floor.sheets[FIRST].caller = SUKRU
        house.story.rings(AYSE)
        house.screens.changed()
        assert ayse.frames[-1]["tell"]["kind"] == "ring"


async def test_a_ring_overtakes_what_is_still_being_rendered() -> None:
    house = House()
    ayse, others = house.browser(AYSE), [(house.browser(user), user) for user in MANY]
    async with served(house.hub, (ayse, AYSE), *others):
        house.order.clear()
        for user in MANY:
            house.becomes(user, AgentState.PAUSED)
        await turns_of_the_loop(3)
        assert 0 < len(house.order) <= 2, "one screen in one go"
        house.story.starts()
        house.story.floor.sheets[FIRST].caller = SUKRU
        house.story.rings(AYSE)
        house.screens.changed()
        await turns_of_the_loop(len(MANY))
        assert house.order.index(AYSE) <= 4
        assert set(house.order) == {AYSE, *MANY}, "the others have their turn too"


async def test_what_changed_and_changed_back_is_not_sent() -> None:
    house = House()
    (browser, user), *_ = others = [(house.browser(user), user) for user in MANY]
    async with served(house.hub, *others):
        house.becomes(user, AgentState.PAUSED)
        await turns_of_the_loop(4)
        frames = len(browser.frames)
        house.becomes(user, AgentState.READY)
        house.becomes(user, AgentState.PAUSED)
        await turns_of_the_loop(4)
        assert len(browser.frames) == frames


async def test_queues_go_round_once_a_second_however_often_they_change() -> None:
    house = House()
    house.board.on_agent_queues_changed(AgentQueuesChanged("PJSIP/1001", MORNING, ("destek",)))
    browser = house.browser(AYSE)
    going_round = asyncio.create_task(house.screens.rounds.run())
    async with served(house.hub, (browser, AYSE)):
        for waiting in range(1, 20):
            event = QueueChanged("destek", MORNING + timedelta(seconds=waiting), waiting, MORNING)
            house.board.on_queue_changed(event)
            house.screens.rounds.send("queues")
            await turns_of_the_loop(2)
        assert len([frame for frame in browser.frames if "queues" in frame.get("put", {})]) == 1
        await browser.has(lambda b: "waiting': 19" in b.shown["queues"])
    going_round.cancel()


async def test_a_browser_that_keeps_up_is_sent_each_frame_at_once() -> None:
    hub, browser = Hub(Desk().compose), FakeBrowser(takes_at_once=True)
    async with served(hub, (browser, AYSE)):
        hub.publish(AYSE, put("me", "on call"))
        assert [frame["n"] for frame in browser.frames] == [0, 1]


async def test_frames_keep_their_order_when_a_browser_catches_up() -> None:
    hub, browser = Hub(Desk().compose), FakeBrowser(reads=False)
    async with served(hub, (browser, AYSE)):
        hub.publish(AYSE, put("me", "1"))
        await turns_of_the_loop(2)
        browser.takes_at_once = True  # the network takes more, but the first frames are still on their way
        hub.publish(AYSE, Change({"me": Fragment("2")}))
        assert browser.frames == []
        browser.reads_on()
        await browser.has(lambda b: b.shown["me"] == "2")
        assert [frame["n"] for frame in browser.frames] == [0, 1, 2]
