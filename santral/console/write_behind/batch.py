"""Rows on their way into the database together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.exc import DBAPIError

from santral.console.write_behind.upsert import upsert
from santral.crm_core.db import Database
from santral.crm_core.outage import is_outage
from santral.crm_core.write_later import PendingRow

Refuse = Callable[[PendingRow, str], Awaitable[None]]
"""Takes a row that failed alone, and why."""


class DatabaseAway(Exception):
    """The database takes nothing now."""


class Batch:
    """`write` may fail or be cancelled anywhere: `left` are then the rows it has not dealt with, the last
    ones of those it was made of."""

    def __init__(self, rows: Sequence[PendingRow] = ()) -> None:
        self._parts = [rows] if rows else []  # what comes first is last
        self.written = 0

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    @property
    def left(self) -> list[PendingRow]:
        return [row for part in reversed(self._parts) for row in part]

    async def write(self, database: Database, refuse: Refuse) -> None:
        """In one transaction, or, where that fails for another reason than an outage, in halves, down to the
        rows at fault, which are refused. Raises `DatabaseAway`."""
        while self._parts:
            part = self._parts[-1]
            try:
                async with database.session() as session:
                    await upsert(session, part)
            except Exception as error:
                if is_outage(error):
                    raise DatabaseAway(in_words(error)) from error
                if len(part) == 1:
                    await refuse(part[0], in_words(error))
                    self._parts.pop()
                else:
                    middle = len(part) // 2
                    self._parts[-1:] = [part[middle:], part[:middle]]
            else:
                self._parts.pop()
                self.written += len(part)


def in_words(error: Exception) -> str:
    """What went wrong, without the row itself: numbers of people do not belong in a log."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return f"{type(cause).__name__}: {cause}".splitlines()[0][:300]
