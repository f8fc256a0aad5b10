"""A contact that was no call, written down by hand: a visit, an e-mail, a walk-in, a chat.

What is typed is kept on the server as in a call, one draft for each customer and person.
`interactions/new.html` gets `member` (a `MemberHeader`), `contacts`, `applications`, `typed` (a `Typed`),
`errors` and `version`, that of the draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from santral.console.applications.customer import read_customer
from santral.console.applications.reading import text, whole
from santral.console.desk import draft_store
from santral.console.desk.commands import conflicting, typed_in
from santral.console.desk.draft_store import DraftConflict, KeptDraft, Typed
from santral.console.house import House, house_of
from santral.console.interactions.desk import show_on_desk
from santral.console.service_levels.house_zone import house_zone
from santral.console.web.answers import language_of, page
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import Conflict, InvalidInput, NotFound
from santral.crm_core.interactions.by_hand import draft_id
from santral.crm_core.interactions.details import Details, TypedDetails, check_typed
from santral.crm_core.interactions.drafts import delete_draft, save_draft
from santral.crm_core.interactions.of_application import read_choices
from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.members.header import read_headers
from santral.crm_core.users import audit
from santral.crm_core.users.signed_in_user import signed_in
from santral.crm_core.wall_clock import moment_typed
from santral.cti.call_events import CallId

USUAL = TypedDetails(method="visit", direction="inbound")


async def show_new(request: Request) -> Response:
    """Query: `member`, and the `application` it belongs to where it does. What was typed before and not saved
    is in it again."""
    member_id = whole("member", request.query_params.get("member", ""))
    about = TypedDetails(application_id=request.query_params.get("application", ""))
    async with house_of(request).database.reading() as session:
        kept = await draft_store.read(session, CallId(draft_id(member_id)), signed_in(request).user_id)
    if kept is None:
        return await _form_page(request, member_id, Typed("", "", 0, about.over(USUAL)))
    details = about.over(kept.details)
    return await _form_page(request, member_id, Typed(kept.notes, kept.result, kept.version, details))


async def keep_draft(request: Request) -> Response:
    """Fields as of a call's draft, with `direction` and `at`. Answers as that does."""
    house, user, member_id = house_of(request), signed_in(request), member_in_path(request)
    typed = await typed_in(request)
    _check(house, typed, None)
    try:
        async with house.database.session() as session:
            await _check_member(session, member_id)
            version = await _keep(session, member_id, user.user_id, typed)
    except DraftConflict as conflict:
        return conflicting(request, conflict)
    return JSONResponse({"version": version})


async def save_by_hand(request: Request) -> Response:
    """Fields: `member`, `notes`, `result`, `version` and those of `TypedDetails`. The interaction's page."""
    house, user, sent = house_of(request), signed_in(request), await request.form()
    member_id, typed = whole("member", text(sent, "member")), await typed_in(request)
    now = datetime.now(UTC)
    call_id = CallId(draft_id(member_id))
    try:
        if typed.is_blank:
            raise InvalidInput("notes", "Write a note or choose a result before you save.")
        async with house.database.session() as session:
            await _check_member(session, member_id)
            kept = await draft_store.read(session, call_id, user.user_id)
            details = _check(house, typed, kept)
            typed = await draft_store.not_stale(session, call_id, user.user_id, typed)
            at = moment_typed("at", typed.details.at, house_zone()) or now
            if at > now:
                raise InvalidInput("at", "This is in the future. Write down what has happened.")
            saved = await save_interaction(
                session,
                user_id=user.user_id,
                call_id=None,
                member_id=member_id,
                notes=typed.notes,
                result=typed.result,
                direction=typed.details.direction,
                details=details,
                at=at,
            )
            await delete_draft(session, call_id, user.user_id)
            await audit.record(session, user, "saved", "interaction", saved.interaction_id, at=now)
    except InvalidInput as error:
        errors = {error.field: language_of(request).sentence(error)}
        return await _form_page(request, member_id, typed, errors, error.http_status)
    except DraftConflict as conflict:
        both = f"{conflict.kept.notes}\n\n{typed.notes}".strip()
        errors = {"notes": language_of(request).sentence(conflict)}
        joined = replace(typed, notes=both, based_on=conflict.kept.version)
        return await _form_page(request, member_id, joined, errors, conflict.http_status)
    await show_on_desk(house, saved.interaction_id)
    return RedirectResponse(f"/interactions/{saved.interaction_id}?saved=1", 303)


def member_in_path(request: Request) -> int:
    member_id: int = request.path_params["member_id"]
    return member_id


def _check(house: House, typed: Typed, kept: KeptDraft | None) -> Details:
    """What was retired after it was chosen may stay."""
    book = house.definitions.book
    book.check(DefinitionKind.RESULT, typed.result, "result", kept.result if kept else "")
    return check_typed(typed.details, book, house_zone(), kept.details if kept else TypedDetails())


async def _check_member(session: AsyncSession, member_id: int) -> None:
    if not await read_headers(session, [member_id]):
        raise NotFound("This customer does not exist.")


async def _keep(session: AsyncSession, member_id: int, user_id: int, typed: Typed) -> int:
    call_id = CallId(draft_id(member_id))
    while True:
        typed = await draft_store.not_stale(session, call_id, user_id, typed)
        try:
            return await save_draft(
                session,
                call_id=call_id,
                user_id=user_id,
                notes=typed.notes,
                result=typed.result,
                at=datetime.now(UTC),
                member_id=member_id,
                direction=typed.details.direction,
                details=typed.details.kept(),
                based_on=typed.based_on,
            )
        except Conflict:
            continue  # another window was faster by a moment: look at what it kept


async def _form_page(
    request: Request,
    member_id: int,
    typed: Typed,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    async with house_of(request).database.reading() as session:
        member, contacts = await read_customer(session, member_id)
        chosen = typed.details.application_id
        also = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
        applications = await read_choices(session, member_id, also)
    return page(
        request,
        "interactions/new.html",
        status,
        member=member,
        contacts=contacts,
        applications=applications,
        typed=typed,
        errors=errors or {},
        version=typed.based_on or 0,
    )
