"""Teams, as an administrator sees and changes them.

`administration/teams.html` gets `teams`, a list of `TeamLine`. `administration/team.html` gets `team` (a
`TeamLine`, or None for a new one), `colleagues` (everybody who works here), `form` (name, `members` as a set
of ids, `lead_id` as text, and `seen`: the ids that were in it when the form was first shown), `errors`
(sentence by field), `named_in` (the names of the processes that ask for it) and `saved`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.people import read_colleagues
from santral.console.applications.reading import text, whole
from santral.console.house import House, house_of
from santral.console.web.answers import language_of, page
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.processes.named import teams_named
from santral.crm_core.processes.process import Process, RecordKind
from santral.crm_core.teams.changes import TeamForm, bring_team_back, create_team, edit_team, retire_team
from santral.crm_core.teams.reading import TeamLine, read_team, read_teams
from santral.crm_core.typed_text import storable
from santral.crm_core.users.signed_in_user import signed_in

PLACE = "/administration/teams"


async def show_teams(request: Request) -> Response:
    async with house_of(request).database.reading() as session:
        teams = await read_teams(session)
    return page(request, "administration/teams.html", teams=teams)


async def show_new_team(request: Request) -> Response:
    return await _team_page(request, None, {"name": "", "members": frozenset(), "lead_id": ""})


async def make_team(request: Request) -> Response:
    """Fields: `name`, any number of `members`, `lead_id`."""
    sent = await request.form()
    try:
        async with house_of(request).database.session() as session:
            code = await create_team(session, _typed(sent), signed_in(request), datetime.now(UTC))
    except InvalidInput as error:
        return await _team_page(request, None, _as_sent(sent), error)
    return RedirectResponse(f"{PLACE}/{code}?saved=1", 303)


async def show_team(request: Request) -> Response:
    async with house_of(request).database.reading() as session:
        team = await read_team(session, _code(request))
    return await _team_page(request, team, _as_kept(team))


async def change_team(request: Request) -> Response:
    sent, code = await request.form(), _code(request)
    try:
        async with house_of(request).database.session() as session:
            await edit_team(session, code, _typed(sent), signed_in(request), datetime.now(UTC))
    except InvalidInput as error:
        async with house_of(request).database.reading() as session:
            team = await read_team(session, code)
        return await _team_page(request, team, _as_sent(sent), error)
    return RedirectResponse(f"{PLACE}/{code}?saved=1", 303)


async def retire_one(request: Request) -> Response:
    """Not while a process asks for the team."""
    code = _code(request)
    try:
        async with house_of(request).database.session() as session:
            named_in = _named_in(request, code)
            await retire_team(session, code, named_in, signed_in(request), datetime.now(UTC))
    except InvalidInput as error:
        async with house_of(request).database.reading() as session:
            team = await read_team(session, code)
        return await _team_page(request, team, _as_kept(team), error)
    return RedirectResponse(f"{PLACE}/{code}?saved=1", 303)


async def bring_back(request: Request) -> Response:
    code = _code(request)
    async with house_of(request).database.session() as session:
        await bring_team_back(session, code, signed_in(request), datetime.now(UTC))
    return RedirectResponse(f"{PLACE}/{code}?saved=1", 303)


async def _team_page(
    request: Request, team: TeamLine | None, form: Mapping[str, Any], error: InvalidInput | None = None
) -> Response:
    async with house_of(request).database.reading() as session:
        colleagues = await read_colleagues(session)
    return page(
        request,
        "administration/team.html",
        error.http_status if error else 200,
        team=team,
        colleagues=colleagues,
        form=form,
        errors={error.field: language_of(request).sentence(error)} if error else {},
        named_in=_named_in(request, team.code) if team else (),
        saved="saved" in request.query_params,
    )


def _code(request: Request) -> str:
    return storable(request.path_params["team"])


def _typed(sent: FormData) -> TeamForm:
    lead = text(sent, "lead_id")
    return TeamForm(
        text(sent, "name"),
        frozenset(whole("members", str(value)) for value in sent.getlist("members")),
        whole("lead_id", lead) if lead else None,
        frozenset(whole("members", str(value)) for value in sent.getlist("seen") if value)
        if "seen" in sent
        else None,
    )


def _as_sent(sent: FormData) -> dict[str, Any]:
    return {
        "name": text(sent, "name"),
        "members": _ids_sent(sent, "members"),
        "lead_id": text(sent, "lead_id"),
        "seen": _ids_sent(sent, "seen"),
    }


def _ids_sent(sent: FormData, name: str) -> set[int]:
    chosen = (str(value) for value in sent.getlist(name))
    return {int(one) for one in chosen if one.isascii() and one.isdigit() and len(one) < 19}


def _as_kept(team: TeamLine) -> dict[str, Any]:
    return {
        "name": team.name,
        "members": {one.user_id for one in team.members},
        "lead_id": str(team.lead_id or ""),
        "seen": {one.user_id for one in team.members},
    }


def _named_in(request: Request, code: str) -> tuple[str, ...]:
    """What the processes that ask for the team are called, in the reader's language."""
    house = house_of(request)
    return tuple(
        _called(request, house, each.process)
        for each in house.processes.book
        if code in teams_named(each.process)
    )


def _called(request: Request, house: House, process: Process) -> str:
    language = language_of(request)
    if process.application_type:
        book = house.definitions.book
        return book.name(DefinitionKind.APPLICATION_TYPE, process.application_type, language.code)
    if process.record_kind is RecordKind.INTERACTION:
        return language.translate("Interactions")
    return language.translate("Applications in general")
