"""Writes rows of several tables in as few statements as they need: new ones, and news of known ones.

A row whose key is known completes the one that is there: what it does not tell stays, and a column with
`info={"first_wins": True}` keeps what it was told first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import func

from santral.crm_core.write_later import PendingRow


async def upsert(session: AsyncSession, rows: Sequence[PendingRow]) -> None:
    """All of them, or it raises what the database says."""
    for table, values in _in_groups(rows):
        await _upsert(session, table, values)


def _in_groups(rows: Iterable[PendingRow]) -> list[tuple[Table, list[dict[str, Any]]]]:
    """By table and columns, for one statement each. What came several times for one row is one row."""
    merged: dict[tuple[Any, ...], tuple[Table, dict[str, Any]]] = {}
    for n, row in enumerate(rows):
        key = (row.table, *(row.values.get(name) for name in _key_columns(row.table)))
        if None in key:
            key = (n,)  # a new row, whatever else comes
        earlier = merged.get(key)
        if earlier is None:
            merged[key] = row.table, dict(row.values)
        else:
            _bring_up_to_date(earlier[1], row)
    groups: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = {}
    for table, values in merged.values():
        groups.setdefault((table, tuple(values)), []).append(values)
    return [(table, values) for (table, _), values in groups.items()]


def _bring_up_to_date(values: dict[str, Any], later: PendingRow) -> None:
    """As the database does in `_upsert`."""
    kept = _first_wins(later.table)
    for name, value in later.values.items():
        if values.get(name) is None or (value is not None and name not in kept):
            values[name] = value


@cache
def _key_columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


@cache
def _first_wins(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if column.info.get("first_wins"))


async def _upsert(session: AsyncSession, table: Table, values: list[dict[str, Any]]) -> None:
    dialect = session.get_bind().dialect.name
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    keys, kept = _key_columns(table), _first_wins(table)
    if all(key in values[0] for key in keys):
        new = insert.excluded
        updates = {
            name: func.coalesce(table.c[name], new[name])
            if name in kept
            else func.coalesce(new[name], table.c[name])
            for name in values[0]
            if name not in keys
        }
        insert = insert.on_conflict_do_update(index_elements=keys, set_=updates)
    await session.execute(insert, values)
