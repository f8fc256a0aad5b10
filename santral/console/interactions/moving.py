"""An interaction is moved to another stage: by one of the moves its page offers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.movers import mover_of
from santral.console.applications.reading import text, texts
from santral.console.house import house_of
from santral.console.interactions.correcting import interaction_of, interaction_page
from santral.console.interactions.desk import show_on_desk
from santral.console.web.answers import language_of
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.move import WRITTEN_WITH_IT, move_interaction
from santral.crm_core.users.signed_in_user import signed_in

CODES: Final = {"category": DefinitionKind.CATEGORY, "result": DefinitionKind.RESULT}


async def move(request: Request) -> Response:
    """Fields: `to`, `seen` (the stage it was seen on), `note`, and what is required and was empty."""
    house, interaction_id, sent = house_of(request), interaction_of(request), await request.form()
    written = texts(sent, WRITTEN_WITH_IT)
    try:
        for name, kind in CODES.items():
            house.definitions.book.check(kind, written.get(name, ""), name)
        async with house.database.session() as session:
            changed = await move_interaction(
                session,
                house.processes.book,
                house.service_levels.levels.calendar,
                interaction_id,
                text(sent, "to"),
                seen=text(sent, "seen"),
                by=await mover_of(session, signed_in(request)),
                at=datetime.now(UTC),
                note=text(sent, "note"),
                written=written,
            )
    except InvalidInput as error:
        moving = texts(sent, ("to", "note")) | written
        errors = {error.field: language_of(request).sentence(error)}
        return await interaction_page(
            request, interaction_id, error.http_status, moving=moving, missing=errors
        )
    await show_on_desk(house, interaction_id, changed)
    return RedirectResponse(f"/interactions/{interaction_id}?saved=1", 303)
