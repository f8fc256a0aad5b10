"""On which stages interactions stand, so that no process takes one away from under them."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.interactions.tables import Interaction


async def interaction_stages_in_use(session: AsyncSession) -> dict[str, int]:
    """How many were moved to each stage, by its code. Those that never moved are on the first one, whichever
    that is, and keep none."""
    moved = select(Interaction.stage, func.count()).where(Interaction.stage != "").group_by(Interaction.stage)
    return {str(code): count for code, count in await session.execute(moved)}
