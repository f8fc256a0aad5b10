"""An interaction is moved to another stage: by one of the moves its page offers."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.movers import mover_of
from santral.console.applications.reading import text, texts
from santral.console.house import house_of
from santral.console.interactions.correcting import interaction_of, interaction_page
from santral.console.web.answers import language_of
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.move import move_interaction
from santral.crm_core.users.signed_in_user import signed_in


async def move(request: Request) -> Response:
    """Fields: `to`, `seen` (the stage it was seen on), `note`."""
    house, interaction_id, sent = house_of(request), interaction_of(request), await request.form()
    try:
        async with house.database.session() as session:
            await move_interaction(
                session,
                house.processes.book,
                interaction_id,
                text(sent, "to"),
                seen=text(sent, "seen"),
                by=await mover_of(session, signed_in(request)),
                at=datetime.now(UTC),
                note=text(sent, "note"),
            )
    except InvalidInput as error:
        moving = texts(sent, ("to", "note")) | {"error": language_of(request).sentence(error)}
        return await interaction_page(request, interaction_id, error.http_status, moving=moving)
    return RedirectResponse(f"/interactions/{interaction_id}?saved=1", 303)
