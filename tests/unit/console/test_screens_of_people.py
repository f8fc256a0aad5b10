"""Whose screen is open, in which language, and when it is sent away."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from santral.console.floor.roster import RosterChanged
from santral.console.supervisor import Supervisor
from santral.crm_core.feature import BackgroundTask
from santral.crm_core.pop_rules import PopRules
from santral.crm_core.settings_store import PopRulesChanged
from santral.crm_core.users.sessions import SessionsEnded
from tests.patience import PATIENCE_S
from tests.unit.console.fake_browser import FakeBrowser, served
from tests.unit.console.floor_stories import (
    AYSE,
    MEHMET,
)
from tests.unit.console.pop_house import TICK, House

CALL = "call-1700000000-1"


@pytest.fixture(autouse=True)
def no_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TICK, 3600.0)


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


async def test_who_comes_before_the_roster_knows_them_has_a_desk_as_soon_as_it_does() -> None:
    house, ayse = House(), FakeBrowser()
    everybody = tuple(house.story.floor.colleagues.values())
    house.pop.seat(c for c in everybody if c.user_id != AYSE)
    house.screens.speak(AYSE, "en")
    async with house.open() as story, served(house.hub, (ayse, AYSE)):
        await ayse.has(lambda b: bool(b.frames))
        assert not ayse.shown, "nobody knows yet whose desk it is"
        story.bus.publish(RosterChanged(everybody))
        await ayse.has(lambda b: b.shown["me"].startswith("en|") and b.shown["idle"].startswith("en|"))


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
