"""When people said they would come back to an interaction, and have not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.interactions.tables import Interaction

MOST_READ: Final = 20_000


@dataclass(frozen=True, slots=True)
class PlannedFollowUp:
    """`call_id` is None for a contact that was no call."""

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
            Interaction.user_id,
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
