"""Notes of a contact become part of the customer's history."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.interactions.details import PLAIN_CALL, Details, TypedDetails, as_typed
from santral.crm_core.interactions.drafts import attach_drafts, check_notes, delete_draft
from santral.crm_core.interactions.history import note_changes, values_of
from santral.crm_core.interactions.of_application import check_application, note_belonging
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.members.tables import Employee, Member
from santral.crm_core.timeline import TimelineEntry, append, remove
from santral.crm_core.users.accounts import UserAccount

LONGEST_TITLE: Final = 120
KINDS: Final = {"phone": "call", "visit": "visit", "email": "email", "chat": "chat", "sms": "sms"}
"""The kind of entry that tells of an interaction, by its method; "interaction" for any other."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\s*\n+\s*")


@dataclass(frozen=True, slots=True)
class SavedInteraction:
    """`first_time` is False where this person had saved about this call before. `version` is higher than that
    of any draft it was written from. `follows_up` is who comes back to it, the author
    unless it was given away."""

    interaction_id: int
    member_id: int | None
    first_time: bool
    version: int
    follows_up: int


@dataclass(frozen=True, slots=True)
class CallNotes:
    """What one person saved about a call."""

    user_id: int
    by: str
    at: datetime
    notes: str
    result: str
    version: int
    interaction_id: int
    details: Details

    def typed(self, zone: ZoneInfo) -> TypedDetails:
        """The details as a form shows them."""
        return as_typed(self.details, zone)


async def save_interaction(
    session: AsyncSession,
    *,
    user_id: int,
    call_id: str | None,
    member_id: int | None,
    notes: str,
    at: datetime,
    result: str = "",
    direction: str = "",
    details: Details = PLAIN_CALL,
    above: int = 0,
) -> SavedInteraction:
    """Save what was said, with its entry in the member's history, and forget the draft: all or nothing.

    Saving the same call again by the same person (a second click, a second look) leaves one interaction,
    with the words, result, details and member of the last time, and a history of what was there before. Its
    version is higher than the draft's, than its own before and than `above`. Without a `member_id` the entry
    waits for `attach_to_member`. Raises `InvalidInput`, or `NotFound` for a member that does not exist.
    """
    notes = check_notes(notes)
    if member_id is not None and await session.get(Member, member_id) is None:
        raise NotFound("This customer does not exist.")
    await check_employee(session, member_id, details.employee_id)
    await check_application(session, member_id, details.application_id)
    if call_id is not None:
        above = max(above, await delete_draft(session, call_id, user_id))
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
    new_id = await session.scalar(
        insert(Interaction)
        .values(
            call_id=call_id,
            user_id=user_id,
            member_id=member_id,
            at=at,
            direction=direction,
            notes=notes,
            result=result,
            **values_of(details),
            version=above + 1,
            entry_id=None,
        )
        .on_conflict_do_nothing(index_elements=[Interaction.call_id, Interaction.user_id])
        .returning(Interaction.interaction_id)
    )
    if new_id is not None:
        interaction = await session.get_one(Interaction, new_id)
        await _tell(session, interaction)
        await note_belonging(session, interaction, None, user_id, at)
    else:
        query = select(Interaction).where(Interaction.call_id == call_id, Interaction.user_id == user_id)
        interaction = (await session.scalars(query.with_for_update())).one()
        interaction.version = max(above, interaction.version) + 1
        await _save_again(session, interaction, member_id, notes, result, details, at)
    first_time = new_id is not None
    return SavedInteraction(
        interaction.interaction_id,
        interaction.member_id,
        first_time,
        interaction.version,
        interaction.responsible_id or interaction.user_id,
    )


async def attach_to_member(session: AsyncSession, call_id: str, member_id: int) -> int:
    """It became known who called: what was saved about the call by then enters the member's history, and
    drafts follow. How many interactions it were. Raises `NotFound`."""
    if await session.get(Member, member_id) is None:
        raise NotFound("This customer does not exist.")
    query = select(Interaction).where(Interaction.call_id == call_id, Interaction.member_id.is_(None))
    waiting = (await session.scalars(query.with_for_update())).all()
    for interaction in waiting:
        interaction.member_id = member_id
        await _tell(session, interaction)
    await attach_drafts(session, call_id, member_id)
    return len(waiting)


async def read_call_notes(session: AsyncSession, call_id: str) -> tuple[CallNotes, ...]:
    """What everybody has saved about a call, the oldest first."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Interaction.user_id,
            UserAccount.display_name,
            Interaction.at,
            Interaction.notes,
            Interaction.result,
            Interaction.version,
            Interaction.interaction_id,
            Interaction.method,
            Interaction.category,
            Interaction.employee_id,
            Interaction.application_id,
            Interaction.campaign,
            Interaction.project,
            Interaction.follow_up_at,
        )
        .join(UserAccount, UserAccount.user_id == Interaction.user_id)
        .where(Interaction.call_id == call_id)
        .order_by(Interaction.at, Interaction.interaction_id)
    )
    return tuple(_call_notes(*row) for row in await session.execute(query))


def _call_notes(
    user_id: int, by: str, at: datetime, notes: str, result: str, version: int, own_id: int, *details: Any
) -> CallNotes:
    return CallNotes(user_id, by, at, notes, result, version, own_id, Details(*details))


def title_and_body(notes: str) -> tuple[str, str]:
    """The first sentence, and what comes after it: a history is read by its first sentences."""
    text = notes.strip()
    first, *rest = _SENTENCE_END.split(text, maxsplit=1)
    if len(first) <= LONGEST_TITLE:
        return first, rest[0].strip() if rest else ""
    cut = text.rfind(" ", LONGEST_TITLE // 2, LONGEST_TITLE)
    cut = cut if cut > 0 else LONGEST_TITLE
    return text[:cut].rstrip(), text[cut:].strip()


async def check_employee(session: AsyncSession, member_id: int | None, employee_id: int | None) -> None:
    """Who was spoken to works for the customer. Raises `InvalidInput`."""
    if employee_id is None:
        return
    employee = await session.get(Employee, employee_id)
    if employee is None or employee.company_id != member_id:
        raise InvalidInput("employee_id", "This person does not work for the customer.")


async def tell_again(session: AsyncSession, interaction: Interaction) -> None:
    """What the member's history says of it is what it says now."""
    if interaction.entry_id is None:
        return
    entry = await session.get_one(TimelineEntry, interaction.entry_id)
    entry.title, entry.body = title_and_body(interaction.notes)
    entry.result = interaction.result
    entry.direction = interaction.direction
    entry.kind = KINDS.get(interaction.method, "interaction")


async def tell_elsewhere(session: AsyncSession, interaction: Interaction) -> None:
    """It was with another member, or with nobody who is known: what tells of it leaves the history where it
    stands and enters the other's."""
    told, interaction.entry_id = interaction.entry_id, None
    await session.flush()
    if told is not None:
        await remove(session, told)
    await _tell(session, interaction)


async def _save_again(
    session: AsyncSession,
    interaction: Interaction,
    member_id: int | None,
    notes: str,
    result: str,
    details: Details,
    at: datetime,
) -> None:
    values = {"notes": notes, "result": result, **values_of(details)}
    belonged_to = interaction.application_id
    if member_id is not None:
        values["member_id"] = member_id
    changed = note_changes(session, interaction, values, interaction.user_id, at)
    await note_belonging(session, interaction, belonged_to, interaction.user_id, at)
    await (tell_elsewhere if "member_id" in changed else tell_again)(session, interaction)
    await session.flush()


async def _tell(session: AsyncSession, interaction: Interaction) -> None:
    """The interaction's entry in the history of its member, where it has one."""
    if interaction.member_id is None:
        return
    by = await session.scalar(
        select(UserAccount.display_name).where(UserAccount.user_id == interaction.user_id)
    )
    title, body = title_and_body(interaction.notes)
    interaction.entry_id = await append(
        session,
        interaction.member_id,
        at=interaction.at,
        kind=KINDS.get(interaction.method, "interaction"),
        direction=interaction.direction,
        title=title,
        body=body,
        by=by or "",
        result=interaction.result,
        ref=f"interaction:{interaction.interaction_id}",
    )
    await session.flush()
