"""What was sent and how it went, to be read by administrators, and forgotten after a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import NotFound
from santral.crm_core.webhooks.tables import (
    IS_GIVEN_UP,
    IS_WAITING,
    WebhookAttempt,
    WebhookDelivery,
    WebhookMessage,
)

PAGE_ROWS: Final = 50
TRIM_ROWS: Final = 500
STATES: Final = {"waiting": IS_WAITING, "given-up": IS_GIVEN_UP}
"""By what a reader may choose them: what went well is not looked for."""


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    delivery: WebhookDelivery
    event: str
    subject: str


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """All there is to know of one message to one endpoint; the attempts oldest first."""

    delivery: WebhookDelivery
    message: WebhookMessage
    attempts: tuple[WebhookAttempt, ...]


async def read_deliveries(
    session: AsyncSession, endpoint_id: int, *, state: str = "", before: int = 0
) -> tuple[tuple[DeliveryLine, ...], int]:
    """A page, newest first, of all or of those in a `state` of `STATES`; and the `before` of the next page (0
    where there is none)."""
    query = (
        select(WebhookDelivery, WebhookMessage.event, WebhookMessage.subject)
        .join(WebhookMessage, WebhookMessage.message_key == WebhookDelivery.message_key)
        .where(WebhookDelivery.endpoint_id == endpoint_id)
        .order_by(WebhookDelivery.delivery_id.desc())
        .limit(PAGE_ROWS + 1)
    )
    if state in STATES:
        query = query.where(STATES[state])
    if before:
        query = query.where(WebhookDelivery.delivery_id < before)
    found = [DeliveryLine(*row) for row in await session.execute(query)]
    more = len(found) > PAGE_ROWS
    rows = tuple(found[:PAGE_ROWS])
    return rows, rows[-1].delivery.delivery_id if more else 0


async def read_delivery(session: AsyncSession, endpoint_id: int, delivery_id: int) -> DeliveryPage:
    """Raises `NotFound`."""
    delivery = await session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.endpoint_id != endpoint_id:
        raise NotFound("There is no such message.")
    attempts = await session.scalars(
        select(WebhookAttempt)
        .where(WebhookAttempt.delivery_id == delivery_id)
        .order_by(WebhookAttempt.attempt_id)
    )
    message = await session.get_one(WebhookMessage, delivery.message_key)
    return DeliveryPage(delivery, message, tuple(attempts))


async def trim_log(session: AsyncSession, before: datetime, most: int = TRIM_ROWS) -> int:
    """Forget at most so many deliveries that were finished before then, with their attempts and the messages
    nobody waits for. How many it were: call again while it is `most`."""
    old = list(
        await session.scalars(
            select(WebhookDelivery.delivery_id)
            .where(WebhookDelivery.finished_at < before, WebhookDelivery.state != "waiting")
            .order_by(WebhookDelivery.finished_at)
            .limit(most)
        )
    )
    if not old:
        return 0
    await session.execute(delete(WebhookAttempt).where(WebhookAttempt.delivery_id.in_(old)))
    gone = delete(WebhookDelivery).where(WebhookDelivery.delivery_id.in_(old))
    keys = set(await session.scalars(gone.returning(WebhookDelivery.message_key)))
    held = select(WebhookDelivery.message_key).where(
        WebhookDelivery.message_key == WebhookMessage.message_key
    )
    await session.execute(delete(WebhookMessage).where(WebhookMessage.message_key.in_(keys), ~held.exists()))
    return len(old)
