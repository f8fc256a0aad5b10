"""An application is moved to another stage: by one of the moves its page offers."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.movers import mover_of
from santral.console.applications.one_page import application_page
from santral.console.applications.reading import application_of, custom_typed, text, texts
from santral.console.house import house_of
from santral.console.web.answers import language_of
from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.fields import Value, check_fields
from santral.crm_core.applications.move import WRITTEN_WITH_IT, move_application
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users.signed_in_user import signed_in

MOVE_FIELDS = ("to", "note", "resolution")


async def move(request: Request) -> Response:
    """Fields: `to`, `seen` (the stage it was seen on), `note`, `resolution`, and what the move requires and
    was empty: of `WRITTEN_WITH_IT`, and added fields."""
    house, user, application_id = house_of(request), signed_in(request), application_of(request)
    sent = await request.form()
    own, added = texts(sent, WRITTEN_WITH_IT), custom_typed(sent)
    try:
        async with house.database.session() as session:
            kept = await find_application(session, application_id, lock=True)
            written: dict[str, Value] = check_fields(own, house.definitions.book)
            written |= house.custom_fields.book.check(kept.type, added, kept.custom, whole=False)
            await move_application(
                session,
                house.processes.book,
                house.service_levels.levels.calendar,
                application_id,
                text(sent, "to"),
                seen=text(sent, "seen"),
                by=await mover_of(session, user),
                by_name=user.display_name,
                at=datetime.now(UTC),
                note=text(sent, "note"),
                resolution=text(sent, "resolution"),
                written=written,
            )
    except InvalidInput as error:
        return await application_page(
            request,
            error.http_status,
            refused="move",
            form=texts(sent, MOVE_FIELDS) | own | added,
            errors={error.field: language_of(request).sentence(error)},
        )
    return RedirectResponse(f"/applications/{application_id}?saved=1", 303)
