"""A background task that fails is started again, and everybody can see it."""

from __future__ import annotations

import asyncio

from santral.console.supervisor import Supervisor
from santral.crm_core.feature import BackgroundTask
from tests.patience import PATIENCE_S


async def test_a_task_that_fails_is_started_again_and_the_others_go_on() -> None:
    supervisor, starts, runs = Supervisor(first_pause_s=0.001), 0, asyncio.Event()

    async def stumbles() -> None:
        nonlocal starts
        starts += 1
        if starts < 4:
            raise RuntimeError("a fault")
        runs.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(supervisor.keep_running(BackgroundTask("stumbling", stumbles)))
    async with asyncio.timeout(PATIENCE_S):
        await runs.wait()
    assert supervisor.restarts == {"stumbling": 3}
    assert supervisor.down == {}
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def test_while_it_waits_it_is_known_to_be_down_and_why() -> None:
    supervisor, failed = Supervisor(first_pause_s=60), asyncio.Event()

    async def fails() -> None:
        failed.set()
        raise RuntimeError("a fault")

    task = asyncio.create_task(supervisor.keep_running(BackgroundTask("failing", fails)))
    async with asyncio.timeout(PATIENCE_S):
        await failed.wait()
        await asyncio.sleep(0)
    assert supervisor.down == {"failing": "RuntimeError: a fault"}
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
