"""The notifications of one person, and which of them are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.db import after_commit
from santral.crm_core.errors import NotFound
from santral.crm_core.notifications.tables import Notification

PAGE_ROWS: Final = 50
KEPT: Final = timedelta(days=90)
FORGOTTEN_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class NotificationRow:
    notification_id: int
    at: datetime
    kind: str
    text_id: str
    values: Mapping[str, Any]
    link: str
    read: bool


@dataclass(frozen=True, slots=True)
class NotificationsRead:
    """Somebody's number of unread ones is another now. Published after the commit."""

    user_id: int


async def read_notifications(
    session: AsyncSession, user_id: int, *, before: int = 0, limit: int = PAGE_ROWS
) -> tuple[tuple[NotificationRow, ...], int]:
    """A page of them, the newest first, and the `before` of the next page (0 where there is none)."""
    query = (
        select(Notification)
        .where(Notification.user_id == user_id)
        .order_by(Notification.notification_id.desc())
        .limit(limit + 1)
    )
    if before:
        query = query.where(Notification.notification_id < before)
    found = list(await session.scalars(query))
    rows = tuple(
        NotificationRow(n.notification_id, n.at, n.kind, n.text_id, n.values, n.link, n.read_at is not None)
        for n in found[:limit]
    )
    return rows, rows[-1].notification_id if len(found) > limit else 0


async def count_unread(session: AsyncSession, user_ids: Collection[int] | None = None) -> dict[int, int]:
    """How many each has not read, of those who have any; of everybody for None."""
    query = (
        select(Notification.user_id, func.count())
        .where(Notification.read_at.is_(None))
        .group_by(Notification.user_id)
    )
    if user_ids is not None:
        query = query.where(Notification.user_id.in_(user_ids))
    return {row[0]: row[1] for row in await session.execute(query)}


async def open_notification(session: AsyncSession, user_id: int, notification_id: int, at: datetime) -> str:
    """It is read now; where it leads. Raises `NotFound`, for somebody else's too."""
    found = await session.get(Notification, notification_id)
    if found is None or found.user_id != user_id:
        raise NotFound("There is no such notification.")
    if found.read_at is None:
        found.read_at = at
        after_commit(session, NotificationsRead(user_id))
    return found.link


async def read_all(session: AsyncSession, user_id: int, up_to: int, at: datetime) -> None:
    """All until the id `up_to`, the newest that was on the screen, are read."""
    await session.execute(
        update(Notification)
        .where(
            Notification.user_id == user_id,
            Notification.read_at.is_(None),
            Notification.notification_id <= up_to,
        )
        .values(read_at=at)
    )
    after_commit(session, NotificationsRead(user_id))


async def forget_old(session: AsyncSession, now: datetime) -> bool:
    """Take out what is older than `KEPT`, read or not, `FORGOTTEN_AT_ONCE` at most; whether there may be
    more."""
    oldest = select(Notification.notification_id).order_by(Notification.notification_id)
    gone = await session.execute(
        delete(Notification)
        .where(
            Notification.notification_id.in_(oldest.limit(FORGOTTEN_AT_ONCE)), Notification.at < now - KEPT
        )
        .returning(Notification.user_id, Notification.read_at)
    )
    forgotten = gone.all()
    for user_id in sorted({user_id for user_id, read_at in forgotten if read_at is None}):
        after_commit(session, NotificationsRead(user_id))
    return len(forgotten) == FORGOTTEN_AT_ONCE
