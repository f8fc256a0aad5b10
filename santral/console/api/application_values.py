"""The documents of applications."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from santral.console.api.values import (
    AnyObject,
    Asked,
    AskedId,
    Code,
    Cursor,
    Id,
    Incoming,
    Limit,
    Line60,
    Line120,
    Moment,
    Name,
    Outgoing,
    Text,
)

Codes = Annotated[tuple[Code, ...], Field(max_length=50)]


class ApplicationLine(Outgoing):
    """An application in a list."""

    application_id: Id
    number: str
    subject: str
    type: str
    priority: str
    category: str
    stage: str
    owner_id: Id | None
    member_id: Id
    opened_at: datetime
    changed_at: datetime
    solved_at: datetime | None
    closed_at: datetime | None
    follow_up_at: datetime | None
    version: int


class ApplicationPage(Outgoing):
    items: tuple[ApplicationLine, ...]
    next: str | None = Field(description="`cursor` of the next page; null on the last one.")


class Application(Outgoing):
    """Codes are those of `/definitions`; `stage` is one of its process."""

    application_id: Id
    number: str = Field(description="What a customer is told, as 2026-000123.")
    version: int
    member_id: Id
    employee_id: Id | None
    type: str
    subject: str
    description: str
    priority: str
    category: str
    method: str
    product: str
    serial_number: str
    campaign: str
    project: str
    stage: str
    resolution: str
    owner_id: Id | None
    assignee_ids: tuple[Id, ...]
    merged_into_id: Id | None
    custom: AnyObject
    opened_at: datetime
    changed_at: datetime
    first_answered_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    follow_up_at: datetime | None


class ApplicationToOpen(Incoming):
    member_id: Id
    subject: Name
    type: Code = Field("", description="Without it the default one.", min_length=1)
    priority: Code = Field("", description="Without it the default one.", min_length=1)
    description: Text = ""
    category: Code = ""
    method: Code = ""
    product: Line120 = ""
    serial_number: Line60 = ""
    campaign: Line120 = ""
    project: Line120 = ""
    resolution: Text = ""
    employee_id: Id | None = None
    owner_id: Id | None = None


class ApplicationToChange(Incoming):
    """What is not in it stays as it is."""

    subject: Name = ""
    type: Code = Field("", min_length=1)
    priority: Code = Field("", min_length=1)
    description: Text = ""
    category: Code = ""
    method: Code = ""
    product: Line120 = ""
    serial_number: Line60 = ""
    campaign: Line120 = ""
    project: Line120 = ""
    resolution: Text = ""
    employee_id: Id | None = None
    owner_id: Id | None = None


class MoveToMake(Incoming):
    to: Code = Field(description="The stage it goes to.", min_length=1)
    seen: Code = Field(description="The stage it is on as you know it; another one is a conflict.")
    note: Text = ""
    resolution: Text = ""


class FollowUp(Outgoing):
    follow_up_id: Id
    at: datetime
    by: str
    note: str
    due_at: datetime | None
    done_at: datetime | None


class FollowUps(Outgoing):
    """The newest first, at most 200."""

    items: tuple[FollowUp, ...]


class FollowUpToAdd(Incoming):
    note: Annotated[str, Field(min_length=1, max_length=20_000)]
    due_at: Moment | None = Field(None, description="When the application is to be looked at again.")


class AskedApplications(Asked):
    q: Annotated[str, Field(max_length=200)] = Field(
        "", description="Words or their beginnings, or a number."
    )
    state: Literal["open", "closed", "all"] = "all"
    member_id: AskedId | None = None
    owner_id: AskedId | None = None
    type: Codes = ()
    priority: Codes = ()
    category: Codes = Field((), description="With everything below it.")
    stage: Codes = ()
    cursor: Cursor = ""
    limit: Limit = 50
