"""Fields that administrators add: made on screen, filled in applications, found, and given out as a file."""

from __future__ import annotations

import re

import pytest

from santral.crm_core.applications.history import read_history
from santral.crm_core.applications.tables import Application
from santral.crm_core.users.roles import Role
from tests.integration.console.house import BASE_URL, Console, Person
from tests.integration.crm_core.people import AYSE, person

PLACE = "/administration/custom-fields"
POLICY = {"name_tr": "Poliçe no", "name_en": "Policy number", "kind": "text", "required": "1"}
COLOUR = {"name_tr": "Renk", "name_en": "Colour", "kind": "choice", "choices": "Kırmızı = Red\nMavi = Blue"}
NEW = {"type": "complaint", "subject": "Kapı çizik geldi", "priority": "normal"}


@pytest.fixture
async def boss(console: Console) -> Person:
    return await console.person("boss", Role.ADMINISTRATOR)


@pytest.fixture
async def ayse(console: Console, boss: Person) -> int:
    for field in (POLICY, COLOUR):
        assert (await boss.post(f"{PLACE}/complaint", field)).status_code == 303
    async with console.house.database.session() as session:
        return await person(session, "Ayşe Çelik", AYSE)


async def opened(who: Person, member: int, **fields: str) -> int:
    answer = await who.post("/applications/new", NEW | {"member": str(member)} | fields)
    assert answer.status_code == 303, answer.text
    found = re.search(r"/applications/(\d+)", answer.headers["location"])
    assert found
    return int(found[1])


FILLED = {"custom:complaint:policy-number": "POL 77412", "custom:complaint:colour": "kirmizi-red"}


async def test_what_stands_in_them_is_shown_kept_in_the_history_and_found(
    console: Console, boss: Person, ayse: int
) -> None:
    application = await opened(boss, ayse, **FILLED)
    at = f"/applications/{application}"
    page = (await boss.get(at)).text
    for shown in ("Policy number", "POL 77412", "Colour", ">Red<"):
        assert shown in page
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    changed = {"version": found[1], "custom:complaint:colour": "mavi-blue"}
    assert (await boss.post(at, NEW | changed)).status_code == 303
    async with console.house.database.reading() as session:
        kept = await session.get_one(Application, application)
        [line] = [row for row in await read_history(session, application) if row.field]
    assert kept.custom == {"policy-number": "POL 77412", "colour": "mavi-blue"}
    assert (line.field, line.before, line.after) == ("custom:colour", "kirmizi-red", "mavi-blue")
    assert "Red → Blue" in (await boss.get(at)).text
    for text in ("77412", "mavi", "blue"):
        assert f'href="{at}"' in (await boss.get(f"/applications?q={text}")).text


async def test_a_required_one_is_asked_for_of_its_type_only(boss: Person, ayse: int) -> None:
    answer = await boss.post("/applications/new", NEW | {"member": str(ayse)})
    assert answer.status_code == 422
    assert 'id="error-custom:complaint:policy-number"' in answer.text
    await opened(boss, ayse, type="service")
    wrong = FILLED | {"custom:complaint:colour": "mor"}
    answer = await boss.post("/applications/new", NEW | {"member": str(ayse)} | wrong)
    assert answer.status_code == 422
    assert "POL 77412" in answer.text


async def test_one_that_is_used_is_retired_and_not_deleted(boss: Person, ayse: int) -> None:
    application = await opened(boss, ayse, **FILLED)
    refused = await boss.post(f"{PLACE}/complaint/colour/delete")
    assert refused.status_code == 422
    assert (await boss.post(f"{PLACE}/complaint/colour/retire")).status_code == 303
    page = (await boss.get(f"/applications/{application}")).text
    assert ">Red<" in page
    assert "custom:complaint:colour" not in page
    assert (
        await boss.post(f"{PLACE}/complaint", POLICY | {"name_tr": "Boş", "name_en": ""})
    ).status_code == 303
    assert (await boss.post(f"{PLACE}/complaint/bos/delete")).status_code == 303


async def test_what_is_wrong_is_said_and_the_form_comes_back(boss: Person, ayse: int) -> None:
    twice = await boss.post(f"{PLACE}/complaint", POLICY)
    assert twice.status_code == 422
    assert 'id="error-new-name_tr"' in twice.text
    empty = await boss.post(f"{PLACE}/complaint/colour", COLOUR | {"choices": ""})
    assert empty.status_code == 422
    assert 'id="error-colour-choices"' in empty.text
    assert (await boss.get(f"{PLACE}/nothing")).status_code == 404
    assert (await boss.post(f"{PLACE}/complaint/nothing", POLICY)).status_code == 404


async def test_they_are_given_out_and_taken_in_as_a_file(console: Console, boss: Person, ayse: int) -> None:
    given = await boss.get(f"{PLACE}-file")
    assert given.headers["content-disposition"] == 'attachment; filename="santral-custom-fields.csv"'
    text = given.text + "service;;date;Kurulum günü;Day of installation;;;\r\n"
    headers = {"origin": BASE_URL, "x-csrf-token": boss.csrf, "accept-language": "en"}
    taken = await boss.client.post(f"{PLACE}-file", files={"file": ("f.csv", text.encode())}, headers=headers)
    assert taken.status_code == 303, taken.text
    assert [one.name_tr for one in console.house.custom_fields.book] == ["Poliçe no", "Renk", "Kurulum günü"]
    bad = await boss.client.post(
        f"{PLACE}-file",
        files={"file": ("f.csv", (given.text + "service;;?;x;;;;\r\n").encode())},
        headers=headers,
    )
    assert bad.status_code == 422
    await console.house.custom_fields.load()
    assert len(list(console.house.custom_fields.book)) == 3
