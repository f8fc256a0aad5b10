"""Twenty calls a second, and the server ends: what the exchange says it rang is held against the journal."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from santral.console.set_aside import FILE_NAME
from santral.crm_core.db import Database
from santral.crm_core.users.accounts import AccountForm, create_account
from santral.crm_core.users.roles import Role
from santral.cti.pbx_simulator.load import agent_device
from tests.integration.console.house import QUICK_HASH
from tests.integration.console.server import serving
from tests.patience import PATIENCE_S

AGENTS = 60
SOME_RINGS = 100
LOAD = (
    f"--port 0 --no-noise --agents {AGENTS} --queues 4 --calls-per-s 20 --seconds 120 "
    "--rings-s 0.3 --talks-s 1"
).split()


@dataclass(frozen=True, slots=True)
class Ring:
    """What the exchange wrote down when it told of a ring; by the clock all processes share."""

    call_id: str
    device: str
    told_ns: int


@dataclass
class BusyExchange:
    """The simulated exchange, a process of its own. It rings once `go` is said."""

    port: int
    _process: asyncio.subprocess.Process
    _stamps: Path

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"go\n")

    def rings(self, before_ns: int) -> set[tuple[str, str]]:
        """Call and device of every ring told before."""
        return {(ring.call_id, ring.device) for ring in self._rings() if ring.told_ns < before_ns}

    async def has_rung(self, times: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while len(self._rings()) < times:  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.05)

    def _rings(self) -> list[Ring]:
        lines = self._stamps.read_text().splitlines(keepends=True) if self._stamps.exists() else []
        whole = [line.split() for line in lines if line.endswith("\n")]
        return [Ring(call_id, device, int(at)) for call_id, device, at in whole]


@asynccontextmanager
async def busy_exchange(folder: Path) -> AsyncIterator[BusyExchange]:
    stamps = folder / "stamps"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "santral.cti.pbx_simulator", *LOAD, "--stamps", str(stamps)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            port = int((await process.stdout.readline()).split()[-1])
        yield BusyExchange(port, process, stamps)
    finally:
        process.kill()
        await process.wait()


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """With an account for each phone."""
    database, now = Database(sqlite_url), datetime.now(UTC)
    async with database.session() as session:
        for n in range(AGENTS):
            form = AccountForm(f"Agent {n}", Role.AGENT, device=agent_device(n))
            await create_account(session, f"agent{n}", form, QUICK_HASH, now)
    yield database
    await database.dispose()


async def journalled(database: Database) -> set[tuple[str, str]]:
    """Call and device of every leg in the journal, the call being there too."""
    query = "SELECT call_id, device FROM call_leg JOIN call USING (call_id)"
    async with database.reading() as session:
        return {(row.call_id, row.device) for row in await session.execute(text(query))}


async def are_journalled(told: set[tuple[str, str]], database: Database) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while told - await journalled(database):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("end", ["told to stop", "killed"])
async def test_every_ring_the_exchange_told_of_is_in_the_journal(
    end: str, database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    async with busy_exchange(tmp_path) as exchange:
        environment = {
            "SANTRAL_DATABASE_URL": sqlite_url,
            "SANTRAL_AMI_PORT": str(exchange.port),
            "SANTRAL_AMI_SECRET": "secret",
            "SANTRAL_LOG_LEVEL": "warning",
            "SANTRAL_LOG_FORMAT": "json",
        }
        async with serving(tmp_path, environment) as server:
            exchange.go()
            await exchange.has_rung(SOME_RINGS)
            told = exchange.rings(before_ns=time.monotonic_ns())
            if end == "killed":
                await are_journalled(told, database)  # while it goes on to ring
                server.kill()
                await server.ends()
            else:
                server.terminate()
                assert await server.ends() == 0, server.log
    assert all(json.loads(line)["event"] for line in server.log), "it says nothing beside its log"
    assert len(told) >= SOME_RINGS / 2
    assert told - await journalled(database) == set()
    assert not (tmp_path / "var" / FILE_NAME).exists()
