"""The documents of applications."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from santral.console.api.custom_values import CustomValues
from santral.console.api.values import (
    Asked,
    AskedId,
    Code,
    Cursor,
    Id,
    Incoming,
    Limit,
    Line60,
    Line120,
    MoveToMake,
    Name,
    Outgoing,
    Text,
)

DueKind = Literal["", "first_answer", "next_update", "solution"]
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
    due_kind: DueKind
    due_at: datetime | None
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
    custom: dict[str, str] = Field(description="What stands in fields of `/custom-fields`, as texts.")
    opened_at: datetime
    changed_at: datetime
    first_answered_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    follow_up_at: datetime | None
    due_kind: DueKind = Field(
        description="Of what was promised, what presses most; empty where nothing does."
    )
    due_at: datetime | None = Field(description="Its last moment; null while time stands still before it.")


class ApplicationFields(Incoming):
    """What can be written into one."""

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
    custom: CustomValues = Field(default_factory=dict, description="By the codes of `/custom-fields`.")


class ApplicationToOpen(ApplicationFields):
    member_id: Id
    subject: Name
    type: Code = Field("", description="Without it the default one.", min_length=1)
    priority: Code = Field("", description="Without it the default one.", min_length=1)


class ApplicationToChange(ApplicationFields):
    """What is not in it stays as it is, also each of the `custom` fields."""


class ApplicationMove(MoveToMake):
    """What is empty and required can be filled with the move; a field in which something else stands is a
    conflict."""

    resolution: Text = ""
    category: Code = ""
    product: Line120 = ""
    serial_number: Line60 = ""
    owner_id: Id | None = None
    custom: CustomValues = Field(default_factory=dict, description="By the codes of `/custom-fields`.")


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
