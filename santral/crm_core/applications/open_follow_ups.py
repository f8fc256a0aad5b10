"""Which cases are to be looked at again, and by whom: what is due first comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import FollowUp
from santral.crm_core.db import UtcDateTime

Place = tuple[datetime, int]
"""When the last of a page is due, and its id."""


@dataclass(frozen=True, slots=True)
class OpenFollowUp:
    """`user_id` wrote it, or has the case where `stage` asks for it."""

    follow_up_id: int
    application_id: int
    user_id: int
    at: datetime
    note: str
    stage: str
    due_at: datetime


async def list_open_follow_ups(
    session: AsyncSession, after: Place | None = None, limit: int = 50, *, user_id: int | None = None
) -> tuple[tuple[OpenFollowUp, ...], Place | None]:
    """Those that are due and not done, of everybody or of one, behind the place `after`; and the place behind
    which the next page begins, None where there is none."""
    query = (
        select(
            FollowUp.follow_up_id,
            FollowUp.application_id,
            FollowUp.user_id,
            FollowUp.at,
            FollowUp.note,
            FollowUp.stage,
            FollowUp.due_at,
        )
        .where(FollowUp.due_at.is_not(None), FollowUp.done_at.is_(None))
        .order_by(FollowUp.due_at, FollowUp.follow_up_id)
        .limit(limit + 1)
    )
    if after is not None:
        last = tuple_(literal(after[0], UtcDateTime()), literal(after[1]))
        query = query.where(tuple_(FollowUp.due_at, FollowUp.follow_up_id) > last)
    if user_id is not None:
        query = query.where(FollowUp.user_id == user_id)
    found = tuple(
        OpenFollowUp(follow_up_id, application_id, owner, at, note, stage, due_at)
        for follow_up_id, application_id, owner, at, note, stage, due_at in await session.execute(query)
        if due_at is not None
    )
    page = found[:limit]
    return page, (page[-1].due_at, page[-1].follow_up_id) if len(found) > limit else None
