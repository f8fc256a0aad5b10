"""By which rules applications are given out, and who knows what, as an administrator sees it.

`administration/assignment/rules.html` gets `rules` (`AssignmentRule`s in their order), `people`
(`SkilledPerson`s), `teams` (code and name of those in use), `team_names` (of all, by code), `ways`, `levels`,
`form`, `errors` (sentence by field) and `saved`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.reading import application_of, texts
from santral.console.house import house_of
from santral.console.web.answers import language_of, page
from santral.crm_core.assignment.choosing import LEVELS
from santral.crm_core.assignment.rules import WAYS_OF_RULES, add_rule, raise_rule, read_rules, remove_rule
from santral.crm_core.assignment.skills import read_skilled_people
from santral.crm_core.errors import InvalidInput
from santral.crm_core.teams.reading import read_teams
from santral.crm_core.users.audit import Actor
from santral.crm_core.users.signed_in_user import signed_in

PLACE: Final = "/administration/assignment"
FIELDS: Final = ("application_type", "category", "team", "way", "least_level")


async def show_assignment(request: Request) -> Response:
    return await _assignment_page(request, {"way": WAYS_OF_RULES[0].value, "least_level": "1"})


async def make_rule(request: Request) -> Response:
    """Fields: `application_type`, `category`, `team`, `way`, `least_level`."""
    house = house_of(request)
    typed = dict.fromkeys(FIELDS, "") | texts(await request.form(), FIELDS)
    try:
        async with house.database.session() as session:
            await add_rule(
                session, house.definitions.book, **typed, by=signed_in(request), at=datetime.now(UTC)
            )
    except InvalidInput as error:
        return await _assignment_page(request, typed, error)
    return RedirectResponse(f"{PLACE}?saved=1", 303)


async def earlier(request: Request) -> Response:
    return await _turn(request, raise_rule)


async def take_out(request: Request) -> Response:
    return await _turn(request, remove_rule)


async def _turn(
    request: Request, turn: Callable[[AsyncSession, int, Actor, datetime], Awaitable[None]]
) -> Response:
    rule_id = application_of(request, "rule_id")
    async with house_of(request).database.session() as session:
        await turn(session, rule_id, signed_in(request), datetime.now(UTC))
    return RedirectResponse(f"{PLACE}?saved=1", 303)


async def _assignment_page(
    request: Request, form: Mapping[str, str], error: InvalidInput | None = None
) -> Response:
    async with house_of(request).database.reading() as session:
        rules = await read_rules(session)
        people = await read_skilled_people(session, datetime.now(UTC))
        teams = await read_teams(session)
    return page(
        request,
        "administration/assignment/rules.html",
        200 if error is None else error.http_status,
        rules=rules,
        people=people,
        teams=[(team.code, team.name) for team in teams if team.retired_at is None],
        team_names={team.code: team.name for team in teams},
        ways=WAYS_OF_RULES,
        levels=LEVELS,
        form=form,
        errors={error.field: language_of(request).sentence(error)} if error else {},
        saved="saved" in request.query_params,
    )
