"""Many cases are given to somebody at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import write_change
from santral.crm_core.applications.owner_told import tell_owner
from santral.crm_core.applications.people import check_colleague
from santral.crm_core.users.audit import Actor, record


async def give_to(
    session: AsyncSession, application_ids: Collection[int], owner_id: int | None, by: Actor, at: datetime
) -> int:
    """All of them or none; how many had another owner. None takes them from everybody. Raises `NotFound`,
    `InvalidInput`."""
    if owner_id is not None:
        await check_colleague(session, "owner_id", owner_id)
    given = 0
    for application_id in sorted(set(application_ids)):  # in one order, so that two at a time do not block
        application = await find_application(session, application_id, lock=True)
        if application.owner_id == owner_id:
            continue
        write_change(session, application, by, at, "changed", "owner_id", application.owner_id, owner_id)
        application.owner_id = owner_id
        await tell_owner(session, application, by, at)
        await record(session, by, "changed", "application", application_id, {"fields": ["owner_id"]}, at)
        given += 1
    await session.flush()
    return given
