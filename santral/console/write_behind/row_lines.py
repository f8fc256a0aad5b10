"""A row as a line of JSON: `at`, `reason`, `table`, `values`. A moment is written `{"$moment": "…"}`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import MetaData

from santral.crm_core.write_later import PendingRow


class UnreadableLine(Exception):
    """Half a line, as a power cut leaves it, or a row of a table that is not known."""


def line_of(row: PendingRow, at: datetime, reason: str) -> bytes:
    """The line, its end included: `row` was set aside at `at` for `reason`."""
    values = {name: _written(value) for name, value in row.values.items()}
    line = {"at": at.isoformat(), "reason": reason, "table": row.table.name, "values": values}
    return orjson.dumps(line, default=str, option=orjson.OPT_APPEND_NEWLINE)


def row_of(line: bytes, metadata: MetaData) -> PendingRow:
    """Raises `UnreadableLine`."""
    try:
        written = orjson.loads(line)
        table = metadata.tables[written["table"]]
        return PendingRow(table, {name: _read(value) for name, value in written["values"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableLine(type(error).__name__) from error


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return str(value)  # too wide for JSON here and for the database, hence set aside
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # a lone surrogate is no UTF-8
    return value


def _read(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"$moment"}:
        return datetime.fromisoformat(value["$moment"])
    return value
