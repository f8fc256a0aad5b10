"""Rows that were set aside come back by themselves when the database takes them, and undo nothing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from santral.console.write_behind.background_writer import BackgroundWriter, Trouble
from santral.console.write_behind.batch import DatabaseAway
from santral.console.write_behind.give_back import GiveBack
from santral.console.write_behind.set_aside import SetAside
from santral.crm_core.db import Database
from santral.crm_core.users.audit import AuditEntry, as_pending_row
from santral.crm_core.write_later import PendingRow
from santral.cti.growing_row import GrowingRow
from tests.integration.console.doorway import doorway_to
from tests.integration.console.house import SOON_LOCKED, open_console, settings_for
from tests.integration.console.test_background_writer import AT, CALLS, call, calls_in, until
from tests.integration.console.test_database_trouble import locked_by_another_program
from tests.integration.console.test_health import until as until_ready

CALL_IDS = [f"{n:04}" for n in range(300)]


class Writing:
    """The background writer and who gives back, as in the house, with room for 500 rows."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.aside = database, SetAside(folder)
        self.writer = BackgroundWriter(database, self.aside, most_rows=500, every_s=0.1)
        self.giving = GiveBack(database, self.aside, lambda: self.writer.keeps_up, look_every_s=0.1)

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(self.writer.run()), group.create_task(self.giving.run())]
            yield
            for one in running:
                one.cancel()

    async def all_is_written(self) -> None:
        await until(lambda: self.writer.backlog == 0 and self.writer.trouble is Trouble.NONE)


def moved_from_queue_to_queue(call_ids: list[str]) -> list[PendingRow]:
    """What the journal says of these calls: all begin, all are queued, then all go to another queue."""
    rows = [GrowingRow(CALLS, {"call_id": call_id, "started_at": AT}) for call_id in call_ids]
    told = [row.learn(AT, {"number": "+905321112233"}) for row in rows]
    for minutes, queue in ((1, "support"), (2, "sales")):
        at = AT + timedelta(minutes=minutes)
        told += [row.learn(at, {"queue": queue, "queued_at": at}) for row in rows]
    return told


async def outage(writing: Writing, restore: Callable[[], Any]) -> None:
    """The database is away while more comes than waits in memory; then it is there again."""
    for row in moved_from_queue_to_queue(CALL_IDS):
        writing.writer.submit(row)
    await until(lambda: writing.writer.rows_set_aside == 400)
    assert writing.writer.trouble is Trouble.OUTAGE
    if (restored := restore()) is not None:
        await restored
    await writing.all_is_written()
    kept = await calls_in(writing.database)
    assert sorted(kept) == CALL_IDS
    later = AT + timedelta(minutes=2)
    assert {(row["number"], row["queue"], row["queued_at"]) for row in kept.values()} == {
        ("+905321112233", "sales", later)
    }
    assert writing.giving.rows_given_back == writing.writer.rows_set_aside


@pytest.mark.postgresql
async def test_after_postgresql_was_away_all_is_there_and_the_newest(
    migrated_copy: Callable[[str], str], tmp_path: Path
) -> None:
    url = await asyncio.to_thread(migrated_copy, "postgresql")
    async with doorway_to(url) as (doorway, through):
        database = Database(through)
        writing = Writing(database, tmp_path)
        async with writing.going_on():
            writing.writer.submit(call("0000"))
            await writing.all_is_written()
            await doorway.close()
            await outage(writing, doorway.open)
        await database.dispose()


async def test_after_sqlite_was_locked_all_is_there_and_the_newest(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url, sqlite_busy_ms=300)
    writing = Writing(database, tmp_path)
    async with writing.going_on():
        with locked_by_another_program(sqlite_url) as let_go:
            await outage(writing, let_go)
    await database.dispose()


async def test_rows_at_fault_hold_up_no_other_and_stay_aside(database: Database, tmp_path: Path) -> None:
    writing = Writing(database, tmp_path)
    rows = [
        call(call_id, **({"started_at": None} if n % 97 == 5 else {})) for n, call_id in enumerate(CALL_IDS)
    ]
    writing.aside.waiting.put(rows, "for a test")
    writing.aside.waiting.put_lines(b"half a line\n")
    writing.aside.waiting.put([call("last")], "for a test")
    async with writing.going_on():
        await until(lambda: writing.writer.trouble is Trouble.REFUSED and not writing.aside.any_wait)
    refused = 4
    assert len(await calls_in(database)) == 300 - refused + 1
    assert writing.aside.refused.count() == writing.giving.rows_refused == refused + 1
    assert writing.giving.rows_given_back == 300 - refused + 1


async def test_entries_of_the_audit_record_come_back_once_and_in_order(
    database: Database, tmp_path: Path
) -> None:
    """Without a key, they would be there twice if they were written again."""
    aside = SetAside(tmp_path)
    aside.waiting.put([as_pending_row(None, "viewed", "member", n) for n in range(1200)], "for a test")
    started = asyncio.create_task(GiveBack(database, aside, may_go=lambda: True).everything())
    while not await subjects(database):  # noqa: ASYNC110 - in the middle of it
        await asyncio.sleep(0.01)
    started.cancel()
    await asyncio.gather(started, return_exceptions=True)
    assert aside.any_wait
    await GiveBack(database, aside, may_go=lambda: True).everything()
    assert await subjects(database) == [str(n) for n in range(1200)]


async def subjects(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(await session.scalars(select(AuditEntry.subject_id).order_by(AuditEntry.entry_id)))


async def test_while_the_database_is_away_they_stay_where_they_are(tmp_path: Path) -> None:
    aside = SetAside(tmp_path)
    aside.waiting.put([call("1"), call("2")], "for a test")
    database = Database("postgresql://nobody@127.0.0.1:9/none")
    for _ in range(2):
        with pytest.raises(DatabaseAway):
            await GiveBack(database, aside, may_go=lambda: True).everything()
        assert aside.count_waiting() == 2
    await database.dispose()


async def test_the_server_gives_back_at_its_start_what_the_last_run_set_aside(
    sqlite_url: str, tmp_path: Path
) -> None:
    """And so goes on with the calls that were in it."""
    SetAside(tmp_path).waiting.put(moved_from_queue_to_queue(["1"]), "for a test")
    async with open_console(settings_for(sqlite_url, tmp_path)) as console:
        _, told = await until_ready(console, lambda told: told["journal"]["given_back"] == 3)
        assert told["journal"]["state"] == "up"
        assert (await calls_in(console.house.database))["1"]["queue"] == "sales"
        assert list(console.house.call_journal._calls) == ["1"]


async def test_a_locked_database_does_not_keep_the_server_from_starting(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with open_console(settings_for(sqlite_url, tmp_path)):
        pass  # the first start writes what every house begins with
    SetAside(tmp_path).waiting.put([call("1")], "for a test")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with open_console(settings_for(sqlite_url, tmp_path), SOON_LOCKED) as console:
        _, told = await until_ready(console, lambda told: told["journal"]["set_aside"] == 1)
        assert told["journal"]["state"] == "degraded"
        other.close()
        await until_ready(console, lambda told: told["journal"]["given_back"] == 1)
