"""When people said they would come back to an interaction, and have not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.db import UtcDateTime
from santral.crm_core.interactions.responsible import following_up
from santral.crm_core.interactions.tables import Interaction

MOST_READ: Final = 20_000


@dataclass(frozen=True, slots=True)
class PlannedFollowUp:
    """`user_id` is who follows it up; `call_id` is None for a contact that was no call."""

    user_id: int
    interaction_id: int
    call_id: str | None
    member_id: int | None
    at: datetime
    due: datetime
    notes: str


async def read_follow_ups(session: AsyncSession) -> tuple[PlannedFollowUp, ...]:
    """All that are not done, the earliest due first."""
    query = (
        select(
            following_up(),
            Interaction.interaction_id,
            Interaction.call_id,
            Interaction.member_id,
            Interaction.at,
            Interaction.follow_up_at,
            Interaction.notes,
        )
        .where(Interaction.follow_up_at.is_not(None), Interaction.follow_up_done_at.is_(None))
        .order_by(Interaction.follow_up_at)
        .limit(MOST_READ)
    )
    return tuple(
        PlannedFollowUp(user_id, interaction_id, call_id, member_id, at, due, notes)
        for user_id, interaction_id, call_id, member_id, at, due, notes in await session.execute(query)
        if due is not None
    )


async def list_open_follow_ups(
    session: AsyncSession,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
    *,
    user_id: int | None = None,
) -> tuple[Sequence[Interaction], tuple[datetime, int] | None]:
    """The same page by page, for everybody or for one to do: those behind the moment and the id `after`, and
    behind which the next page begins; None where there is none."""
    query = (
        select(Interaction)
        .where(Interaction.follow_up_at.is_not(None), Interaction.follow_up_done_at.is_(None))
        .order_by(Interaction.follow_up_at, Interaction.interaction_id)
        .limit(limit + 1)
    )
    if after is not None:
        last = tuple_(literal(after[0], UtcDateTime()), literal(after[1]))
        query = query.where(tuple_(Interaction.follow_up_at, Interaction.interaction_id) > last)
    if user_id is not None:
        query = query.where(following_up() == user_id)
    found = (await session.scalars(query)).all()
    page = found[:limit]
    if len(found) == len(page) or page[-1].follow_up_at is None:
        return page, None
    return page, (page[-1].follow_up_at, page[-1].interaction_id)
