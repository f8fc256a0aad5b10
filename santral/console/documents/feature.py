"""Everything under `/documents`, handed to the house."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

from santral.console.documents.library_page import show_document, show_library
from santral.console.documents.receiving import most_body_bytes, store_of
from santral.console.documents.sending import remove, send_to_library, send_to_subject, send_version
from santral.console.documents.serving import download, view
from santral.console.house import House
from santral.crm_core.documents.forgetting import FORSAKEN_DAYS, forget_forsaken, remove_unreferenced
from santral.crm_core.feature import BackgroundTask, Feature, MenuEntry
from santral.crm_core.guarded_route import Endpoint, GuardedRoute
from santral.crm_core.users.roles import EVERYBODY, SUPERVISORS, Role

ONE: Final = "/documents/{document_id:id}"
VERSION: Final = ONE + "/versions/{version:id}"
OF: Final = "/documents/of/{kind}/{subject_id:id}"
SWEEP_EVERY_S: Final = 3600


def feature(house: House) -> Feature:
    most = most_body_bytes(house.settings)

    def show(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(path, endpoint, roles=EVERYBODY)

    def send(path: str, endpoint: Endpoint, roles: frozenset[Role]) -> GuardedRoute:
        return GuardedRoute(
            path, endpoint, roles=roles, methods=["POST"], streams_bytes=most, token_in_stream=True
        )

    async def sweep() -> None:
        while True:
            store = store_of(house.settings)
            await store.sweep()
            async with house.database.session() as session:
                await forget_forsaken(session, datetime.now(UTC) - timedelta(days=FORSAKEN_DAYS))
            await remove_unreferenced(house.database, store)
            await asyncio.sleep(SWEEP_EVERY_S)

    return Feature(
        name="documents",
        routes=(
            show("/documents", show_library),
            send("/documents", send_to_library, SUPERVISORS),
            send(OF, send_to_subject, EVERYBODY),
            GuardedRoute(OF + "/{document_id:id}/remove", remove, roles=EVERYBODY, methods=["POST"]),
            show(ONE, show_document),
            send(f"{ONE}/versions", send_version, SUPERVISORS),
            show(VERSION, download),
            show(f"{VERSION}/view", view),
        ),
        menu=(MenuEntry("/documents", "Documents", "file-text", "b", EVERYBODY),),
        tasks=(BackgroundTask("sweeping documents", sweep),),
    )
