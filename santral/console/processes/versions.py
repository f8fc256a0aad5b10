"""A drawing is put in force or thrown away; what was in force before can be looked at and drawn on from.

`administration/processes/version.html` gets `which`, `process`, `picture`, `version` (a `ProcessVersion`),
`in_force` (whether it is the one), `edits`, `team_names`, `colleagues` and `added` (a `CustomFieldBook`).
"""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.people import read_colleagues
from santral.console.applications.reading import text, whole
from santral.console.house import house_of
from santral.console.processes.drawing_page import drawing_page
from santral.console.processes.picture import picture_of
from santral.console.processes.required import added_fields
from santral.console.processes.which import used_stages, which_of
from santral.console.web.answers import page
from santral.crm_core.errors import Conflict, InvalidInput, NotFound
from santral.crm_core.processes.drafts import drop_draft, edit_draft, read_draft
from santral.crm_core.processes.named import check_named
from santral.crm_core.processes.store import CHANGED_BY_ANOTHER, read_version, read_versions
from santral.crm_core.teams.reading import read_teams
from santral.crm_core.users.signed_in_user import signed_in


async def put_in_force(request: Request) -> Response:
    """Field: `seen`, the edits that the drawing had on the page. It holds for every record from now on."""
    house, which, user = house_of(request), which_of(request), signed_in(request)
    seen = whole("seen", text(await request.form(), "seen"))
    async with house.database.reading() as session:
        draft = await read_draft(session, which.kind, which.application_type)
        teams = {team.code for team in await read_teams(session) if team.retired_at is None}
        people = {one.user_id for one in await read_colleagues(session)}
    if draft is None or draft.edits != seen:
        raise Conflict(CHANGED_BY_ANOTHER)
    try:
        for fault in check_named(draft.process, teams, people, added_fields(house, which)):
            raise fault
        used = used_stages(house, which)
        await house.processes.save(draft.process, draft.based_on, used, user, datetime.now(UTC))
    except InvalidInput as error:
        return await drawing_page(request, which, wrong="force", error=error)
    async with house.database.session() as session:
        await drop_draft(session, which.kind, which.application_type)
    return RedirectResponse(f"{which.path}?saved=1", 303)


async def throw_away(request: Request) -> Response:
    house, which = house_of(request), which_of(request)
    async with house.database.session() as session:
        await drop_draft(session, which.kind, which.application_type)
    return RedirectResponse(which.path, 303)


async def show_version(request: Request) -> Response:
    house, which, number = house_of(request), which_of(request), _number(request)
    async with house.database.reading() as session:
        process = await read_version(session, which.kind, which.application_type, number)
        versions = await read_versions(session, which.kind, which.application_type)
        draft = await read_draft(session, which.kind, which.application_type)
        teams = await read_teams(session)
        colleagues = await read_colleagues(session)
    return page(
        request,
        "administration/processes/version.html",
        which=which,
        process=process,
        picture=picture_of(process),
        version=next(each for each in versions if each.version == number),
        in_force=number == house.processes.book.version(which.kind, which.application_type),
        edits=draft.edits if draft else 0,
        team_names={team.code: team.name for team in teams},
        colleagues=colleagues,
        added=house.custom_fields.book,
    )


async def draw_again(request: Request) -> Response:
    """What is being drawn becomes the process of an older version."""
    house, which, number = house_of(request), which_of(request), _number(request)
    seen = whole("seen", text(await request.form(), "seen"))
    async with house.database.session() as session:
        old = await read_version(session, which.kind, which.application_type, number)
        version = house.processes.book.version(which.kind, which.application_type)
        await edit_draft(
            session, old, version, lambda _drawn: old, seen=seen, by=signed_in(request), at=datetime.now(UTC)
        )
    return RedirectResponse(which.path, 303)


def _number(request: Request) -> int:
    number: int = request.path_params["version"]
    if number >= 2**31:
        raise NotFound("There is no such process.")
    return number
