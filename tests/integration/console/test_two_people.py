"""Two people on one application, over the real socket and HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from santral.console.applications.calls import read_calls
from santral.crm_core.applications.follow_ups import add_follow_up
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.users.audit import AuditEntry
from santral.cti.call_records import CallLeg, CallRecord
from tests.integration.console.centre import Browser, Centre
from tests.integration.crm_core.cases import Somebody, case
from tests.patience import PATIENCE_S

NOW = datetime.now(UTC)


@pytest.fixture
async def number(centre: Centre) -> int:
    """An application of somebody else's."""
    other = await centre.agent("Selin Ak", "PJSIP/1009")
    assert other.epoch
    member = await centre.member("Şükrü Öz", "+905321112233")
    async with centre.house.database.session() as session:
        return await case(session, member, centre.people["selin"])


async def looking(tab: Browser, number: int, since: int = 1) -> str:
    answer = await tab.client.get(f"/applications/{number}/looking?since={since}")
    assert answer.status_code == 200
    return answer.text


async def at(tab: Browser, number: int) -> None:
    """The page of the application is open in the tab: its socket says so."""
    assert tab.socket is not None
    await tab.socket.close()
    await tab.has(lambda b: b.closed_with is not None)
    await tab.open(at=f"application-{number}")


async def test_who_is_there_hears_of_others_and_of_every_change(centre: Centre, number: int) -> None:
    elif_ = await centre.agent("Elif Kaya", "PJSIP/1001")
    mert = await centre.agent("Mert Aydın", "PJSIP/1002")
    await at(elif_, number)
    await elif_.has(lambda b: centre.house.push.places.people(f"application-{number}"))
    assert "Mert" not in await looking(elif_, number)
    await at(mert, number)
    here = {"kind": "place", "key": f"application-{number}"}
    await elif_.has(lambda b: here in b.told)
    assert "Mert Aydın" in await looking(elif_, number)
    elif_.told.clear()

    async with centre.house.database.session() as session:
        await add_follow_up(session, number, "Aradım", Somebody(centre.people["mert"]), NOW)
    await elif_.has(lambda b: b.told == [here])
    assert "Mert Aydın wrote: Aradım" in await looking(elif_, number)
    assert "wrote" not in await looking(mert, number)  # who did it knows
    assert "wrote" not in await looking(elif_, number, since=2)

    assert mert.socket is not None
    await mert.socket.close()
    await elif_.has(lambda b: b.told == [here, here])
    assert "Mert Aydın" not in await looking(elif_, number, since=2)


async def test_news_for_an_open_page_are_one_view_and_without_one_each_is(
    centre: Centre, number: int
) -> None:
    elif_ = await centre.agent("Elif Kaya", "PJSIP/1001")

    async def views(at_least: int) -> int:
        """Views are written a moment later, in their order."""
        query = select(func.count()).where(
            AuditEntry.subject_kind == "application", AuditEntry.action == "viewed"
        )
        count = 0
        async with asyncio.timeout(PATIENCE_S):
            while count < at_least:
                async with centre.house.database.reading() as session:
                    count = int(await session.scalar(query) or 0)
                await asyncio.sleep(0.02)
        return count

    await looking(elif_, number)
    assert await views(1) == 1
    await at(elif_, number)
    await looking(elif_, number)
    await elif_.client.get(f"/applications/{number}?since=1")
    await elif_.client.get(f"/applications/{number}")
    assert await views(2) == 2

    # A socket at the record says nothing of who asked for the page.
    burak = await centre.agent("Burak Çınar", "PJSIP/1002")
    await at(burak, number)
    await burak.client.get(f"/applications/{number}?since=1")
    assert await views(3) == 3


async def test_the_page_lists_its_calls_with_who_talked_how_long_and_what_came_of_it(
    centre: Centre, number: int
) -> None:
    elif_ = await centre.agent("Elif Kaya", "PJSIP/1001")
    me = centre.people["elif"]
    began = NOW - timedelta(hours=2)
    async with centre.house.database.session() as session:
        for call_id, into in (("1.1", "1.2"), ("1.2", None), ("1.3", None)):
            later = timedelta(minutes=30 if call_id == "1.3" else 0)
            session.add(
                CallRecord(
                    call_id=call_id,
                    started_at=began + later,
                    direction="inbound",
                    number="+905321112233",
                    ended_at=began + later + timedelta(minutes=4),
                    merged_into=into,
                )
            )
        session.add(
            CallLeg(
                leg_id="a",
                call_id="1.2",
                device="PJSIP/1001",
                user_id=me,
                from_at=began,
                answered_at=began + timedelta(seconds=10),
                till=began + timedelta(seconds=135),
                held_s=0,
            )
        )
        for call_id, result in (("1.1", "solved"), ("1.3", ""), ("9.9", "call-back")):
            session.add(
                Interaction(
                    call_id=call_id,
                    user_id=me,
                    application_id=number,
                    at=began + timedelta(hours=1),
                    direction="inbound",
                    method="phone",
                    notes="",
                    result=result,
                    version=1,
                )
            )
    async with centre.house.database.reading() as session:
        calls = await read_calls(session, number, "1.2", "https://pbx.example/r/{call_id}")
    assert [call.call_id for call in calls] == ["9.9", "1.3", "1.2"]
    unknown, missed, talked = calls
    assert (talked.agents, talked.talked_s, talked.results) == (("Elif Kaya",), 125, ("solved",))
    assert talked.recording == "https://pbx.example/r/1.2"
    assert (missed.answered, missed.talked_s, missed.recording) == (False, None, "")
    assert (unknown.at, unknown.results) == (began + timedelta(hours=1), ("call-back",))
    page = (await elif_.client.get(f"/applications/{number}")).text
    panel = page.split('id="calls"')[1].split("</section>")[0]
    assert "2:05" in panel
    assert "not answered" in panel
    assert "Elif Kaya" in panel
