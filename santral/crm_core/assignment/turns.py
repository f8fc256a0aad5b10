"""Who of several had the last turn. Whoever gives something out holds the row until the end of the
transaction, so that two at the same moment come one after the other."""

from __future__ import annotations

from typing import Final

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.assignment.tables import AssignmentTurn

ALL: Final = "*"
"""The pool whose row everybody who gives out a case holds."""


async def take_turn(session: AsyncSession, pool: str) -> int | None:
    """Who of the pool had the last turn. Its row is ours until the end of the transaction."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
    first = insert(AssignmentTurn).values(pool=pool, user_id=None)
    taken = first.on_conflict_do_update(
        index_elements=[AssignmentTurn.pool], set_={"pool": first.excluded.pool}
    ).returning(AssignmentTurn.user_id)
    last: int | None = await session.scalar(taken)
    return last


async def give_turn(session: AsyncSession, pool: str, user_id: int) -> None:
    """It is theirs now; take it before."""
    await session.execute(update(AssignmentTurn).where(AssignmentTurn.pool == pool).values(user_id=user_id))
