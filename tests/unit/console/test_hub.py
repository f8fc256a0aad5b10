"""Browsers come and go; a slow one is cut off and makes nobody wait."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from santral.console.push.hub import Hub
from santral.console.push.line import GOING_AWAY, SIGNED_OUT, TOO_MANY, TOO_SLOW, HubLimits
from santral.console.push.stream import Change, Fragment
from tests.patience import PATIENCE_S
from tests.unit.console.fake_browser import FakeBrowser, served

AYSE, MEHMET = 1, 2


class Desk:
    """What the users' desks show, for streams that begin."""

    def __init__(self) -> None:
        self.shows = {AYSE: {"me": "ready"}, MEHMET: {"me": "ready"}}

    def compose(self, user_id: int) -> Mapping[str, Fragment]:
        return {key: Fragment(html) for key, html in self.shows[user_id].items()}


def put(key: str, html: str) -> Change:
    return Change({key: Fragment(html)})


async def test_two_browsers_of_one_user_show_the_same_and_another_user_sees_none_of_it() -> None:
    hub = Hub(Desk().compose)
    tab, phone, other = FakeBrowser(), FakeBrowser(), FakeBrowser()
    async with served(hub, (tab, AYSE), (phone, AYSE), (other, MEHMET)):
        hub.publish(AYSE, put("call-1", "Şükrü arıyor"))
        for browser in (tab, phone):
            await browser.has(lambda b: b.shown == {"me": "ready", "call-1": "Şükrü arıyor"})
        await other.has(lambda b: b.shown == {"me": "ready"})
    assert [frame["n"] for frame in tab.frames] == [0, 1]


async def test_a_browser_that_comes_back_gets_what_it_missed() -> None:
    hub = Hub(Desk().compose)
    before, after = FakeBrowser(), FakeBrowser()
    async with served(hub, (before, AYSE)):
        await before.has(lambda b: bool(b.frames))
        before.leave()
        await asyncio.sleep(0)
    hub.publish(AYSE, put("me", "on call"))
    epoch = before.frames[0]["epoch"]
    async with served(hub, (after, AYSE), resume=(epoch, 0)):
        await after.has(lambda b: len(b.frames) == 1)
    assert after.frames == [{"n": 1, "put": {"me": "on call"}}]


async def test_a_browser_that_does_not_read_is_cut_off_and_slows_nobody() -> None:
    hub = Hub(Desk().compose, HubLimits(queue_frames=4, close_deadline_s=0.1))
    stuck, good = FakeBrowser(reads=False), FakeBrowser()
    async with served(hub, (stuck, AYSE), (good, AYSE)) as (stuck_task, _):
        for number in range(20):
            hub.publish(AYSE, put("me", f"state {number}"))
            await good.has(lambda b, n=number: b.shown == {"me": f"state {n}"})  # type: ignore[misc]
        async with asyncio.timeout(PATIENCE_S):
            await stuck_task
        assert stuck.closed_with == TOO_SLOW
        assert hub.sockets == 1


async def test_a_send_that_takes_too_long_cuts_the_browser_off() -> None:
    hub = Hub(Desk().compose, HubLimits(send_deadline_s=0.05))
    stuck = FakeBrowser(reads=False)
    async with served(hub, (stuck, AYSE)) as (task,):
        async with asyncio.timeout(PATIENCE_S):
            await task
    assert stuck.closed_with == TOO_SLOW


async def test_too_many_bytes_waiting_cut_the_browser_off() -> None:
    hub = Hub(Desk().compose, HubLimits(queue_bytes=10_000))
    stuck = FakeBrowser(reads=False)
    async with served(hub, (stuck, AYSE)) as (task,):
        for _ in range(5):
            hub.publish(AYSE, put("customer-1", "x" * 4000))
        async with asyncio.timeout(PATIENCE_S):
            await task
    assert stuck.closed_with == TOO_SLOW


async def test_a_browser_whose_network_went_away_is_forgotten_quietly() -> None:
    hub = Hub(Desk().compose)
    browser = FakeBrowser()
    async with served(hub, (browser, AYSE)) as (task,):
        await browser.has(lambda b: bool(b.frames))
        browser.vanish()
        hub.publish(AYSE, put("me", "on call"))
        async with asyncio.timeout(PATIENCE_S):
            await task
    assert browser.closed_with is None
    assert hub.sockets == 0


async def test_a_browser_that_misbehaves_is_told_why() -> None:
    hub = Hub(Desk().compose)
    browser = FakeBrowser()
    async with served(hub, (browser, AYSE)) as (task,):
        browser.leave(1009)
        async with asyncio.timeout(PATIENCE_S):
            await task
    assert browser.closed_with == 1009


async def test_a_session_that_ends_takes_its_browsers_along_and_only_them() -> None:
    hub = Hub(Desk().compose)
    here, elsewhere = FakeBrowser(), FakeBrowser()
    async with served(hub, (here, AYSE), session=1), served(hub, (elsewhere, AYSE), session=2):
        hub.close_session(1)
        hub.publish(AYSE, put("me", "on call"))
        await elsewhere.has(lambda b: b.shown == {"me": "on call"})
        await asyncio.sleep(0)
    assert here.closed_with == SIGNED_OUT
    assert elsewhere.closed_with is None


async def test_at_shutdown_every_browser_is_told_to_come_back() -> None:
    hub = Hub(Desk().compose)
    browsers = [FakeBrowser() for _ in range(5)]
    async with served(hub, *[(browser, AYSE) for browser in browsers]):
        await hub.close_all()
    assert [browser.closed_with for browser in browsers] == [GOING_AWAY] * 5
    late = FakeBrowser()
    await hub.serve(late, AYSE, 1, "", 0)
    assert late.closed_with == GOING_AWAY


async def test_one_browser_too_many_is_refused() -> None:
    hub = Hub(Desk().compose, HubLimits(sockets_per_user=2))
    first, second, third = FakeBrowser(), FakeBrowser(), FakeBrowser()
    async with served(hub, (first, AYSE), (second, AYSE)):
        await hub.serve(third, AYSE, 1, "", 0)
        assert third.closed_with == TOO_MANY
        assert hub.sockets == 2


async def test_the_stream_of_somebody_who_left_is_kept_for_a_while_only() -> None:
    now = 0.0
    desk = Desk()
    hub = Hub(desk.compose, HubLimits(linger_s=60), clock=lambda: now)
    browser = FakeBrowser()
    async with served(hub, (browser, AYSE)):
        await browser.has(lambda b: bool(b.frames))
    epoch = browser.frames[0]["epoch"]
    now = 59.0
    hub.sweep()
    assert hub.is_watching(AYSE)
    now = 61.0
    hub.sweep()
    assert not hub.is_watching(AYSE)
    desk.shows[AYSE] = {"me": "paused"}
    again = FakeBrowser()
    async with served(hub, (again, AYSE), resume=(epoch, 0)):
        await again.has(lambda b: b.shown == {"me": "paused"})


async def test_only_so_many_streams_linger() -> None:
    hub = Hub(lambda user_id: {}, HubLimits(lingering_streams=3))
    for user_id in range(10):
        browser = FakeBrowser()
        async with served(hub, (browser, user_id)):
            await browser.has(lambda b: bool(b.frames))
    hub.sweep()
    assert list(hub.watching()) == [7, 8, 9]


async def test_another_language_is_shown_at_once() -> None:
    desk = Desk()
    hub = Hub(desk.compose)
    browser = FakeBrowser()
    async with served(hub, (browser, AYSE)):
        await browser.has(lambda b: b.shown == {"me": "ready"})
        desk.shows[AYSE] = {"me": "hazır"}
        hub.recompose(AYSE)
        await browser.has(lambda b: b.shown == {"me": "hazır"})


async def test_nothing_is_kept_for_a_user_who_never_came() -> None:
    hub = Hub(Desk().compose)
    hub.publish(AYSE, put("me", "on call"))
    assert not list(hub.watching())


async def test_a_reader_that_breaks_does_not_go_unseen() -> None:
    class Broken(FakeBrowser):
        async def read(self) -> int:
            raise ValueError("bug")

    hub = Hub(Desk().compose)
    with pytest.raises(ExceptionGroup):
        await hub.serve(Broken(), AYSE, 1, "", 0)
    assert hub.sockets == 0
