"""What an administrator does to a webhook beside changing its form."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.house import house_of
from santral.console.webhooks.pages import endpoint_page, id_of
from santral.crm_core.db import after_commit
from santral.crm_core.users.signed_in_user import signed_in
from santral.crm_core.webhooks.endpoints import (
    delete_endpoint,
    rotate_secret,
    send_test,
    switch_off,
    switch_on,
)
from santral.crm_core.webhooks.line import send_again, send_all_again
from santral.crm_core.webhooks.outbox import WebhooksWaiting


async def renew_secret(request: Request) -> Response:
    """The page with the new secret, which nobody is shown again."""
    async with house_of(request).database.session() as session:
        secrets, by = house_of(request).webhook_secrets, signed_in(request)
        endpoint = await rotate_secret(session, secrets, id_of(request), by, datetime.now(UTC))
    return await endpoint_page(request, endpoint, show_secret=True)


async def send_test_message(request: Request) -> Response:
    endpoint_id = id_of(request)
    async with house_of(request).database.session() as session:
        delivery_id = await send_test(session, endpoint_id, signed_in(request), datetime.now(UTC))
        after_commit(session, WebhooksWaiting())
    return _to_delivery(endpoint_id, delivery_id)


async def resend(request: Request) -> Response:
    endpoint_id, delivery_id = id_of(request), id_of(request, "delivery_id")
    async with house_of(request).database.session() as session:
        await send_again(session, endpoint_id, delivery_id, signed_in(request), datetime.now(UTC))
        after_commit(session, WebhooksWaiting())
    return _to_delivery(endpoint_id, delivery_id)


async def resend_all(request: Request) -> Response:
    """All that were given up, the oldest first; then what waits, which they are a part of now."""
    endpoint_id = id_of(request)
    async with house_of(request).database.session() as session:
        count = await send_all_again(session, endpoint_id, signed_in(request), datetime.now(UTC))
        if count:
            after_commit(session, WebhooksWaiting())
    return RedirectResponse(f"/administration/webhooks/{endpoint_id}?state=waiting&again={count}", 303)


async def switch_endpoint_off(request: Request) -> Response:
    async with house_of(request).database.session() as session:
        await switch_off(session, id_of(request), signed_in(request), datetime.now(UTC))
    return _to_endpoint(id_of(request))


async def switch_endpoint_on(request: Request) -> Response:
    async with house_of(request).database.session() as session:
        await switch_on(session, id_of(request), signed_in(request), datetime.now(UTC))
    return _to_endpoint(id_of(request))


async def delete(request: Request) -> Response:
    async with house_of(request).database.session() as session:
        await delete_endpoint(session, id_of(request), signed_in(request), datetime.now(UTC))
    return RedirectResponse("/administration/webhooks?saved=1", 303)


def _to_endpoint(endpoint_id: int) -> Response:
    return RedirectResponse(f"/administration/webhooks/{endpoint_id}?saved=1", 303)


def _to_delivery(endpoint_id: int, delivery_id: int) -> Response:
    return RedirectResponse(f"/administration/webhooks/{endpoint_id}/deliveries/{delivery_id}", 303)
