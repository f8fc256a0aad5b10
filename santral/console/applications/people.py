"""Colleagues to choose from."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.assignees import Colleague
from santral.crm_core.users.accounts import UserAccount

MOST_COLLEAGUES = 2_000


async def read_colleagues(session: AsyncSession) -> tuple[Colleague, ...]:
    """Everybody who works here now, by name."""
    query = (
        select(UserAccount.user_id, UserAccount.display_name)
        .where(UserAccount.disabled_at.is_(None))
        .order_by(UserAccount.display_name)
        .limit(MOST_COLLEAGUES)
    )
    return tuple(Colleague(*row) for row in await session.execute(query))
