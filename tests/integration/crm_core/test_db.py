from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, event, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from santral.crm_core.db import SQLITE_BUSY_TIMEOUT_MS, Database, UtcDateTime, driver_url
from santral.crm_core.outage import is_outage
from tests.patience import PATIENCE_S

metadata = MetaData()
NOTE = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("words", String(20)),
    Column("at", UtcDateTime()),
)
NOON = datetime(2026, 3, 4, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
async def notes(database: Database) -> AsyncIterator[Database]:
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield database
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)


async def words(database: Database) -> list[str | None]:
    async with database.reading() as session:
        return list(await session.scalars(select(NOTE.c.words).order_by(NOTE.c.id)))


async def test_a_moment_comes_back_aware_in_utc_to_the_microsecond(notes: Database) -> None:
    in_istanbul = NOON.astimezone(timezone(timedelta(hours=3)))
    async with notes.session() as session:
        await session.execute(insert(NOTE).values(words="noon", at=in_istanbul))
    async with notes.reading() as session:
        read = await session.scalar(select(NOTE.c.at))
        later = await session.scalar(select(NOTE.c.words).where(NOTE.c.at > NOON - timedelta(microseconds=1)))
    assert read == NOON
    assert read.tzinfo is UTC
    assert later == "noon"


async def test_a_moment_without_a_zone_is_refused(notes: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        async with notes.session() as session:
            await session.execute(insert(NOTE).values(at=datetime(2026, 1, 1)))  # noqa: DTZ001


async def test_an_error_tells_nothing_of_the_customer_it_is_about(notes: Database) -> None:
    async def write() -> None:
        async with notes.session() as session:
            await session.execute(insert(NOTE).values(id=1, words="Ayşe Yılmaz"))

    await write()
    with pytest.raises(DBAPIError) as refused:
        await write()
    assert "INSERT INTO note" in str(refused.value)
    assert "Ayşe" not in str(refused.value)


async def test_a_session_that_fails_leaves_nothing_behind(notes: Database) -> None:
    async def write_half() -> None:
        async with notes.session() as session:
            await session.execute(insert(NOTE).values(words="half"))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        await write_half()
    assert await words(notes) == []


async def test_reading_refuses_to_write(notes: Database) -> None:
    with pytest.raises(DBAPIError):
        async with notes.reading() as session:
            await session.execute(insert(NOTE).values(words="sneaked in"))
    assert await words(notes) == []


async def test_fifty_writers_at_once_all_get_their_turn(notes: Database) -> None:
    async def write(number: int) -> None:
        async with notes.session() as session:
            await session.execute(
                select(NOTE.c.id)
            )  # reads first: the case that deadlocks SQLite if begun lazily
            await session.execute(insert(NOTE).values(words=str(number)))

    async with asyncio.TaskGroup() as tasks:
        for number in range(50):
            tasks.create_task(write(number))
    assert sorted(await words(notes), key=str) == sorted(map(str, range(50)))


async def test_a_reader_does_not_wait_for_a_writer(notes: Database) -> None:
    async with notes.session() as session:
        await session.execute(insert(NOTE).values(words="not yet committed"))
        async with asyncio.timeout(PATIENCE_S):
            assert await words(notes) == []


async def test_a_second_process_writing_is_waited_for(tmp_path: Path) -> None:
    ours, theirs = (Database(f"sqlite:///{tmp_path / 'shared.db'}") for _ in range(2))
    try:
        async with ours.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)

        async def write(database: Database, words: str) -> None:
            async with database.session() as session:
                await session.execute(insert(NOTE).values(words=words))

        async with asyncio.TaskGroup() as tasks:
            for turn in range(20):
                tasks.create_task(write(ours, f"ours {turn}"))
                tasks.create_task(write(theirs, f"theirs {turn}"))
        assert len(await words(ours)) == 40
    finally:
        await ours.dispose()
        await theirs.dispose()


async def test_a_second_process_that_does_not_let_go_is_an_outage(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    ours, theirs = (Database(url, sqlite_busy_ms=200) for _ in range(2))
    try:
        async with theirs.session() as writing:
            await writing.execute(text("SELECT 1"))
            with pytest.raises(OperationalError, match="locked") as refused:
                async with ours.session() as session:
                    await session.execute(text("SELECT 1"))
        assert is_outage(refused.value)
        async with ours.session() as session:
            await session.execute(text("SELECT 1"))
    finally:
        await ours.dispose()
        await theirs.dispose()


async def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'pragmas.db'}")
    try:
        async with database.session() as session:
            assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
            assert await session.scalar(text("PRAGMA foreign_keys")) == 1
            assert await session.scalar(text("PRAGMA synchronous")) == 2
    finally:
        await database.dispose()


def test_a_url_gets_the_asynchronous_driver_of_its_database() -> None:
    assert driver_url("sqlite:///x.db").drivername == "sqlite+aiosqlite"
    assert driver_url("postgresql://u@h/d").drivername == "postgresql+asyncpg"
    with pytest.raises(ValueError, match="mysql"):
        driver_url("mysql://u@h/d")


async def test_writers_that_are_cancelled_half_way_leave_the_way_free(notes: Database) -> None:
    async def write(number: int) -> None:
        async with notes.session() as session:
            await session.execute(insert(NOTE).values(words=str(number)))
            await asyncio.sleep(0)
            await session.execute(select(NOTE.c.id))

    tasks = [asyncio.create_task(write(number)) for number in range(40)]
    for turn, task in enumerate(tasks):
        for _ in range(turn):
            await asyncio.sleep(0)
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert any(isinstance(end, asyncio.CancelledError) for end in ended)
    async with asyncio.timeout(PATIENCE_S):
        await write(40)
    assert "40" in await words(notes)


async def test_a_writer_cancelled_in_the_middle_of_a_statement_keeps_nobody_waiting(notes: Database) -> None:
    writing = asyncio.Event()

    async def write_much() -> None:
        async with notes.session() as session:
            await session.execute(insert(NOTE), [{"words": str(number)} for number in range(20_000)])

    event.listen(notes.engine.sync_engine, "before_cursor_execute", lambda *_: writing.set())
    cancelled = asyncio.create_task(write_much())
    await writing.wait()
    cancelled.cancel()
    await asyncio.wait([cancelled])
    assert cancelled.cancelled()
    async with asyncio.timeout(SQLITE_BUSY_TIMEOUT_MS / 1000 - 1), notes.session() as session:
        await session.execute(insert(NOTE).values(words="next"))
    assert await words(notes) == ["next"]


@pytest.mark.parametrize("turns", [1, 2, 5, 10, 20, 30])
async def test_once_it_is_let_go_no_thread_has_anything_left_to_say(tmp_path: Path, turns: int) -> None:
    there = set(threading.enumerate())
    database = Database(f"sqlite:///{tmp_path / 'house.db'}")

    async def ask() -> None:
        async with database.reading() as session:
            await session.execute(text("SELECT 1"))

    asking = asyncio.ensure_future(ask())
    for _ in range(turns):
        await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await database.dispose()
    assert set(threading.enumerate()) == there
