"""The running number of a case, one row of numbers for each year."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import ApplicationNumber


async def next_number(session: AsyncSession, year: int) -> str:
    """As "2026-000123". Given once: a transaction that is rolled back gives its number back, and two at a
    time wait for each other, so that there are no holes and no doubles."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
    first = insert(ApplicationNumber).values(year=year, last=1)
    taken = first.on_conflict_do_update(
        index_elements=[ApplicationNumber.year], set_={"last": ApplicationNumber.last + 1}
    ).returning(ApplicationNumber.last)
    return f"{year}-{await session.scalar(taken):06}"
