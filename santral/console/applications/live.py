"""Who else looks at an application now, and what they changed while somebody looked.

`applications/looking.html` gets `application` (an `ApplicationPage`, None where nothing is new), `version`,
`lookers` (names) and `said` (`HistoryRow`s of others, the newest first, at most `MOST_SAID`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from santral.console.applications.people import read_colleagues
from santral.console.applications.reading import application_of, whole
from santral.console.house import House, house_of
from santral.console.web.answers import fragment
from santral.crm_core.applications.assignees import Colleague
from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import ApplicationChanged
from santral.crm_core.applications.page import ApplicationPage, read_application_page
from santral.crm_core.feature import EventHandler
from santral.crm_core.users import audit
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.signed_in_user import signed_in

MOST_SAID: Final = 3


async def show_looking(request: Request) -> Response:
    """Query: `since`, the version that is on the screen."""
    house, user, application_id = house_of(request), signed_in(request), application_of(request)
    since = whole("since", request.query_params.get("since", ""))
    others = [one for one in house.push.places.people(place_of(application_id)) if one != user.user_id]
    page: ApplicationPage | None = None
    colleagues: tuple[Colleague, ...] = ()
    async with house.database.reading() as session:
        version = (await find_application(session, application_id)).version
        names = select(UserAccount.display_name).where(UserAccount.user_id.in_(others))
        lookers = sorted(await session.scalars(names)) if others else []
        if version > since:
            page = await read_application_page(session, application_id)
            colleagues = await read_colleagues(session)
    note_view(request, application_id)
    rows = page.history if page else ()
    said = [row for row in rows if row.version > since and row.user_id != user.user_id][:MOST_SAID]
    return fragment(
        request,
        "applications/looking.html",
        application=page,
        version=version,
        colleagues=colleagues,
        lookers=lookers,
        said=said,
    )


def note_view(request: Request, application_id: int) -> None:
    """A view goes into the audit log; what comes to a page that is open already is part of its view."""
    house, user = house_of(request), signed_in(request)
    place, places = place_of(application_id), house.push.places
    if "since" in request.query_params and places.is_noted(place, user.user_id):
        return
    places.note_view(place, user.user_id)
    house.writer.submit(audit.as_pending_row(user, "viewed", "application", application_id))


def place_of(application_id: int) -> str:
    return f"application-{application_id}"


def tells_who_looks(house: House) -> EventHandler:
    def on_application_changed(event: ApplicationChanged) -> None:
        house.push.places.changed(place_of(event.application_id), event.version)

    return EventHandler(ApplicationChanged, on_application_changed)
