"""A real server: a process, a port, signals."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from tests.integration.console.house import PAGE, PASSWORD, Person, token_of
from tests.patience import PATIENCE_S

READY = re.compile(r"Santral is ready\D* (http://\S+)")


@dataclass
class Server:
    process: asyncio.subprocess.Process
    address: str
    log: list[str]
    clients: list[httpx2.AsyncClient] = field(default_factory=list)
    _heard: int = 0

    @property
    def origin(self) -> dict[str, str]:
        return {"origin": self.address}

    async def sign_in(self, username: str, password: str = PASSWORD) -> Person:
        client = httpx2.AsyncClient(base_url=self.address)
        self.clients.append(client)
        fields = {"username": username, "password": password, "csrf_token": await token_of(client)}
        answer = await client.post("/sign-in", data=fields, headers=PAGE | self.origin)
        assert answer.status_code == 303, answer.text
        page = await client.get("/", headers=PAGE)
        found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
        assert found
        return Person(0, username, client, found[1])

    async def says(self, text: str) -> None:
        """Wait for one more line of the log with the text."""
        async with asyncio.timeout(PATIENCE_S):
            while not any(text in line for line in self.log[self._heard :]):  # noqa: ASYNC110 - a process
                await asyncio.sleep(0.02)
        self._heard = len(self.log)

    async def ends(self) -> int:
        async with asyncio.timeout(PATIENCE_S):
            return await self.process.wait()

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        self.process.kill()


@asynccontextmanager
async def serving(
    folder: Path,
    environment: Mapping[str, str],
    command: tuple[str, ...] = ("serve",),
    program: tuple[str, ...] = ("-m", "santral"),
) -> AsyncIterator[Server]:
    """`santral serve` (or another `command` that serves) until the test has stopped it, or is over. The
    `program` is what Python is told to run."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SANTRAL_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *program, *command),
        cwd=folder,
        env=inherited | {"SANTRAL_PORT": "0"} | dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    log: list[str] = []
    async with asyncio.timeout(PATIENCE_S):
        while (found := READY.search(line := (await process.stdout.readline()).decode())) is None:
            log.append(line)
            assert line, "".join(log)
    reading = asyncio.create_task(_read(process.stdout, log))
    server = Server(process, found[1], log)
    try:
        yield server
    finally:
        for client in server.clients:
            await client.aclose()
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading


async def _read(stream: asyncio.StreamReader, log: list[str]) -> None:
    async for line in stream:
        log.append(line.decode())
