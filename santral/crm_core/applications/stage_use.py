"""On which stages applications stand, so that no process takes one away from under them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application

COUNTED: Final = 1_000
"""More are not counted."""


async def stages_in_use(
    session: AsyncSession, application_type: str = "", own: Collection[str] = ()
) -> dict[str, int]:
    """How many applications stand on each stage, by its code, at most `COUNTED`: those of the type, or with
    "" all but those of the types in `own`, which have processes of their own."""
    of_process: ColumnElement[bool] = (
        Application.type == application_type if application_type else Application.type.not_in(own)
    )
    used: dict[str, int] = {}
    stage = await session.scalar(select(func.min(Application.stage)))
    while stage is not None:  # few stages in many rows: hop from one to the next through the index
        some = select(Application.application_id).where(Application.stage == stage, of_process).limit(COUNTED)
        if count := await session.scalar(select(func.count()).select_from(some.subquery())):
            used[stage] = count
        stage = await session.scalar(select(func.min(Application.stage)).where(Application.stage > stage))
    return used
