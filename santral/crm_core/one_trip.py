"""Questions that are asked at every ring, with nothing between them and the driver.

SQLAlchemy's way to a SQLite connection goes to its thread and back four times for a question (cursor,
execute, fetch, close), which takes longer than the answer. Here it goes once. On PostgreSQL there is no
thread, so there the usual way is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.ext.asyncio import AsyncSession


async def read_rows(
    session: AsyncSession, query: Select[*tuple[Any, ...]], values: Mapping[str, Any]
) -> Sequence[Sequence[Any]]:
    """The rows of `query`, inside the session's transaction. Keep the query (as by `lru_cache`): it is
    compiled once. Values come as the database has them: on SQLite moments and truths are numbers."""
    connection = await session.connection()
    if connection.dialect.name != "sqlite":
        return (await connection.execute(query, values)).all()
    sql, names, defaults = _compiled(query, connection.dialect)
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    rows: Sequence[Sequence[Any]] = await driver.execute_fetchall(
        sql, [values[name] if name in values else defaults[name] for name in names]
    )
    return rows


@lru_cache(maxsize=64)
def _compiled(
    query: Select[*tuple[Any, ...]], dialect: Dialect
) -> tuple[str, Sequence[str], Mapping[str, Any]]:
    compiled: Any = query.compile(dialect=dialect)
    return compiled.string, compiled.positiontup, compiled.params
