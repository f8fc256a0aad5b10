"""From events on the bus to frames in browsers, with a directory and templates made for the purpose."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from santral.console.screens.view_models import Match
from santral.crm_core.customer_page import CustomerPage, TimelinePage
from santral.crm_core.errors import NotFound
from santral.cti.agent_events import (
    AgentQueuesChanged,
    AgentState,
    AgentStateChanged,
    LinkLost,
    LinkUp,
    QueueChanged,
)
from santral.cti.call_events import RingOutcome
from tests.unit.console.fake_browser import FakeBrowser, served
from tests.unit.console.floor_stories import (
    AYSE,
    DEVICES,
    FIRST,
    MEHMET,
    MORNING,
    SECOND,
    SUKRU,
    ZEYNEP,
)
from tests.unit.console.pop_house import TICK, House

CALL, CUSTOMER, WORK = "call-1700000000-1", "customer-1700000000-1", "work-1700000000-1"


@pytest.fixture(autouse=True)
def no_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TICK, 3600.0)


def customer_page() -> CustomerPage:
    header = SUKRU.member
    assert header is not None
    return CustomerPage(header, "", "Dikkat", (), (), (), TimelinePage((), ""), MORNING, 0)


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
