"""Webhooks as an administrator sees and enters them.

- `list.html` gets `endpoints` (`EndpointLine`s).
- `endpoint.html` gets `endpoint` (None for a new one), `form` (url, description and the set `events`),
  `events` to choose from, `errors`, `saved`, `secret` (shown this once, "" otherwise),
  `key_is_another` (the secret cannot be made any more), `deliveries` (`DeliveryLine`s), `state` (by which
  they are chosen), `before` (of the next page, or 0), `given_up` (how many messages were), `most_again` (how
  many of them are sent again at once) and `again` (how many just were, or None).
- `delivery.html` gets `page` (a `DeliveryPage`), `endpoint` and `sent`, the request as it can be read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import orjson
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.house import house_of
from santral.console.web.answers import language_of, page
from santral.console.webhooks.checked_network import NoSuchName, PlaceRefused, look_up
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users.signed_in_user import signed_in
from santral.crm_core.webhooks.addresses import host_and_port
from santral.crm_core.webhooks.endpoints import (
    EndpointForm,
    check_form,
    create_endpoint,
    edit_endpoint,
    find_endpoint,
    read_endpoints,
)
from santral.crm_core.webhooks.events import WebhookEvent
from santral.crm_core.webhooks.line import MOST_AGAIN
from santral.crm_core.webhooks.log import STATES, read_deliveries, read_delivery
from santral.crm_core.webhooks.signing import ID_HEADER
from santral.crm_core.webhooks.standing import count_messages
from santral.crm_core.webhooks.tables import WebhookEndpoint

LONGEST_SHOWN: Final = 20_000


def id_of(request: Request, name: str = "endpoint_id") -> int:
    number: int = request.path_params[name]
    return number


async def show_list(request: Request) -> Response:
    async with house_of(request).database.reading() as session:
        endpoints = await read_endpoints(session)
    saved = "saved" in request.query_params
    return page(request, "administration/webhooks/list.html", endpoints=endpoints, saved=saved)


async def show_new(request: Request) -> Response:
    return await endpoint_page(request, None, {"events": set(WebhookEvent)})


async def create(request: Request) -> Response:
    """The page of the new one, with its secret, which nobody is shown again."""
    form = await request.form()
    try:
        typed = await _checked(request, form)
        async with house_of(request).database.session() as session:
            secrets, by = house_of(request).webhook_secrets, signed_in(request)
            endpoint = await create_endpoint(session, secrets, typed, by, datetime.now(UTC))
    except InvalidInput as error:
        return await endpoint_page(request, None, _typed(form), error=error)
    return await endpoint_page(request, endpoint, show_secret=True)


async def show_endpoint(request: Request) -> Response:
    async with house_of(request).database.reading() as session:
        endpoint = await find_endpoint(session, id_of(request))
    return await endpoint_page(request, endpoint)


async def edit(request: Request) -> Response:
    endpoint_id, form = id_of(request), await request.form()
    house = house_of(request)
    async with house.database.reading() as session:
        endpoint = await find_endpoint(session, endpoint_id)
    try:
        typed = await _checked(request, form)
        async with house.database.session() as session:
            await edit_endpoint(session, endpoint_id, typed, signed_in(request), datetime.now(UTC))
    except InvalidInput as error:
        return await endpoint_page(request, endpoint, _typed(form), error=error)
    return RedirectResponse(f"/administration/webhooks/{endpoint_id}?saved=1", 303)


async def show_delivery(request: Request) -> Response:
    endpoint_id, delivery_id = id_of(request), id_of(request, "delivery_id")
    async with house_of(request).database.reading() as session:
        endpoint = await find_endpoint(session, endpoint_id)
        delivery = await read_delivery(session, endpoint_id, delivery_id)
    body = orjson.dumps(orjson.loads(delivery.message.body), option=orjson.OPT_INDENT_2).decode()
    shown = body if len(body) <= LONGEST_SHOWN else f"{body[:LONGEST_SHOWN]}…"
    return page(
        request,
        "administration/webhooks/delivery.html",
        page=delivery,
        endpoint=endpoint,
        sent=f"POST {endpoint.url}\n{ID_HEADER}: {delivery.message.message_id}\n\n{shown}",
    )


async def endpoint_page(
    request: Request,
    endpoint: WebhookEndpoint | None,
    form: dict[str, Any] | None = None,
    *,
    error: InvalidInput | None = None,
    show_secret: bool = False,
) -> Response:
    asked = request.query_params
    state, before = asked.get("state", ""), asked.get("before", "")
    secret = house_of(request).webhook_secrets.secret_of(endpoint.seed) if endpoint else ""
    deliveries: Any = ()
    older = given_up = 0
    if endpoint is not None:
        async with house_of(request).database.reading() as session:
            _, given_up = await count_messages(session, endpoint.endpoint_id)
            deliveries, older = await read_deliveries(
                session, endpoint.endpoint_id, state=state, before=_whole(before)
            )
        form = form or {
            "url": endpoint.url,
            "description": endpoint.description,
            "events": set(endpoint.events),
        }
    answer = page(
        request,
        "administration/webhooks/endpoint.html",
        200 if error is None else error.http_status,
        endpoint=endpoint,
        form={"url": "", "description": ""} | (form or {}),
        events=list(WebhookEvent),
        errors={error.field: language_of(request).sentence(error)} if error else {},
        saved="saved" in asked,
        secret=secret if show_secret else "",
        key_is_another=secret is None,
        deliveries=deliveries,
        state=state if state in STATES else "",
        before=older,
        given_up=given_up,
        most_again=MOST_AGAIN,
        again=_whole(asked["again"]) if "again" in asked else None,
        now=datetime.now(UTC),
    )
    if show_secret:
        answer.headers["Cache-Control"] = "no-store"
    return answer


async def _checked(request: Request, form: FormData) -> EndpointForm:
    """Also that the address leads to where messages may go, today. Raises `InvalidInput`."""
    typed = _typed(form)
    checked = check_form(typed["url"], typed["description"], tuple(typed["events"]))
    private = house_of(request).settings.webhook_private_networks
    try:
        await look_up(*host_and_port(checked.url), private=private)
    except PlaceRefused as error:
        raise InvalidInput(
            "url",
            "This address lies in a private network. Whoever runs the server can allow that with "
            "SANTRAL_WEBHOOK_PRIVATE_NETWORKS.",
        ) from error
    except NoSuchName as error:
        raise InvalidInput("url", "No server has this name. Look at how it is written.") from error
    return checked


def _typed(form: FormData) -> dict[str, Any]:
    return {
        "url": str(form.get("url", "")),
        "description": str(form.get("description", "")),
        "events": {str(event) for event in form.getlist("events")},
    }


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
