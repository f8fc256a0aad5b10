"""What was done about applications, and when they are to be looked at again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field

from santral.console.api.applications import ONE, READ, WRITE
from santral.console.api.cursors import moment_of_place, read_place, write_place
from santral.console.api.field_names import fields_called
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import listed, viewed
from santral.console.api.values import Asked, AskedDue, Id, Incoming, Moment, Outgoing
from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.follow_ups import add_follow_up, finish_follow_up, read_follow_ups
from santral.crm_core.applications.open_follow_ups import list_open_follow_ups
from santral.crm_core.db import microseconds

LIST: Final = "application follow-ups"


class FollowUp(Outgoing):
    follow_up_id: Id
    at: datetime
    by: str
    note: str
    stage: str = Field(description="The stage that asks for it, where nobody wrote a note; else empty.")
    due_at: datetime | None
    done_at: datetime | None


class FollowUps(Outgoing):
    """The newest first, at most 200."""

    items: tuple[FollowUp, ...]


class OpenFollowUp(Outgoing):
    """One that is due and not done."""

    follow_up_id: Id
    application_id: Id
    user_id: Id
    at: datetime
    note: str
    stage: str
    due_at: datetime


class OpenFollowUpPage(Outgoing):
    """What is due first comes first."""

    items: tuple[OpenFollowUp, ...]
    next: str | None = Field(description="`cursor` of the next page; null on the last one.")


class FollowUpToAdd(Incoming):
    note: Annotated[str, Field(min_length=1, max_length=20_000)]
    due_at: Moment | None = Field(None, description="When the application is to be looked at again.")
    customer_told: bool = Field(False, description="Whether the customer heard of it: a promise may be kept.")


class AskedFollowUps(Asked):
    state: Literal["open", "all"] = Field("all", description="`open`: those that are due and not done.")


async def show_follow_ups(work: Work) -> FollowUps:
    application_id = work.id("application_id")
    await find_application(work.session, application_id)
    only_open = work.query.state == "open"
    rows = await read_follow_ups(work.session, application_id, only_open=only_open)
    return FollowUps(items=tuple(FollowUp.model_validate(row) for row in rows))


async def add_one_follow_up(work: Work) -> FollowUp:
    sent: FollowUpToAdd = work.body
    with fields_called(lambda name: "note" if name == "follow_up" else name):
        follow_up_id = await add_follow_up(
            work.session,
            work.id("application_id"),
            sent.note,
            work.holder,
            work.at,
            sent.due_at,
            customer_told=sent.customer_told,
        )
    return await _follow_up(work, follow_up_id)


async def finish_one(work: Work) -> FollowUp:
    """Done twice is done once."""
    application_id, follow_up_id = work.id("application_id"), work.id("follow_up_id")
    await finish_follow_up(work.session, application_id, follow_up_id, work.holder, work.at)
    return await _follow_up(work, follow_up_id)


async def show_open_follow_ups(work: Work) -> OpenFollowUpPage:
    asked: AskedDue = work.query
    after = moment_of_place(read_place(LIST, asked.cursor, 2)) if asked.cursor else None
    found, place = await list_open_follow_ups(work.session, after, asked.limit, user_id=asked.user_id)
    return OpenFollowUpPage(
        items=tuple(OpenFollowUp.model_validate(row) for row in found),
        next=None if place is None else write_place(LIST, microseconds(place[0]), place[1]),
    )


async def _follow_up(work: Work, follow_up_id: int) -> FollowUp:
    [row] = await read_follow_ups(work.session, work.id("application_id"), only=follow_up_id)
    return FollowUp.model_validate(row)


OPERATIONS: Final = {
    "/applications/follow-ups": {
        "GET": Operation(
            "list_open_follow_ups", "Applications that are to be looked at again, the earliest first",
            Kind.READS, READ, OpenFollowUpPage, show_open_follow_ups, query=AskedDue,
            seen=listed("application"),
        ),
    },
    f"{ONE}/follow-ups": {
        "GET": Operation(
            "list_follow_ups", "What was done about an application", Kind.READS, READ, FollowUps,
            show_follow_ups, query=AskedFollowUps, seen=viewed("application"),
        ),
        "POST": Operation(
            "add_follow_up", "Write down what was done, and when to look again", Kind.CREATES, WRITE,
            FollowUp, add_one_follow_up, body=FollowUpToAdd,
        ),
    },
    f"{ONE}/follow-ups/{{follow_up_id:id}}/done": {
        "POST": Operation(
            "finish_follow_up", "It was looked at again", Kind.CREATES, WRITE, FollowUp, finish_one
        ),
    },
}  # fmt: skip
