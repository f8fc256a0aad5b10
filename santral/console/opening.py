"""Opens the house for as long as the server lives, and closes it so that nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

import structlog

from santral.console.house import House
from santral.crm_core.feature import BackgroundTask, Feature

LEAVE_S: Final = 2.0
"""How long background tasks have to end before the last rows are written."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def open_house(house: House, features: tuple[Feature, ...]) -> AsyncIterator[None]:
    """Everything runs within. At the end what is in memory is written, then the database is let go. Raises
    `AnotherServer` where one serves this house already."""
    try:
        async with house.only_server.held():
            await _read_what_was(house)
            async with _tasks_running(house, features):
                yield
    finally:
        await house.database.dispose()
        await house.door.close()
        log.info("the house is closed", rows_set_aside=house.writer.rows_set_aside)


async def _read_what_was(house: House) -> None:
    """What the server keeps in memory, and the calls that lived when the one before it stopped."""
    house.server_key.of("forms")  # where it cannot be had, better now than at the first sign-in
    await house.store.load()
    await house.definitions.load()
    await house.custom_fields.load()
    await house.processes.load()
    await house.service_levels.load()
    await house.roster.load()
    await house.push.warm_up()
    await house.give_back.at_start()
    async with house.database.reading() as session:
        await house.call_journal.resume(session)


@asynccontextmanager
async def _tasks_running(house: House, features: tuple[Feature, ...]) -> AsyncIterator[None]:
    """All background tasks. They are stopped first, then everything still in memory is written."""
    rooms = (
        BackgroundTask("being the only server", house.only_server.keep),
        BackgroundTask("roster", house.roster.follow),
        BackgroundTask("telephony", house.telephony.run),
        BackgroundTask("last seen", house.last_seen.run),
        BackgroundTask("giving back", house.give_back.run),
        *(task for feature in features for task in feature.tasks),
    )
    async with asyncio.TaskGroup() as group:

        def start(task: BackgroundTask) -> asyncio.Task[None]:
            return group.create_task(house.supervisor.keep_running(task), name=task.name)

        writing = start(BackgroundTask("background writer", house.writer.run))
        running = [start(room) for room in rooms]
        log.info("the house is open", tasks=len(running) + 1)
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            # One that does not end keeps nobody's rows from being written.
            await asyncio.wait(running, timeout=LEAVE_S)
            house.agent_journal.look_away(datetime.now(UTC))
            await house.writer.finish()
            writing.cancel()
