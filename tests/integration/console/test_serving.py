"""The server as a process: told to stop it loses nothing, killed it loses no note and little else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from santral.console.administration.new_account import create_account_now
from santral.console.serving import STOPPING_ALREADY, listen
from santral.console.write_behind.set_aside import FILE_NAME
from santral.crm_core.db import Database
from santral.crm_core.users.accounts import AccountForm
from santral.cti.pbx_simulator import PbxSimulator
from tests.integration.console.house import PASSWORD, SCRIPT, Person
from tests.integration.console.server import Server, serving
from tests.integration.console.watching import pop, watch
from tests.patience import PATIENCE_S

GOING_ON = "SELECT 1 FROM call WHERE ended_at IS NULL"


@pytest.fixture
async def pbx() -> AsyncIterator[PbxSimulator]:
    async with PbxSimulator(users={"santral": "secret"}) as pbx:
        yield pbx


@pytest.fixture
def environment(sqlite_url: str, pbx: PbxSimulator) -> dict[str, str]:
    return {
        "SANTRAL_DATABASE_URL": sqlite_url,
        "SANTRAL_AMI_PORT": str(pbx.port),
        "SANTRAL_AMI_SECRET": "secret",
        "SANTRAL_LOG_LEVEL": "info",
    }


AtWork = Callable[[], AbstractAsyncContextManager[tuple[Server, Person]]]


@pytest.fixture
async def at_work(sqlite_url: str, environment: dict[str, str], tmp_path: Path, pbx: PbxSimulator) -> AtWork:
    """Opens the server, linked to the exchange, with Elif (PJSIP/1001) signed in."""
    form = AccountForm("Elif", "agent", "PJSIP/1001", "1001", "en")
    await create_account_now(sqlite_url, "elif", PASSWORD, form, datetime.now(UTC))

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Server, Person]]:
        async with serving(tmp_path, environment) as server:
            elif_ = await server.sign_in("elif")
            await pbx.wait_manager()
            yield server, elif_

    return opened


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.dispose()


async def rows(database: Database, query: str) -> list[Any]:
    async with database.reading() as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def until_none(database: Database, query: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await rows(database, query):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)


async def until_some(database: Database, query: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await rows(database, query):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)


@asynccontextmanager
async def locked(database: Database) -> AsyncIterator[None]:
    """Another program writes, and takes its time."""
    async with database.session() as session:
        await session.execute(text("SELECT 1"))
        yield


async def read_to_the_end(browser: ClientConnection) -> None:
    async for _ in browser:
        pass


async def test_told_to_stop_it_says_so_to_browsers_and_loses_nothing(
    at_work: AtWork, pbx: PbxSimulator, database: Database
) -> None:
    async with at_work() as (server, elif_):
        async with watch(server, elif_) as browser:
            call = pbx.call("+905321112233", "Ayşe Çelik")
            await pop(browser)
            server.terminate()  # at once: what just rang is still on its way to the database
            with pytest.raises(ConnectionClosed):
                await read_to_the_end(browser)
            assert browser.close_code == 1012
        assert await server.ends() == 0
    assert await rows(database, "SELECT call_id, number, ended_at IS NULL FROM call") == [
        (call.linkedid, "+905321112233", 1)
    ]
    legs = await rows(database, "SELECT device, user_id, outcome FROM call_leg")
    assert ("PJSIP/1001", 1, None) in legs
    states = await rows(database, "SELECT state FROM agent_state_change ORDER BY at")
    assert ("ringing",) in states
    assert states[-1] == ("unseen",)


async def test_told_again_while_it_stops_it_says_so_and_still_writes_everything(
    at_work: AtWork, tmp_path: Path, pbx: PbxSimulator, database: Database
) -> None:
    async with at_work() as (server, elif_):
        async with watch(server, elif_) as browser, locked(database):  # what is to be written waits
            call = pbx.call("+905321112233", "Ayşe Çelik")
            await pop(browser)
            server.terminate()
            with pytest.raises(ConnectionClosed):
                await read_to_the_end(browser)
            for tell in (server.terminate, server.interrupt, server.interrupt):
                tell()
                await server.says(STOPPING_ALREADY)
        assert await server.ends() == 0
    assert await rows(database, "SELECT call_id FROM call") == [(call.linkedid,)]
    assert not (tmp_path / "var" / FILE_NAME).exists()


async def test_killed_it_loses_no_note_that_was_answered_and_no_call_that_was_written(
    at_work: AtWork, pbx: PbxSimulator, database: Database
) -> None:
    async with at_work() as (server, elif_):
        async with watch(server, elif_) as browser:
            call = pbx.call("+905321112233", "Ayşe Çelik")
            await pop(browser)
            path = f"/calls/{call.linkedid}/draft"
            fields = {"notes": "Buzdolabı soğutmuyor", "version": "0"}
            headers = SCRIPT | server.origin | {"x-csrf-token": elif_.csrf}
            answer = await elif_.client.post(path, data=fields, headers=headers)
            assert answer.status_code == 200, answer.text
            await until_some(database, "SELECT 1 FROM call JOIN call_leg USING (call_id)")
            server.kill()
        await server.ends()
    assert await rows(database, "SELECT notes FROM interaction_draft") == [("Buzdolabı soğutmuyor",)]
    assert await rows(database, "SELECT call_id FROM call") == [(call.linkedid,)]
    assert ("PJSIP/1001",) in await rows(database, "SELECT device FROM call_leg")


async def test_after_a_restart_the_same_call_is_the_same_row(
    at_work: AtWork, environment: dict[str, str], tmp_path: Path, pbx: PbxSimulator, database: Database
) -> None:
    async with at_work() as (server, elif_):
        async with watch(server, elif_) as browser:
            living = pbx.call("+905321112233", "Ayşe Çelik")
            ending = pbx.call("+905421234567", "Şükrü Öğüt", "4441")
            await pop(browser)
        server.terminate()
        await server.ends()
    ending.hang_up()
    async with serving(tmp_path, environment) as server:
        await pbx.wait_manager()
        await until_none(database, f"{GOING_ON} AND call_id = '{ending.linkedid}'")
        living.hang_up()
        await until_none(database, GOING_ON)
        server.terminate()
        assert await server.ends() == 0
    told = dict(await rows(database, "SELECT call_id, lost_sight FROM call"))
    assert told == {living.linkedid: 0, ending.linkedid: 1}


async def test_what_is_written_in_two_halves_does_not_wait_between_them() -> None:
    """Also where there is no uvloop: a program that keeps its connection would wait 40 ms for each answer."""
    waits: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def accepted(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted_by: socket.socket = writer.get_extra_info("socket")
        waits.set_result(accepted_by.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(accepted, sock=listen("127.0.0.1", 0)) as server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await waits
        writer.close()
