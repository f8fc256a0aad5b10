"""It was with another customer: whoever may correct an interaction says with whom.

`interactions/with_whom.html` gets `interaction` (an `InteractionPage`), `query`, `hits` (pairs of a
`SearchHit` and the `ContactPerson`s of a company), `version` and `errors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.reading import text, whole
from santral.console.house import house_of
from santral.console.interactions.correcting import interaction_of
from santral.console.interactions.desk import show_on_desk
from santral.console.web.answers import language_of, page
from santral.crm_core.applications.contacts import read_contacts
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.correct import (
    CorrectionConflict,
    check_may_correct,
    correct_interaction,
)
from santral.crm_core.interactions.details import id_typed
from santral.crm_core.interactions.page import read_interaction_page
from santral.crm_core.members.search import search_members
from santral.crm_core.users.signed_in_user import signed_in

FOUND: Final = 12


async def show_with_whom(request: Request) -> Response:
    """Query: `q`, of whom to look for."""
    return await _page(request, request.query_params.get("q", ""))


async def correct_with_whom(request: Request) -> Response:
    """Fields: `member_id` ("" for nobody who is known, of a call), `employee_id`, `version`, the one that was
    seen, and `q`."""
    house, interaction_id, sent = house_of(request), interaction_of(request), await request.form()
    try:
        values = {
            "member_id": id_typed("member_id", text(sent, "member_id")),
            "employee_id": id_typed("employee_id", text(sent, "employee_id")),
        }
        async with house.database.session() as session:
            _, changed = await correct_interaction(
                session,
                interaction_id,
                values,
                based_on=whole("version", text(sent, "version")),
                by=signed_in(request),
                at=datetime.now(UTC),
            )
    except (InvalidInput, CorrectionConflict) as error:
        errors = {"member_id": language_of(request).sentence(error)}
        return await _page(request, text(sent, "q"), errors, error.http_status)
    await show_on_desk(house, interaction_id, changed)
    return RedirectResponse(f"/interactions/{interaction_id}?saved=1", 303)


async def _page(
    request: Request, query: str, errors: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    async with house_of(request).database.reading() as session:
        interaction = await read_interaction_page(session, interaction_of(request))
        check_may_correct(signed_in(request), interaction.user_id)
        found = await search_members(session, query, FOUND)
        hits = [(hit, await read_contacts(session, hit.member.member_id)) for hit in found]
    return page(
        request,
        "interactions/with_whom.html",
        status,
        interaction=interaction,
        query=query,
        hits=hits,
        version=interaction.version,
        errors=errors or {},
    )
