"""What was done about a case, and when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.fields import LONGEST_TEXT
from santral.crm_core.applications.history import write_change
from santral.crm_core.applications.tables import Application, FollowUp
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.promises.keep import clock_customer_told
from santral.crm_core.typed_text import lines
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor

MOST_FOLLOW_UPS = 200


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """`stage` is the code of the one that asks for it, where nobody wrote a `note`."""

    follow_up_id: int
    at: datetime
    by: str
    note: str
    stage: str
    due_at: datetime | None
    done_at: datetime | None


async def add_follow_up(
    session: AsyncSession,
    application_id: int,
    note: str,
    by: Actor,
    at: datetime,
    due_at: datetime | None = None,
    *,
    customer_told: bool = False,
) -> int:
    """Write down what was done, and whether the customer heard of it; its id. With `due_at` the case asks for
    attention again then. Raises `NotFound`, `InvalidInput`."""
    note = lines("follow_up", note, LONGEST_TEXT)
    if not note:
        raise InvalidInput("follow_up", "Say what was done, or what to do next.")
    if due_at is not None and due_at <= at:
        raise InvalidInput("due_at", "Choose a moment that is still to come.")
    application = await find_application(session, application_id, lock=True)
    follow_up = FollowUp(
        application_id=application_id, user_id=by.user_id, at=at, note=note, due_at=due_at, done_at=None
    )
    session.add(follow_up)
    await session.flush()
    write_change(session, application, by, at, "followed-up", after=note)
    if customer_told:
        await clock_customer_told(session, application, at)
    await set_next_follow_up(session, application)
    return follow_up.follow_up_id


async def finish_follow_up(
    session: AsyncSession, application_id: int, follow_up_id: int, by: Actor, at: datetime
) -> None:
    """It was looked at. A second click changes nothing. Raises `NotFound`."""
    application = await find_application(session, application_id, lock=True)
    follow_up = await session.get(FollowUp, follow_up_id)
    if follow_up is None or follow_up.application_id != application_id:
        raise NotFound("There is no such follow-up.")
    if follow_up.done_at is not None:
        return
    follow_up.done_at = at
    write_change(session, application, by, at, "follow-up-done", before=follow_up.note)
    await set_next_follow_up(session, application)


async def read_follow_ups(
    session: AsyncSession, application_id: int, *, only: int | None = None, only_open: bool = False
) -> tuple[FollowUpRow, ...]:
    """The newest first; `only` one of them, or with `only_open` those that are due and not done."""
    query = (
        select(
            FollowUp.follow_up_id,
            FollowUp.at,
            UserAccount.display_name,
            FollowUp.note,
            FollowUp.stage,
            FollowUp.due_at,
            FollowUp.done_at,
        )
        .join(UserAccount, UserAccount.user_id == FollowUp.user_id)
        .where(FollowUp.application_id == application_id)
        .order_by(FollowUp.follow_up_id.desc())
        .limit(MOST_FOLLOW_UPS)
    )
    if only is not None:
        query = query.where(FollowUp.follow_up_id == only)
    if only_open:
        query = query.where(FollowUp.due_at.is_not(None), FollowUp.done_at.is_(None))
    return tuple(FollowUpRow(*row) for row in await session.execute(query))


async def set_next_follow_up(session: AsyncSession, application: Application) -> None:
    """The case is to be looked at when the first of its follow-ups is due that are not done."""
    await session.flush()
    application.follow_up_at = await session.scalar(
        select(func.min(FollowUp.due_at)).where(
            FollowUp.application_id == application.application_id, FollowUp.done_at.is_(None)
        )
    )
    await session.flush()
