"""The figures of the day from the journal, for a server that was started in the middle of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.console.day import Day
from santral.cti.call_events import Direction, RingOutcome
from santral.cti.call_records import CallLeg, CallRecord

MISSED = frozenset({RingOutcome.NOT_ANSWERED.value, RingOutcome.CALLER_LEFT.value})


def midnight(now: datetime) -> datetime:
    """When the day of `now` began, where the server is."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


async def read_days(session: AsyncSession, since: datetime) -> dict[int, Day]:
    """By user, what the legs tell that began at `since` or later; internal calls do not count."""
    query = (
        select(CallLeg.user_id, CallLeg.answered_at, CallLeg.till, CallLeg.outcome)
        .join(CallRecord, CallRecord.call_id == CallLeg.call_id)
        .where(
            CallLeg.from_at >= since,
            CallLeg.user_id.is_not(None),
            CallRecord.direction != Direction.INTERNAL.value,
        )
        .order_by(CallLeg.from_at)
    )
    days: dict[int, Day] = {}
    for user_id, answered_at, till, outcome in await session.execute(query):
        assert user_id is not None
        day = days.setdefault(user_id, Day())
        if answered_at is not None:
            day.on_answered(answered_at)
            if till is not None:
                day.on_talked(answered_at, till)
        elif outcome in MISSED:
            day.on_missed(till or since)
    return days
