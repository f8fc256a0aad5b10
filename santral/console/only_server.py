"""One server serves one house, and a second one on the same database is told so before it opens.

What people are told lives in the memory of the server: who is present, which call is on whose screen, the
definitions and processes. A second server would not hear what is changed at the first (docs/adr/0015).

The house is held by something that ends with the process, however that ends, so nobody has to clear away
after a SIGKILL: on SQLite a lock of the system on a file beside the database, on PostgreSQL an advisory lock
of a connection.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn, Protocol

import structlog
from sqlalchemy import URL, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from santral.crm_core.db import driver_url

PATIENCE_S: Final = 3.0
"""So long is waited for one that was just killed: its connection is closed a moment after it."""
AGAIN_S: Final = 0.1
LOOK_EVERY_S: Final = 5.0
OWNER_ONLY: Final = 0o600
KEY: Final = (0x53414E54, 0x52414C31)
"""Of the advisory lock: one of many that programs may agree on in a database."""

log = structlog.get_logger(__name__)


class AnotherServer(Exception):
    """Another one has the house. The sentence is for who started this one."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"Another Santral server{who} serves this database already. One server serves one house: "
            "stop that one first, or give this one a database of its own (SANTRAL_DATABASE_URL)."
        )


class Hold(Protocol):
    """How a house is held. `take` raises `AnotherServer`, and `OSError` or `SQLAlchemyError` where it cannot
    be known; `is_held` never raises."""

    async def take(self) -> None: ...
    async def is_held(self) -> bool: ...
    async def let_go(self) -> None: ...


class OnlyServer:
    """Hold the house with `held`; `keep` it in a task. `trouble` is "" or a sentence: the connection that
    held it broke, and another server was faster to take it."""

    def __init__(self, database_url: str) -> None:
        self._hold = _hold_for(driver_url(database_url))
        self.trouble = ""

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Raises `AnotherServer`."""
        await self._take()
        try:
            yield
        finally:
            await self._hold.let_go()

    async def keep(self) -> NoReturn:
        """Take it back where it was lost, as when the database was started again."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self.look()

    async def look(self) -> None:
        """Whether it is still held; if not, take it again."""
        if await self._hold.is_held():
            return
        try:
            await self._hold.take()
        except AnotherServer as error:
            if not self.trouble:
                log.error("another server serves this database", says=str(error))
            self.trouble = str(error)
        except (OSError, SQLAlchemyError):
            return  # the database is away; whoever asks it says so
        else:
            log.info("the house is held again")
            self.trouble = ""

    async def _take(self) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            try:
                return await self._hold.take()
            except AnotherServer:
                if asyncio.get_running_loop().time() >= deadline:
                    raise
            await asyncio.sleep(AGAIN_S)


async def check_that_it_is_the_only_one(database_url: str) -> None:
    """Before anything else is begun. Raises `AnotherServer`."""
    async with OnlyServer(database_url).held():
        pass


class _Nobody:
    """Of a database in memory, which nobody else can have."""

    async def take(self) -> None: ...

    async def is_held(self) -> bool:
        return True

    async def let_go(self) -> None: ...


class _FileLock:
    """A lock of the system on `path`, which stays there: without its process it means nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    async def take(self) -> None:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            who = os.pread(file, 200, 0).decode("utf-8", "replace").strip()
            os.close(file)
            raise AnotherServer(f" ({who})" if who else "") from error
        self._file = file
        os.ftruncate(file, 0)
        os.pwrite(file, f"{_this_server()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n".encode(), 0)

    async def is_held(self) -> bool:
        return self._file is not None

    async def let_go(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class _AdvisoryLock:
    """A lock of a connection that does nothing else. The server lets go of it as soon as the connection is
    closed, and, where this machine is gone without a word, after half a minute."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={
                "server_settings": {
                    "application_name": f"Santral, {_this_server()}"[:63],
                    "tcp_keepalives_idle": "10",
                    "tcp_keepalives_interval": "5",
                    "tcp_keepalives_count": "4",
                }
            },
        )
        self._connection: AsyncConnection | None = None

    async def take(self) -> None:
        await self.let_go()
        connection = await self._engine.connect()
        try:
            if not await connection.scalar(TAKE, {"one": KEY[0], "two": KEY[1]}):
                who = await connection.scalar(WHO, {"one": KEY[0], "two": KEY[1]})
                raise AnotherServer(f" ({who})" if who else "")
        except BaseException:
            await connection.close()
            raise
        self._connection = connection

    async def is_held(self) -> bool:
        if self._connection is None:
            return False
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._connection.execute(text("SELECT 1"))
        except (OSError, SQLAlchemyError):  # the time that is over, too
            return False
        return True

    async def let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, SQLAlchemyError):  # the time that is over, too
                async with asyncio.timeout(LOOK_EVERY_S):
                    await connection.close()


TAKE: Final = text("SELECT pg_try_advisory_lock(:one, :two)")
WHO: Final = text(
    "SELECT coalesce(nullif(regexp_replace(activity.application_name, '^Santral, ', ''), ''), 'unnamed')"
    " || to_char(activity.backend_start AT TIME ZONE 'UTC', '\", since \"YYYY-MM-DD HH24:MI\" UTC\"')"
    " FROM pg_locks AS held JOIN pg_stat_activity AS activity ON activity.pid = held.pid"
    " WHERE held.locktype = 'advisory' AND held.granted AND held.classid::bigint = :one"
    " AND held.objid::bigint = :two"
    " AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def _hold_for(url: URL) -> Hold:
    if url.get_backend_name() != "sqlite":
        return _AdvisoryLock(url)
    if url.database in (None, "", ":memory:"):
        return _Nobody()
    # Never the database's own file: closing it would take SQLite's locks from under it. And one file for
    # one database, by whichever name it is called.
    path = Path(str(url.database)).resolve()
    return _FileLock(path.with_name(f"{path.name}.server"))


def _this_server() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"
