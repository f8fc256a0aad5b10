"""The customers' pages: search, one customer with the whole history, and a new one in a short form.

Templates: `customers/search.html` and `search_results.html` get `query`, `hits` (`SearchHit`s) and
`call_id`; `customer.html` gets `customer` (a `CustomerPage`); `timeline_rows.html` gets `member_id`,
`timeline` (a `TimelinePage`) and `kind`; `new_member.html` and `new_member_form.html` get `form` (what was
typed, by field), `errors` (a sentence by field) and `call_id`, "" outside a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.house import House, house_of
from santral.console.screens.views import promised_work
from santral.console.web.answers import fragment, language_of, page, wants_page
from santral.crm_core.errors import InvalidInput, SantralError
from santral.crm_core.feature import Feature, MenuEntry
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.members.create import CreatedMember, NewMember, create_company, create_person
from santral.crm_core.members.page import read_customer_page
from santral.crm_core.members.search import SearchHit, search_members
from santral.crm_core.timeline import read_timeline
from santral.crm_core.typed_text import storable
from santral.crm_core.users import audit
from santral.crm_core.users.roles import EVERYBODY
from santral.crm_core.users.signed_in_user import SignedInUser, signed_in
from santral.cti.call_events import CallId

TYPE_AHEAD_RESULTS: Final = 8
SEARCH_RESULTS: Final = 50
KINDS_AT_ONCE: Final = 20
FORM_FIELDS: Final = ("kind", "name", "phone", "email", "city", "note", "contact_name", "role")


def feature(_house: House) -> Feature:
    return Feature(
        name="customers",
        routes=(
            GuardedRoute("/customers", show_search, roles=EVERYBODY),
            GuardedRoute("/customers/{member_id:id}", show_customer, roles=EVERYBODY),
            GuardedRoute("/customers/{member_id:id}/timeline", show_timeline, roles=EVERYBODY),
            GuardedRoute("/search", show_found, roles=EVERYBODY),
            GuardedRoute("/members/new", show_new_member, roles=EVERYBODY),
            GuardedRoute("/members/new", create_member, roles=EVERYBODY, methods=["POST"]),
        ),
        menu=(MenuEntry("/customers", "Customers", "users", "k", EVERYBODY),),
    )


async def show_search(request: Request) -> Response:
    """Query `q`."""
    query = request.query_params.get("q", "")
    async with house_of(request).database.reading() as session:
        hits = await search_members(session, query, SEARCH_RESULTS)
    return page(request, "customers/search.html", query=query, hits=hits, call_id="")


async def show_found(request: Request) -> Response:
    """The same as somebody types; with `call_id` a choice says who calls."""
    query, call_id = request.query_params.get("q", ""), request.query_params.get("call_id", "")
    async with house_of(request).database.reading() as session:
        hits = await search_members(session, query, TYPE_AHEAD_RESULTS)
    return fragment(request, "customers/search_results.html", query=query, hits=hits, call_id=call_id)


async def show_customer(request: Request) -> Response:
    house, member_id = house_of(request), member_of(request)
    async with house.database.reading() as session:
        customer = await read_customer_page(
            session,
            member_id,
            hot_days=house.store.pop_rules.hot_days,
            default_region=house.settings.default_region,
        )
    house.writer.submit(audit.as_pending_row(signed_in(request), "viewed", "member", member_id))
    return page(
        request,
        "customers/customer.html",
        customer=customer,
        promised=promised_work(house.push.floor, member_id),
    )


async def show_timeline(request: Request) -> Response:
    """Query `cursor`, of the page before, and any number of `kind`. The rows, to be put behind the others."""
    house, member_id = house_of(request), member_of(request)
    kinds = [storable(kind) for kind in request.query_params.getlist("kind") if kind][:KINDS_AT_ONCE]
    cursor = request.query_params.get("cursor", "")
    async with house.database.reading() as session:
        timeline = await read_timeline(session, member_id, cursor, kinds)
    if timeline.rows:
        seen = {"part": "timeline"}
        house.writer.submit(audit.as_pending_row(signed_in(request), "viewed", "member", member_id, seen))
    kind = kinds[0] if kinds else ""
    return fragment(
        request, "customers/timeline_rows.html", member_id=member_id, timeline=timeline, kind=kind
    )


async def show_new_member(request: Request) -> Response:
    """Within a call (query `call_id`) the form alone, with the caller's number in it."""
    call_id, form = request.query_params.get("call_id", ""), {"phone": request.query_params.get("phone", "")}
    if call_id:
        _, sheet = house_of(request).push.notebook.on_desk(signed_in(request), CallId(call_id))
        form = {"phone": sheet.number_display or sheet.number, "name": sheet.name}
    return show_form(request, form, {}, call_id)


async def create_member(request: Request) -> Response:
    """The fields of the form, and `same_number` where somebody was told that the number is known and saves
    all the same. Within a call the pop turns into the new member; elsewhere the customer's page opens."""
    sent = await request.form()
    typed = {name: str(sent.get(name, "")) for name in (*FORM_FIELDS, "same_number")}
    call_id, user = str(sent.get("call_id", "")), signed_in(request)
    try:
        created = await save_member(house_of(request), user, typed)
    except InvalidInput as error:
        if error.field == "phone" and "e164" in error.values:
            typed["same_number"] = str(error.values["e164"])
        return show_form(request, typed, {error.field: language_of(request).sentence(error)}, call_id, 422)
    if call_id:
        return await turn_pop(request, user, CallId(call_id), created)
    path = f"/customers/{created.header.member_id}"
    return RedirectResponse(path, 303) if wants_page(request) else Response(headers={"HX-Redirect": path})


async def turn_pop(request: Request, user: SignedInUser, call_id: CallId, created: CreatedMember) -> Response:
    """Where the call cannot be reached right now the new member is offered as a choice, for another try."""
    try:
        await house_of(request).push.notebook.choose(user, call_id, created.header.member_id)
    except SantralError:
        name, hits = created.header.name, [SearchHit(created.header)]
        return fragment(request, "customers/search_results.html", query=name, hits=hits, call_id=call_id)
    return Response(status_code=204)


async def save_member(house: House, user: SignedInUser, typed: Mapping[str, str]) -> CreatedMember:
    """All or nothing. Raises `InvalidInput`, also for a number that is known until it was agreed to."""
    if typed["kind"] not in ("person", "company", ""):
        raise InvalidInput("kind", "Choose a person or a company.")
    create = create_company if typed["kind"] == "company" else create_person
    form = NewMember(
        name=typed["name"],
        phone=typed["phone"],
        email=typed["email"],
        city=typed["city"],
        note=typed["note"],
        contact_name=typed["contact_name"],
        role=typed["role"],
    )
    at = datetime.now(UTC)
    async with house.database.session() as session:
        created = await create(session, form, at, default_region=house.settings.default_region)
        if created.same_number and typed["same_number"] != created.e164:
            raise InvalidInput(
                "phone",
                "%(name)s has this number already. Save once more if this is somebody else.",
                name=", ".join(member.name for member in created.same_number[:3]),
                e164=created.e164,
            )
        await audit.record(session, user, "created", "member", created.header.member_id, at=at)
    return created


def show_form(
    request: Request, form: Mapping[str, str], errors: Mapping[str, str], call_id: str, status: int = 200
) -> Response:
    values = {"form": form, "errors": errors, "call_id": call_id}
    if call_id or not wants_page(request):
        return fragment(request, "customers/new_member_form.html", status, **values)
    return page(request, "customers/new_member.html", status, **values)


def member_of(request: Request) -> int:
    member_id: int = request.path_params["member_id"]
    return member_id
