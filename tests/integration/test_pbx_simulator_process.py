"""The simulated exchange as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def simulator(*arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """The process, and the port it listens on."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "santral.cti.pbx_simulator", "--port", "0", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
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
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
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
        async with asyncio.timeout(10):
            await reader.readuntil(b"Event: DialBegin\r\n")
        writer.close()
    assert process.returncode == 0
