"""An administrator makes teams and says who is in them."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from santral.crm_core.processes.book import ProcessInForce
from santral.crm_core.processes.defaults import COMPLAINT
from santral.crm_core.teams.reading import read_teams, teams_of
from santral.crm_core.users.accounts import disable_account
from santral.crm_core.users.roles import Role
from tests.integration.console.house import Console, Person

PLACE = "/administration/teams"


@pytest.fixture
async def ayse(console: Console) -> Person:
    return await console.person("ayse", Role.ADMINISTRATOR)


async def test_a_team_is_made_changed_retired_and_brought_back(console: Console, ayse: Person) -> None:
    elif_, mert = await console.account("elif"), await console.account("mert")
    answer = await ayse.post(PLACE, {"name": "Saha Ekibi", "members": str(elif_), "lead_id": str(elif_)})
    assert answer.headers["location"] == f"{PLACE}/saha-ekibi?saved=1"
    listed = (await ayse.get(PLACE)).text
    assert "Saha Ekibi" in listed
    assert "Elif" in listed
    await ayse.post(f"{PLACE}/saha-ekibi", {"name": "Saha", "members": str(mert)})
    async with console.house.database.reading() as session:
        assert await teams_of(session, elif_) == frozenset()
        assert await teams_of(session, mert) == {"saha-ekibi"}
    await ayse.post(f"{PLACE}/saha-ekibi/retire")
    async with console.house.database.reading() as session:
        assert await teams_of(session, mert) == frozenset()
    await ayse.post(f"{PLACE}/saha-ekibi/bring-back")
    async with console.house.database.reading() as session:
        assert await teams_of(session, mert) == {"saha-ekibi"}


async def test_two_administrators_at_once_keep_whom_the_other_put_into_it(
    console: Console, ayse: Person
) -> None:
    elif_, mert, zeki = [await console.account(name) for name in ("elif", "mert", "zeki")]
    await ayse.post(PLACE, {"name": "Saha", "members": str(elif_)})
    shown = (await ayse.get(f"{PLACE}/saha")).text
    seen = re.findall(r'name="seen" value="(\d*)"', shown)
    assert seen == ["", str(elif_)]

    async def save(name: str, *members: int) -> str:
        form = {"name": name, "seen": seen, "members": [str(one) for one in members]}
        return (await ayse.post(f"{PLACE}/saha", form)).text  # type: ignore[arg-type]

    await save("Saha", elif_, mert)
    refused = await save("", zeki)
    assert re.findall(r'name="seen" value="(\d*)"', refused) == seen
    await save("Saha", zeki)
    async with console.house.database.reading() as session:
        [team] = await read_teams(session)
    assert {one.user_id for one in team.members} == {mert, zeki}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "SAHA"}, "name"),
        ({"name": "Yeni", "members": "999999"}, "members"),
        ({"name": "Yeni", "members": "x"}, "members"),
        ({"name": "Yeni", "lead_id": "1"}, "lead_id"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(
    console: Console, ayse: Person, fields: dict[str, str], field: str
) -> None:
    await ayse.post(PLACE, {"name": "Saha"})
    answer = await ayse.post(PLACE, fields)
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert f'value="{fields["name"]}"' in answer.text
    async with console.house.database.reading() as session:
        assert [team.name for team in await read_teams(session)] == ["Saha"]


async def test_a_team_that_a_process_asks_for_is_not_retired(console: Console, ayse: Person) -> None:
    await ayse.post(PLACE, {"name": "Saha"})
    moves = (replace(COMPLAINT.moves[0], teams=frozenset({"saha"})), *COMPLAINT.moves[1:])
    processes = console.house.processes
    processes.book = processes.book.put(ProcessInForce(replace(COMPLAINT, moves=moves), 1))
    answer = await ayse.post(f"{PLACE}/saha/retire")
    assert answer.status_code == 422
    assert "The team is still named in: Complaint." in answer.text
    assert "Processes that ask for it:" in (await ayse.get(f"{PLACE}/saha")).text


async def test_who_left_is_shown_as_gone_and_may_stay_in_the_list(console: Console, ayse: Person) -> None:
    elif_ = await console.account("elif")
    await ayse.post(PLACE, {"name": "Saha", "members": str(elif_), "lead_id": str(elif_)})
    async with console.house.database.session() as session:
        await disable_account(session, elif_, datetime.now(UTC))
    page = html.unescape((await ayse.get(f"{PLACE}/saha")).text)
    assert "does not work here any more" in page
    fields = {"name": "Saha 2", "members": str(elif_), "lead_id": str(elif_)}
    assert (await ayse.post(f"{PLACE}/saha", fields)).status_code == 303


async def test_a_team_that_never_was_is_not_found(ayse: Person) -> None:
    assert (await ayse.get(f"{PLACE}/nowhere")).status_code == 404
    assert (await ayse.post(f"{PLACE}/nowhere", {"name": "x"})).status_code == 404
