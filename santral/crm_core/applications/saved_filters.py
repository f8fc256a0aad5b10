"""Lists that people come back to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import SavedFilter
from santral.crm_core.errors import InvalidInput
from santral.crm_core.typed_text import one_line

MOST_FILTERS = 100
LONGEST_QUERY = 2_000


@dataclass(frozen=True, slots=True)
class KeptFilter:
    """`own`: only then it can be forgotten."""

    filter_id: int
    name: str
    query: str
    shared: bool
    own: bool


async def keep(session: AsyncSession, user_id: int, name: str, query: str, *, shared: bool) -> None:
    """Under a name that is used already, the new list takes the old one's place. Raises `InvalidInput`."""
    name = one_line("name", name, 80)
    if not name:
        raise InvalidInput("name", "Give the list a name.")
    if len(query) > LONGEST_QUERY:
        raise InvalidInput("name", "This list asks for too much to be kept.")
    known = await session.scalar(
        select(SavedFilter).where(SavedFilter.user_id == user_id, SavedFilter.name == name)
    )
    if known is None:
        session.add(SavedFilter(user_id=user_id, name=name, query=query, shared=shared))
    else:
        known.query, known.shared = query, shared
    await session.flush()


async def read_saved_filters(session: AsyncSession, user_id: int) -> tuple[KeptFilter, ...]:
    """One's own and those that are shared, by name."""
    query = (
        select(SavedFilter)
        .where(or_(SavedFilter.user_id == user_id, SavedFilter.shared))
        .order_by(SavedFilter.name, SavedFilter.filter_id)
        .limit(MOST_FILTERS)
    )
    return tuple(
        KeptFilter(one.filter_id, one.name, one.query, one.shared, one.user_id == user_id)
        for one in await session.scalars(query)
    )


async def remove(session: AsyncSession, user_id: int, filter_id: int) -> None:
    """Somebody else's stays."""
    await session.execute(
        delete(SavedFilter).where(SavedFilter.filter_id == filter_id, SavedFilter.user_id == user_id)
    )
