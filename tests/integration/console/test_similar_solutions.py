"""Past solutions over HTTP, beside the form of a new application and on an application's page."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from santral.crm_core.applications.edit import find_application
from tests.integration.console.house import SCRIPT, Console, Person
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import AYSE, person


@pytest.fixture
async def elif_(console: Console) -> Person:
    return await console.person("elif")


@pytest.fixture
async def ayse(console: Console) -> int:
    async with console.house.database.session() as session:
        return await person(session, "Ayşe Çelik", AYSE)


@pytest.fixture
async def solved(console: Console, elif_: Person, ayse: int) -> int:
    async with console.house.database.session() as session:
        made = await case(
            session, ayse, elif_.user_id, "Su <b>kaçırıyor</b>", resolution='Conta "değişti". Sorun yok.'
        )
        (await find_application(session, made)).solved_at = datetime.now(UTC)
    return made


async def test_what_helped_is_shown_while_one_types(elif_: Person, ayse: int, solved: int) -> None:
    asked = urlencode({"subject": "su kaçırdı", "category": "", "product": "", "member": ayse})
    answer = await elif_.get(f"/applications/similar?{asked}", SCRIPT)
    assert answer.status_code == 200
    assert f'href="/applications/{solved}"' in answer.text
    assert "Su &lt;b&gt;kaçırıyor&lt;/b&gt;" in answer.text
    assert "Conta &#34;değişti&#34;.</span>" in answer.text
    assert "The same customer" in answer.text
    assert "data-use-solution" not in answer.text


async def test_on_an_applications_page_it_can_be_used(
    console: Console, elif_: Person, ayse: int, solved: int
) -> None:
    async with console.house.database.session() as session:
        now = await case(session, ayse, elif_.user_id, "Makine su kaçırıyor")
    answer = await elif_.get(f"/applications/similar?application={now}", SCRIPT)
    assert 'data-use-solution="Conta &#34;değişti&#34;. Sorun yok."' in answer.text
    assert (
        f"/applications/{solved}"
        not in (await elif_.get(f"/applications/similar?application={solved}", SCRIPT)).text
    )


async def test_what_cannot_be_asked(elif_: Person) -> None:
    assert "None is like this one yet" in (await elif_.get("/applications/similar", SCRIPT)).text
    assert (await elif_.get("/applications/similar?application=77", SCRIPT)).status_code == 404
    assert (await elif_.get("/applications/similar?application=x", SCRIPT)).status_code == 422
    assert (await elif_.get("/applications/similar?member=x", SCRIPT)).status_code == 422


async def test_the_forms_ask_for_it(elif_: Person, ayse: int, solved: int) -> None:
    new = (await elif_.get(f"/applications/new?member={ayse}")).text
    assert 'hx-get="/applications/similar"' in new
    one = (await elif_.get(f"/applications/{solved}")).text
    assert f'hx-get="/applications/similar?application={solved}"' in one
