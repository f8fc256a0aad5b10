"""From events on the bus to frames in browsers, with a directory and templates made for the purpose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from santral.console.floor.board import Board
from santral.console.floor.call_sheet import CallSheet
from santral.console.floor.roster import RosterChanged
from santral.console.push.hub import Hub
from santral.console.screens.composer import Composer
from santral.console.screens.fragments import Fragments
from santral.console.screens.screen_pop import ScreenPop
from santral.console.screens.screens import Screens
from santral.console.screens.view_models import Match
from santral.console.supervisor import Supervisor
from santral.crm_core.customer_page import CustomerPage, TimelinePage
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.errors import NotFound
from santral.crm_core.feature import BackgroundTask
from santral.crm_core.pop_rules import PopRules
from santral.crm_core.settings_store import PopRulesChanged
from santral.crm_core.users.sessions import SessionsEnded
from santral.cti.agent_events import (
    AgentQueuesChanged,
    AgentState,
    AgentStateChanged,
    LinkLost,
    LinkUp,
    QueueChanged,
)
from santral.cti.call_events import CallId, RingOutcome
from tests.patience import PATIENCE_S
from tests.unit.console.fake_browser import FakeBrowser, served
from tests.unit.console.fake_rooms import FakeDirectory, PlainRenderer
from tests.unit.console.floor_stories import (
    AYSE,
    DEVICES,
    FIRST,
    MEHMET,
    MORNING,
    SECOND,
    SUKRU,
    ZEYNEP,
    Story,
)

TICK = "santral.console.screens.screen_pop.TICK_S"
CALL, CUSTOMER, WORK = "call-1700000000-1", "customer-1700000000-1", "work-1700000000-1"


@pytest.fixture(autouse=True)
def no_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown a second later, with all else, would hide that nobody showed it when it happened."""
    monkeypatch.setattr(TICK, 3600.0)


def customer_page() -> CustomerPage:
    header = SUKRU.member
    assert header is not None
    return CustomerPage(header, "", "Dikkat", (), (), (), TimelinePage((), ""), MORNING, 0)


class House:
    def __init__(self, directory: FakeDirectory | None = None) -> None:
        self.story = Story()
        self.directory = directory or FakeDirectory()
        self.renderer = PlainRenderer()
        self.viewed: list[tuple[int, CallId]] = []
        board = self.board = Board()
        floor = self.story.floor
        composer = Composer(
            floor,
            board,
            Fragments(self.renderer),
            definitions=default_book,
            started_at=MORNING,
            on_viewed=self.on_viewed,
        )
        self.hub = Hub(composer.everything)
        self.screens = Screens(floor, composer, self.hub, lambda language, message: f"{language}:{message}")
        self.pop = ScreenPop(floor, board, self.screens, self.hub, self.directory)
        # The story's own follower changed the floor before; from here on the pop follows.
        self.story.bus = type(self.story.bus)()
        self.pop.subscribe(self.story.bus)

    def on_viewed(self, user_id: int, sheet: CallSheet) -> None:
        self.viewed.append((user_id, sheet.call_id))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Story]:
        running = asyncio.create_task(self.pop.run())
        try:
            yield self.story
        finally:
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running


async def test_the_first_frame_of_a_ring_is_complete() -> None:
    house, ayse, mehmet = House(), FakeBrowser(), FakeBrowser()
    async with house.open() as story, served(house.hub, (ayse, AYSE), (mehmet, MEHMET)):
        story.starts()
        await house.directory.answered.wait()
        story.rings(AYSE)
        story.rings(MEHMET)
        for browser in (ayse, mehmet):
            await browser.has(lambda b: CALL in b.shown)
            ring = next(frame for frame in browser.frames if CALL in frame.get("put", {}))
            assert ring["put"].keys() >= {CALL, CUSTOMER, WORK}
            assert "Şükrü Işık" in ring["put"][CALL]
            assert ring["tell"] == {
                "kind": "ring",
                "key": CALL,
                "title": "Şükrü Işık",
                "text": "<05321112233> · destek",
            }


async def test_a_slow_directory_does_not_hold_up_the_ring() -> None:
    house, ayse = House(), FakeBrowser()
    house.directory.ready.clear()
    async with house.open() as story, served(house.hub, (ayse, AYSE)):
        story.starts()
        story.rings(AYSE)
        await ayse.has(lambda b: f"match={Match.LOOKING}" in b.shown[CALL])
        house.directory.ready.set()
        await ayse.has(lambda b: "Şükrü Işık" in b.shown[CALL])


async def test_a_directory_that_fails_is_asked_again_and_the_call_goes_on() -> None:
    house, ayse = House(), FakeBrowser()
    house.directory.failures = 1
    async with house.open() as story, served(house.hub, (ayse, AYSE)):
        story.starts()
        story.rings(AYSE)
        await ayse.has(lambda b: f"match={Match.FAILED}" in b.shown[CALL])
        story.answers(AYSE)
        await ayse.has(lambda b: "state=talking" in b.shown[CALL])
        await ayse.has(lambda b: "Şükrü Işık" in b.shown[CALL])
    assert len(house.directory.asked) == 2


async def test_a_page_is_rendered_once_for_all_who_ring() -> None:
    house = House()
    browsers = [(FakeBrowser(), user) for user in (AYSE, MEHMET, ZEYNEP)]
    async with house.open() as story, served(house.hub, *browsers):
        for browser, _ in browsers:
            await browser.has(lambda b: bool(b.frames))
        before = house.renderer.count
        story.starts()
        await house.directory.answered.wait()
        story.now = MORNING
        for _, user in browsers:
            story.at(-0.7)  # rings within one second
            story.rings(user)
        for browser, _ in browsers:
            await browser.has(lambda b: CUSTOMER in b.shown)
    assert house.renderer.count - before <= 5  # page, card (over a second's edge: two), work, idle


async def test_the_loser_of_a_ring_keeps_only_the_card_and_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TICK, 1.0)
    house, mehmet = House(), FakeBrowser()
    async with house.open() as story, served(house.hub, (mehmet, MEHMET)):
        story.starts()
        story.rings(MEHMET)
        await mehmet.has(lambda b: WORK in b.shown)
        story.stops(MEHMET, RingOutcome.ANSWERED_ELSEWHERE, AYSE)
        await mehmet.has(lambda b: CUSTOMER not in b.shown and WORK not in b.shown)
        assert "answered_by=Ayşe Yılmaz" in mehmet.shown[CALL]
        # The story's clock is years behind the house's, so the card's time is over with the next tick.
        await mehmet.has(lambda b: CALL not in b.shown)


async def test_what_a_screen_shows_is_what_a_new_browser_would_be_shown() -> None:
    house, ayse, late = House(), FakeBrowser(), FakeBrowser()
    async with house.open() as story, served(house.hub, (ayse, AYSE)):
        story.bus.publish(LinkUp(MORNING, "Asterisk", restarted=False))
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        story.types(AYSE, "not")
        house.screens.changed()
        story.starts(SECOND)
        story.rings(AYSE, SECOND)
        story.ends()
        await ayse.has(lambda b: "state=wrap-up" in b.shown[CALL] and "not" in b.shown[WORK])
        await ayse.has(lambda b: "telephony=True" in b.shown["me"])
        async with served(house.hub, (late, AYSE)):
            await late.has(lambda b: bool(b.frames))
            assert late.shown == ayse.shown


async def test_the_lost_link_is_told_on_every_screen_and_taken_back() -> None:
    house, ayse, boss = House(), FakeBrowser(), FakeBrowser()
    async with house.open() as story, served(house.hub, (ayse, AYSE), (boss, ZEYNEP)):
        story.bus.publish(LinkUp(MORNING, "Asterisk", restarted=False))
        await ayse.has(lambda b: "telephony=True" in b.shown["me"])
        story.bus.publish(LinkLost(MORNING, "The exchange does not answer."))
        for browser in (ayse, boss):
            await browser.has(lambda b: "The exchange does not answer." in b.shown["link"])
            await browser.has(lambda b: "telephony=False" in b.shown["me"])
        story.bus.publish(LinkUp(MORNING, "Asterisk", restarted=True))
        await ayse.has(lambda b: "link" not in b.shown and "telephony=True" in b.shown["me"])


async def test_an_agents_own_state_is_shown_to_that_agent_only() -> None:
    house, ayse, mehmet = House(), FakeBrowser(), FakeBrowser()
    async with house.open() as story, served(house.hub, (ayse, AYSE), (mehmet, MEHMET)):
        story.bus.publish(AgentStateChanged(DEVICES[AYSE], MORNING, AgentState.PAUSED, "Lunch"))
        await ayse.has(lambda b: "reason=Lunch" in b.shown["me"])
        assert "reason=|" in mehmet.shown["me"]


async def test_queues_that_change_all_the_time_are_shown_about_once_a_second() -> None:
    house, ayse = House(), FakeBrowser()
    house.board.on_agent_queues_changed(AgentQueuesChanged(DEVICES[AYSE], MORNING, ("destek",)))
    async with house.open() as story, served(house.hub, (ayse, AYSE)):
        await ayse.has(lambda b: bool(b.frames))
        for waiting in range(100):
            story.bus.publish(QueueChanged("destek", MORNING, waiting, MORNING))
            await asyncio.sleep(0)
        await ayse.has(lambda b: "'waiting': 99" in b.shown["queues"])
        assert len(ayse.frames) == 3, "the snapshot, the first change, and the last of all others"


async def test_every_page_shown_is_reported_once_per_call_and_person() -> None:
    house, ayse, tab = House(), FakeBrowser(), FakeBrowser()
    house.directory.caller = replace(SUKRU, page=customer_page())
    async with house.open() as story, served(house.hub, (ayse, AYSE)):
        story.starts()
        story.rings(AYSE)
        story.rings(MEHMET)  # has no browser open: sees nothing
        await ayse.has(lambda b: CUSTOMER in b.shown and "Dikkat" in b.shown[CUSTOMER])
        story.answers(AYSE)
        async with served(house.hub, (tab, AYSE)):
            await tab.has(lambda b: CUSTOMER in b.shown)
    assert house.viewed == [(AYSE, FIRST)]


async def test_a_template_with_a_mistake_takes_only_its_own_piece_away() -> None:
    house, ayse = House(), FakeBrowser()
    house.renderer.broken.add("desk/customer.html")
    async with house.open() as story, served(house.hub, (ayse, AYSE)):
        story.starts()
        story.rings(AYSE)
        await ayse.has(lambda b: "Şükrü Işık" in b.shown[CALL] and WORK in b.shown)
        assert CUSTOMER not in ayse.shown


async def test_somebody_who_is_chosen_is_shown_to_all_who_have_the_call() -> None:
    house, ayse, mehmet = House(), FakeBrowser(), FakeBrowser()
    async with house.open() as story, served(house.hub, (ayse, AYSE), (mehmet, MEHMET)):
        story.starts()
        story.rings(AYSE)
        story.rings(MEHMET)
        await house.pop.choose(FIRST, 12)
        for browser in (ayse, mehmet):
            await browser.has(lambda b: "Oya Öz" in b.shown[CALL])
        with pytest.raises(NotFound):
            await house.pop.choose(FIRST, 404)


async def test_the_desk_speaks_the_language_of_the_page() -> None:
    house, ayse = House(), FakeBrowser()
    async with house.open(), served(house.hub, (ayse, AYSE)):
        await ayse.has(lambda b: b.shown["me"].startswith("tr|"))
        house.screens.speak(AYSE, "en")
        await ayse.has(lambda b: b.shown["me"].startswith("en|"))


async def test_a_session_that_ends_closes_its_screens() -> None:
    house, ayse = House(), FakeBrowser()
    async with house.open() as story, served(house.hub, (ayse, AYSE), session=7) as (task,):
        story.bus.publish(SessionsEnded(frozenset({7})))
        await asyncio.wait_for(task, PATIENCE_S)
    assert ayse.closed_with == 4401


async def test_who_is_no_longer_on_the_roster_loses_the_screen() -> None:
    house, ayse, mehmet = House(), FakeBrowser(), FakeBrowser()
    async with house.open() as story, served(house.hub, (ayse, AYSE), (mehmet, MEHMET)) as (task, _):
        colleagues = tuple(c for c in story.floor.colleagues.values() if c.user_id != AYSE)
        story.bus.publish(RosterChanged(colleagues))
        await asyncio.wait_for(task, PATIENCE_S)
        story.bus.publish(PopRulesChanged(PopRules(pause_reasons=("Çay",))))
        await mehmet.has(lambda b: "Çay" in b.shown["me"])
    assert ayse.closed_with == 4401


async def test_at_the_end_every_browser_is_told_to_come_back() -> None:
    house, ayse = House(), FakeBrowser()
    async with served(house.hub, (ayse, AYSE)) as (task,):
        async with house.open():
            await ayse.has(lambda b: bool(b.frames))
        await asyncio.wait_for(task, PATIENCE_S)
    assert ayse.closed_with == 1012


async def test_a_fault_of_ours_sends_no_browser_away(monkeypatch: pytest.MonkeyPatch) -> None:
    house, ayse, mehmet = House(), FakeBrowser(), FakeBrowser()
    failures = [ValueError("a fault of ours")]

    def tick(_now: datetime) -> None:
        if failures:
            raise failures.pop()

    monkeypatch.setattr(TICK, 0.01)
    monkeypatch.setattr(house.story.floor, "tick", tick)
    supervisor = Supervisor(first_pause_s=0.01)
    running = asyncio.create_task(supervisor.keep_running(BackgroundTask("screens", house.pop.run)))
    async with served(house.hub, (ayse, AYSE)):
        async with asyncio.timeout(PATIENCE_S):
            while supervisor.down or not supervisor.restarts:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
        async with served(house.hub, (mehmet, MEHMET)):
            house.story.starts()
            for browser, user in ((ayse, AYSE), (mehmet, MEHMET)):
                house.story.rings(user)
                await browser.has(lambda b: "Şükrü Işık" in b.shown[CALL])
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert ayse.closed_with == 1012, "when the house closes, and not before"
