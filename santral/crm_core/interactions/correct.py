"""An interaction is opened again, and corrected by who wrote it or by a supervisor; what was there stays in
its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.people import check_colleague
from santral.crm_core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from santral.crm_core.interactions.drafts import check_notes
from santral.crm_core.interactions.history import InteractionHistoryRow, note_changes, read_changes
from santral.crm_core.interactions.of_application import check_application, note_belonging
from santral.crm_core.interactions.responsible import who_follows_up
from santral.crm_core.interactions.save import check_employee, tell_again, tell_elsewhere
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.interactions.telling import tell_responsible
from santral.crm_core.members.tables import Member
from santral.crm_core.users.audit import Actor, record
from santral.crm_core.users.roles import SUPERVISORS
from santral.crm_core.users.signed_in_user import SignedInUser

CORRECTED: Final = (
    *("notes", "result", "direction", "method", "category", "employee_id", "campaign", "project"),
    *("application_id", "follow_up_at", "responsible_id", "member_id"),
)
"""The fields that can be corrected."""


class CorrectionConflict(Conflict):
    """Somebody else corrected the same fields first. `theirs` is the last change by field; nothing was
    saved."""

    def __init__(self, theirs: Mapping[str, InteractionHistoryRow], version: int) -> None:
        super().__init__("A colleague changed this meanwhile. Look at both versions and save again.")
        self.theirs = theirs
        self.version = version


async def find_interaction(session: AsyncSession, interaction_id: int, *, lock: bool = False) -> Interaction:
    """Raises `NotFound`. `lock` it before changing it."""
    interaction = await session.get(Interaction, interaction_id, with_for_update=lock or None)
    if interaction is None:
        raise NotFound("There is no such interaction.")
    return interaction


def may_correct(user: SignedInUser, author_id: int) -> bool:
    return user.user_id == author_id or user.role in SUPERVISORS


def check_may_correct(user: SignedInUser, author_id: int) -> None:
    """Raises `NotAllowed`."""
    if not may_correct(user, author_id):
        raise NotAllowed("Only who wrote this, or a supervisor, may correct it.")


async def correct_interaction(
    session: AsyncSession,
    interaction_id: int,
    values: Mapping[str, Any],
    *,
    based_on: int,
    by: SignedInUser,
    at: datetime,
) -> tuple[Interaction, tuple[str, ...]]:
    """Write checked `values` of `CORRECTED`, typed by somebody who saw version `based_on`; the interaction,
    and the names of what is another now. The member's history says the same at once. Where it was with
    another member, it leaves the one history and enters the other; whom of the company it was with, and
    the application it belonged to, are forgotten then, unless they are said too.

    Raises `NotFound`, `NotAllowed`, `InvalidInput`, or `CorrectionConflict`, and saves nothing then.
    """
    interaction = await find_interaction(session, interaction_id, lock=True)
    check_may_correct(by, interaction.user_id)
    values = {**values, "notes": check_notes(str(values.get("notes", interaction.notes)))}
    if not str(values["notes"]).strip() and not values.get("result", interaction.result):
        raise InvalidInput("notes", "Write a note or choose a result before you save.")
    values = await _with_whom(session, interaction, values)
    wanted = {name for name, value in values.items() if value != getattr(interaction, name)}
    if not wanted:
        return interaction, ()
    if based_on != interaction.version:
        theirs = {
            row.field: row
            for row in reversed(await read_changes(session, interaction_id))
            if row.version > based_on and row.field in wanted
        }
        if theirs:
            raise CorrectionConflict(theirs, interaction.version)
    await _check_people(session, interaction, values)
    detail: dict[str, Any] = {"fields": sorted(wanted)}
    if "member_id" in wanted:
        detail |= {"member_before": interaction.member_id, "member": values["member_id"]}
    interaction.version += 1
    belonged_to = interaction.application_id
    changed = note_changes(session, interaction, values, by.user_id, at)
    await note_belonging(session, interaction, belonged_to, by.user_id, at)
    if "member_id" in changed:
        await _one_after_the_other(session, detail["member_before"], interaction.member_id)
        await tell_elsewhere(session, interaction)
    else:
        await tell_again(session, interaction)
    if "responsible_id" in changed:
        await tell_responsible(session, interaction, who_follows_up(interaction), by, at)
    await record(session, by, "corrected", "interaction", interaction_id, detail, at)
    await session.flush()
    return interaction, changed


async def finish_follow_up(
    session: AsyncSession, interaction_id: int, by: Actor, at: datetime
) -> Interaction:
    """Who wanted to come back to it has done so. Doing it twice is doing it once. Raises `NotFound`, or
    `InvalidInput` where there is nothing to do."""
    interaction = await find_interaction(session, interaction_id, lock=True)
    if interaction.follow_up_at is None:
        raise InvalidInput("follow_up_at", "There is no follow-up here.")
    if interaction.follow_up_done_at is None:
        interaction.follow_up_done_at = at
        await record(session, by, "followed up", "interaction", interaction_id, {}, at)
        await session.flush()
    return interaction


async def _with_whom(
    session: AsyncSession, interaction: Interaction, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """With another member, the employee and the application of the one before are none any more; its author
    needs no naming to follow it up."""
    more: dict[str, Any] = {}
    if values.get("responsible_id") == interaction.user_id:
        more["responsible_id"] = None
    if values.get("member_id", interaction.member_id) != interaction.member_id:
        for name in ("employee_id", "application_id"):
            kept = getattr(interaction, name)
            said = values.get(name, kept)
            more[name] = None if said == kept else said
    return {**values, **more}


async def _check_people(session: AsyncSession, interaction: Interaction, values: Mapping[str, Any]) -> None:
    """Raises `InvalidInput` at the field."""
    member_id = values.get("member_id", interaction.member_id)
    if member_id != interaction.member_id:
        await _check_member(session, interaction, member_id)
    await check_employee(session, member_id, values.get("employee_id", interaction.employee_id))
    await check_application(session, member_id, values.get("application_id", interaction.application_id))
    responsible_id = values.get("responsible_id", interaction.responsible_id)
    if responsible_id not in (None, interaction.responsible_id):
        await check_colleague(session, "responsible_id", responsible_id)


async def _check_member(session: AsyncSession, interaction: Interaction, member_id: int | None) -> None:
    """Only of a call nobody may know who it was. Raises `InvalidInput`."""
    if member_id is None and interaction.call_id is None:
        raise InvalidInput("member_id", "Choose who it was with.")
    if member_id is not None and await session.get(Member, member_id) is None:
        raise InvalidInput("member_id", "This customer does not exist.")


async def _one_after_the_other(session: AsyncSession, *members: int | None) -> None:
    """Both members' numbers of contacts change. Their rows are ours until the end of the transaction, taken
    in one order, so that two corrections at a time do not block each other."""
    query = select(Member.member_id).where(Member.member_id.in_([one for one in members if one is not None]))
    await session.execute(query.order_by(Member.member_id).with_for_update(key_share=True))
