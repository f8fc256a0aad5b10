"""A move that is for a team: offered to who is in it, refused to everybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from santral.crm_core.processes.book import ProcessInForce
from santral.crm_core.processes.defaults import COMPLAINT
from santral.crm_core.teams.changes import TeamForm, create_team, edit_team
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.cases import Somebody, case
from tests.integration.crm_core.people import person

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
async def elif_(console: Console) -> Person:
    return await console.person("elif")


@pytest.fixture
async def team(console: Console) -> str:
    """Nobody is in it; only they may take up a complaint."""
    async with console.house.database.session() as session:
        code = await create_team(session, TeamForm("Şikâyet", frozenset()), Somebody(1), NOW)
    moves = tuple(
        replace(move, teams=frozenset({code})) if move.target == "in-progress" else move
        for move in COMPLAINT.moves
    )
    processes = console.house.processes
    processes.book = processes.book.put(ProcessInForce(replace(COMPLAINT, moves=moves), 1))
    return code


async def test_who_joins_the_team_may_and_who_leaves_it_may_not(
    console: Console, elif_: Person, team: str
) -> None:
    async with console.house.database.session() as session:
        application = await case(session, await person(session, "Ayşe"), elif_.user_id)
    path, move = f"/applications/{application}", {"to": "in-progress", "seen": "new"}
    assert 'value="in-progress"' not in (await elif_.get(path)).text
    assert (await elif_.post(f"{path}/move", move)).status_code == 403
    async with console.house.database.session() as session:
        form = TeamForm("Şikâyet", frozenset({elif_.user_id}))
        await edit_team(session, team, form, Somebody(1), NOW)
    assert 'value="in-progress"' in (await elif_.get(path)).text
    assert (await elif_.post(f"{path}/move", move)).status_code == 303
    async with console.house.database.session() as session:
        await edit_team(session, team, TeamForm("Şikâyet", frozenset()), Somebody(1), NOW)
    again = {"to": "with-department", "seen": "in-progress"}
    assert (await elif_.post(f"{path}/move", again)).status_code == 303
    back = {"to": "in-progress", "seen": "with-department"}
    assert (await elif_.post(f"{path}/move", back)).status_code == 403
