"""Interactions of everybody or of one member, page by page, what was written last first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.interactions.tables import Interaction


async def list_interactions(
    session: AsyncSession, before_id: int | None = None, limit: int = 50, *, member_id: int | None = None
) -> tuple[Sequence[Interaction], int | None]:
    """Those whose id is lower than `before_id`, and the id before which the next page begins; None where
    there is none."""
    query = select(Interaction).order_by(Interaction.interaction_id.desc()).limit(limit + 1)
    if before_id is not None:
        query = query.where(Interaction.interaction_id < before_id)
    if member_id is not None:
        query = query.where(Interaction.member_id == member_id)
    found = (await session.scalars(query)).all()
    page = found[:limit]
    return page, page[-1].interaction_id if len(found) > limit else None
