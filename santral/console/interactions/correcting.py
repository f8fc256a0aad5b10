"""One interaction on a page of its own: read, corrected, followed up, with its documents.

`interactions/one.html` gets `interaction` (an `InteractionPage`), `call` (a `CallRecord` or None),
`recording` (an address or ""), `may_correct`, `form` (`TypedDetails` with `notes` and `result` beside, by
name), `errors`, `theirs` (a colleague's version by field, after a conflict), `version`, `refused` (whether
the form comes back), `saved`, `stage` and `moves` (`OfferedMove`s), `moving` (what was typed for a refused
move), and what documents/panel.html needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.movers import mover_of
from santral.console.applications.people import read_colleagues
from santral.console.applications.reading import application_of, text, whole
from santral.console.desk.commands import typed_in
from santral.console.house import house_of
from santral.console.interactions.desk import show_on_desk
from santral.console.service_levels.house_zone import house_zone
from santral.console.web.answers import language_of, page, wants_page
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.documents.keeping import Subject
from santral.crm_core.documents.reading import documents_of
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.interactions.correct import (
    CorrectionConflict,
    correct_interaction,
    find_interaction,
    finish_follow_up,
    may_correct,
)
from santral.crm_core.interactions.details import TypedDetails, check_typed, id_typed
from santral.crm_core.interactions.history import InteractionHistoryRow
from santral.crm_core.interactions.move import filled_fields, offered_moves, stage_of
from santral.crm_core.interactions.page import InteractionPage, read_interaction_page
from santral.crm_core.users import audit
from santral.crm_core.users.signed_in_user import signed_in
from santral.crm_core.wall_clock import moment_as_typed
from santral.cti.call_records import CallRecord


def interaction_of(request: Request) -> int:
    try:
        return application_of(request, "interaction_id")
    except NotFound:
        raise NotFound("There is no such interaction.") from None


async def show_interaction(request: Request) -> Response:
    interaction_id = interaction_of(request)
    answer = await interaction_page(request, interaction_id, saved="saved" in request.query_params)
    viewed = audit.as_pending_row(signed_in(request), "viewed", "interaction", interaction_id)
    house_of(request).writer.submit(viewed)
    return answer


async def correct(request: Request) -> Response:
    """Fields: `notes`, `result`, those of `TypedDetails`, `responsible_id`, and `version`, the one that was
    seen."""
    house, user, interaction_id = house_of(request), signed_in(request), interaction_of(request)
    sent, typed = await request.form(), await typed_in(request)
    based_on, book = whole("version", text(sent, "version")), house.definitions.book
    responsible = text(sent, "responsible_id")
    form = {**asdict(typed.details), "notes": typed.notes, "result": typed.result}
    form |= {"responsible_id": responsible}
    try:
        async with house.database.session() as session:
            kept = await find_interaction(session, interaction_id, lock=True)
            book.check(DefinitionKind.RESULT, typed.result, "result", kept.result)
            allow = TypedDetails(method=kept.method, category=kept.category)
            details = check_typed(typed.details, book, house_zone(), allow)
            values = {
                "notes": typed.notes,
                "result": typed.result,
                "direction": typed.details.direction if kept.call_id is None else kept.direction,
                **asdict(details),
            }
            if "responsible_id" in sent:
                values["responsible_id"] = id_typed("responsible_id", responsible)
            shown = moment_as_typed(kept.follow_up_at, house_zone())
            if typed.details.follow_up_at == shown:
                values["follow_up_at"] = kept.follow_up_at  # the field shows no seconds
            _, changed = await correct_interaction(
                session, interaction_id, values, based_on=based_on, by=user, at=datetime.now(UTC)
            )
    except CorrectionConflict as conflict:
        errors = {"version": language_of(request).sentence(conflict)}
        return await interaction_page(
            request, interaction_id, conflict.http_status,
            form=form, errors=errors, theirs=conflict.theirs, version=conflict.version,
        )  # fmt: skip
    except InvalidInput as error:
        errors = {error.field: language_of(request).sentence(error)}
        return await interaction_page(
            request, interaction_id, error.http_status, form=form, errors=errors, version=based_on
        )
    await show_on_desk(house, interaction_id, changed)
    return RedirectResponse(f"/interactions/{interaction_id}?saved=1", 303)


async def follow_up_done(request: Request) -> Response:
    """Whoever did it: nobody's desk asks for it any more."""
    house, interaction_id = house_of(request), interaction_of(request)
    async with house.database.session() as session:
        await finish_follow_up(session, interaction_id, signed_in(request), datetime.now(UTC))
    await show_on_desk(house, interaction_id)
    if wants_page(request):
        return RedirectResponse(f"/interactions/{interaction_id}?saved=1", 303)
    return Response(status_code=204)


async def interaction_page(
    request: Request,
    interaction_id: int,
    status: int = 200,
    *,
    moving: Mapping[str, str] | None = None,
    missing: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    theirs: Mapping[str, InteractionHistoryRow] | None = None,
    version: int | None = None,
    saved: bool = False,
) -> Response:
    house = house_of(request)
    async with house.database.reading() as session:
        interaction = await read_interaction_page(session, interaction_id)
        call = await session.get(CallRecord, interaction.call_id) if interaction.call_id else None
        documents = await documents_of(session, Subject("interaction", interaction_id))
        colleagues = await read_colleagues(session)
        mover = await mover_of(session, signed_in(request))
        filled = filled_fields(await find_interaction(session, interaction_id))
    template, call_id = house.settings.recording_link, interaction.call_id or ""
    return page(
        request,
        "interactions/one.html",
        status,
        interaction=interaction,
        call=call,
        stage=stage_of(house.processes.book, interaction.stage),
        moves=offered_moves(house.processes.book, interaction, mover, filled),
        moving=moving or {},
        missing=missing or {},
        colleagues=colleagues,
        recording=template.replace("{call_id}", quote(call_id, safe="")) if template and call_id else "",
        may_correct=may_correct(signed_in(request), interaction.user_id),
        form=form or _form_of(interaction),
        refused=form is not None,
        errors=errors or {},
        theirs=theirs or {},
        version=interaction.version if version is None else version,
        saved=saved,
        documents=documents,
        documents_of=f"interaction/{interaction_id}",
        document_max_mb=house.settings.document_max_mb,
    )


def _form_of(interaction: InteractionPage) -> Mapping[str, str]:
    names = ("notes", "result", "direction", "method", "category", "campaign", "project")
    return {
        **{name: getattr(interaction, name) for name in names},
        "employee_id": str(interaction.employee_id or ""),
        "application_id": str(interaction.application_id or ""),
        "responsible_id": str(interaction.follows_up),
        "follow_up_at": moment_as_typed(interaction.follow_up_at, house_zone()),
    }
