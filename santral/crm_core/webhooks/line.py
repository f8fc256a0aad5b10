"""The messages that wait for an endpoint, in order, and what became of each attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from santral.crm_core.errors import Conflict, NotFound
from santral.crm_core.notifications.tell import tell
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor, record
from santral.crm_core.users.roles import Role
from santral.crm_core.webhooks import schedule
from santral.crm_core.webhooks.endpoints import SUBJECT, find_endpoint, give_up_waiting
from santral.crm_core.webhooks.schedule import After, Verdict, is_taken, judge
from santral.crm_core.webhooks.seeds import SecretsOfWebhooks
from santral.crm_core.webhooks.tables import (
    FAILING,
    GONE,
    IS_GIVEN_UP,
    IS_WAITING,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)

LONGEST_ANSWER: Final = 2_000
"""Characters that are kept of an answer."""
MOST_AGAIN: Final = 500
"""Messages that are sent again by one press of a button."""


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A message that is to be sent now, and all it takes to send it. There are no `secrets` where the
    server's key is not the one they were made with."""

    delivery_id: int
    endpoint_id: int
    url: str
    secrets: tuple[str, ...]
    message_id: str
    event: str
    body: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: `status` 0 where no answer came, and `problem` why."""

    at: datetime
    took_ms: int
    status: int
    problem: str = ""
    answer: str = ""
    asked_to_wait: timedelta | None = None


async def read_due_endpoints(session: AsyncSession, now: datetime) -> tuple[int, ...]:
    """The endpoints for which something is to be sent now, and no server is at it."""
    endpoint = WebhookEndpoint
    head_at = (
        _waiting(endpoint.endpoint_id, aside=False)
        .with_only_columns(WebhookDelivery.next_at)
        .order_by(WebhookDelivery.delivery_id)
        .limit(1)
        .scalar_subquery()
    )
    beside = _waiting(endpoint.endpoint_id, aside=True).where(WebhookDelivery.next_at <= now).exists()
    query = select(endpoint.endpoint_id).where(
        endpoint.disabled_at.is_(None), _is_free(now), or_(head_at <= now, beside)
    )
    return tuple(await session.scalars(query))


async def lease(session: AsyncSession, endpoint_id: int, now: datetime, until: datetime) -> bool:
    """Whether this server alone sends to the endpoint until then."""
    taken = (
        update(WebhookEndpoint)
        .where(WebhookEndpoint.endpoint_id == endpoint_id, _is_free(now))
        .values(leased_until=until)
        .returning(WebhookEndpoint.endpoint_id)
    )
    return await session.scalar(taken) is not None


async def let_go(session: AsyncSession, endpoint_id: int) -> None:
    await session.execute(
        update(WebhookEndpoint).where(WebhookEndpoint.endpoint_id == endpoint_id).values(leased_until=None)
    )


async def next_due(
    session: AsyncSession, secrets: SecretsOfWebhooks, endpoint_id: int, now: datetime
) -> DueDelivery | None:
    """The first in line where it is due, or one that stepped aside and is."""
    endpoint = await session.get(WebhookEndpoint, endpoint_id)
    if endpoint is None or endpoint.disabled_at is not None:
        return None
    head = _waiting(endpoint_id, aside=False).order_by(WebhookDelivery.delivery_id).limit(1)
    delivery = await session.scalar(head)
    if delivery is None or delivery.next_at > now:
        beside = _waiting(endpoint_id, aside=True).where(WebhookDelivery.next_at <= now)
        delivery = await session.scalar(beside.order_by(WebhookDelivery.next_at).limit(1))
    if delivery is None:
        return None
    message = await session.get_one(WebhookMessage, delivery.message_key)
    return DueDelivery(
        delivery_id=delivery.delivery_id,
        endpoint_id=endpoint_id,
        url=endpoint.url,
        secrets=secrets.in_force(endpoint.seed, endpoint.old_seed, endpoint.old_seed_until, now),
        message_id=message.message_id,
        event=message.event,
        body=message.body,
    )


async def note_outcome(
    session: AsyncSession, due: DueDelivery, outcome: Outcome, *, chance: float, leased_until: datetime
) -> Verdict | None:
    """Write down an attempt and what follows from it; None where the endpoint was deleted meanwhile.
    `chance` (0 to 1) spreads the next one."""
    endpoint = await session.get(WebhookEndpoint, due.endpoint_id, with_for_update=True)
    delivery = await session.get(WebhookDelivery, due.delivery_id, with_for_update=True)
    if endpoint is None or delivery is None:
        return None
    delivery.attempts += 1
    delivery.status, delivery.problem = outcome.status, outcome.problem
    session.add(
        WebhookAttempt(
            delivery_id=delivery.delivery_id,
            at=outcome.at,
            took_ms=outcome.took_ms,
            status=outcome.status,
            problem=outcome.problem,
            answer=outcome.answer[:LONGEST_ANSWER],
        )
    )
    verdict = judge(
        status=outcome.status,
        attempt=delivery.attempts,
        told_at=delivery.told_at,
        failing_since=endpoint.failing_since,
        now=outcome.at,
        chance=chance,
        asked_to_wait=outcome.asked_to_wait,
    )
    if endpoint.disabled_at is not None and verdict.after is not After.DELIVERED:
        # Somebody switched it off during the attempt, so nothing may wait for it.
        verdict = Verdict(After.GIVEN_UP)
    endpoint.leased_until = leased_until
    endpoint.failing_since = None if is_taken(outcome.status) else endpoint.failing_since or outcome.at
    delivery.state, delivery.aside = verdict.after, delivery.aside or verdict.aside
    if verdict.next_at is None:
        delivery.finished_at = outcome.at
    else:
        delivery.next_at = verdict.next_at
    if verdict.switch_off:
        await _switch_off(session, endpoint, GONE if outcome.status == schedule.GONE else FAILING, outcome.at)
    await session.flush()
    return verdict


async def send_again(
    session: AsyncSession, endpoint_id: int, delivery_id: int, by: Actor, at: datetime
) -> None:
    """Have a message sent once more, at once, with the id it has. One that waits anyway is only sent sooner.
    Raises `NotFound`, `Conflict`."""
    endpoint = await _switched_on(session, endpoint_id)
    delivery = await session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.endpoint_id != endpoint_id:
        raise NotFound("There is no such message.")
    if delivery.state != "waiting":
        delivery.state, delivery.aside, delivery.told_at, delivery.finished_at = "waiting", True, at, None
        delivery.attempts = 0
    delivery.next_at = at
    await record(session, by, "sent again", SUBJECT, endpoint_id, {"url": endpoint.url}, at)


async def send_all_again(session: AsyncSession, endpoint_id: int, by: Actor, at: datetime) -> int:
    """Have the oldest `MOST_AGAIN` messages that were given up sent once more: in the order in which they
    happened, before what waits already, each with the id it has. How many they are. Raises `NotFound`,
    `Conflict`."""
    endpoint = await _switched_on(session, endpoint_id)
    oldest = (
        select(WebhookDelivery.delivery_id)
        .where(WebhookDelivery.endpoint_id == endpoint_id, IS_GIVEN_UP)
        .order_by(WebhookDelivery.delivery_id)
        .limit(MOST_AGAIN)
    )
    again = (
        update(WebhookDelivery)
        .where(WebhookDelivery.delivery_id.in_(list(await session.scalars(oldest))))
        # In line, not aside: where the first fails for a fault of the address, the others wait behind it.
        .values(state="waiting", aside=False, attempts=0, told_at=at, next_at=at, finished_at=None)
        .returning(WebhookDelivery.delivery_id)
    )
    count = len((await session.scalars(again)).all())
    if count:
        detail = {"url": endpoint.url, "messages": count}
        await record(session, by, "sent all again", SUBJECT, endpoint_id, detail, at)
    return count


async def _switched_on(session: AsyncSession, endpoint_id: int) -> WebhookEndpoint:
    """Locked. Raises `NotFound`, `Conflict`."""
    endpoint = await find_endpoint(session, endpoint_id, lock=True)
    if endpoint.disabled_at is not None:
        raise Conflict("This webhook is switched off. Switch it on first.")
    return endpoint


async def _switch_off(session: AsyncSession, endpoint: WebhookEndpoint, why: str, at: datetime) -> None:
    endpoint.disabled_at, endpoint.disabled_why = at, why
    await session.flush()
    await give_up_waiting(session, endpoint.endpoint_id, at)
    await record(session, None, "switched off", SUBJECT, endpoint.endpoint_id, {"url": endpoint.url}, at)
    administrators = select(UserAccount.user_id).where(UserAccount.role == Role.ADMINISTRATOR)
    await tell(
        session,
        await session.scalars(administrators),
        "webhook",
        "Nothing is sent to the webhook %(url)s any more: it took no message for days.",
        {"url": endpoint.url},
        f"/administration/webhooks/{endpoint.endpoint_id}",
        at=at,
    )


def _waiting(endpoint_id: int | InstrumentedAttribute[int], *, aside: bool) -> Select[WebhookDelivery]:
    return select(WebhookDelivery).where(
        WebhookDelivery.endpoint_id == endpoint_id,
        IS_WAITING,
        WebhookDelivery.aside.is_(aside),
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(WebhookEndpoint.leased_until.is_(None), WebhookEndpoint.leased_until <= now)
