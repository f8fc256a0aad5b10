"""Twenty calls a second, and the server ends: what the exchange says it told is held against the journal.

Killed, the server may lose one second of it: the last one in which it had a processor and a disk. What the
machine kept from it is measured, and does not count.
"""

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

from santral.console.write_behind.set_aside import FILE_NAME
from santral.crm_core.db import Database
from santral.crm_core.users.accounts import AccountForm, create_account
from santral.crm_core.users.roles import Role
from santral.cti.pbx_simulator.load import agent_device
from tests.integration.console.house import QUICK_HASH
from tests.integration.console.server import serving
from tests.kept_waiting import CAN_TELL, kept_waiting
from tests.patience import PATIENCE_S

AGENTS = 60
SOME = 300
"""Milestones, of about seventy calls: the kill comes when so many are due in the journal."""
MAY_BE_LOST_NS = 1_000_000_000
LOAD = (
    f"--port 0 --no-noise --agents {AGENTS} --queues 4 --calls-per-s 20 --seconds 120 "
    "--rings-s 0.3 --talks-s 1"
).split()
LAZY = """
from santral.console.write_behind import background_writer
background_writer.EVERY_S = 3
from santral.console.cli import main
main()
"""
"""A server that writes every three seconds."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What the exchange wrote down when it told it; by the clock all processes share."""

    what: str
    call_id: str
    device: str
    told_ns: int

    @property
    def name(self) -> tuple[str, str, str]:
        return self.what, self.call_id, self.device


@dataclass
class BusyExchange:
    """The simulated exchange, a process of its own. It rings once `go` is said."""

    port: int
    process: asyncio.subprocess.Process
    _milestones: Path

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"go\n")

    def told(self, before_ns: int) -> set[tuple[str, str, str]]:
        """Every milestone told before."""
        lines = self._milestones.read_text().splitlines(keepends=True) if self._milestones.exists() else []
        whole = [line.split() for line in lines if line.endswith("\n")]
        told = [Milestone(what, call_id, device, int(at)) for what, call_id, device, at in whole]
        return {one.name for one in told if one.told_ns < before_ns}


@asynccontextmanager
async def busy_exchange(folder: Path) -> AsyncIterator[BusyExchange]:
    milestones = folder / "milestones"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "santral.cti.pbx_simulator", *LOAD, "--milestones", str(milestones)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            port = int((await process.stdout.readline()).split()[-1])
        yield BusyExchange(port, process, milestones)
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


JOURNALLED = """
SELECT 'queued', call_id, '-' FROM call WHERE queued_at IS NOT NULL
UNION SELECT 'ended', call_id, '-' FROM call WHERE ended_at IS NOT NULL
UNION SELECT 'rang', call_id, device FROM call_leg JOIN call USING (call_id)
UNION SELECT 'answered', call_id, device FROM call_leg WHERE answered_at IS NOT NULL
"""


async def journalled(database: Database) -> set[tuple[str, str, str]]:
    async with database.reading() as session:
        return {(what, call, device) for what, call, device in await session.execute(text(JOURNALLED))}


def environment(exchange: BusyExchange, database_url: str) -> dict[str, str]:
    return {
        "SANTRAL_DATABASE_URL": database_url,
        "SANTRAL_AMI_PORT": str(exchange.port),
        "SANTRAL_AMI_SECRET": "secret",
        "SANTRAL_LOG_LEVEL": "warning",
        "SANTRAL_LOG_FORMAT": "json",
    }


async def test_told_to_stop_it_has_journalled_every_thing_it_was_told(
    database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    async with (
        busy_exchange(tmp_path) as exchange,
        serving(tmp_path, environment(exchange, sqlite_url)) as server,
    ):
        exchange.go()
        async with asyncio.timeout(PATIENCE_S):
            while len(told := exchange.told(time.monotonic_ns())) < SOME:  # noqa: ASYNC110 - a process
                await asyncio.sleep(0.05)
        server.terminate()
        assert await server.ends() == 0, server.log
    assert all(json.loads(line)["event"] for line in server.log), "it says nothing beside its log"
    assert told - await journalled(database) == set()
    assert not (tmp_path / "var" / FILE_NAME).exists()


async def late_in_the_journal(
    folder: Path, database_url: str, database: Database, program: tuple[str, ...] = ("-m", "santral")
) -> set[tuple[str, str, str]]:
    """What a server that is killed in the middle of its calls would have lost although it had its second:
    a kill leaves what is committed, so every look at the journal stands for one; the last is real."""
    late = set()
    async with (
        busy_exchange(folder) as exchange,
        serving(folder, environment(exchange, database_url), program=program) as server,
    ):

        def due() -> set[tuple[str, str, str]]:
            watch.look()
            return exchange.told(watch.before_ns(time.monotonic_ns(), MAY_BE_LOST_NS))

        with kept_waiting((server.process.pid, exchange.process.pid), folder) as watch:
            exchange.go()
            async with asyncio.timeout(PATIENCE_S):
                while len(must_be_there := due()) < SOME:
                    late |= must_be_there - await journalled(database)
                    await asyncio.sleep(0.05)
            must_be_there = due()
            server.kill()
        await server.ends()
    return late | (must_be_there - await journalled(database))


@pytest.mark.skipif(not CAN_TELL, reason="only Linux tells how long a process was kept waiting")
async def test_killed_it_has_journalled_all_but_what_it_was_told_in_the_last_second(
    database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    assert await late_in_the_journal(tmp_path, sqlite_url, database) == set()


@pytest.mark.skipif(not CAN_TELL, reason="only Linux tells how long a process was kept waiting")
async def test_a_server_that_writes_every_three_seconds_loses_more(
    database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    late = await late_in_the_journal(tmp_path, sqlite_url, database, ("-c", LAZY))
    assert late, "or the test above would not see it"
