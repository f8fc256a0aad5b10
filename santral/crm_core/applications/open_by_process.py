"""A case is opened on the first stage of its process, and what that stage asks for happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.entering import enter_stage
from santral.crm_core.applications.fields import Value
from santral.crm_core.applications.open_application import open_application
from santral.crm_core.applications.tables import Application
from santral.crm_core.processes.book import ProcessBook
from santral.crm_core.processes.process import RecordKind
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.users.audit import Actor


async def open_by_process(
    session: AsyncSession,
    processes: ProcessBook,
    calendar: BusinessCalendar,
    member_id: int,
    values: Mapping[str, Value],
    *,
    by: Actor,
    by_name: str,
    at: datetime,
    zone: ZoneInfo,
    call_id: str = "",
) -> Application:
    """The same as `open_application`, with the stage that the process says."""
    first = processes.process(RecordKind.APPLICATION, str(values.get("type", ""))).first_stage
    application = await open_application(
        session,
        member_id,
        values,
        stage=first.code,
        by=by,
        by_name=by_name,
        at=at,
        zone=zone,
        call_id=call_id,
    )
    await enter_stage(session, application, first, calendar, by, at)
    await session.flush()
    return application
