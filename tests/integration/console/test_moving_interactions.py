"""An interaction goes the way of its process: only what it allows is offered, anything else is refused."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest

from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.processes.book import ProcessInForce
from santral.crm_core.processes.defaults import INTERACTION
from santral.crm_core.users.roles import SUPERVISORS, Role
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.people import NOW, person


@pytest.fixture
async def elif_(console: Console) -> Person:
    return await console.person("elif")


@pytest.fixture
async def path(console: Console, elif_: Person) -> str:
    async with console.house.database.session() as session:
        saved = await save_interaction(
            session,
            user_id=elif_.user_id,
            call_id="call-1",
            member_id=await person(session, "Ayşe Çelik"),
            notes="Fiyat sordu.",
            at=NOW,
        )
    return f"/interactions/{saved.interaction_id}"


async def stage_of(console: Console, path: str) -> str:
    async with console.house.database.reading() as session:
        return (await session.get_one(Interaction, int(path.rsplit("/", 1)[1]))).stage


async def test_it_is_moved_and_its_history_says_so(console: Console, elif_: Person, path: str) -> None:
    page = (await elif_.get(path)).text
    assert "Stage: Open" in page
    assert 'value="follow-up"' in page
    answer = await elif_.post(f"{path}/move", {"to": "follow-up", "seen": "open"})
    assert answer.status_code == 303
    page = html.unescape((await elif_.get(path)).text)
    assert "Stage: To follow up" in page
    assert "<del>Open</del>" in page
    assert (await elif_.post(f"{path}/move", {"to": "done", "seen": "open"})).status_code == 409
    assert await stage_of(console, path) == "follow-up"


async def test_what_the_process_does_not_allow_is_neither_offered_nor_made(
    console: Console, elif_: Person, path: str
) -> None:
    moves = tuple(
        replace(move, roles=SUPERVISORS, needs_note=True, required_fields=("result",))
        if move.target == "done"
        else move
        for move in INTERACTION.moves
    )
    processes = console.house.processes
    processes.book = processes.book.put(ProcessInForce(replace(INTERACTION, moves=moves), 1))
    assert 'value="done"' not in (await elif_.get(path)).text
    move = {"to": "done", "seen": "open"}
    assert (await elif_.post(f"{path}/move", move)).status_code == 403
    chief = await console.person("sef", Role.SUPERVISOR)
    assert 'value="done"' in (await chief.get(path)).text
    refused = await chief.post(f"{path}/move", move | {"note": "Bitti"})
    assert refused.status_code == 422
    assert "Fill this in before you move on." in refused.text
    assert "Bitti" in refused.text
    assert await stage_of(console, path) == ""


async def test_a_stage_on_which_interactions_stand_is_not_taken_out(
    console: Console, elif_: Person, path: str
) -> None:
    await elif_.post(f"{path}/move", {"to": "follow-up", "seen": "open"})
    ayse = await console.person("ayse", Role.ADMINISTRATOR)
    place = "/administration/processes/interaction"
    refused = await ayse.post(f"{place}/stages/follow-up/remove", {"seen": "0"})
    assert refused.status_code == 422
    assert "Records stand on this stage (1)" in refused.text
    assert (await ayse.post(f"{place}/stages/open/remove", {"seen": "0"})).status_code == 303
