"""The database: engine, declarative base, and one transaction for each request or event.

SQLite (WAL) by default, PostgreSQL by URL. SQLite has one writer at a time, whatever the program does; so
`Database` gives writers one connection to queue for, in order and without polling, and readers a pool of
their own, which never wait for a writer. On PostgreSQL both come from one pool.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any, Final

import aiosqlite
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, TypeDecorator, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.types import TypeEngine

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

EVENTS: Final = "events"
"""Under which name a session keeps the events of its commit."""

SQLITE_BUSY_TIMEOUT_MS: Final = 5_000
SQLITE_CACHE_KIB: Final = 16_384
SQLITE_READERS: Final = 4
POSTGRESQL_CONNECTIONS: Final = 20
WAIT_FOR_CONNECTION_S: Final = 8.0
THREADS_END_S: Final = 2.0
"""How long is waited, at the end, for SQLite's threads to finish what was given up half-way."""
"""With SQLite's busy timeout after it less than the 15 s a browser waits for its answer."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC, to the microsecond.

    PostgreSQL has a type for it. SQLite has none, so there it is the whole microseconds since 1970: half
    the size of a text, sorted like the moment it means, and read back aware.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        return microseconds(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return moment(value)
        aware: datetime = value
        return aware.astimezone(UTC)


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970, as SQLite keeps a moment."""
    return (at - EPOCH) // MICROSECOND


def moment(microseconds_since_1970: int) -> datetime:
    """The moment that `microseconds` told, aware, in UTC."""
    return EPOCH + timedelta(microseconds=microseconds_since_1970)


class Base(DeclarativeBase):
    """Base of every table of the house. `Mapped[int]` is 64 bits wide, `Mapped[datetime]` is aware UTC."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        int: BigInteger().with_variant(Integer(), "sqlite"),  # only INTEGER is SQLite's row id
        datetime: UtcDateTime(),
    }


class Database:
    """The way to the tables. Take one per process; `dispose` it, or the process does not end.

    `url` is `sqlite:///path`, `postgresql://user@host/name`, or the same with a driver named. SQLite waits
    `sqlite_busy_ms` for another program that writes. What it raises never tells the values of a statement:
    errors are logged, and customers' names and numbers do not belong in a log.
    """

    def __init__(self, url: str, *, sqlite_busy_ms: int = SQLITE_BUSY_TIMEOUT_MS) -> None:
        self.url = driver_url(url)
        self.sqlite_busy_ms = sqlite_busy_ms
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: AsyncEngine
        self.reading_engine: AsyncEngine
        self._threads: list[Thread] = []
        if self.is_sqlite:
            self.engine = _sqlite_engine(
                self.url, self._threads, connections=1, begin="BEGIN IMMEDIATE", busy_ms=sqlite_busy_ms
            )
            in_memory = self.url.database in (None, "", ":memory:")
            self.reading_engine = (
                self.engine  # a database in memory is its connection's own
                if in_memory
                else _sqlite_engine(
                    self.url,
                    self._threads,
                    connections=SQLITE_READERS,
                    begin="BEGIN",
                    busy_ms=sqlite_busy_ms,
                    read_only=True,
                )
            )
        else:
            self.engine = create_async_engine(
                self.url,
                pool_size=POSTGRESQL_CONNECTIONS,
                max_overflow=0,
                pool_timeout=WAIT_FOR_CONNECTION_S,
                pool_pre_ping=True,
                hide_parameters=True,
            )
            self.reading_engine = self.engine.execution_options(postgresql_readonly=True)
        self._at_the_end: list[Callable[[], None]] = []
        self.publish: Callable[[object], None] = lambda _event: None
        """Takes the events that sessions keep until their commit (`after_commit`)."""
        self.info: dict[str, Any] = {}
        """What every session that may write knows of the house, as `session.info`."""
        self._writing: type[Session] = type("WritingSession", (Session,), {})
        self._sessions = async_sessionmaker(
            self.engine, expire_on_commit=False, sync_session_class=self._writing, info=self.info
        )
        self._reading_sessions = async_sessionmaker(self.reading_engine, expire_on_commit=False)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction that may write: committed at the end, rolled back if anything is raised.

        On SQLite it is alone from beginning to end, so keep it short, wait for nothing else within,
        and never open a second one inside.
        """
        async with self._sessions.begin() as session:
            yield session
        for happened in session.info.pop(EVENTS, ()):
            self.publish(happened)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One transaction that only reads, one moment of the database; never waits for a writer."""
        async with self._reading_sessions() as session:
            yield session

    def watch_writing(self, happening: str, look: Callable[..., object]) -> None:
        """`look` is called within every transaction that may write, as SQLAlchemy says of the session event
        `happening` ("after_flush", "before_commit"). What it raises undoes the transaction."""
        event.listen(self._writing, happening, look)

    def at_the_end(self, let_go: Callable[[], None]) -> None:
        """Something else holds on to the database: it is told before the database is let go."""
        self._at_the_end.append(let_go)

    async def dispose(self) -> None:
        while self._at_the_end:
            self._at_the_end.pop()()
        await self.engine.dispose()
        if self.reading_engine.sync_engine.pool is not self.engine.sync_engine.pool:
            await self.reading_engine.dispose()
        await self._threads_end()

    async def _threads_end(self) -> None:
        """Those of connections whose user was cancelled still have their answer to give, to this loop."""
        ends = asyncio.get_running_loop().time() + THREADS_END_S
        while any(thread.is_alive() for thread in self._threads):
            if asyncio.get_running_loop().time() > ends:
                return  # it waits for a lock; it ends with the process
            await asyncio.sleep(0.001)


def after_commit(session: AsyncSession, happened: object) -> None:
    """Publish the event as soon as what the session wrote is committed; never, if it is not."""
    session.info.setdefault(EVENTS, []).append(happened)


def driver_url(url: str) -> URL:
    """The URL with the asynchronous driver that belongs to its database."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    backend = parsed.get_backend_name()
    if backend not in drivers:
        raise ValueError(f"{backend} is not a database Santral runs on; use sqlite or postgresql")
    return parsed.set(drivername=drivers[backend])


class _SqliteConnection(sqlite3.Connection):
    """Lets go of its locks when it is closed, whoever still holds a cursor of it.

    SQLite keeps a closed connection's transaction open until its last statement is gone too. One whose
    writer was cancelled half-way would keep all others from writing until its cursors are collected.
    """

    def close(self) -> None:
        if self.in_transaction:
            self.rollback()
        super().close()


def _sqlite_engine(
    url: URL,
    threads: list[Thread],
    connections: int,
    begin: str,
    *,
    busy_ms: int,
    read_only: bool = False,
) -> AsyncEngine:
    """Each connection's thread is noted in `threads` before it has done anything."""

    def connect(*args: Any, **options: Any) -> aiosqlite.Connection:
        connection = aiosqlite.connect(*args, **options)
        connection._thread.daemon = True  # as SQLAlchemy does where it connects itself
        threads[:] = [one for one in threads if one.ident is None or one.is_alive()]  # None: about to begin
        threads.append(connection._thread)
        return connection

    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=WAIT_FOR_CONNECTION_S,
        hide_parameters=True,
        # None: sqlite3 begins nothing by itself, so that `begin` below is where a transaction starts.
        connect_args={"isolation_level": None, "factory": _SqliteConnection, "async_creator_fn": connect},
    )

    def on_connect(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {busy_ms}")  # other processes write too
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # what was committed survives a power cut too
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}")
        cursor.execute("PRAGMA temp_store = MEMORY")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        # IMMEDIATE for writers: a transaction that reads first and writes later would fail at once,
        # whatever the busy timeout, if another process wrote in between.
        adapted: Any = connection.connection.dbapi_connection
        try:
            adapted.run_async(lambda driver: driver.execute(begin))
        except sqlite3.OperationalError as error:  # what listeners raise is not wrapped by SQLAlchemy
            raise OperationalError(begin, None, error) from error

    event.listen(engine.sync_engine, "connect", on_connect)
    event.listen(engine.sync_engine, "begin", on_begin)
    return engine
