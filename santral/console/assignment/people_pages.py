"""What one person knows and whether they are away, as an administrator sees and changes it.

`administration/assignment/person.html` gets `person` (a `SkilledPerson`), `levels`, `refused` (which form
it was, "" for none), `form` (as typed), `errors` (sentence by field) and `saved`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.reading import application_of, text
from santral.console.assignment.rules_page import PLACE
from santral.console.house import House, house_of
from santral.console.service_levels.house_zone import house_zone
from santral.console.web.answers import language_of, page
from santral.crm_core.assignment.choosing import LEVELS
from santral.crm_core.assignment.skills import come_back, drop_skill, go_away, read_skilled_people, set_skill
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.users.audit import Actor
from santral.crm_core.users.signed_in_user import signed_in
from santral.crm_core.wall_clock import moment_typed

Change = Callable[[AsyncSession, House, int, FormData, Actor, datetime], Awaitable[None]]


async def show_person(request: Request) -> Response:
    return await _person_page(request)


def _changing(refused: str, change: Change) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that makes `change` and shows the person again; a form that is refused comes back as it
    was typed."""

    async def endpoint(request: Request) -> Response:
        house, user_id, sent = house_of(request), application_of(request, "user_id"), await request.form()
        try:
            async with house.database.session() as session:
                await change(session, house, user_id, sent, signed_in(request), datetime.now(UTC))
        except InvalidInput as error:
            return await _person_page(request, refused, sent, error)
        return RedirectResponse(f"{PLACE}/people/{user_id}?saved=1", 303)

    endpoint.__name__ = f"change_{refused}"
    return endpoint


async def _knows(
    session: AsyncSession, house: House, user_id: int, sent: FormData, by: Actor, at: datetime
) -> None:
    """Fields: `category` or `product`, and `level`."""
    await set_skill(
        session,
        house.definitions.book,
        user_id,
        category=text(sent, "category"),
        product=text(sent, "product"),
        level=text(sent, "level"),
        by=by,
        at=at,
    )


async def _knows_no_more(
    session: AsyncSession, _house: House, user_id: int, sent: FormData, by: Actor, at: datetime
) -> None:
    """Fields: `category` and `product`, the key; one of them is empty."""
    await drop_skill(session, user_id, text(sent, "category"), text(sent, "product"), by, at)


async def _is_away(
    session: AsyncSession, _house: House, user_id: int, sent: FormData, by: Actor, at: datetime
) -> None:
    """Fields: `until`, empty for until told otherwise."""
    await go_away(session, user_id, moment_typed("until", text(sent, "until"), house_zone()), by, at)


async def _is_back(
    session: AsyncSession, _house: House, user_id: int, _sent: FormData, by: Actor, at: datetime
) -> None:
    await come_back(session, user_id, by, at)


knows = _changing("skills", _knows)
knows_no_more = _changing("skills", _knows_no_more)
is_away = _changing("absence", _is_away)
is_back = _changing("absence", _is_back)


async def _person_page(
    request: Request, refused: str = "", sent: FormData | None = None, error: InvalidInput | None = None
) -> Response:
    user_id = application_of(request, "user_id")
    async with house_of(request).database.reading() as session:
        people = await read_skilled_people(session, datetime.now(UTC))
    person = next((one for one in people if one.user_id == user_id), None)
    if person is None:
        raise NotFound("There is no such user.")
    return page(
        request,
        "administration/assignment/person.html",
        200 if error is None else error.http_status,
        person=person,
        levels=LEVELS,
        refused=refused,
        form={name: value for name, value in sent.items() if isinstance(value, str)} if sent else {},
        errors={error.field: language_of(request).sentence(error)} if error else {},
        saved="saved" in request.query_params,
    )
