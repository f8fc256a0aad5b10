"""The API, handed to the house."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cache
from typing import Final, NoReturn

import orjson
from starlette.requests import Request
from starlette.responses import Response

from santral.console.api import (
    application_follow_ups,
    application_people,
    applications,
    companies,
    custom_fields,
    definitions,
    interaction_follow_ups,
    interactions,
    member_contacts,
    member_phones,
    members,
    moves,
    promises,
)
from santral.console.api.admission import Admission
from santral.console.api.description import BASE, describe
from santral.console.api.etags import etag_of
from santral.console.api.serving import route
from santral.console.house import House
from santral.crm_core.api_keys.replies import forget_old
from santral.crm_core.feature import BackgroundTask, Feature
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users.roles import ANYBODY

OPERATIONS: Final = (
    members.OPERATIONS
    | member_phones.OPERATIONS
    | member_contacts.OPERATIONS
    | companies.OPERATIONS
    | interactions.OPERATIONS
    | interaction_follow_ups.OPERATIONS
    | applications.OPERATIONS
    | application_people.OPERATIONS
    | application_follow_ups.OPERATIONS
    | moves.OPERATIONS
    | promises.OPERATIONS
    | custom_fields.OPERATIONS
    | definitions.OPERATIONS
)
FORGOTTEN_EVERY_S: Final = 3600.0


def feature(house: House) -> Feature:
    admission = Admission(house.database, house.settings.api_requests_per_minute)

    async def forget() -> NoReturn:
        while True:
            async with house.database.session() as session:
                await forget_old(session, datetime.now(UTC))
            await asyncio.sleep(FORGOTTEN_EVERY_S)

    return Feature(
        name="api",
        routes=(
            GuardedRoute(f"{BASE}/openapi.json", show_description, roles=ANYBODY),
            *(route(f"{BASE}{path}", by_method, admission) for path, by_method in OPERATIONS.items()),
        ),
        tasks=(
            BackgroundTask("api keys used", admission.run),
            BackgroundTask("api replies forgotten", forget),
        ),
    )


async def show_description(_request: Request) -> Response:
    """For programs that make a client of it. There is nothing of anybody in it."""
    body = _description()
    return Response(body, headers={"ETag": etag_of(body)}, media_type="application/json")


@cache
def _description() -> bytes:
    return orjson.dumps(describe(OPERATIONS))
