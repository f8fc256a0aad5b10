"""How the sending stands, for who watches the server: what waits and since when, and which addresses fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, TextClause, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.webhooks.tables import (
    BY_HAND,
    IS_GIVEN_UP,
    IS_WAITING,
    WebhookDelivery,
    WebhookEndpoint,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`failing` are the addresses that took nothing lately, `stopped` those switched off for it, `active` all
    others that are on. `oldest` is since when the message that waits longest is sent."""

    active: int = 0
    failing: int = 0
    stopped: int = 0
    oldest: datetime | None = None


async def read_standing(session: AsyncSession) -> Standing:
    """However many messages wait, only the first of each address is looked at, in its line and aside."""
    query = select(WebhookEndpoint, _first(aside=False), _first(aside=True))
    active = failing = stopped = 0
    waiting_since: list[datetime] = []
    for endpoint, *told_at in await session.execute(query):
        waiting_since += [at for at in told_at if at is not None]
        if endpoint.disabled_at is not None:
            stopped += endpoint.disabled_why != BY_HAND
        elif endpoint.failing_since is not None:
            failing += 1
        else:
            active += 1
    return Standing(active, failing, stopped, min(waiting_since, default=None))


async def count_messages(session: AsyncSession, endpoint_id: int | None = None) -> tuple[int, int]:
    """How many wait and how many were given up, of all addresses or of one."""

    async def how_many(state: TextClause) -> int:
        query = select(func.count()).select_from(WebhookDelivery).where(state)
        if endpoint_id is not None:
            query = query.where(WebhookDelivery.endpoint_id == endpoint_id)
        return await session.scalar(query) or 0

    return await how_many(IS_WAITING), await how_many(IS_GIVEN_UP)


def _first(*, aside: bool) -> ScalarSelect[datetime]:
    return (
        select(WebhookDelivery.told_at)
        .where(
            WebhookDelivery.endpoint_id == WebhookEndpoint.endpoint_id,
            IS_WAITING,
            WebhookDelivery.aside.is_(aside),
        )
        .order_by(WebhookDelivery.delivery_id)
        .limit(1)
        .scalar_subquery()
    )
