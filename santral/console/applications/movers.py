"""Who moves an application, as its process looks at them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.teams.reading import teams_of
from santral.crm_core.users.roles import Role
from santral.crm_core.users.signed_in_user import SignedInUser


@dataclass(frozen=True, slots=True)
class StageMover:
    """Who moves; `teams` are the codes of those they are in now."""

    user_id: int
    role: Role
    teams: frozenset[str]


async def mover_of(session: AsyncSession, user: SignedInUser) -> StageMover:
    return StageMover(user.user_id, user.role, await teams_of(session, user.user_id))
