"""Rows of a table as one value of another row, so that a whole page is one question to the database.

Both SQLite and PostgreSQL make JSON arrays of rows, under different names.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ScalarSelect, Select, Text, cast, func, select

from santral.crm_core.db import moment


def json_rows(query: Select[*tuple[Any, ...]], dialect: str) -> ScalarSelect[str]:
    """The rows of `query` as a text of JSON, an array of arrays; read it with `rows_of`."""
    rows = query.subquery()
    if dialect == "sqlite":
        return select(func.json_group_array(func.json_array(*rows.c), type_=Text())).scalar_subquery()
    return select(cast(func.json_agg(func.json_build_array(*rows.c)), Text())).scalar_subquery()


def rows_of(json: str | None) -> list[list[Any]]:
    """Rows with plain values; PostgreSQL says NULL for no rows."""
    rows: list[list[Any]] = orjson.loads(json) if json else []
    return rows


def moment_of(value: int | str | datetime) -> datetime:
    """A `UtcDateTime` inside such rows, or in one that came without SQLAlchemy's help."""
    if isinstance(value, int):
        return moment(value)
    aware = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return aware.astimezone(UTC)


def json_object(value: str | dict[str, Any]) -> dict[str, Any]:
    """A JSON column, in a row that came without SQLAlchemy's help too."""
    known: dict[str, Any] = orjson.loads(value) if isinstance(value, str) else value
    return known
