"""Who is told that a promise is in danger or broken, and in which words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application, ApplicationAssignee
from santral.crm_core.notifications.tell import tell
from santral.crm_core.service_levels.targets import TargetKind
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.roles import Role

PROMISE_TEXTS = {
    (TargetKind.FIRST_ANSWER, False): "The first answer is due soon: %(number)s %(subject)s",
    (TargetKind.FIRST_ANSWER, True): "The first answer is late: %(number)s %(subject)s",
    (TargetKind.NEXT_UPDATE, False): "The customer is to hear news soon: %(number)s %(subject)s",
    (TargetKind.NEXT_UPDATE, True): "The customer has not heard news in time: %(number)s %(subject)s",
    (TargetKind.SOLUTION, False): "The solution is due soon: %(number)s %(subject)s",
    (TargetKind.SOLUTION, True): "The solution is late: %(number)s %(subject)s",
}
"""By what was promised, and whether it is late."""


async def tell_of_promise(
    session: AsyncSession,
    application: Application,
    kind: TargetKind,
    people: Collection[int],
    at: datetime,
    *,
    late: bool,
) -> None:
    await tell(
        session,
        people,
        "sla-breached" if late else "sla-warning",
        PROMISE_TEXTS[kind, late],
        {"number": application.number, "subject": application.subject},
        f"/applications/{application.application_id}",
        at=at,
    )


async def owners_of(session: AsyncSession, application: Application) -> set[int]:
    """Who has it; where nobody owns it, those who work on it, else the supervisors."""
    if application.owner_id is not None:
        return {application.owner_id}
    helpers = select(ApplicationAssignee.user_id).where(
        ApplicationAssignee.application_id == application.application_id
    )
    return set(await session.scalars(helpers)) or await supervisors(session)


async def supervisors(session: AsyncSession) -> set[int]:
    """All who work here; where there is none, the administrators."""
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        query = select(UserAccount.user_id).where(
            UserAccount.role == role.value, UserAccount.disabled_at.is_(None)
        )
        if found := set(await session.scalars(query)):
            return found
    return set()
