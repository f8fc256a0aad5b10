"""Who sees to what nobody else does."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.roles import SUPERVISORS


async def supervisors(session: AsyncSession) -> frozenset[int]:
    """The ids of the supervisors and administrators who work here."""
    query = select(UserAccount.user_id).where(
        UserAccount.role.in_(SUPERVISORS), UserAccount.disabled_at.is_(None)
    )
    return frozenset(await session.scalars(query))
