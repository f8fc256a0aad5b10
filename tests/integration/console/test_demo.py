"""`santral demo` on a machine with nothing set up."""

from __future__ import annotations

import asyncio
import re
import signal
from pathlib import Path

import psutil
from click.testing import CliRunner

from santral.console.cli import main
from tests.integration.console.house import PAGE
from tests.integration.console.server import serving
from tests.integration.console.watching import pop, watch
from tests.patience import PATIENCE_S

SMALL = ("demo", "--port", "0", "--members", "60", "--history", "600")


async def test_a_call_comes_to_the_agents_screen_and_ctrl_c_leaves_nothing(
    tmp_path: Path,
) -> None:
    database = tmp_path / "var/demo/santral.db"
    async with serving(tmp_path, {}, SMALL) as server:
        (exchange,) = psutil.Process(server.process.pid).children()
        agent = await server.sign_in("agent", "santral-demo")
        async with watch(server, agent) as browser:
            await pop(browser)  # the traffic's test sees that it rings within ten seconds
        sign_in = await agent.client.get("/sign-in", headers=PAGE)
        assert sign_in.status_code == 303
        server.interrupt()
        assert await server.ends() == 0
        assert not exchange.is_running()
    told = "".join(server.log)
    for username in ("agent", "agent2", "supervisor", "administrator"):
        assert re.search(rf"^  {username} +santral-demo", told, re.MULTILINE)
    assert "Traceback" not in told
    made = database.stat().st_ino
    async with serving(tmp_path, {}, SMALL) as server:  # what was done is there the next time
        server.interrupt()
        assert await server.ends() == 0
    assert database.stat().st_ino == made


async def test_a_demo_that_is_killed_takes_its_exchange_along(tmp_path: Path) -> None:
    async with serving(tmp_path, {}, SMALL) as server:
        (exchange,) = psutil.Process(server.process.pid).children()
        agent = await server.sign_in("agent", "santral-demo")
        async with watch(server, agent) as browser:
            await pop(browser)  # there are calls that would go on
            server.kill()
            assert await server.ends() == -signal.SIGKILL
        await asyncio.to_thread(psutil.wait_procs, [exchange], timeout=PATIENCE_S)
        assert not exchange.is_running()


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("a customer's own file")
    done = CliRunner().invoke(main, [*SMALL, "--fresh", "--folder", str(tmp_path)])
    assert done.exit_code == 1
    assert "holds something else than a demo" in done.output
    assert mine.read_text() == "a customer's own file"
