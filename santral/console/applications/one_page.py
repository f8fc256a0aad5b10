"""One application with everything that belongs to it.

`applications/one.html` gets `application` (an `ApplicationPage`), `colleagues`, `relations` (the ways to be
related), `form` and `errors` (what was typed and a sentence by field, after a refused form), `refused` (which
of the page's forms it was), `theirs` (a colleague's version by field, after a conflict) and `saved`,
`promises` (`Promise`s), what documents/panel.html needs, `calls` (`CallOfApplication`s) and `messages`
(`ContactOfApplication`s, what was no call).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from santral.console.applications.calls import read_calls
from santral.console.applications.live import note_view
from santral.console.applications.movers import mover_of
from santral.console.applications.offered_moves import offered_moves
from santral.console.applications.people import read_colleagues
from santral.console.applications.reading import application_of
from santral.console.house import house_of
from santral.console.web.answers import page
from santral.crm_core.applications.history import HistoryRow
from santral.crm_core.applications.page import read_application_page
from santral.crm_core.applications.relations import WRITTEN
from santral.crm_core.documents.keeping import Subject
from santral.crm_core.documents.reading import documents_of
from santral.crm_core.interactions.of_application import read_contacts_of
from santral.crm_core.promises.reading import read_promises
from santral.crm_core.users.signed_in_user import signed_in


async def show_application(request: Request) -> Response:
    """Query: `since`, from a page that is open already and was told that it is old."""
    answer = await application_page(request, saved="saved" in request.query_params)
    note_view(request, application_of(request))
    return answer


async def application_page(
    request: Request,
    status: int = 200,
    *,
    refused: str = "",
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    theirs: Mapping[str, HistoryRow] | None = None,
    version: int | None = None,
    saved: bool = False,
) -> Response:
    """`version`: which one the next save is based on, where it is not the newest. Raises `NotFound`."""
    house, application_id = house_of(request), application_of(request)
    async with house.database.reading() as session:
        application = await read_application_page(session, application_id)
        colleagues = await read_colleagues(session)
        mover = await mover_of(session, signed_in(request))
        levels = house.service_levels.levels
        promises = await read_promises(session, application_id, levels, datetime.now(UTC))
        documents = await documents_of(session, Subject("application", application_id))
        messages = await read_contacts_of(session, application_id)
        calls = await read_calls(session, application_id, application.call_id, house.settings.recording_link)
    return page(
        request,
        "applications/one.html",
        status,
        application=application,
        version=application.version if version is None else version,
        colleagues=colleagues,
        custom_fields=house.custom_fields.book,
        documents=documents,
        promises=promises,
        calls=calls,
        messages=messages,
        documents_of=f"application/{application_id}",
        document_max_mb=house.settings.document_max_mb,
        relations=WRITTEN,
        moves=offered_moves(house.processes.book, application, mover),
        refused=refused,
        form=form or {},
        errors=errors or {},
        theirs=theirs or {},
        saved=saved,
    )
