"""Interactions: contacts with customers, written down by other programs and corrected."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from santral.console.api.cursors import read_place, write_place
from santral.console.api.operation import Kind, Operation, Work
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
    Outgoing,
    Text,
)
from santral.crm_core.api_keys.scopes import Access, Resource, Scope
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.correct import correct_interaction, find_interaction
from santral.crm_core.interactions.details import (
    BY_PHONE,
    Details,
    TypedDetails,
    check_typed,
)
from santral.crm_core.interactions.listing import list_interactions
from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.members.tables import Member
from santral.crm_core.users import audit

READ: Final = Scope(Resource.INTERACTIONS, Access.READ)
WRITE: Final = Scope(Resource.INTERACTIONS, Access.WRITE)
UTC_ZONE: Final = ZoneInfo("UTC")
ONE: Final = "/interactions/{interaction_id:int}"
AHEAD: Final = timedelta(minutes=5)
"""How far the clock of another machine may be before ours."""

Direction = Literal["", "inbound", "outbound"]


class Interaction(Outgoing):
    """`method`, `category` and `result` are codes of `/definitions`."""

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
    follow_up_at: datetime | None
    follow_up_done_at: datetime | None


class InteractionPage(Outgoing):
    items: tuple[Interaction, ...]
    next: str | None = Field(description="`cursor` of the next page; null on the last one.")


class InteractionToSave(Incoming):
    """It needs notes or a result."""

    member_id: Id
    at: Moment | None = Field(None, description="When it was; now, where it is not said.")
    direction: Direction = ""
    method: Code = BY_PHONE
    category: Code = ""
    result: Code = ""
    notes: Text = ""
    employee_id: Id | None = Field(None, description="Who of the company it was.")
    campaign: Line120 = ""
    project: Line120 = ""
    follow_up_at: Moment | None = None


class InteractionToCorrect(Incoming):
    """What is not in it stays as it is."""

    direction: Direction = ""
    method: Code = Field(BY_PHONE, min_length=1)
    category: Code = ""
    result: Code = ""
    notes: Text = ""
    employee_id: Id | None = None
    campaign: Line120 = ""
    project: Line120 = ""
    follow_up_at: Moment | None = None


class AskedInteractions(Asked):
    member_id: AskedId | None = None
    cursor: Cursor = ""
    limit: Limit = 50


async def show_interactions(work: Work) -> InteractionPage:
    asked: AskedInteractions = work.query
    before = read_place("interactions", asked.cursor, 1)[0] if asked.cursor else None
    found, next_id = await list_interactions(work.session, before, asked.limit, member_id=asked.member_id)
    return InteractionPage(
        items=tuple(Interaction.model_validate(one) for one in found),
        next=None if next_id is None else write_place("interactions", next_id),
    )


async def show_interaction(work: Work) -> Interaction:
    return Interaction.model_validate(await find_interaction(work.session, _id(work)))


async def save_one(work: Work) -> Interaction:
    sent: InteractionToSave = work.body
    if await work.session.get(Member, sent.member_id) is None:
        raise InvalidInput("member_id", "This customer does not exist.")
    if not sent.notes.strip() and not sent.result:
        raise InvalidInput("notes", "Write a note or choose a result before you save.")
    if sent.at is not None and sent.at > work.at + AHEAD:
        raise InvalidInput("at", "This is still to come.")
    book = work.house.definitions.book
    details = _details(sent.model_dump(), book)
    saved = await save_interaction(
        work.session,
        user_id=work.holder.user_id,
        call_id=None,
        member_id=sent.member_id,
        notes=sent.notes,
        at=sent.at or work.at,
        result=book.check(DefinitionKind.RESULT, sent.result, "result"),
        direction=sent.direction,
        details=details,
    )
    await audit.record(work.session, work.holder, "saved", "interaction", saved.interaction_id, at=work.at)
    return Interaction.model_validate(await find_interaction(work.session, saved.interaction_id))


async def interaction_now(work: Work) -> Interaction:
    return Interaction.model_validate(await find_interaction(work.session, _id(work), lock=True))


async def correct_one(work: Work) -> Interaction:
    kept = await find_interaction(work.session, _id(work), lock=True)
    sent: dict[str, Any] = work.body.sent
    book = work.house.definitions.book
    book.check(DefinitionKind.RESULT, sent.get("result", ""), "result", kept.result)
    allowed = TypedDetails(method=kept.method, category=kept.category)
    checked = _details(sent, book, allowed)
    values = sent | {
        field.name: getattr(checked, field.name) for field in fields(Details) if field.name in sent
    }
    corrected, _ = await correct_interaction(
        work.session, _id(work), values, based_on=kept.version, by=work.holder, at=work.at
    )
    return Interaction.model_validate(corrected)


def interaction_seen(work: Work, _answer: Any) -> None:
    row = audit.as_pending_row(work.holder, "viewed", "interaction", _id(work))
    work.house.writer.submit(row)


def interactions_seen(work: Work, page: InteractionPage) -> None:
    seen = {"count": len(page.items)}
    work.house.writer.submit(audit.as_pending_row(work.holder, "listed", "interaction", "", seen))


def _id(work: Work) -> int:
    interaction_id: int = work.path["interaction_id"]
    return interaction_id


def _details(sent: dict[str, Any], book: DefinitionBook, allowed: TypedDetails = TypedDetails()) -> Details:
    """Checked as what a form sends, which is all texts; moments are in UTC."""
    texts = {
        name: "" if value is None else value.isoformat() if name == "follow_up_at" else str(value)
        for name, value in sent.items()
        if name in {field.name for field in fields(Details)}
    }
    return check_typed(TypedDetails.of(texts), book, UTC_ZONE, allowed)


def _place(one: Interaction) -> str:
    return f"/api/v1/interactions/{one.interaction_id}"


OPERATIONS: Final = {
    "/interactions": {
        "GET": Operation(
            "list_interactions", "Interactions, what was written last first", Kind.READS, READ,
            InteractionPage, show_interactions, query=AskedInteractions, seen=interactions_seen,
        ),
        "POST": Operation(
            "save_interaction", "Write down a contact with a member", Kind.CREATES, WRITE, Interaction,
            save_one, body=InteractionToSave, place=_place,
        ),
    },
    ONE: {
        "GET": Operation(
            "read_interaction", "One interaction", Kind.READS, READ, Interaction, show_interaction,
            seen=interaction_seen,
        ),
        "PATCH": Operation(
            "correct_interaction", "Correct an interaction", Kind.CHANGES, WRITE, Interaction, correct_one,
            body=InteractionToCorrect, now=interaction_now,
        ),
    },
}  # fmt: skip
