"""A real server of ours: its own process, database and accounts, linked to the real exchange."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from santral.crm_core.db import Database
from santral.crm_core.members.create import NewMember, create_person
from santral.crm_core.timeline import append
from santral.crm_core.users.accounts import AccountForm, create_account
from santral.crm_core.users.roles import Role
from tests.asterisk.exchange import HOST, Exchange
from tests.asterisk.ports import free_tcp_port
from tests.patience import PATIENCE_S

SANTRAL = Path(sys.executable).with_name("santral")
PASSWORD = "mavi-kalem-41"
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

AGENTS = {
    "ayse": AccountForm("Ayşe Yılmaz", Role.AGENT, "PJSIP/1001", "1001", "tr"),
    "mehmet": AccountForm("Mehmet Demir", Role.AGENT, "PJSIP/1002", "1002", "en"),
    "zeynep": AccountForm("Zeynep Kaya", Role.AGENT, "PJSIP/1003", "1003", "en"),
}
CUSTOMER = NewMember(
    "Ayşe Çelik",
    "0532 111 22 33",
    "ayse.celik@ornek.example",
    "Eskişehir",
    "Öğleden sonra aranmak ister.",
    "gold",
)
HISTORY = (
    "Fatura itirazı incelendi",
    "Yeni adres kaydedildi",
    "Kargo gecikmesi için özür dilendi",
    "Garanti süresi soruldu",
    "İlk sipariş",
)
"""Titles in the customer's timeline, newest first, a week apart."""


class Console:
    """`santral serve`, run as an administrator runs it. It comes back at the same address."""

    def __init__(self, exchange: Exchange, folder: Path, database_url: str) -> None:
        port = free_tcp_port()
        self.address = f"http://{HOST}:{port}"
        self.log: list[str] = []
        self._folder = folder
        self._settings = {
            "SANTRAL_DATABASE_URL": database_url,
            "SANTRAL_VAR_DIR": str(folder / "var"),
            "SANTRAL_AMI_HOST": HOST,
            "SANTRAL_AMI_PORT": str(exchange.ami_port),
            "SANTRAL_AMI_SECRET": exchange.secret,
            "SANTRAL_HOST": HOST,
            "SANTRAL_PORT": str(port),
            "SANTRAL_BASE_URL": self.address,
        }

    async def start(self) -> None:
        """Start it and wait until it takes requests."""
        self._process = await self._run("serve")
        self._ready = asyncio.Event()
        self._reading = asyncio.create_task(self._read(self._process))
        async with asyncio.timeout(PATIENCE_S):
            await self._ready.wait()
        if self._reading.done():
            raise RuntimeError("the server ended at once:\n" + "".join(self.log))

    async def stop(self) -> int:
        """SIGTERM, as a service manager sends it; the exit code."""
        self._process.terminate()
        return await self._ended()

    async def kill(self) -> None:
        """SIGKILL: it cannot write one more byte. Does nothing where it has ended already."""
        if self._process.returncode is None:
            self._process.kill()
        await self._ended()

    async def command(self, *arguments: str, **settings: str) -> tuple[int, str]:
        """Another command of `santral` with the same settings: its exit code and what it said."""
        process = await self._run(*arguments, **settings)
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    async def _run(self, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            SANTRAL,
            *arguments,
            cwd=self._folder,  # where no .env is
            env={"PATH": os.environ["PATH"], **self._settings, **settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def _ended(self) -> int:
        async with asyncio.timeout(PATIENCE_S):
            await self._reading
            return await self._process.wait()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := (await process.stdout.readline()).decode():
            self.log.append(line)
            if line.startswith("Santral is ready"):
                self._ready.set()
        self._ready.set()  # it ended; whoever waits sees that it is not there


async def people_the_house(database_url: str, history: Sequence[str] = HISTORY) -> None:
    """Three agents, one customer with a history."""
    database, now = Database(database_url), datetime.now(UTC)
    async with database.session() as session:
        for username, form in AGENTS.items():
            await create_account(session, username, form, QUICK_HASH, now)
        member = await create_person(session, CUSTOMER, now - timedelta(days=900))
        for weeks, title in reversed(list(enumerate(history, start=1))):
            await append(
                session,
                member.header.member_id,
                at=now - timedelta(weeks=weeks),
                kind="interaction",
                title=title,
                by="Can Öztürk",
            )
    await database.dispose()
