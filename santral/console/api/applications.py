"""Applications: opened, read, changed, moved from stage to stage, followed up."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any, Final

from santral.console.api import custom_values
from santral.console.api.application_values import (
    Application,
    ApplicationLine,
    ApplicationPage,
    ApplicationToChange,
    ApplicationToOpen,
    AskedApplications,
)
from santral.console.api.cursors import moment_of_place, read_place, write_place
from santral.console.api.field_names import fields_called
from santral.console.api.named_member import check_named_member
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import listed, viewed
from santral.console.service_levels.house_zone import house_zone
from santral.crm_core.api_keys.scopes import Access, Resource, Scope
from santral.crm_core.applications.assignees import read_assignees
from santral.crm_core.applications.checking import check_change, check_new
from santral.crm_core.applications.edit import edit_application, find_application
from santral.crm_core.applications.fields import FIELDS
from santral.crm_core.applications.listing import ListFilter, ListRow, Place, list_applications
from santral.crm_core.applications.open_by_process import open_by_process
from santral.crm_core.applications.tables import Application as ApplicationRow
from santral.crm_core.db import microseconds
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.promises.standing import from_columns

READ: Final = Scope(Resource.APPLICATIONS, Access.READ)
WRITE: Final = Scope(Resource.APPLICATIONS, Access.WRITE)
ONE: Final = "/applications/{application_id:id}"
MADE: Final = frozenset({"assignee_ids", "custom", "due_kind", "due_at"})
"""What is not simply a column."""
OWN_FIELDS: Final = tuple(name for name in Application.model_fields if name not in MADE)
LINE_FIELDS: Final = tuple(name for name in ApplicationLine.model_fields if name not in MADE)
Row = ApplicationRow | ListRow


async def show_applications(work: Work) -> ApplicationPage:
    asked: AskedApplications = work.query
    book = work.house.definitions.book
    below = (code for one in asked.category for code in book.subtree(DefinitionKind.CATEGORY, one))
    wanted = ListFilter(
        text=asked.q,
        state=asked.state,
        owner="" if asked.owner_id is None else str(asked.owner_id),
        types=asked.type,
        priorities=asked.priority,
        categories=tuple(dict.fromkeys(below)),
        stages=asked.stage,
        member_id=asked.member_id,
    )
    after = None
    if asked.cursor:
        after = Place(*moment_of_place(read_place("applications", asked.cursor, 2)))
    found = await list_applications(work.session, wanted, after, asked.limit)
    lines = tuple(
        ApplicationLine(**{name: getattr(row, name) for name in LINE_FIELDS}, **_due(row))
        for row in found.rows
    )
    return ApplicationPage(items=lines, next=_cursor(found.next))


async def show_application(work: Work) -> Application:
    return await application_of(work)


async def open_one(work: Work) -> Application:
    sent: ApplicationToOpen = work.body
    await check_named_member(work.session, sent.member_id)
    book, added = work.house.definitions.book, work.house.custom_fields.book
    typed = typed_as_form(sent.sent)
    kind = typed.setdefault("type", book.default(DefinitionKind.APPLICATION_TYPE))
    typed.setdefault("priority", book.default(DefinitionKind.PRIORITY))
    with fields_called(custom_values.in_document):
        values = check_new(typed | custom_values.as_typed(added, kind, sent.custom), book, added)
        custom_values.check_known(added, kind, sent.custom)
    opened = await open_by_process(
        work.session,
        work.house.processes.book,
        work.house.service_levels.levels.calendar,
        sent.member_id,
        values,
        by=work.holder,
        by_name=work.holder.display_name,
        at=work.at,
        zone=house_zone(),
    )
    return await application_of(work, opened.application_id)


async def application_now(work: Work) -> Application:
    await find_application(work.session, work.id("application_id"), lock=True)
    return await application_of(work)


async def change_one(work: Work) -> Application:
    kept = await find_application(work.session, work.id("application_id"), lock=True)
    sent: ApplicationToChange = work.body
    book, added = work.house.definitions.book, work.house.custom_fields.book
    typed = typed_as_form(sent.sent)
    kind = typed.get("type", kept.type)
    stays = kept.custom if kind != kept.type else {}
    typed |= custom_values.as_typed(added, kind, sent.custom, stays)
    with fields_called(custom_values.in_document):
        values = check_change(kept, typed, book, added, work.house.processes.book)
        custom_values.check_known(added, kind, sent.custom, kept.custom)
    await edit_application(
        work.session, work.id("application_id"), values, based_on=kept.version, by=work.holder, at=work.at
    )
    return await application_of(work)


def typed_as_form(sent: dict[str, Any]) -> dict[str, str]:
    """As a form would send it: that is what `check_fields` checks."""
    return {name: "" if value is None else str(value) for name, value in sent.items() if name in FIELDS}


def _cursor(place: Place | None) -> str | None:
    if place is None:
        return None
    changed_at, application_id = astuple(place)
    return write_place("applications", microseconds(changed_at), application_id)


async def application_of(work: Work, application_id: int | None = None) -> Application:
    """As it is now; the one in the path, where no other is named."""
    await work.session.flush()
    one = await find_application(work.session, application_id or work.id("application_id"))
    people = await read_assignees(work.session, one.application_id)
    return Application(
        **{name: getattr(one, name) for name in OWN_FIELDS},
        **_due(one),
        custom=custom_values.filled(one.custom),
        assignee_ids=tuple(sorted(person.user_id for person in people)),
    )


def _due(one: Row) -> dict[str, Any]:
    """What presses most, while it is open."""
    due = from_columns(one.due_kind, one.due_at, one.due_warn_at, one.due_left_s)
    if due is None or one.closed_at is not None:
        return {"due_kind": "", "due_at": None}
    return {"due_kind": due.kind.value, "due_at": due.due_at}


def place_of(application: Application) -> str:
    return f"/api/v1/applications/{application.application_id}"


OPERATIONS: Final = {
    "/applications": {
        "GET": Operation(
            "list_applications", "Applications, the newest change first", Kind.READS, READ, ApplicationPage,
            show_applications, query=AskedApplications, seen=listed("application"),
        ),
        "POST": Operation(
            "open_application", "Open an application", Kind.CREATES, WRITE, Application, open_one,
            body=ApplicationToOpen, place=place_of,
        ),
    },
    ONE: {
        "GET": Operation(
            "read_application", "One application", Kind.READS, READ, Application, show_application,
            seen=viewed("application"),
        ),
        "PATCH": Operation(
            "change_application", "Change an application", Kind.CHANGES, WRITE, Application, change_one,
            body=ApplicationToChange, now=application_now,
        ),
    },
}  # fmt: skip
