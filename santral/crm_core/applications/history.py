"""Every change of a case, with who and when: written with the change, never rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application, ApplicationChange
from santral.crm_core.db import after_commit
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor

MOST_CHANGES = 500


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """`by` is "" and `user_id` None where the house itself acted. See `ApplicationChange` for the rest."""

    change_id: int
    at: datetime
    by: str
    kind: str
    field: str
    before: str
    after: str
    version: int
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class ApplicationChanged:
    """A line came to the history of a case; `user_id` is None where the house itself acted. Published after
    the commit, once for each line."""

    application_id: int
    version: int
    kind: str
    field: str
    user_id: int | None


def next_version(application: Application, at: datetime) -> None:
    """What browsers hold of it is old from now on. Once for all lines of one change."""
    application.version += 1
    application.changed_at = at


def write_change(
    session: AsyncSession,
    application: Application,
    who: Actor | None,
    at: datetime,
    kind: str,
    field: str = "",
    before: object = "",
    after: object = "",
) -> None:
    """A change of one line: a new version of the case, and its line."""
    next_version(application, at)
    note_change(session, application, who, at, kind, field, before, after)


def note_change(
    session: AsyncSession,
    application: Application,
    who: Actor | None,
    at: datetime,
    kind: str,
    field: str = "",
    before: object = "",
    after: object = "",
) -> None:
    """Add a line to the history of `application`, in the transaction of the change."""
    session.add(
        ApplicationChange(
            application_id=application.application_id,
            at=at,
            user_id=who.user_id if who else None,
            version=application.version,
            kind=kind,
            field=field,
            before="" if before is None else str(before),
            after="" if after is None else str(after),
        )
    )
    user_id = who.user_id if who else None
    after_commit(
        session,
        ApplicationChanged(application.application_id, application.version, kind, field, user_id),
    )


async def read_history(
    session: AsyncSession, application_id: int, limit: int = MOST_CHANGES
) -> tuple[HistoryRow, ...]:
    """The newest first."""
    change = ApplicationChange
    query = (
        select(
            change.change_id,
            change.at,
            func.coalesce(UserAccount.display_name, ""),
            change.kind,
            change.field,
            change.before,
            change.after,
            change.version,
            change.user_id,
        )
        .outerjoin(UserAccount, UserAccount.user_id == change.user_id)
        .where(change.application_id == application_id)
        .order_by(change.change_id.desc())
        .limit(limit)
    )
    return tuple(HistoryRow(*row) for row in await session.execute(query))


async def changes_since(
    session: AsyncSession, application_id: int, version: int, fields: Sequence[str]
) -> dict[str, HistoryRow]:
    """By field, the last change of it after the case had `version`."""
    rows = await read_history(session, application_id)
    since: dict[str, HistoryRow] = {}
    for row in rows:
        if row.version > version and row.field in fields:
            since.setdefault(row.field, row)
    return since
