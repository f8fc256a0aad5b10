"""The server is what its description says: schemathesis asks everything the description allows, and much that
it does not, of a real server, and compares each answer with it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn

from santral.console.app import create_app
from santral.console.serving import address_of, listen
from tests.integration.console.api_centre import Program, member, program
from tests.integration.console.house import Console, settings_for
from tests.patience import PATIENCE_S

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
OPERATIONS = 40


@asynccontextmanager
async def served(sqlite_url: str, folder: Path) -> AsyncIterator[tuple[str, Program]]:
    """The address of a server with something in it, and a program whose key may do all."""
    listening = listen("127.0.0.1", 0)
    address = address_of(listening)
    app = create_app(settings_for(sqlite_url, folder, base_url=address, api_requests_per_minute=1_000_000))
    server = uvicorn.Server(uvicorn.Config(app, ws="none", log_config=None))
    serving = asyncio.create_task(server.serve([listening]))
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not server.started:  # noqa: ASYNC110 - nobody tells a test
                await asyncio.sleep(0.01)
        console = Console(app, app.state.house)
        robot = await program(console)
        opened = {"member_id": await member(console), "subject": "Su boşaltmıyor"}
        assert (await robot.post("/applications", opened)).status_code == 201
        saved = {"member_id": opened["member_id"], "notes": "Geldi."}
        assert (await robot.post("/interactions", saved)).status_code == 201
        yield address, robot
    finally:
        server.should_exit = True
        await serving


@pytest.mark.timeout(480)  # half a minute where nothing else runs
async def test_the_server_is_as_described(sqlite_url: str, tmp_path: Path) -> None:
    async with served(sqlite_url, tmp_path) as (address, robot):
        asking = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION)),
            *("run", f"{address}/api/v1/openapi.json", "--header", f"Authorization: Bearer {robot.token}"),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await asking.communicate())[0].decode()
        assert asking.returncode == 0, said
        assert f"{OPERATIONS} selected / {OPERATIONS} total" in said, said
