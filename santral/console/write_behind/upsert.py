"""Writes rows of several tables in as few statements as they need: new ones, and news of known ones.

How a row is made one with what is there is told at `PendingRow`. The rule is kept in two places that must
agree: in SQL, for what is in the database, and in Python, for rows of one key that come in one batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Insert, Table, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import func

from santral.crm_core.write_later import PendingRow

ROWS_AT_ONCE: Final = 50
"""Of one statement: they are made ready for the driver in one go, and everybody else waits meanwhile."""


async def upsert(session: AsyncSession, rows: Sequence[PendingRow]) -> None:
    """All of them, or it raises what the database says."""
    for table, values in _in_groups(rows):
        await _upsert(session, table, values)


def made_one(table: Table, known: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """Two versions of one row, the first of them here already, as the one row that stays."""
    revision = _revision(table)
    behind = revision is not None and (news.get(revision) or 0) < (known.get(revision) or 0)
    older, newer = (news, known) if behind else (known, news)
    one = {**known, **news}
    for name in known.keys() & news.keys():
        values = [value for value in (newer[name], older[name]) if value is not None]
        if name in _earliest(table) and values:
            one[name] = min(values)
        else:
            one[name] = values[0] if values else None
    return one


def _in_groups(rows: Iterable[PendingRow]) -> list[tuple[Table, list[dict[str, Any]]]]:
    """By table and columns, for one statement each. What came several times for one row is one row."""
    merged: dict[tuple[Any, ...], tuple[Table, dict[str, Any]]] = {}
    for n, row in enumerate(rows):
        key = (row.table, *(row.values.get(name) for name in _key_columns(row.table)))
        if None in key:
            key = (n,)  # a new row, whatever else comes
        earlier = merged.get(key)
        values = dict(row.values) if earlier is None else made_one(row.table, earlier[1], row.values)
        merged[key] = row.table, values
    groups: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = {}
    for table, values in merged.values():
        groups.setdefault((table, tuple(sorted(values))), []).append(values)
    return [(table, values) for (table, _), values in groups.items()]


@cache
def _key_columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


@cache
def _earliest(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if column.info.get("earliest_wins"))


@cache
def _revision(table: Table) -> str | None:
    return next((column.name for column in table.columns if column.info.get("newest_wins_by")), None)


async def _upsert(session: AsyncSession, table: Table, values: list[dict[str, Any]]) -> None:
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    statement = _statement(table, frozenset(values[0]), on_postgresql)
    for start in range(0, len(values), ROWS_AT_ONCE):
        await session.execute(statement, values[start : start + ROWS_AT_ONCE])


@lru_cache(maxsize=64)
def _statement(table: Table, names: frozenset[str], on_postgresql: bool) -> Insert:
    """Kept, since making one leaves hundreds of objects in cycles for the garbage collector."""
    insert = (postgresql.insert if on_postgresql else sqlite.insert)(table)
    keys, revision = _key_columns(table), _revision(table)
    if not names.issuperset(keys):
        return insert
    earlier_of = func.least if on_postgresql else func.min
    known, news = table.c, insert.excluded

    def stays(name: str) -> ColumnElement[Any]:
        if name in _earliest(table):
            return func.coalesce(earlier_of(known[name], news[name]), known[name], news[name])
        told = func.coalesce(news[name], known[name])
        if revision is None:
            return told
        behind = news[revision] < known[revision]
        return case((behind, func.coalesce(known[name], news[name])), else_=told)

    told = {*names, revision} - {*keys, None}
    return insert.on_conflict_do_update(
        index_elements=keys, set_={name: stays(name) for name in told if name is not None}
    )
