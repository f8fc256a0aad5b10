"""A request that is sent twice is done once: the first answer is kept, in the transaction of what it did,
and given again. Two at the same time cannot both do it, since only one of them can write the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.api_keys.tables import ApiReply
from santral.crm_core.errors import InvalidInput, SantralError

KEPT: Final = timedelta(hours=24)
MOST_KEPT: Final = 20_000
"""Answers of one key within `KEPT`. One that makes more than a dozen records a minute all day long has to
wait, rather than fill the database."""


class TooManyReplies(SantralError):
    """Nothing was done. `wait_s`: seconds until it may be sent again."""

    http_status = 429

    def __init__(self, wait_s: int) -> None:
        super().__init__("Too many answers are kept for this key. Send fewer, or without Idempotency-Key.")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered; `location` is "" where nothing new came to be."""

    status: int
    location: str
    body: str


async def begin(
    session: AsyncSession, api_key_id: int, idempotency_key: str, request_hash: str, at: datetime
) -> Reply | None:
    """None where the request is to be done now, in this transaction, and `finish`ed; else what was answered
    to it before. Waits for another one under the same key that is under way. Raises `InvalidInput` where the
    key belongs to another request, `TooManyReplies`."""
    mine = (ApiReply.api_key_id == api_key_id) & (ApiReply.idempotency_key == idempotency_key)
    await session.execute(delete(ApiReply).where(mine, ApiReply.at <= at - KEPT))
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
    values = {
        "api_key_id": api_key_id,
        "idempotency_key": idempotency_key,
        "request_hash": request_hash,
        "at": at,
        "status": 0,
        "location": "",
        "body": "",
    }
    new = insert(ApiReply).values(values).on_conflict_do_nothing().returning(ApiReply.api_key_id)
    if await session.scalar(new) is not None:
        await _check_room(session, api_key_id)
        return None
    columns = select(ApiReply.request_hash, ApiReply.status, ApiReply.location, ApiReply.body)
    kept_hash, status, location, body = (await session.execute(columns.where(mine))).one()
    if kept_hash != request_hash:
        raise InvalidInput(
            "Idempotency-Key", "Another request was sent with this Idempotency-Key. Use a new one."
        )
    return Reply(status, location, body)


async def finish(session: AsyncSession, api_key_id: int, idempotency_key: str, reply: Reply) -> None:
    await session.execute(
        update(ApiReply)
        .where(ApiReply.api_key_id == api_key_id, ApiReply.idempotency_key == idempotency_key)
        .values(status=reply.status, location=reply.location, body=reply.body)
    )


async def forget_old(session: AsyncSession, at: datetime) -> None:
    await session.execute(delete(ApiReply).where(ApiReply.at <= at - KEPT))


async def _check_room(session: AsyncSession, api_key_id: int) -> None:
    some = select(ApiReply.at).where(ApiReply.api_key_id == api_key_id).limit(MOST_KEPT + 1).subquery()
    if (await session.scalar(select(func.count()).select_from(some)) or 0) > MOST_KEPT:
        raise TooManyReplies(60 * 60)
