"""Questions that are asked at every ring, of which the later depend on the answers to the earlier.

A SQLite connection lives in a thread of its own. SQLAlchemy's way goes to it and back for the beginning, for
each question and for the end, and waits for the loop each time, which takes longer than the answers. Here all
of it is one trip. On PostgreSQL there is no thread, so there the usual way is taken.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import BindParameter, Dialect, Select, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from santral.crm_core.db import SQLITE_CACHE_KIB, SQLITE_READERS, Database

T = TypeVar("T")
V = TypeVar("V")
Query = Select[*tuple[Any, ...]]
Rows = Sequence[Sequence[Any]]


class Asking(Protocol):
    """One moment of the database, to read in. `dialect` is `sqlite` or `postgresql`."""

    dialect: str

    def rows(self, query: Query, values: Mapping[str, Any]) -> Rows:
        """Keep the query (as by `lru_cache`): it is compiled once. On one trip to SQLite moments and truths
        come back as numbers, and JSON as text."""


async def within(session: AsyncSession, work: Callable[[Asking], T]) -> T:
    """What `work` reads in the session's transaction."""
    return await session.run_sync(lambda here: work(_InSession(here)))


class OneTrip:
    """`at_once`: so many trips go on at the same time; 1 where there is no thread to go to. It ends with the
    database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._path = database.url.database or ""
        self._opened: list[sqlite3.Connection] = []
        self._here = threading.local()
        self._threads: ThreadPoolExecutor | None = None
        if database.is_sqlite and self._path not in ("", ":memory:"):
            self._threads = ThreadPoolExecutor(SQLITE_READERS, "one-trip")
            database.at_the_end(self._close)
        self.at_once = SQLITE_READERS if self._threads else 1

    async def read(self, work: Callable[[Asking], T]) -> T:
        """What `work` reads, in a transaction that only reads. It runs beside the loop, so it must change
        nothing that the loop knows. Raises what a database raises."""
        if self._threads is None:
            async with self._database.reading() as session:
                return await within(session, work)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._travel, work)

    def _close(self) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        while self._opened:
            self._opened.pop().close()

    def _travel(self, work: Callable[[Asking], T]) -> T:
        try:
            connection = self._connection()
            connection.execute("BEGIN")
            try:
                return work(_OnTrip(connection))
            finally:
                with suppress(sqlite3.OperationalError):  # an error may have ended it already
                    connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise OperationalError(None, None, error) from error

    def _connection(self) -> sqlite3.Connection:
        """The thread's own."""
        known: sqlite3.Connection | None = getattr(self._here, "connection", None)
        if known is not None:
            return known
        opened = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            for pragma in (
                f"busy_timeout = {self._database.sqlite_busy_ms}",
                f"cache_size = -{SQLITE_CACHE_KIB}",
                "temp_store = MEMORY",
                "query_only = ON",
            ):
                opened.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:  # the first one reads the file
            opened.close()
            raise
        self._opened.append(opened)
        self._here.connection = opened
        return opened


class _InSession:
    def __init__(self, session: Session) -> None:
        self._session = session
        self.dialect = session.get_bind().dialect.name

    def rows(self, query: Query, values: Mapping[str, Any]) -> Rows:
        return self._session.execute(query, values).all()


class _OnTrip:
    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: Query, values: Mapping[str, Any]) -> Rows:
        sql, asked = _compiled(query)
        given = [as_kept(values.get(name, default)) for name, default, as_kept in asked]
        rows: Rows = self._connection.execute(sql, given).fetchall()
        return rows


_DIALECT: Dialect = sqlite.dialect()


@lru_cache(maxsize=64)
def _compiled(query: Query) -> tuple[str, Sequence[tuple[str, Any, Callable[[Any], Any]]]]:
    """The SQL, and of each of its values: name, what it is where none is given, how SQLite keeps it."""
    compiled: Any = query.compile(dialect=_DIALECT)
    asked = []
    for name in compiled.positiontup:
        as_kept = compiled.binds[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
        asked.append((name, compiled.params[name], as_kept or _as_it_is))
    return compiled.string, asked


def _as_it_is(value: Any) -> Any:
    return value


MOST_PLACES: Final = 1024
"""Of one question. PostgreSQL takes 32767 values; the fewer sizes there are, the fewer are compiled."""


def in_parts(values: Sequence[V]) -> Iterator[Sequence[V]]:
    """As many at a time as one question has room for."""
    return (values[start : start + MOST_PLACES] for start in range(0, len(values), MOST_PLACES))


def places(column: Any, name: str, count: int) -> list[BindParameter[Any]]:
    """For `column.in_(places(…))`: room for `count` values, which `placed` fills. `count` is to be one of
    few, as `room_for` gives it: a query is compiled for each."""
    return [bindparam(f"{name}_{n}", type_=column.type) for n in range(count)]


def room_for(values: Sequence[Any]) -> int:
    """The next power of two."""
    return 1 << max(len(values) - 1, 0).bit_length()


def placed(name: str, values: Sequence[Any]) -> dict[str, Any]:
    """One value or more; the last fills what room is left."""
    room = room_for(values)
    return {f"{name}_{n}": values[min(n, len(values) - 1)] for n in range(room)}
