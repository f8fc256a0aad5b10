"""A case comes to a stage: what its process says is to happen then, happens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.follow_ups import set_next_follow_up
from santral.crm_core.applications.tables import Application, ApplicationAssignee, FollowUp
from santral.crm_core.assignment.assign import assign_in_way, assign_to_person, assign_to_team
from santral.crm_core.assignment.choosing import Way
from santral.crm_core.notifications.tell import tell
from santral.crm_core.processes.moves import on_entry
from santral.crm_core.processes.process import Assign, AssignTo, Notify, NotifyWhom, SetDue, Stage
from santral.crm_core.processes.stage_for_readers import stage_for_readers
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.teams.reading import members_of
from santral.crm_core.users.audit import Actor
from santral.crm_core.users.supervisors import supervisors

KIND = "stage"


async def enter_stage(
    session: AsyncSession,
    application: Application,
    stage: Stage,
    calendar: BusinessCalendar,
    by: Actor,
    at: datetime,
) -> None:
    """Give it to whom the stage says, set when it is due (counted in business time from `at`) and tell those
    who are to hear of it. What was due on the stage it comes from is over.

    `by` hears nothing of what they did themselves, nor somebody who is told already that it is theirs now.
    """
    await session.flush()
    await session.execute(
        update(FollowUp)
        .where(
            FollowUp.application_id == application.application_id,
            FollowUp.stage != "",
            FollowUp.done_at.is_(None),
        )
        .values(done_at=at)
    )
    owner_before = application.owner_id
    actions = on_entry(stage)
    for action in actions:
        if isinstance(action, Assign):
            await _assign(session, application, action, by, at)
    for action in actions:
        if isinstance(action, SetDue):
            session.add(
                FollowUp(
                    application_id=application.application_id,
                    user_id=application.owner_id or by.user_id,
                    at=at,
                    note="",
                    stage=stage.code,
                    due_at=calendar.add_business(at, timedelta(minutes=action.business_min)),
                    done_at=None,
                )
            )
    await set_next_follow_up(session, application)
    notices = [action for action in actions if isinstance(action, Notify)]
    told = {user_id for notice in notices for user_id in await _whom(session, application, notice)}
    if application.owner_id != owner_before:
        told.discard(application.owner_id)
    await _tell(session, application, stage, told - {by.user_id}, at)


async def _assign(
    session: AsyncSession, application: Application, action: Assign, by: Actor, at: datetime
) -> None:
    if action.to is AssignTo.USER:
        await assign_to_person(session, application, int(action.value), by, at)
    elif action.to is AssignTo.TEAM:
        await assign_to_team(session, application, action.value, at)
    else:
        await assign_in_way(session, application, Way(action.value), at)


async def _whom(session: AsyncSession, application: Application, notice: Notify) -> Collection[int | None]:
    if notice.whom is NotifyWhom.OWNER:
        return (application.owner_id,)
    if notice.whom is NotifyWhom.TEAM:
        return await members_of(session, notice.team)
    if notice.whom is NotifyWhom.ASSIGNEES:
        helpers = ApplicationAssignee.application_id == application.application_id
        return (await session.scalars(select(ApplicationAssignee.user_id).where(helpers))).all()
    return await supervisors(session)


async def _tell(
    session: AsyncSession,
    application: Application,
    stage: Stage,
    told: Collection[int | None],
    at: datetime,
) -> None:
    """Everybody in the language they chose."""
    people = {user_id for user_id in told if user_id is not None}
    for readers, name in await stage_for_readers(session, stage, people):
        values = {"number": application.number, "stage": name, "subject": application.subject}
        link = f"/applications/{application.application_id}"
        await tell(session, readers, KIND, "%(number)s came to “%(stage)s”: %(subject)s", values, link, at=at)
