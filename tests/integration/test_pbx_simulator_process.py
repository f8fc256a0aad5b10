"""The simulated exchange as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from santral.cti.pbx_simulator import PbxSimulator
from santral.cti.pbx_simulator.stamps import stamping
from tests.patience import PATIENCE_S


@asynccontextmanager
async def simulator(*arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """The process, and the port it listens on."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "santral.cti.pbx_simulator", "--port", "0", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert process.stdout is not None
    try:
        word, _, port = (await process.stdout.readline()).decode().split()
        assert word == "listening"
        yield process, int(port)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def log_in(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(b"Action: Login\r\nUsername: santral\r\nSecret: secret\r\n\r\n")
    await reader.readuntil(b"Authentication accepted\r\n\r\n")
    return reader, writer


async def test_a_load_of_calls_is_placed_and_every_ring_is_stamped(tmp_path: Path) -> None:
    stamps = tmp_path / "stamps"
    callers = tmp_path / "callers"
    callers.write_text("+905321112233\tAyşe Çelik\n-\n", encoding="utf-8")
    options = "--agents 20 --queues 4 --calls-per-s 40 --seconds 0.5 --rings-s 0.1 --talks-s 0.1"
    async with simulator(*options.split(), "--stamps", str(stamps), "--callers", str(callers)) as (
        process,
        port,
    ):
        reader, writer = await log_in(port)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"go\n")
        heard = asyncio.create_task(reader.read())
        placed = int((await process.stdout.readline()).split()[1])
        assert await process.wait() == 0
        stream = (await heard).decode()
        writer.close()
    assert placed == 20
    rings = [line.split() for line in stamps.read_text().splitlines()]
    assert len(rings) == stream.count("Event: AgentCalled") >= placed
    assert all(device.startswith("PJSIP/20") and int(moment) > 0 for _, device, moment in rings)
    assert "CallerIDName: Ayşe Çelik" in stream
    assert "CallerIDNum: anonymous" in stream


async def test_the_demo_rings_as_soon_as_somebody_listens() -> None:
    async with simulator("--demo", "--seed", "1") as (process, port):
        reader, writer = await log_in(port)
        async with asyncio.timeout(PATIENCE_S):
            await reader.readuntil(b"Event: DialBegin\r\n")
        writer.close()
    assert process.returncode == 0


RINGING = ("--no-noise", "--agents", "300", "--calls-per-s", "400", "--rings-s", "0.3", "--talks-s", "0.3")


async def test_told_to_stop_while_phones_ring_it_ends_without_a_word(tmp_path: Path) -> None:
    stamps = tmp_path / "stamps"
    async with simulator(*RINGING, "--stamps", str(stamps)) as (process, port):
        reader, writer = await log_in(port)
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        async with asyncio.timeout(PATIENCE_S):
            for _ in range(300):
                await reader.readuntil(b"Event: AgentCalled\r\n")
            process.send_signal(signal.SIGTERM)
            said = await quiet_end(process)
        writer.close()
        await reader.read()
    assert said == (0, "")
    assert stamps.read_text().endswith("\n"), "its last line is whole"


async def test_what_rings_after_the_stamps_are_closed_is_not_stamped(tmp_path: Path) -> None:
    path = tmp_path / "stamps"
    async with PbxSimulator() as pbx:
        with stamping(pbx.exchange, path) as told:
            pbx.call("")
            stamped = path.read_text()
            assert stamped.count("PJSIP/1001") == 1
        heard = told.events
        pbx.call("")
        assert (told.events, path.read_text()) == (heard, stamped)


async def test_to_a_manager_whose_link_is_dropped_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    async with PbxSimulator() as pbx:
        _, writer = await log_in(pbx.port)
        pbx.drop_links()
        for _ in range(20):  # before the loop can tell that the link is gone
            pbx.call("")
        writer.close()
    assert caplog.messages == []


async def test_told_to_stop_before_the_load_begins_it_does_not_wait_for_the_word() -> None:
    async with simulator(*RINGING) as (process, port):
        _, writer = await log_in(port)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_S):
            assert await quiet_end(process) == (0, "")
        writer.close()


async def test_it_ends_with_who_started_it() -> None:
    async with simulator("--demo", "--end-with-input") as (process, port):
        reader, writer = await log_in(port)
        async with asyncio.timeout(PATIENCE_S):
            await reader.readuntil(b"Event: DialBegin\r\n")
            assert process.stdin is not None
            process.stdin.close()
            assert await quiet_end(process) == (0, "")
        writer.close()


async def quiet_end(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Its exit code, when it has ended, and what it said on the standard error."""
    assert process.stderr is not None
    said = (await process.stderr.read()).decode()
    return await process.wait(), said
