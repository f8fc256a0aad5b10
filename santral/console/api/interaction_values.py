"""The documents of interactions."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from santral.console.api.values import (
    Asked,
    AskedId,
    Code,
    Cursor,
    Id,
    Incoming,
    Limit,
    Line120,
    Moment,
    MoveToMake,
    Outgoing,
    Text,
)
from santral.crm_core.interactions.details import BY_PHONE

Direction = Literal["", "inbound", "outbound"]


class Interaction(Outgoing):
    """`method`, `category` and `result` are codes of `/definitions`; `stage` is one of its process."""

    interaction_id: Id
    version: int
    at: datetime
    user_id: Id
    member_id: Id | None
    employee_id: Id | None
    application_id: Id | None
    call_id: str | None
    direction: Direction
    method: str
    category: str
    result: str
    notes: str
    campaign: str
    project: str
    stage: str
    follow_up_at: datetime | None
    follow_up_done_at: datetime | None
    responsible_id: Id | None = Field(description="Who is to come back to it; null: who wrote it.")


class InteractionPage(Outgoing):
    items: tuple[Interaction, ...]
    next: str | None = Field(description="`cursor` of the next page; null on the last one.")


class InteractionFields(Incoming):
    """What can be written into one."""

    direction: Direction = ""
    method: Code = Field(BY_PHONE, min_length=1)
    category: Code = ""
    result: Code = ""
    notes: Text = ""
    employee_id: Id | None = Field(None, description="Who of the company it was.")
    campaign: Line120 = ""
    project: Line120 = ""
    follow_up_at: Moment | None = None


class InteractionToSave(InteractionFields):
    """It needs notes or a result."""

    member_id: Id
    at: Moment | None = Field(None, description="When it was; now, where it is not said.")
    method: Code = BY_PHONE


class InteractionToCorrect(InteractionFields):
    """What is not in it stays as it is."""

    member_id: Id | None = Field(None, description="Whom it was with. Only of a call nobody may know it.")
    application_id: Id | None = Field(None, description="The application of the member it belongs to.")
    responsible_id: Id | None = Field(None, description="Who is to come back to it; null: who wrote it.")


class InteractionMove(MoveToMake):
    """What is empty and required can be filled with the move; a field in which something else stands is a
    conflict."""

    category: Code = ""
    result: Code = ""
    notes: Text = ""


class AskedInteractions(Asked):
    member_id: AskedId | None = None
    cursor: Cursor = ""
    limit: Limit = 50
