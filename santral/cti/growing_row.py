"""A row of the journal while more and more of it becomes known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from santral.crm_core.db import microseconds
from santral.crm_core.write_later import PendingRow


class GrowingRow:
    """What is known of a row now. Each `learn` gives the whole row, with a higher `revision` than all before:
    whatever order they reach the database in, the last one learnt is what stays (see `PendingRow`).

    A revision is the time of the news in microseconds since 1970, or one more than the last where that is not
    later. So it also grows over a restart, after which nobody remembers the last one that was given.
    """

    __slots__ = ("_table", "values")

    def __init__(self, table: Table, values: Mapping[str, Any]) -> None:
        self._table = table
        self.values: dict[str, Any] = dict.fromkeys(table.columns.keys()) | dict(values)

    def learn(self, at: datetime, news: Mapping[str, Any]) -> PendingRow:
        """Add the `news`, of which None is none: what was known stays known."""
        self.values |= {name: value for name, value in news.items() if value is not None}
        self.values["revision"] = next_revision(self.values["revision"], at)
        return PendingRow(self._table, dict(self.values))


def next_revision(last: int | None, at: datetime) -> int:
    """The revision of news that came at `at`, after `last` (None: these are the first)."""
    return max((last or 0) + 1, microseconds(at))
