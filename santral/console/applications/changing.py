"""The forms on an application's page. Each changes one thing, and what cannot be is said at its field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.one_page import application_page
from santral.console.applications.reading import (
    application_of,
    custom_typed,
    text,
    texts,
    whole,
)
from santral.console.house import house_of
from santral.console.service_levels.house_zone import house_zone
from santral.console.web.answers import language_of
from santral.crm_core.applications.assignees import change_assignees
from santral.crm_core.applications.checking import check_change
from santral.crm_core.applications.edit import EditConflict, edit_application, find_application
from santral.crm_core.applications.fields import FIELDS
from santral.crm_core.applications.follow_ups import add_follow_up, finish_follow_up
from santral.crm_core.applications.merge import merge_into
from santral.crm_core.applications.move import closing_stage
from santral.crm_core.applications.relations import relate, unrelate
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.tasks.changes import finish_task, open_task, reopen_task, task_of
from santral.crm_core.tasks.time_entries import record_time
from santral.crm_core.users.signed_in_user import SignedInUser, signed_in
from santral.crm_core.wall_clock import moment_typed

Change = Callable[[AsyncSession, int, FormData, SignedInUser, datetime], Awaitable[object]]


def changing(refused: str, change: Change) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that makes `change` in one transaction and shows the page again; a form that is refused
    comes back under the name `refused` with what was typed."""

    async def endpoint(request: Request) -> Response:
        application_id, form = application_of(request), await request.form()
        try:
            async with house_of(request).database.session() as session:
                await change(session, application_id, form, signed_in(request), datetime.now(UTC))
        except InvalidInput as error:
            typed = {name: value for name, value in form.items() if isinstance(value, str)}
            sentence = language_of(request).sentence(error)
            errors = {error.field: sentence}
            return await application_page(
                request, error.http_status, refused=refused, form=typed, errors=errors
            )
        return RedirectResponse(f"/applications/{application_id}?saved=1#{refused}", 303)

    endpoint.__name__ = f"change_{refused.replace('-', '_')}"
    return endpoint


async def edit(request: Request) -> Response:
    """Fields: any of `fields.FIELDS`, and `version`, the one that was seen. Where a colleague changed the
    same meanwhile, both versions are shown and the next save is the choice between them."""
    house, application_id = house_of(request), application_of(request)
    sent = await request.form()
    typed, user = texts(sent, tuple(FIELDS)) | custom_typed(sent), signed_in(request)
    based_on = whole("version", text(sent, "version"))
    try:
        async with house.database.session() as session:
            kept = await find_application(session, application_id, lock=True)
            books = house.definitions.book, house.custom_fields.book, house.processes.book
            values = check_change(kept, typed, *books)
            await edit_application(
                session, application_id, values, based_on=based_on, by=user, at=datetime.now(UTC)
            )
    except EditConflict as conflict:
        return await application_page(
            request,
            conflict.http_status,
            refused="fields",
            form=typed,
            errors={"version": language_of(request).sentence(conflict)},
            theirs=conflict.theirs,
            version=conflict.version,
        )
    except InvalidInput as error:
        errors = {error.field: language_of(request).sentence(error)}
        return await application_page(
            request, error.http_status, refused="fields", form=typed, errors=errors, version=based_on
        )
    return RedirectResponse(f"/applications/{application_id}?saved=1", 303)


async def _assign(
    session: AsyncSession, application_id: int, form: FormData, user: SignedInUser, at: datetime
) -> None:
    """Fields: any number of `assignee`, who come to it, and of `without`, who are taken off it."""
    added = {whole("assignees", str(value)) for value in form.getlist("assignee")}
    taken = {whole("assignees", str(value)) for value in form.getlist("without")}
    await change_assignees(session, application_id, added, taken, user, at)


async def _add_note(
    session: AsyncSession, application_id: int, form: FormData, user: SignedInUser, at: datetime
) -> None:
    due = moment_typed("due_at", text(form, "due_at"), house_zone())
    told = bool(form.get("customer_told"))
    await add_follow_up(session, application_id, text(form, "follow_up"), user, at, due, customer_told=told)


async def _add_task(
    session: AsyncSession, application_id: int, form: FormData, user: SignedInUser, at: datetime
) -> None:
    await open_task(
        session,
        text(form, "title"),
        whole("assignee_id", text(form, "assignee_id")),
        user,
        at,
        application_id=application_id,
        due_at=moment_typed("task_due_at", text(form, "task_due_at"), house_zone()),
    )


async def _add_time(
    session: AsyncSession, application_id: int, form: FormData, user: SignedInUser, at: datetime
) -> None:
    await record_time(session, application_id, text(form, "minutes"), user, at, note=text(form, "time_note"))


async def _relate(
    session: AsyncSession, application_id: int, form: FormData, user: SignedInUser, at: datetime
) -> None:
    await relate(session, application_id, text(form, "other"), text(form, "relation"), user, at)


async def merge(request: Request) -> Response:
    processes = house_of(request).processes.book

    async def merge_one(
        session: AsyncSession, application_id: int, form: FormData, user: SignedInUser, at: datetime
    ) -> None:
        await merge_into(
            session,
            application_id,
            text(form, "target"),
            closed_stage=partial(closing_stage, processes),
            by=user,
            at=at,
        )

    return await changing("merge", merge_one)(request)


assign = changing("people", _assign)
add_note = changing("follow-ups", _add_note)
add_task = changing("tasks", _add_task)
add_time = changing("time", _add_time)
relate_one = changing("related", _relate)


async def finish_note(request: Request) -> Response:
    application_id, follow_up_id = application_of(request), application_of(request, "follow_up_id")
    async with house_of(request).database.session() as session:
        await finish_follow_up(session, application_id, follow_up_id, signed_in(request), datetime.now(UTC))
    return RedirectResponse(f"/applications/{application_id}#follow-ups", 303)


async def finish_one_task(request: Request) -> Response:
    return await _turn_task(request, finish_task)


async def reopen_one_task(request: Request) -> Response:
    return await _turn_task(request, reopen_task)


async def _turn_task(
    request: Request, turn: Callable[[AsyncSession, int, SignedInUser, datetime], Awaitable[object]]
) -> Response:
    application_id, task_id = application_of(request), application_of(request, "task_id")
    async with house_of(request).database.session() as session:
        if (await task_of(session, task_id)).application_id != application_id:
            raise NotFound("There is no such task.")
        await turn(session, task_id, signed_in(request), datetime.now(UTC))
    return RedirectResponse(f"/applications/{application_id}#tasks", 303)


async def unrelate_one(request: Request) -> Response:
    application_id, other_id = application_of(request), application_of(request, "other_id")
    async with house_of(request).database.session() as session:
        await unrelate(session, application_id, other_id, signed_in(request), datetime.now(UTC))
    return RedirectResponse(f"/applications/{application_id}#related", 303)
