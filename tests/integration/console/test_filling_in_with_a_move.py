"""What a move requires and is empty is filled in with it, on the screen and by a program."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest

from santral.crm_core.applications.tables import Application
from santral.crm_core.notifications.reading import count_unread
from santral.crm_core.processes.book import ProcessInForce
from santral.crm_core.processes.defaults import INTERACTION
from santral.crm_core.processes.process import Process, RecordKind
from tests.integration.console.api_centre import member, program
from tests.integration.console.house import Console, Person

REQUIRED = ("category", "owner", "product", "serial_number")
MOVE = {"to": "in-progress", "seen": "new"}
FILLED = {"category": "washing-machine-no-drain", "product": "CM900", "serial_number": "SN 7"}


def require(console: Console, process: Process, to: str, *required: str) -> None:
    """All moves to the stage `to` ask for these fields from now on."""
    moves = tuple(
        replace(move, required_fields=required) if move.target == to else move for move in process.moves
    )
    processes = console.house.processes
    processes.book = processes.book.put(ProcessInForce(replace(process, moves=moves), 1))


@pytest.fixture
async def chief(console: Console) -> Person:
    return await console.person("sef")


@pytest.fixture
async def case(console: Console, chief: Person) -> str:
    """Nobody's, of no category, about no product."""
    book = console.house.processes.book
    require(console, book.process(RecordKind.APPLICATION, "request"), "in-progress", *REQUIRED)
    new = {"type": "request", "subject": "Fiyat", "priority": "normal", "owner_id": ""}
    opened = await chief.post("/applications/new", new | {"member": str(await member(console))})
    return opened.headers["location"].removesuffix("?saved=1")


async def stored(console: Console, case: str) -> Application:
    async with console.house.database.reading() as session:
        return await session.get_one(Application, int(case.rsplit("/", 1)[1]))


async def test_the_page_asks_for_what_is_empty_and_takes_it_with_the_move(
    console: Console, chief: Person, case: str
) -> None:
    page = (await chief.get(case)).text
    for name in ("category", "owner_id", "product", "serial_number"):
        assert f'id="move-in-progress-{name}"' in page
    refused = await chief.post(f"{case}/move", MOVE | FILLED | {"owner_id": ""})
    assert refused.status_code == 422
    assert 'id="error-move-in-progress-owner_id"' in refused.text
    assert 'value="SN 7"' in refused.text
    elif_ = await console.account("elif")
    unknown = await chief.post(f"{case}/move", MOVE | FILLED | {"owner_id": "999"})
    assert "This colleague does not work here any more." in html.unescape(unknown.text)
    done = await chief.post(f"{case}/move", MOVE | FILLED | {"owner_id": str(elif_)})
    assert done.status_code == 303
    kept = await stored(console, case)
    assert (kept.stage, kept.owner_id) == ("in-progress", elif_)
    assert {name: getattr(kept, name) for name in FILLED} == FILLED
    async with console.house.database.reading() as session:
        assert await count_unread(session, [elif_]) == {elif_: 1}
    assert f'href="{case}"' in (await chief.get("/applications?q=cm900&state=all")).text


async def test_what_stands_there_already_is_not_asked_for_nor_written_over(
    console: Console, chief: Person, case: str
) -> None:
    robot = await program(console)
    await robot.patch(case, {"product": "K4", "owner_id": robot.user_id}, "*")
    page = (await chief.get(case)).text
    assert 'id="move-in-progress-product"' not in page
    assert (await chief.post(f"{case}/move", MOVE | FILLED)).status_code == 409
    assert (await stored(console, case)).product == "K4"


async def test_a_program_sends_the_fields_of_an_application_with_the_move(
    console: Console, case: str
) -> None:
    robot = await program(console)
    offered = (await robot.get(f"{case}/moves")).json()["items"]
    asks = next(one["asks"] for one in offered if one["to"] == "in-progress")
    assert asks == ["category", "owner_id", "product", "serial_number"]
    refused = await robot.post(f"{case}/moves", MOVE | FILLED)
    assert [one["name"] for one in refused.json()["fields"]] == ["owner_id"]
    wrong = await robot.post(f"{case}/moves", MOVE | FILLED | {"category": "no-such"})
    assert [one["name"] for one in wrong.json()["fields"]] == ["category"]
    moved = await robot.post(f"{case}/moves", MOVE | FILLED | {"owner_id": robot.user_id})
    assert moved.status_code == 201, moved.text
    assert {name: moved.json()[name] for name in FILLED} == FILLED


async def test_a_program_sends_the_fields_of_an_interaction_with_the_move(console: Console) -> None:
    require(console, INTERACTION, "done", "category", "result")
    robot = await program(console)
    saved = await robot.post("/interactions", {"member_id": await member(console), "notes": "Geldi."})
    at, move = f"/interactions/{saved.json()['interaction_id']}", {"to": "done", "seen": "open"}
    refused = await robot.post(f"{at}/moves", move | {"category": "washing-machine"})
    assert [one["name"] for one in refused.json()["fields"]] == ["result"]
    filled = {"category": "washing-machine", "result": "solved"}
    assert (await robot.post(f"{at}/moves", move | filled | {"result": "no-such"})).status_code == 422
    moved = await robot.post(f"{at}/moves", move | filled)
    assert moved.status_code == 201, moved.text
    assert {name: moved.json()[name] for name in filled} == filled
    again = await robot.post(f"{at}/moves", {"to": "open", "seen": "done", "notes": "Başka şey."})
    assert again.status_code in (404, 409)
