"""Tell people something, so that they find it also when they come back later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.db import after_commit
from santral.crm_core.notifications.tables import Notification
from santral.crm_core.users.accounts import UserAccount


@dataclass(frozen=True, slots=True)
class Notified:
    """These people were told, each once. Published after the commit."""

    user_ids: tuple[int, ...]
    kind: str
    text_id: str
    values: Mapping[str, str | int]
    link: str


async def tell(
    session: AsyncSession,
    user_ids: Iterable[int],
    kind: str,
    text_id: str,
    values: Mapping[str, str | int] | None = None,
    link: str = "",
    *,
    at: datetime | None = None,
) -> None:
    """Add a line to the notifications of each of `user_ids`, in the transaction of what it tells of; their
    browsers show it after the commit.

    `kind` is "assigned", "stage", "sla-warning", "sla-breached" or another word (a bell then). `text_id` is
    an English message id with named places (`%(number)s`), translated for each reader and then filled with
    `values`: give it as a literal, so that it is found for the catalogue. `link` is a path of the console.
    Ids that are nobody's, or of somebody whose account is closed, are left out.
    """
    known = select(UserAccount.user_id).where(
        UserAccount.user_id.in_(set(user_ids)), UserAccount.disabled_at.is_(None)
    )
    people = tuple(sorted(await session.scalars(known)))
    said = dict(values or {})
    now = at or datetime.now(UTC)
    session.add_all(
        Notification(user_id=one, at=now, kind=kind, text_id=text_id, values=said, link=link)
        for one in people
    )
    if people:
        after_commit(session, Notified(people, kind, text_id, said, link))
