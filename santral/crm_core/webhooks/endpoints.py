"""Addresses to which messages go: entered, changed, switched off and on by administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import TextClause, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import Conflict, InvalidInput, NotFound
from santral.crm_core.typed_text import one_line
from santral.crm_core.users.audit import Actor, record
from santral.crm_core.webhooks.addresses import check_url
from santral.crm_core.webhooks.events import TEST, WebhookEvent
from santral.crm_core.webhooks.outbox import add_message
from santral.crm_core.webhooks.seeds import SecretsOfWebhooks
from santral.crm_core.webhooks.signing import OLD_SECRET_STAYS
from santral.crm_core.webhooks.tables import (
    BY_HAND,
    IS_GIVEN_UP,
    IS_WAITING,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)

MOST_ENDPOINTS: Final = 50
LONGEST_DESCRIPTION: Final = 200
SUBJECT: Final = "webhook"


@dataclass(frozen=True, slots=True)
class EndpointForm:
    """Checked: what an administrator chooses."""

    url: str
    description: str
    events: tuple[WebhookEvent, ...]


@dataclass(frozen=True, slots=True)
class EndpointLine:
    """An endpoint in the list, with how many messages wait for it and were given up."""

    endpoint: WebhookEndpoint
    waiting: int
    given_up: int


def check_form(url: str, description: str, events: Sequence[str]) -> EndpointForm:
    """Raises `InvalidInput`. Where the address leads is not looked up here."""
    chosen = tuple(event for event in WebhookEvent if event in events)
    if not chosen:
        raise InvalidInput("events", "Choose at least one.")
    return EndpointForm(check_url(url), one_line("description", description, LONGEST_DESCRIPTION), chosen)


async def find_endpoint(session: AsyncSession, endpoint_id: int, *, lock: bool = False) -> WebhookEndpoint:
    """Raises `NotFound`."""
    endpoint = await session.get(WebhookEndpoint, endpoint_id, with_for_update=lock or None)
    if endpoint is None:
        raise NotFound("There is no such webhook.")
    return endpoint


async def read_endpoints(session: AsyncSession) -> tuple[EndpointLine, ...]:
    """The oldest first."""

    def how_many(state: TextClause) -> Any:
        its = WebhookDelivery.endpoint_id == WebhookEndpoint.endpoint_id
        return select(func.count()).select_from(WebhookDelivery).where(its, state).scalar_subquery()

    query = select(WebhookEndpoint, how_many(IS_WAITING), how_many(IS_GIVEN_UP)).order_by(
        WebhookEndpoint.endpoint_id
    )
    return tuple(EndpointLine(*row) for row in await session.execute(query))


async def create_endpoint(
    session: AsyncSession, secrets: SecretsOfWebhooks, form: EndpointForm, by: Actor, at: datetime
) -> WebhookEndpoint:
    """With a new secret. Raises `InvalidInput` where there are too many already."""
    there = await session.scalar(select(func.count()).select_from(WebhookEndpoint))
    if there is not None and there >= MOST_ENDPOINTS:
        raise InvalidInput("url", "There are %(most)s webhooks already.", most=MOST_ENDPOINTS)
    endpoint = WebhookEndpoint(
        url=form.url,
        description=form.description,
        events=list(form.events),
        seed=secrets.new_seed(),
        created_at=at,
    )
    session.add(endpoint)
    await session.flush()
    await _note(session, by, "created", endpoint, at, {"url": form.url})
    return endpoint


async def edit_endpoint(
    session: AsyncSession, endpoint_id: int, form: EndpointForm, by: Actor, at: datetime
) -> None:
    """Raises `NotFound`."""
    endpoint = await find_endpoint(session, endpoint_id, lock=True)
    endpoint.url, endpoint.description, endpoint.events = form.url, form.description, list(form.events)
    await _note(session, by, "changed", endpoint, at, {"url": form.url})


async def rotate_secret(
    session: AsyncSession, secrets: SecretsOfWebhooks, endpoint_id: int, by: Actor, at: datetime
) -> WebhookEndpoint:
    """A new secret; the one before signs along for `OLD_SECRET_STAYS`. Raises `NotFound`."""
    endpoint = await find_endpoint(session, endpoint_id, lock=True)
    endpoint.old_seed, endpoint.old_seed_until = endpoint.seed, at + OLD_SECRET_STAYS
    endpoint.seed = secrets.new_seed()
    await _note(session, by, "renewed secret", endpoint, at, {"url": endpoint.url})
    return endpoint


async def switch_off(session: AsyncSession, endpoint_id: int, by: Actor, at: datetime) -> None:
    """By hand, or by hand from now on what was switched off for its failures. What waits is given up."""
    endpoint = await find_endpoint(session, endpoint_id, lock=True)
    endpoint.disabled_at = endpoint.disabled_at or at
    endpoint.disabled_why = BY_HAND
    await give_up_waiting(session, endpoint_id, at)
    await _note(session, by, "switched off", endpoint, at, {"url": endpoint.url})


async def switch_on(session: AsyncSession, endpoint_id: int, by: Actor, at: datetime) -> None:
    """Raises `NotFound`."""
    endpoint = await find_endpoint(session, endpoint_id, lock=True)
    endpoint.disabled_at, endpoint.disabled_why, endpoint.failing_since = None, "", None
    await _note(session, by, "switched on", endpoint, at, {"url": endpoint.url})


async def delete_endpoint(session: AsyncSession, endpoint_id: int, by: Actor, at: datetime) -> None:
    """With its log. Raises `NotFound`."""
    endpoint = await find_endpoint(session, endpoint_id, lock=True)
    await _note(session, by, "deleted", endpoint, at, {"url": endpoint.url})
    deliveries = select(WebhookDelivery.delivery_id).where(WebhookDelivery.endpoint_id == endpoint_id)
    await session.execute(delete(WebhookAttempt).where(WebhookAttempt.delivery_id.in_(deliveries)))
    await session.execute(delete(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id))
    unheard = (
        ~select(WebhookDelivery.message_key)
        .where(WebhookDelivery.message_key == WebhookMessage.message_key)
        .exists()
    )
    await session.execute(delete(WebhookMessage).where(unheard))
    await session.delete(endpoint)


async def send_test(session: AsyncSession, endpoint_id: int, by: Actor, at: datetime) -> int:
    """Have a message sent that tells of nothing; the id of its delivery. Raises `NotFound`, `Conflict`."""
    endpoint = await find_endpoint(session, endpoint_id)
    if endpoint.disabled_at is not None:
        raise Conflict("This webhook is switched off. Switch it on first.")
    data = {"endpoint_id": endpoint_id, "sent_by": by.user_id}
    added = await session.run_sync(
        lambda sync: add_message(sync, TEST, f"webhook:{endpoint_id}", at, data, [endpoint_id], aside=True)
    )
    await _note(session, by, "tested", endpoint, at, {"url": endpoint.url})
    return added[0]


async def give_up_waiting(session: AsyncSession, endpoint_id: int, at: datetime) -> None:
    await session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint_id, IS_WAITING)
        .values(state="given-up", finished_at=at)
    )


async def _note(
    session: AsyncSession,
    by: Actor | None,
    action: str,
    endpoint: WebhookEndpoint,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    await record(session, by, action, SUBJECT, endpoint.endpoint_id, detail, at)
