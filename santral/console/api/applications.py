"""Applications: opened, read, changed, moved from stage to stage, followed up."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any, Final

from santral.console.api.application_values import (
    Application,
    ApplicationLine,
    ApplicationPage,
    ApplicationToChange,
    ApplicationToOpen,
    AskedApplications,
    FollowUp,
    FollowUps,
    FollowUpToAdd,
    MoveToMake,
)
from santral.console.api.cursors import BadPlace, read_place, write_place
from santral.console.api.operation import Kind, Operation, Work
from santral.console.service_levels.house_zone import house_zone
from santral.crm_core.api_keys.scopes import Access, Resource, Scope
from santral.crm_core.applications.assignees import read_assignees
from santral.crm_core.applications.edit import edit_application, find_application
from santral.crm_core.applications.fields import FIELDS, check_fields
from santral.crm_core.applications.follow_ups import add_follow_up, read_follow_ups
from santral.crm_core.applications.listing import ListFilter, Place, list_applications
from santral.crm_core.applications.move import check_type_fits, move_application
from santral.crm_core.applications.open_by_process import open_by_process
from santral.crm_core.db import microseconds, moment
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.members.tables import Member
from santral.crm_core.teams.reading import teams_of
from santral.crm_core.users import audit
from santral.crm_core.users.roles import Role

READ: Final = Scope(Resource.APPLICATIONS, Access.READ)
WRITE: Final = Scope(Resource.APPLICATIONS, Access.WRITE)
ONE: Final = "/applications/{application_id:int}"
OWN_FIELDS: Final = tuple(name for name in Application.model_fields if name != "assignee_ids")


@dataclass(frozen=True, slots=True)
class KeyMover:
    """The account of a key, as a process looks at it, with the name of the key for the audit record."""

    user_id: int
    role: Role
    teams: frozenset[str]
    api_key: str


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
        changed, application_id = read_place("applications", asked.cursor, 2)
        after = Place(_moment(changed), application_id)
    found = await list_applications(work.session, wanted, after, asked.limit)
    lines = tuple(
        ApplicationLine(**{name: getattr(row, name) for name in ApplicationLine.model_fields})
        for row in found.rows
    )
    return ApplicationPage(items=lines, next=_cursor(found.next))


async def show_application(work: Work) -> Application:
    return await _application(work, _id(work))


async def open_one(work: Work) -> Application:
    sent: ApplicationToOpen = work.body
    if await work.session.get(Member, sent.member_id) is None:
        raise InvalidInput("member_id", "This customer does not exist.")
    book = work.house.definitions.book
    typed = _typed(sent.sent)
    typed.setdefault("type", book.default(DefinitionKind.APPLICATION_TYPE))
    typed.setdefault("priority", book.default(DefinitionKind.PRIORITY))
    values = check_fields(typed, book)
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
    return await _application(work, opened.application_id)


async def application_now(work: Work) -> Application:
    await find_application(work.session, _id(work), lock=True)
    return await _application(work, _id(work))


async def change_one(work: Work) -> Application:
    kept = await find_application(work.session, _id(work), lock=True)
    now = {name: getattr(kept, name) for name in FIELDS}
    values = check_fields(_typed(work.body.sent), work.house.definitions.book, now)
    check_type_fits(work.house.processes.book, kept.stage, str(values.get("type", kept.type)))
    await edit_application(work.session, _id(work), values, based_on=kept.version, by=work.holder, at=work.at)
    return await _application(work, _id(work))


async def move_one(work: Work) -> Application:
    sent: MoveToMake = work.body
    holder, session = work.holder, work.session
    mover = KeyMover(holder.user_id, holder.role, await teams_of(session, holder.user_id), holder.api_key)
    await move_application(
        session,
        work.house.processes.book,
        work.house.service_levels.levels.calendar,
        _id(work),
        sent.to,
        seen=sent.seen,
        by=mover,
        by_name=holder.display_name,
        at=work.at,
        note=sent.note,
        resolution=sent.resolution,
    )
    return await _application(work, _id(work))


async def show_follow_ups(work: Work) -> FollowUps:
    await find_application(work.session, _id(work))
    rows = await read_follow_ups(work.session, _id(work))
    return FollowUps(items=tuple(FollowUp.model_validate(row) for row in rows))


async def add_one_follow_up(work: Work) -> FollowUp:
    sent: FollowUpToAdd = work.body
    try:
        follow_up_id = await add_follow_up(
            work.session, _id(work), sent.note, work.holder, work.at, sent.due_at
        )
    except InvalidInput as error:
        if error.field == "follow_up":  # as the form on the screen calls it
            raise InvalidInput("note", error.sentence, **error.values) from None
        raise
    rows = await read_follow_ups(work.session, _id(work))
    return FollowUp.model_validate(next(row for row in rows if row.follow_up_id == follow_up_id))


def application_seen(work: Work, _answer: Any) -> None:
    row = audit.as_pending_row(work.holder, "viewed", "application", _id(work))
    work.house.writer.submit(row)


def applications_seen(work: Work, page: ApplicationPage) -> None:
    seen = {"count": len(page.items)}
    work.house.writer.submit(audit.as_pending_row(work.holder, "listed", "application", "", seen))


def _id(work: Work) -> int:
    application_id: int = work.path["application_id"]
    return application_id


def _typed(sent: dict[str, Any]) -> dict[str, str]:
    """As a form would send it: that is what `check_fields` checks."""
    return {name: "" if value is None else str(value) for name, value in sent.items() if name in FIELDS}


def _cursor(place: Place | None) -> str | None:
    if place is None:
        return None
    changed_at, application_id = astuple(place)
    return write_place("applications", microseconds(changed_at), application_id)


def _moment(of_cursor: int) -> datetime:
    try:
        return moment(of_cursor)
    except OverflowError:
        raise BadPlace from None


async def _application(work: Work, application_id: int) -> Application:
    await work.session.flush()
    one = await find_application(work.session, application_id)
    people = await read_assignees(work.session, application_id)
    own = {name: getattr(one, name) for name in OWN_FIELDS}
    return Application(**own, assignee_ids=tuple(sorted(person.user_id for person in people)))


def _place(application: Application) -> str:
    return f"/api/v1/applications/{application.application_id}"


OPERATIONS: Final = {
    "/applications": {
        "GET": Operation(
            "list_applications", "Applications, the newest change first", Kind.READS, READ, ApplicationPage,
            show_applications, query=AskedApplications, seen=applications_seen,
        ),
        "POST": Operation(
            "open_application", "Open an application", Kind.CREATES, WRITE, Application, open_one,
            body=ApplicationToOpen, place=_place,
        ),
    },
    ONE: {
        "GET": Operation(
            "read_application", "One application", Kind.READS, READ, Application, show_application,
            seen=application_seen,
        ),
        "PATCH": Operation(
            "change_application", "Change an application", Kind.CHANGES, WRITE, Application, change_one,
            body=ApplicationToChange, now=application_now,
        ),
    },
    f"{ONE}/moves": {
        "POST": Operation(
            "move_application", "Move an application to another stage", Kind.CREATES, WRITE, Application,
            move_one, body=MoveToMake, place=_place,
        ),
    },
    f"{ONE}/follow-ups": {
        "GET": Operation(
            "list_follow_ups", "What was done about an application", Kind.READS, READ, FollowUps,
            show_follow_ups, seen=application_seen,
        ),
        "POST": Operation(
            "add_follow_up", "Write down what was done, and when to look again", Kind.CREATES, WRITE,
            FollowUp, add_one_follow_up, body=FollowUpToAdd,
        ),
    },
}  # fmt: skip
