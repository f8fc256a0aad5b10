"""A case is opened: numbered, written into the customer's history, and the first line of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.fields import FIELDS, Value
from santral.crm_core.applications.history import note_change
from santral.crm_core.applications.numbering import next_number
from santral.crm_core.applications.owner_told import tell_owner
from santral.crm_core.applications.people import check_people
from santral.crm_core.applications.search_words import set_search_words
from santral.crm_core.applications.tables import Application
from santral.crm_core.applications.telling import tell
from santral.crm_core.applications.values import parted
from santral.crm_core.assignment.assign import assign_by_rule
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.members.tables import Member
from santral.crm_core.promises.keep import clock_opened
from santral.crm_core.users.audit import Actor, record


async def open_application(
    session: AsyncSession,
    member_id: int,
    values: Mapping[str, Value],
    *,
    stage: str,
    by: Actor,
    by_name: str,
    at: datetime,
    zone: ZoneInfo,
    call_id: str = "",
) -> Application:
    """Open a case of `member_id` with checked `values` (see `fields.check_fields`) on the first `stage`.

    Where nobody was named to own it, the rules for giving out cases say who does. The year of its number is
    that of `at` in `zone`. Raises `NotFound` for a member, `InvalidInput` for a
    contact or an owner who cannot be one.
    """
    if await session.get(Member, member_id) is None:
        raise NotFound("This customer does not exist.")
    for name, field in FIELDS.items():
        if field.required and not values.get(name):
            raise InvalidInput(name, "This must be filled in.")
    await check_people(session, member_id, values)
    own, added = parted(values)
    application = Application(
        number=await next_number(session, at.astimezone(zone).year),
        member_id=member_id,
        stage=stage,
        call_id=call_id,
        version=1,
        opened_by=by.user_id,
        opened_at=at,
        changed_at=at,
        custom=added,
        **own,
    )
    set_search_words(application)
    session.add(application)
    await session.flush()
    note_change(session, application, by, at, "opened", after=application.subject)
    await clock_opened(session, application, at)
    if application.owner_id is None:
        await assign_by_rule(session, application, at)
    else:
        await tell_owner(session, application, by, at)
    await tell(session, application, at, by_name, body=application.description)
    await record(session, by, "opened", "application", application.application_id, at=at)
    await session.flush()
    return application
