"""A new application, from a customer's page or in one step from a call.

`applications/new.html` and, beside a call, `applications/new_in_call.html` get `member` (a `MemberHeader`),
`contacts`, `colleagues`, `owner` (an `OwnerProposal`), `form`, `errors`, `call_id`, "" outside a call, and
`in_call`: whether the form stands on the desk. `applications/opened.html` gets
`application_id` and `number`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.customer import read_customer
from santral.console.applications.owner_proposal import propose_owner
from santral.console.applications.people import read_colleagues
from santral.console.applications.reading import custom_typed, text, texts, whole
from santral.console.house import house_of
from santral.console.service_levels.house_zone import house_zone
from santral.console.web.answers import fragment, language_of, page, wants_page
from santral.crm_core.applications.checking import check_new
from santral.crm_core.applications.fields import FIELDS
from santral.crm_core.applications.open_by_process import open_by_process
from santral.crm_core.assignment.rules import read_rules
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.drafts import read_drafts
from santral.crm_core.interactions.save import title_and_body
from santral.crm_core.typed_text import storable
from santral.crm_core.users.signed_in_user import signed_in
from santral.cti.call_events import CallId


async def show_new(request: Request) -> Response:
    """Query: `member`, and `call` where it is opened from one: what is written there already is in it."""
    house, user, asked = house_of(request), signed_in(request), request.query_params
    member_id, call_id = whole("member", asked.get("member", "")), storable(asked.get("call", ""))[:80]
    book = house.definitions.book
    form = {
        "priority": book.default(DefinitionKind.PRIORITY),
        "type": book.default(DefinitionKind.APPLICATION_TYPE),
    }
    if call_id:
        form["method"] = "phone"
        async with house.database.reading() as session:
            drafts = await read_drafts(session, call_id)
        notes = next((draft.notes for draft in drafts if draft.user_id == user.user_id), "")
        form["subject"], _ = title_and_body(notes)
        form["description"] = notes
    return await _form_page(request, member_id, call_id, form)


async def open_one(request: Request) -> Response:
    """Fields: those of `fields.FIELDS`, `member` and `call`. The new application's page."""
    house, user, sent = house_of(request), signed_in(request), await request.form()
    member_id, call_id = whole("member", text(sent, "member")), text(sent, "call")[:80]
    typed = texts(sent, tuple(FIELDS)) | custom_typed(sent)
    try:
        values = check_new(typed, house.definitions.book, house.custom_fields.book)
        async with house.database.session() as session:
            application = await open_by_process(
                session,
                house.processes.book,
                house.service_levels.levels.calendar,
                member_id,
                values,
                by=user,
                by_name=user.display_name,
                at=datetime.now(UTC),
                zone=house_zone(),
                call_id=call_id,
            )
    except InvalidInput as error:
        errors = {error.field: language_of(request).sentence(error)}
        return await _form_page(request, member_id, call_id, typed, errors, error.http_status)
    if call_id:
        await house.push.notebook.grew(CallId(call_id))
    if on_desk(request, call_id):
        values = {"application_id": application.application_id, "number": application.number}
        return fragment(request, "applications/opened.html", **values)
    return RedirectResponse(f"/applications/{application.application_id}?saved=1", 303)


def on_desk(request: Request, call_id: str) -> bool:
    """Whether a script of the desk asks, which keeps the call on the screen."""
    return bool(call_id) and not wants_page(request)


async def _form_page(
    request: Request,
    member_id: int,
    call_id: str,
    form: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    async with house_of(request).database.reading() as session:
        member, contacts = await read_customer(session, member_id)
        colleagues = await read_colleagues(session)
        rules = await read_rules(session)
    owner = propose_owner(
        rules,
        house_of(request).definitions.book,
        form.get("type", ""),
        form.get("category", ""),
        signed_in(request).user_id,
    )
    in_call = on_desk(request, call_id)
    values = {
        "member": member,
        "contacts": contacts,
        "colleagues": colleagues,
        "owner": owner,
        "form": form,
        "errors": errors or {},
        "custom_fields": house_of(request).custom_fields.book,
        "call_id": call_id,
        "in_call": in_call,
    }
    if in_call:
        return fragment(request, "applications/new_in_call.html", status, **values)
    return page(request, "applications/new.html", status, **values)
