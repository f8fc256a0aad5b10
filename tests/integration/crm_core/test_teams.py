"""Teams: who is in them counts at once, and what cannot be is said at its field."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from santral.crm_core.db import Database
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.teams.changes import TeamForm, bring_team_back, create_team, edit_team, retire_team
from santral.crm_core.teams.reading import members_of, read_team, read_teams, teams_of
from santral.crm_core.users.accounts import read_account
from santral.crm_core.users.audit import AuditEntry
from tests.integration.crm_core.cases import Somebody
from tests.integration.crm_core.people import NOW, user


@pytest.fixture
async def people(database: Database) -> tuple[int, int, int]:
    async with database.session() as session:
        return await user(session, "Elif"), await user(session, "Usta"), await user(session, "Deniz")


async def made(database: Database, name: str, *members: int, lead: int | None = None) -> str:
    async with database.session() as session:
        return await create_team(session, TeamForm(name, frozenset(members), lead), Somebody(1), NOW)


async def edited(database: Database, code: str, name: str, *members: int, lead: int | None = None) -> None:
    async with database.session() as session:
        await edit_team(session, code, TeamForm(name, frozenset(members), lead), Somebody(1), NOW)


async def test_who_is_in_a_team_counts_at_once(database: Database, people: tuple[int, int, int]) -> None:
    elif_, usta, deniz = people
    code = await made(database, "Şikâyet Ekibi", elif_, usta, lead=usta)
    assert code == "sikayet-ekibi"
    async with database.reading() as session:
        assert await teams_of(session, elif_) == {code}
        assert await teams_of(session, deniz) == frozenset()
        assert await members_of(session, code) == (elif_, usta)
        line = await read_team(session, code)
    assert (line.name, line.lead, [each.name for each in line.members]) == (
        "Şikâyet Ekibi",
        "Usta",
        ["Elif", "Usta"],
    )
    await edited(database, code, "Şikâyetler", usta, deniz, lead=usta)
    async with database.reading() as session:
        assert await members_of(session, code) == (usta, deniz)
        assert await teams_of(session, elif_) == frozenset()
        audited = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.entry_id)))
    assert [(entry.action, entry.subject_id) for entry in audited] == [("created", code), ("changed", code)]
    assert audited[1].detail == {"name": "Şikâyetler", "joined": [deniz], "left": [elif_]}


async def test_a_retired_team_is_nobodys_until_it_is_brought_back(
    database: Database, people: tuple[int, int, int]
) -> None:
    elif_, _, _ = people
    code = await made(database, "Servis", elif_)
    async with database.session() as session:
        with pytest.raises(InvalidInput) as refused:
            await retire_team(session, code, ["Şikayet"], Somebody(1), NOW)
    assert refused.value.field == "retired"
    async with database.session() as session:
        await retire_team(session, code, [], Somebody(1), NOW)
    async with database.reading() as session:
        assert await teams_of(session, elif_) == frozenset()
        assert await members_of(session, code) == ()
        assert [team.retired_at for team in await read_teams(session)] == [NOW]
    async with database.session() as session:
        await bring_team_back(session, code, Somebody(1), NOW)
    async with database.reading() as session:
        assert await teams_of(session, elif_) == {code}


async def test_who_left_the_house_stays_in_the_list_and_gets_nothing(
    database: Database, people: tuple[int, int, int]
) -> None:
    elif_, usta, deniz = people
    code = await made(database, "Servis", elif_, usta)
    async with database.session() as session:
        (await read_account(session, usta)).disabled_at = NOW
    async with database.reading() as session:
        assert await members_of(session, code) == (elif_,)
        members = (await read_team(session, code)).members
    assert [(each.name, each.works_here) for each in members] == [("Elif", True), ("Usta", False)]
    await edited(database, code, "Servis", elif_, usta, deniz)
    with pytest.raises(InvalidInput) as refused:
        await made(database, "Başka", usta)
    assert refused.value.field == "members"


async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(
    database: Database, people: tuple[int, int, int]
) -> None:
    elif_, usta, _ = people
    code = await made(database, "İkinci Hat", elif_)
    for field, name, members, lead in (
        ("name", " ", (elif_,), None),
        ("name", "ikinci hat", (elif_,), None),
        ("name", "x" * 61, (elif_,), None),
        ("members", "Yeni", (elif_, 999_999), None),
        ("lead_id", "Yeni", (elif_,), usta),
    ):
        with pytest.raises(InvalidInput) as refused:
            await made(database, name, *members, lead=lead)
        assert refused.value.field == field
    with pytest.raises(NotFound):
        await edited(database, "no-such-team", "Yeni", elif_)
    async with database.reading() as session:
        assert [team.code for team in await read_teams(session)] == [code]


async def test_names_of_which_no_code_can_be_made_get_two_codes(database: Database) -> None:
    assert [await made(database, name) for name in ("Ωμέγα", "Δέλτα")] == ["team", "team-2"]
