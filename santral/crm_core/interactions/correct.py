"""An interaction is opened again, and corrected by who wrote it or by a supervisor; what was there stays in
its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from santral.crm_core.interactions.drafts import check_notes
from santral.crm_core.interactions.history import InteractionHistoryRow, note_changes, read_changes
from santral.crm_core.interactions.of_application import check_application, note_belonging
from santral.crm_core.interactions.save import check_employee, tell_again
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.users.audit import Actor, record
from santral.crm_core.users.roles import SUPERVISORS
from santral.crm_core.users.signed_in_user import SignedInUser

CORRECTED: Final = (
    *("notes", "result", "direction", "method", "category", "employee_id", "campaign", "project"),
    *("application_id", "follow_up_at"),
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
    and the names of what is another now. The member's history says the same at once.

    Raises `NotFound`, `NotAllowed`, `InvalidInput`, or `CorrectionConflict`, and saves nothing then.
    """
    interaction = await find_interaction(session, interaction_id, lock=True)
    if not may_correct(by, interaction.user_id):
        raise NotAllowed("Only who wrote this, or a supervisor, may correct it.")
    values = {**values, "notes": check_notes(str(values.get("notes", interaction.notes)))}
    if not str(values["notes"]).strip() and not values.get("result", interaction.result):
        raise InvalidInput("notes", "Write a note or choose a result before you save.")
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
    await check_employee(session, interaction.member_id, values.get("employee_id", interaction.employee_id))
    application_id = values.get("application_id", interaction.application_id)
    await check_application(session, interaction.member_id, application_id)
    interaction.version += 1
    belonged_to = interaction.application_id
    changed = note_changes(session, interaction, values, by.user_id, at)
    await note_belonging(session, interaction, belonged_to, by.user_id, at)
    await tell_again(session, interaction)
    await record(session, by, "corrected", "interaction", interaction_id, {"fields": sorted(changed)}, at)
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
