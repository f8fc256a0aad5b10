"""An interaction comes to a stage: what its process says is to happen then, happens.

It stands in the history as done by the house; who moved it stands beside, with the move.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.interactions.history import note_changes, note_line
from santral.crm_core.interactions.responsible import give_to_person, give_to_team, who_follows_up
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.interactions.telling import tell_of_stage
from santral.crm_core.processes.moves import on_entry
from santral.crm_core.processes.process import Assign, AssignTo, Notify, NotifyWhom, SetDue, Stage
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.teams.reading import members_of
from santral.crm_core.users.audit import Actor
from santral.crm_core.users.supervisors import supervisors

TOLD: Final = "told"
"""A line of history: who was told, as "owner", "supervisors" or "team:<code>"."""


async def enter_stage(
    session: AsyncSession,
    interaction: Interaction,
    stage: Stage,
    calendar: BusinessCalendar,
    by: Actor,
    at: datetime,
) -> None:
    """Give it to whom the stage says to follow it up, set when (counted in business time from `at`) and tell
    those who are to hear of it. What the stage it comes from asked for is over. The interaction has its new
    version.

    A date that a person gave and that is not done stays: it was agreed upon. `by` hears nothing of what they
    did themselves, nor somebody who is told already that it is theirs now.
    """
    if interaction.follow_up_stage and interaction.follow_up_done_at is None:
        interaction.follow_up_done_at = at
    before = who_follows_up(interaction)
    actions = on_entry(stage)
    for action in actions:
        if isinstance(action, Assign):
            await _assign(session, interaction, action, by, at)
    for action in actions:
        if isinstance(action, SetDue):
            _set_due(session, interaction, stage, calendar.add_business(at, _minutes(action)), at)
    told = {by.user_id}
    if who_follows_up(interaction) != before:
        told.add(who_follows_up(interaction))
    for action in actions:
        if isinstance(action, Notify):
            people = set(await _whom(session, interaction, action)) - told
            if people:
                await tell_of_stage(session, interaction, stage, people, at)
                whom = f"team:{action.team}" if action.team else action.whom.value
                note_line(session, interaction, None, at, TOLD, after=whom)
            told |= people


async def _assign(
    session: AsyncSession, interaction: Interaction, action: Assign, by: Actor, at: datetime
) -> None:
    if action.to is AssignTo.USER:
        await give_to_person(session, interaction, int(action.value), by, at)
    else:
        await give_to_team(session, interaction, action.value, by, at)


def _set_due(
    session: AsyncSession, interaction: Interaction, stage: Stage, due: datetime, at: datetime
) -> None:
    is_open = interaction.follow_up_at is not None and interaction.follow_up_done_at is None
    if is_open and not interaction.follow_up_stage:
        return
    note_changes(session, interaction, {"follow_up_at": due}, None, at)
    interaction.follow_up_done_at, interaction.follow_up_stage = None, stage.code


def _minutes(action: SetDue) -> timedelta:
    return timedelta(minutes=action.business_min)


async def _whom(session: AsyncSession, interaction: Interaction, notice: Notify) -> Collection[int]:
    if notice.whom is NotifyWhom.TEAM:
        return await members_of(session, notice.team)
    if notice.whom is NotifyWhom.SUPERVISORS:
        return await supervisors(session)
    return (who_follows_up(interaction),)
