"""The call backs that were promised and not made yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from santral.crm_core.definitions.defaults import CALL_BACK_PROMISED
from santral.crm_core.interactions.responsible import following_up
from santral.crm_core.interactions.tables import Interaction


@dataclass(frozen=True, slots=True)
class PromisedCall:
    """`user_id` is who promised it, or to whom it was given; `notes` are of the call in which it was
    promised. `member_id` is None while nobody knows who it was."""

    user_id: int
    call_id: str
    member_id: int | None
    at: datetime
    notes: str
    interaction_id: int


async def read_promised_calls(session: AsyncSession, since: datetime) -> tuple[PromisedCall, ...]:
    """What was promised at `since` or later, the oldest first. A later contact with the same member, by
    anybody, is taken for the call."""
    later = aliased(Interaction)
    query: Select[*tuple[Any, ...]] = (
        select(
            following_up(),
            Interaction.call_id,
            Interaction.member_id,
            Interaction.at,
            Interaction.notes,
            Interaction.interaction_id,
        )
        .where(
            Interaction.result == CALL_BACK_PROMISED,
            Interaction.follow_up_at.is_(None),  # one with a date waits for it, see `follow_ups`
            Interaction.at >= since,
            Interaction.call_id.is_not(None),
            ~select(later.interaction_id)
            .where(later.member_id == Interaction.member_id, later.at > Interaction.at)
            .exists(),
        )
        .order_by(Interaction.at, Interaction.interaction_id)
    )
    return tuple(PromisedCall(*row) for row in await session.execute(query))
