"""The exchange falls silent, restarts, or breaks its links while calls go on: every console says so, commands
are refused and never sent later, and afterwards the screens show what is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from santral.cti.call_events import CallId
from tests.integration.console.centre import Browser, Centre, call_id_of, key, open_centre
from tests.integration.console.house import SOON_SILENT
from tests.patience import PATIENCE_S

AYSE, MEHMET = "PJSIP/1001", "PJSIP/1002"
NUMBER = "+905321112233"


async def talking(centre: Centre) -> tuple[Browser, CallId]:
    """Ayşe talks with Oya Öz."""
    await centre.member("Oya Öz", NUMBER, "İade istendi")
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    this = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", this), 'data-state="talking"')
    return ayse, this


@pytest.fixture
async def soon_silent(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Centre]:
    async with open_centre(sqlite_url, tmp_path, SOON_SILENT) as centre:
        yield centre


async def commands_are_refused(browser: Browser, this: CallId) -> None:
    for path, fields in (
        (f"/calls/{this}/hang-up", {}),
        (f"/calls/{this}/transfer", {"to": "1003", "kind": "blind"}),
        ("/dial", {"number": "02163334455"}),
        ("/me/pause", {"reason": "Lunch"}),
    ):
        answer = await browser.send(path, **fields)
        assert (answer.status_code, bool(answer.json()["error"])) == (503, True), path


async def test_an_exchange_that_falls_silent_is_told_and_its_calls_are_back(soon_silent: Centre) -> None:
    """That it is noticed within fifteen seconds is seen where the link has its limits (`test_wire.py`)."""
    centre = soon_silent
    ayse, this = await talking(centre)
    boss = await centre.agent("Mehmet Demir", MEHMET)
    centre.pbx.freeze()
    centre.pbx.phone(AYSE).hold()  # nobody hears of it
    for browser in (ayse, boss):
        await browser.has(lambda b: b.shown["link"])
    since = centre.house.telephony.link.since
    await ayse.shows("link", "Telephony link lost", since.strftime("%H:%M"))
    await commands_are_refused(ayse, this)

    channels = set(centre.pbx.exchange.channels)
    centre.pbx.thaw()
    for browser in (ayse, boss):
        await browser.has(lambda b: not b.shown["link"])
    await ayse.shows(key("customer", this), "Oya Öz", "İade istendi")
    paused = [
        queue.members[AYSE].paused for queue in centre.pbx.exchange.queues.values() if AYSE in queue.members
    ]
    assert set(centre.pbx.exchange.channels) == channels, "nothing was dialled, moved or hung up later"
    assert not any(paused)
    assert (await ayse.send(f"/calls/{this}/hang-up")).status_code == 204
    await ayse.shows(key("call", this), 'data-state="wrap-up"')


async def test_after_a_restart_of_the_exchange_its_calls_are_over_and_new_ones_pop(centre: Centre) -> None:
    ayse, this = await talking(centre)
    kept = await ayse.send(f"/calls/{this}/draft", "PUT", notes="yarım kaldı", version="0")
    assert kept.status_code == 200
    await centre.pbx.restart()
    await ayse.shows(key("call", this), 'data-state="wrap-up"')
    await ayse.shows(key("work", this), "yarım kaldı")
    await ayse.shows_not("link")
    told = len(ayse.told)
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: len(b.told) > told)
    await ayse.shows(key("customer", call_id_of(ayse)), "İade istendi")


async def test_links_that_break_again_and_again_leave_the_right_calls_on_the_screen(centre: Centre) -> None:
    ayse, first = await talking(centre)
    gone = []
    for _ in range(3):
        missed = centre.pbx.call("02163334455")
        centre.pbx.drop_links()
        missed.hang_up()  # nobody hears of its end
        gone.append(missed.linkedid)
        await centre.pbx.wait_manager()
    await centre.link_is_up()
    await ayse.shows_not("link")
    await ayse.shows(key("call", first), 'data-state="talking"', "Oya Öz")
    async with asyncio.timeout(PATIENCE_S):
        while set(centre.house.telephony.calls.calls) != {first}:  # noqa: ASYNC110 - nobody tells a test
            await asyncio.sleep(0.01)
    for call_id in gone:
        assert "ringing" not in ayse.shown.get(key("call", call_id), "")
