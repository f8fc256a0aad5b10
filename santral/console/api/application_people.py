"""Who works on an application beside its owner."""

from __future__ import annotations

from typing import Final

from santral.console.api.application_values import Application
from santral.console.api.applications import ONE, READ, WRITE, application_now, application_of
from santral.console.api.field_names import fields_called
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import viewed
from santral.console.api.values import Id, Incoming, Outgoing
from santral.crm_core.applications.assignees import change_assignees, read_assignees
from santral.crm_core.applications.edit import find_application
from santral.crm_core.errors import NotFound


class Assignee(Outgoing):
    user_id: Id
    name: str


class Assignees(Outgoing):
    """By name."""

    items: tuple[Assignee, ...]


class AssigneeToAdd(Incoming):
    user_id: Id


async def show_assignees(work: Work) -> Assignees:
    application_id = work.id("application_id")
    await find_application(work.session, application_id)
    people = await read_assignees(work.session, application_id)
    return Assignees(items=tuple(Assignee.model_validate(one) for one in people))


async def add_assignee(work: Work) -> Application:
    sent: AssigneeToAdd = work.body
    with fields_called(lambda _: "user_id"):
        added = (sent.user_id,)
        await change_assignees(work.session, work.id("application_id"), added, (), by=work.holder, at=work.at)
    return await application_of(work)


async def take_assignee_off(work: Work) -> Application:
    application_id, user_id = work.id("application_id"), work.id("user_id")
    if user_id not in {one.user_id for one in await read_assignees(work.session, application_id)}:
        raise NotFound("This colleague does not work on it.")
    await change_assignees(work.session, application_id, (), (user_id,), by=work.holder, at=work.at)
    return await application_of(work)


OPERATIONS: Final = {
    f"{ONE}/assignees": {
        "GET": Operation(
            "list_assignees", "Who works on an application beside its owner", Kind.READS, READ, Assignees,
            show_assignees, seen=viewed("application"),
        ),
        "POST": Operation(
            "add_assignee", "Somebody works on an application too", Kind.CREATES, WRITE, Application,
            add_assignee, body=AssigneeToAdd,
        ),
    },
    f"{ONE}/assignees/{{user_id:id}}": {
        "DELETE": Operation(
            "remove_assignee", "Somebody does not work on an application any more", Kind.CHANGES, WRITE,
            Application, take_assignee_off, now=application_now,
        ),
    },
}  # fmt: skip
