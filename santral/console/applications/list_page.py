"""The list of applications: filters in the address, so that a list can be kept, shared and come back to.

`applications/list.html` gets `wanted` (a `ListFilter`), `rows` (`ListRow`s), `count`, `counted` (how far was
counted), `more` (the address of the next page, or ""), `colleagues`, `kept` (saved filters), `query` (the
filters as an address has them) and `kept_name` with `errors` after a refused name.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.people import read_colleagues
from santral.console.applications.reading import application_of, text, whole
from santral.console.house import house_of
from santral.console.web.answers import fragment, language_of, page
from santral.crm_core.applications.listing import (
    ListFilter,
    Place,
    count_applications,
    list_applications,
)
from santral.crm_core.applications.owner import give_to
from santral.crm_core.applications.saved_filters import keep, read_saved_filters, remove
from santral.crm_core.db import microseconds, moment
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.guarded_route import LARGEST_ID
from santral.crm_core.typed_text import storable
from santral.crm_core.users.signed_in_user import signed_in

MOST_AT_ONCE = 500
FILTERS = ("q", "state", "owner", "type", "priority", "category", "stage", "member", "promise", "sort")


async def show_list(request: Request) -> Response:
    """Query: `q`, `state`, `owner`, `type`, `priority`, `category`, `stage`, `member`, `promise`, `sort`;
    `after` of the page before gives only rows, to be put behind the others."""
    return await _list(request)


async def _list(
    request: Request, status: int = 200, kept_name: str = "", errors: dict[str, str] | None = None
) -> Response:
    house, user = house_of(request), signed_in(request)
    book = house.definitions.book
    wanted = _wanted(request, book)
    after = _place(request.query_params.get("after", ""))
    async with house.database.reading() as session:
        found = await list_applications(session, _with_subtrees(wanted, book), after)
        if after is None:
            count = await count_applications(session, _with_subtrees(wanted, book))
            colleagues = await read_colleagues(session)
            kept = await read_saved_filters(session, user.user_id)
    query = _query(request)
    more = f"/applications?{urlencode([*query, ('after', _cursor(found.next))])}" if found.next else ""
    if after is not None:
        return fragment(request, "applications/list_rows.html", rows=found.rows, more=more)
    return page(
        request,
        "applications/list.html",
        status,
        wanted=wanted,
        rows=found.rows,
        count=count,
        more=more,
        colleagues=colleagues,
        kept=kept,
        query=urlencode(query),
        kept_name=kept_name,
        errors=errors or {},
    )


async def assign_many(request: Request) -> Response:
    """Fields: `application` (any number of ids), `owner_id` ("" for nobody), `back` (the list's query)."""
    house, user, form = house_of(request), signed_in(request), await request.form()
    ids = [whole("application", str(value)) for value in form.getlist("application")]
    if not ids:
        raise InvalidInput("application", "Choose at least one application.")
    if len(ids) > MOST_AT_ONCE:
        raise InvalidInput("application", "At most %(most)s can be assigned at once.", most=MOST_AT_ONCE)
    owner = text(form, "owner_id")
    owner_id = whole("owner_id", owner) if owner else None
    async with house.database.session() as session:
        await give_to(session, ids, owner_id, user, datetime.now(UTC))
    return RedirectResponse(_back(text(form, "back")), 303)


async def keep_filter(request: Request) -> Response:
    """Fields: `name`, `shared`, `query`."""
    house, user, form = house_of(request), signed_in(request), await request.form()
    query = text(form, "query")
    try:
        async with house.database.session() as session:
            await keep(session, user.user_id, text(form, "name"), query, shared=bool(form.get("shared")))
    except InvalidInput as error:
        errors = {error.field: language_of(request).sentence(error)}
        return await _list(request, error.http_status, text(form, "name"), errors)
    return RedirectResponse(_back(query), 303)


async def forget_filter(request: Request) -> Response:
    """Only one's own."""
    house, user = house_of(request), signed_in(request)
    async with house.database.session() as session:
        await remove(session, user.user_id, application_of(request, "filter_id"))
    return RedirectResponse("/applications", 303)


def _wanted(request: Request, book: DefinitionBook) -> ListFilter:
    """Unknown values ask for nothing rather than for an error: addresses are kept for years."""
    asked = request.query_params

    def codes(name: str, kind: DefinitionKind) -> tuple[str, ...]:
        return tuple(code for code in asked.getlist(name)[:50] if book.find(kind, code))

    state, owner, member = asked.get("state", "open"), asked.get("owner", ""), asked.get("member", "")
    promise = asked.get("promise", "")
    if owner == "me":
        owner = str(signed_in(request).user_id)
    return ListFilter(
        text=asked.get("q", "")[:200],
        state=state if state in ("open", "closed", "all") else "open",
        owner=owner if owner == "none" or _is_id(owner) else "",
        involved=asked.get("owner") == "me",
        types=codes("type", DefinitionKind.APPLICATION_TYPE),
        priorities=codes("priority", DefinitionKind.PRIORITY),
        categories=codes("category", DefinitionKind.CATEGORY),
        stages=tuple(storable(stage) for stage in asked.getlist("stage")[:50] if stage),
        promise=promise if promise in ("late", "soon", "paused") else "",
        sort="due" if asked.get("sort") == "due" else "changed",
        member_id=int(member) if _is_id(member) else None,
    )


def _is_id(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 19


def _with_subtrees(wanted: ListFilter, book: DefinitionBook) -> ListFilter:
    """Who asks for a category means what is below it too."""
    below = (code for one in wanted.categories for code in book.subtree(DefinitionKind.CATEGORY, one))
    return replace(wanted, categories=tuple(dict.fromkeys(below)))


def _query(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.query_params.multi_items() if name in FILTERS and value]


def _back(query: str) -> str:
    return f"/applications?{query}" if query else "/applications"


def _cursor(place: Place | None) -> str:
    if place is None:
        return ""
    words = f"{'' if place.at is None else microseconds(place.at)}.{place.application_id}"
    return urlsafe_b64encode(words.encode()).decode()


def _place(cursor: str) -> Place | None:
    try:
        at, _, application_id = urlsafe_b64decode(cursor.encode()).decode().partition(".")
        place = Place(moment(int(at)) if at else None, int(application_id))
    except (ValueError, OverflowError):
        return None
    return place if abs(place.application_id) <= LARGEST_ID else None
