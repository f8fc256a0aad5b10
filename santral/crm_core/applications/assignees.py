"""Who else works on a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import next_version, note_change
from santral.crm_core.applications.owner_told import tell_helper
from santral.crm_core.applications.people import check_colleague
from santral.crm_core.applications.tables import ApplicationAssignee
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor

MOST_ASSIGNEES = 20


@dataclass(frozen=True, slots=True)
class Colleague:
    user_id: int
    name: str

    @property
    def pair(self) -> tuple[int, str]:
        """What a list to choose from is made of."""
        return self.user_id, self.name


async def read_assignees(session: AsyncSession, application_id: int) -> tuple[Colleague, ...]:
    """By name."""
    query = (
        select(UserAccount.user_id, UserAccount.display_name)
        .join(ApplicationAssignee, ApplicationAssignee.user_id == UserAccount.user_id)
        .where(ApplicationAssignee.application_id == application_id)
        .order_by(UserAccount.display_name)
    )
    return tuple(Colleague(*row) for row in await session.execute(query))


async def set_assignees(
    session: AsyncSession, application_id: int, user_ids: Collection[int], by: Actor, at: datetime
) -> None:
    """Exactly these work on it beside the owner. Raises `NotFound`, `InvalidInput`."""
    if len(user_ids) > MOST_ASSIGNEES:
        raise InvalidInput("assignees", "At most %(most)s people can be assigned.", most=MOST_ASSIGNEES)
    application = await find_application(session, application_id, lock=True)
    now = {colleague.user_id: colleague.name for colleague in await read_assignees(session, application_id)}
    new, gone = set(user_ids) - now.keys(), now.keys() - set(user_ids)
    if not new and not gone:
        return
    next_version(application, at)
    for user_id in sorted(gone):
        note_change(session, application, by, at, "unassigned", "assignees", before=now[user_id])
    for user_id in sorted(new):
        account = await check_colleague(session, "assignees", user_id)
        session.add(ApplicationAssignee(application_id=application_id, user_id=user_id))
        note_change(session, application, by, at, "assigned", "assignees", after=account.display_name)
        await tell_helper(session, application, user_id, by, at)
    if gone:
        await session.execute(
            delete(ApplicationAssignee).where(
                ApplicationAssignee.application_id == application_id, ApplicationAssignee.user_id.in_(gone)
            )
        )
    await session.flush()


async def change_assignees(
    session: AsyncSession,
    application_id: int,
    added: Collection[int],
    taken: Collection[int],
    by: Actor,
    at: datetime,
) -> None:
    """Those `added` work on it too from now on, those `taken` off it do not. Raises `NotFound`,
    `InvalidInput`."""
    # Locked before it is read: of two who add somebody at a time neither takes off whom the other added.
    await find_application(session, application_id, lock=True)
    there = {one.user_id for one in await read_assignees(session, application_id)}
    await set_assignees(session, application_id, (there | set(added)) - set(taken), by, at)
