"""Time that was spent on a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import write_change
from santral.crm_core.errors import InvalidInput
from santral.crm_core.tasks.tables import Task, TimeEntry
from santral.crm_core.typed_text import one_line
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor

LONGEST_MINUTES: Final = 24 * 60
MOST_ENTRIES: Final = 500
_SPAN: Final = re.compile(
    r"(\d{1,2}):([0-5]\d)|(\d{1,4})(?:\s*(?:m|min|dk|dakika))?|(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:h|hours?|sa|saat)"
)


@dataclass(frozen=True, slots=True)
class TimeRow:
    time_entry_id: int
    at: datetime
    by: str
    minutes: int
    note: str


async def record_time(
    session: AsyncSession,
    application_id: int,
    minutes: str,
    by: Actor,
    at: datetime,
    *,
    note: str = "",
    task_id: int | None = None,
) -> int:
    """Write down `minutes` as they were typed: "90", "1:30" or "1,5 h" are the same. The entry's id. Raises
    `InvalidInput`, `NotFound`."""
    spent = read_minutes(minutes)
    note = one_line("time_note", note, 400)
    application = await find_application(session, application_id, lock=True)
    if task_id is not None:
        task = await session.get(Task, task_id)
        if task is None or task.application_id != application_id:
            raise InvalidInput("task_id", "This task belongs to another application.")
    entry = TimeEntry(
        application_id=application_id,
        task_id=task_id,
        user_id=by.user_id,
        at=at,
        minutes=spent,
        note=note,
    )
    session.add(entry)
    write_change(session, application, by, at, "time-spent", after=spent)
    await session.flush()
    return entry.time_entry_id


async def read_time(session: AsyncSession, application_id: int) -> tuple[TimeRow, ...]:
    """The newest first."""
    query = (
        select(
            TimeEntry.time_entry_id,
            TimeEntry.at,
            UserAccount.display_name,
            TimeEntry.minutes,
            TimeEntry.note,
        )
        .join(UserAccount, UserAccount.user_id == TimeEntry.user_id)
        .where(TimeEntry.application_id == application_id)
        .order_by(TimeEntry.time_entry_id.desc())
        .limit(MOST_ENTRIES)
    )
    return tuple(TimeRow(*row) for row in await session.execute(query))


def read_minutes(typed: str) -> int:
    """Whole minutes of what people write. Raises `InvalidInput`.

    >>> [read_minutes(text) for text in ("45", "1:30", "1,5 h", "2 sa")]
    [45, 90, 90, 120]
    """
    found = _SPAN.fullmatch(typed.strip().lower())
    minutes = 0
    if found:
        hours, of_hour, alone, decimal = found.groups()
        minutes = int(alone or 0) + int(hours or 0) * 60 + int(of_hour or 0)
        minutes += round(float(decimal.replace(",", ".")) * 60) if decimal else 0
    if not 0 < minutes <= LONGEST_MINUTES:
        raise InvalidInput("minutes", "Write minutes as 90, or hours as 1:30; at most a day.")
    return minutes
