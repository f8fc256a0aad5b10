"""Interactions: contacts with customers, written down by other programs and corrected."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from santral.console.api.cursors import read_place, write_place
from santral.console.api.interaction_values import (
    AskedInteractions,
    Interaction,
    InteractionPage,
    InteractionToCorrect,
    InteractionToSave,
)
from santral.console.api.named_member import check_named_member
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import listed, viewed
from santral.console.interactions.desk import show_on_desk
from santral.crm_core.api_keys.scopes import Access, Resource, Scope
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.correct import correct_interaction, find_interaction
from santral.crm_core.interactions.details import Details, TypedDetails, check_typed
from santral.crm_core.interactions.listing import list_interactions
from santral.crm_core.interactions.move import stage_of
from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.interactions.tables import Interaction as InteractionRow
from santral.crm_core.users import audit

READ: Final = Scope(Resource.INTERACTIONS, Access.READ)
WRITE: Final = Scope(Resource.INTERACTIONS, Access.WRITE)
UTC_ZONE: Final = ZoneInfo("UTC")
ONE: Final = "/interactions/{interaction_id:id}"
AHEAD: Final = timedelta(minutes=5)
"""How far the clock of another machine may be before ours."""
OWN_FIELDS: Final = tuple(name for name in Interaction.model_fields if name != "stage")


async def show_interactions(work: Work) -> InteractionPage:
    asked: AskedInteractions = work.query
    before = read_place("interactions", asked.cursor, 1)[0] if asked.cursor else None
    found, next_id = await list_interactions(work.session, before, asked.limit, member_id=asked.member_id)
    return InteractionPage(
        items=tuple(answer_of(work, one) for one in found),
        next=None if next_id is None else write_place("interactions", next_id),
    )


async def show_interaction(work: Work) -> Interaction:
    return await interaction_of(work)


async def save_one(work: Work) -> Interaction:
    sent: InteractionToSave = work.body
    await check_named_member(work.session, sent.member_id)
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
    work.changed.add("follow_up_at")
    return await interaction_of(work, saved.interaction_id)


async def interaction_now(work: Work) -> Interaction:
    await find_interaction(work.session, work.id("interaction_id"), lock=True)
    return await interaction_of(work)


async def correct_one(work: Work) -> Interaction:
    kept = await find_interaction(work.session, work.id("interaction_id"), lock=True)
    sent: dict[str, Any] = work.body.sent
    if kept.call_id is not None and sent.get("direction", kept.direction) != kept.direction:
        raise InvalidInput("direction", "A call knows itself who called whom.")
    book = work.house.definitions.book
    book.check(DefinitionKind.RESULT, sent.get("result", ""), "result", kept.result)
    allowed = TypedDetails(method=kept.method, category=kept.category)
    checked = _details(sent, book, allowed)
    values = sent | {
        field.name: getattr(checked, field.name) for field in fields(Details) if field.name in sent
    }
    _, changed = await correct_interaction(
        work.session, kept.interaction_id, values, based_on=kept.version, by=work.holder, at=work.at
    )
    work.changed.update(changed)
    return await interaction_of(work)


async def interaction_of(work: Work, interaction_id: int | None = None) -> Interaction:
    """As it is now; the one in the path, where no other is named."""
    return answer_of(work, await find_interaction(work.session, interaction_id or work.id("interaction_id")))


def answer_of(work: Work, one: InteractionRow) -> Interaction:
    stage = stage_of(work.house.processes.book, one.stage).code
    return Interaction(**{name: getattr(one, name) for name in OWN_FIELDS}, stage=stage)


async def show_who_wrote_it(work: Work, one: Interaction) -> None:
    """What is to be done about it stands on its author's desk, as if it had been written on the screen."""
    await show_on_desk(work.house, one.interaction_id, work.changed)


def _details(sent: dict[str, Any], book: DefinitionBook, allowed: TypedDetails = TypedDetails()) -> Details:
    """Checked as what a form sends, which is all texts; moments are in UTC."""
    texts = {
        name: "" if value is None else value.isoformat() if name == "follow_up_at" else str(value)
        for name, value in sent.items()
        if name in {field.name for field in fields(Details)}
    }
    return check_typed(TypedDetails.of(texts), book, UTC_ZONE, allowed)


def place_of(one: Interaction) -> str:
    return f"/api/v1/interactions/{one.interaction_id}"


OPERATIONS: Final = {
    "/interactions": {
        "GET": Operation(
            "list_interactions", "Interactions, what was written last first", Kind.READS, READ,
            InteractionPage, show_interactions, query=AskedInteractions, seen=listed("interaction"),
        ),
        "POST": Operation(
            "save_interaction", "Write down a contact with a member", Kind.CREATES, WRITE, Interaction,
            save_one, body=InteractionToSave, place=place_of, then=show_who_wrote_it,
        ),
    },
    ONE: {
        "GET": Operation(
            "read_interaction", "One interaction", Kind.READS, READ, Interaction, show_interaction,
            seen=viewed("interaction"),
        ),
        "PATCH": Operation(
            "correct_interaction", "Correct an interaction", Kind.CHANGES, WRITE, Interaction, correct_one,
            body=InteractionToCorrect, now=interaction_now, then=show_who_wrote_it,
        ),
    },
}  # fmt: skip
