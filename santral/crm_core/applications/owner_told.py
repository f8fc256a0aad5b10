"""Who is given a case is told, wherever they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application
from santral.crm_core.notifications.tell import tell
from santral.crm_core.users.audit import Actor
from santral.crm_core.users.supervisors import supervisors

ASSIGNED = "assigned"


async def tell_owner(session: AsyncSession, application: Application, by: Actor | None, at: datetime) -> None:
    """Whose case it is now; nobody is told what they did themselves."""
    if application.owner_id is None or (by is not None and by.user_id == application.owner_id):
        return
    values, link = _what(application)
    owner = (application.owner_id,)
    await tell(session, owner, ASSIGNED, "%(number)s is yours now: %(subject)s", values, link, at=at)


async def tell_helper(
    session: AsyncSession, application: Application, user_id: int, by: Actor, at: datetime
) -> None:
    """Who works on it beside the owner from now on."""
    if by.user_id == user_id:
        return
    values, link = _what(application)
    await tell(session, (user_id,), ASSIGNED, "You work on %(number)s too: %(subject)s", values, link, at=at)


async def tell_that_nobody_fits(session: AsyncSession, application: Application, at: datetime) -> None:
    """All supervisors and administrators: somebody has to choose by hand."""
    people = await supervisors(session)
    values, link = _what(application)
    await tell(
        session,
        people,
        "unassigned",
        "Nobody fits for %(number)s; give it to somebody: %(subject)s",
        values,
        link,
        at=at,
    )


def _what(application: Application) -> tuple[dict[str, str | int], str]:
    return (
        {"number": application.number, "subject": application.subject},
        f"/applications/{application.application_id}",
    )
