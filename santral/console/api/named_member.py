"""The customer a document names."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import InvalidInput
from santral.crm_core.members.tables import Member


async def check_named_member(session: AsyncSession, member_id: int) -> None:
    """Raises `InvalidInput` at `member_id`."""
    if await session.get(Member, member_id) is None:
        raise InvalidInput("member_id", "This customer does not exist.")
