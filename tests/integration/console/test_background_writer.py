"""Rows reach the database in batches; what it does not take is kept, and nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Table, event, func, select
from sqlalchemy.exc import OperationalError

from santral.console.write_behind.background_writer import EVERY_S, BackgroundWriter
from santral.console.write_behind.row_file import RowFile
from santral.console.write_behind.row_lines import row_of
from santral.console.write_behind.set_aside import FILE_NAME, REFUSED_NAME, SetAside
from santral.crm_core.db import Database
from santral.crm_core.users.audit import AuditEntry, as_pending_row
from santral.crm_core.write_later import PendingRow
from santral.cti.call_records import CallRecord
from santral.migrations.tables import metadata
from tests.patience import PATIENCE_S

CALLS = cast(Table, CallRecord.__table__)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def call(call_id: str, **values: Any) -> PendingRow:
    return PendingRow(CALLS, {"call_id": call_id, "started_at": AT, "number": None} | values)


@asynccontextmanager
async def writing(writer: BackgroundWriter) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        running = group.create_task(writer.run())
        yield
        running.cancel()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - whatever it is, it is waited for
            await asyncio.sleep(0.01)


async def calls_in(database: Database) -> dict[str, Any]:
    async with database.reading() as session:
        rows = (await session.execute(select(CALLS).order_by(CALLS.c.call_id))).mappings()
        return {row["call_id"]: row for row in rows}


def calls_set_aside(folder: Path) -> list[str]:
    lines = (folder / FILE_NAME).read_bytes().splitlines()
    return [str(row_of(line, metadata).values["call_id"]) for line in lines]


@pytest.fixture
def writer(database: Database, tmp_path: Path) -> BackgroundWriter:
    return BackgroundWriter(database, SetAside(tmp_path), most_rows=100)


async def test_rows_are_written_within_a_second(writer: BackgroundWriter, database: Database) -> None:
    """By the writer's own clock: with its next round, all that came until then at once."""
    assert EVERY_S < 1
    commits: list[object] = []
    event.listen(database.engine.sync_engine, "commit", commits.append)
    async with writing(writer):
        for n in range(100):
            writer.submit(call(f"{n:03}"))
        await until(lambda: writer.backlog == 0)
        assert len(commits) == 1
    assert len(await calls_in(database)) == 100


async def test_a_later_row_completes_an_earlier_one_and_forgets_nothing(
    writer: BackgroundWriter, database: Database
) -> None:
    later = AT + timedelta(minutes=1)
    writer.submit(call("1", number="+905321112233", answered_at=None))
    writer.submit(call("1", number=None, answered_at=AT))
    await writer.finish()
    writer.submit(call("1", started_at=later, answered_at=later, queue="support"))
    await writer.finish()
    row = (await calls_in(database))["1"]
    assert (row["number"], row["queue"]) == ("+905321112233", "support")
    assert (row["started_at"], row["answered_at"]) == (AT, AT)


async def test_rows_without_a_key_are_added(writer: BackgroundWriter, database: Database) -> None:
    for member_id in (1, 2, 2):
        writer.submit(as_pending_row(None, "viewed", "member", member_id))
    await writer.finish()
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AuditEntry)) == 3


async def test_the_end_comes_in_the_middle_of_a_batch_and_each_row_is_written_once(
    database: Database, tmp_path: Path
) -> None:
    """Rows without a key would be there twice if they were written again."""
    writer = BackgroundWriter(database, SetAside(tmp_path))
    async with writing(writer):
        for n in range(5000):
            writer.submit(as_pending_row(None, "viewed", "member", n))
        await until(lambda: writer.rows_written > 0)
        assert writer.backlog > 0
        await writer.finish()
    assert (writer.backlog, writer.rows_written, writer.rows_set_aside) == (0, 5000, 0)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AuditEntry)) == 5000


@pytest.mark.parametrize(
    "poison",
    [
        {"started_at": None},
        {"number": object()},
        {"cause": 2**70},
        {"started_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - that is the fault
    ],
    ids=["missing", "no-text", "too-wide", "no-zone"],
)
async def test_rows_at_fault_are_set_aside_and_the_others_written(
    writer: BackgroundWriter, database: Database, tmp_path: Path, poison: dict[str, Any]
) -> None:
    columns: dict[str, Any] = {"cause": 16}
    async with writing(writer):
        for n in range(50):
            bad = poison if n in (7, 31) else {}
            writer.submit(call(f"{n:03}", **(columns | bad)))
        await until(lambda: writer.backlog == 0)
    assert sorted(await calls_in(database)) == [f"{n:03}" for n in range(50) if n not in (7, 31)]
    assert (writer.rows_refused, writer.rows_set_aside, writer.rows_dropped, writer.outage) == (2, 0, 0, "")
    assert RowFile(tmp_path / REFUSED_NAME).count() == 2


async def test_while_the_database_is_away_rows_wait_and_then_are_written(
    writer: BackgroundWriter, database: Database
) -> None:
    async with cut_off(database) as restore, writing(writer):
        writer.submit(call("1"))
        await until(lambda: writer.outage != "")
        assert writer.backlog == 1
        restore()
        await until(lambda: writer.backlog == 0)
        assert writer.outage == ""
    assert list(await calls_in(database)) == ["1"]


async def test_beyond_the_bound_the_oldest_are_set_aside_and_none_is_lost(
    writer: BackgroundWriter, database: Database, tmp_path: Path
) -> None:
    async with cut_off(database), writing(writer):
        for n in range(150):
            writer.submit(call(f"{n:03}"))
        await until(lambda: writer.rows_set_aside > 0)
        assert writer.backlog <= 100
    await writer.finish()
    aside = set(calls_set_aside(tmp_path))
    assert "000" in aside
    assert aside | set(await calls_in(database)) == {f"{n:03}" for n in range(150)}


async def test_what_cannot_be_written_at_shutdown_is_set_aside(
    writer: BackgroundWriter, database: Database, tmp_path: Path
) -> None:
    async with cut_off(database):
        writer.submit(call("1"))
        await writer.finish()
    assert calls_set_aside(tmp_path) == ["1"]


@asynccontextmanager
async def cut_off(database: Database) -> AsyncIterator[Callable[[], None]]:
    """Nobody gets a connection to write, as where the server refuses them, until `restore`d."""

    def refuse(*_: Any) -> None:
        raise OperationalError("connect", None, OSError("the database is away"))

    event.listen(database.engine.sync_engine, "begin", refuse)
    removed = False

    def restore() -> None:
        nonlocal removed
        if not removed:
            event.remove(database.engine.sync_engine, "begin", refuse)
            removed = True

    try:
        yield restore
    finally:
        restore()
