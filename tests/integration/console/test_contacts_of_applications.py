"""An SMS, a visit or a call is put to the application it was about, and stands on that application's page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from santral.crm_core.applications.tables import ApplicationChange
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.timeline import read_timeline
from tests.integration.console.centre import Centre, call_id_of, key
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import AYSE, person

SMS = {
    "notes": "Usta yarın 10\u2019da geliyor.",
    "result": "information-given",
    "method": "sms",
    "direction": "outbound",
    "version": "0",
}


@pytest.fixture
async def elif_(console: Console) -> Person:
    return await console.person("elif")


@pytest.fixture
async def ayse(console: Console, elif_: Person) -> int:
    async with console.house.database.session() as session:
        return await person(session, "Ayşe Çelik", AYSE)


@pytest.fixture
async def washer(console: Console, elif_: Person, ayse: int) -> int:
    async with console.house.database.session() as session:
        return await case(session, ayse, elif_.user_id, "Makine su kaçırıyor")


async def kinds(console: Console, application_id: int) -> list[str]:
    query = select(ApplicationChange.kind).where(ApplicationChange.application_id == application_id)
    async with console.house.database.reading() as session:
        return list(await session.scalars(query.order_by(ApplicationChange.change_id)))


def messages(page: str) -> str:
    return page.split('id="messages"')[1].split("</section>")[0]


async def test_an_sms_stands_on_the_page_of_its_application_and_in_the_history_of_the_customer(
    console: Console, elif_: Person, ayse: int, washer: int
) -> None:
    form = (await elif_.get(f"/interactions/new?member={ayse}&application={washer}")).text
    assert re.search(rf'<option value="{washer}" selected>', form)
    sent = SMS | {"member": str(ayse), "application_id": str(washer)}
    saved = await elif_.post("/interactions/new", sent)
    assert saved.status_code == 303, saved.text
    shown = messages((await elif_.get(f"/applications/{washer}")).text)
    assert "Usta yarın 10" in shown
    assert "SMS" in shown
    assert (await kinds(console, washer))[-1] == "contact-added"
    async with console.house.database.reading() as session:
        newest = (await read_timeline(session, ayse)).rows[0]
    assert (newest.kind, newest.direction) == ("sms", "outbound")
    assert "Makine su kaçırıyor" in (await elif_.get(saved.headers["location"])).text


async def test_a_correction_takes_it_to_another_one(
    console: Console, elif_: Person, ayse: int, washer: int
) -> None:
    async with console.house.database.session() as session:
        oven = await case(session, ayse, elif_.user_id, "Fırın ısıtmıyor")
    await elif_.post("/interactions/new", SMS | {"member": str(ayse), "application_id": str(washer)})
    async with console.house.database.reading() as session:
        one = (await session.scalars(select(Interaction))).one()
    corrected = SMS | {"version": str(one.version), "application_id": str(oven)}
    answer = await elif_.post(f"/interactions/{one.interaction_id}", corrected)
    assert answer.status_code == 303, answer.text
    assert "Usta" not in messages((await elif_.get(f"/applications/{washer}")).text)
    assert "Usta" in messages((await elif_.get(f"/applications/{oven}")).text)
    assert (await kinds(console, washer))[-1] == "contact-removed"
    assert (await kinds(console, oven))[-1] == "contact-added"


@pytest.mark.parametrize("of", ["somebody else", "nobody", "no number"])
async def test_what_is_not_an_application_of_the_customer_is_refused_at_the_field(
    console: Console, elif_: Person, ayse: int, washer: int, of: str
) -> None:
    async with console.house.database.session() as session:
        other = await person(session, "Şükrü Öz", "+905321112299")
        theirs = await case(session, other, elif_.user_id)
    chosen = {"somebody else": str(theirs), "nobody": "999999", "no number": "x" * 40}[of]
    answer = await elif_.post("/interactions/new", SMS | {"member": str(ayse), "application_id": chosen})
    assert answer.status_code == 422
    assert 'id="error-application_id"' in answer.text
    async with console.house.database.reading() as session:
        assert (await session.scalars(select(Interaction))).all() == []
    assert "contact-added" not in await kinds(console, theirs)


async def test_a_call_about_an_application_that_is_open_is_put_to_it_beside_the_notes(centre: Centre) -> None:
    member = await centre.member("Oya Öz", "+905321112233")
    agent = await centre.agent("Ayşe Yılmaz", "PJSIP/1001")
    async with centre.house.database.session() as session:
        oven = await case(session, member, centre.people["ayse"], "Fırın ısıtmıyor")
    centre.pbx.call("+905321112233")
    await agent.has(lambda b: b.told)
    this = call_id_of(agent)
    centre.pbx.phone("PJSIP/1001").answer()
    await agent.shows(key("work", this), f'<option value="{oven}">', "Fırın ısıtmıyor")
    draft = {"notes": "Usta soruldu", "version": "0", "application_id": str(oven)}
    assert (await agent.send(f"/calls/{this}/draft", "PUT", **draft)).json() == {"version": 1}
    await agent.shows(key("work", this), f'data-application_id="{oven}"')
    await agent.send(f"/calls/{this}/interaction", **draft | {"version": "1"})
    page = (await agent.client.get(f"/applications/{oven}")).text
    assert "Ayşe Yılmaz" in page.split('id="calls"')[1].split("</section>")[0]
    assert "Usta" not in messages(page)
