"""Two cases that are one: what was in the second goes on in the first, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.assignees import read_assignees
from santral.crm_core.applications.follow_ups import set_next_follow_up
from santral.crm_core.applications.history import note_change
from santral.crm_core.applications.relations import Relation, lock_with, relate
from santral.crm_core.applications.tables import Application, ApplicationAssignee, FollowUp
from santral.crm_core.documents.tables import DocumentLink
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.promises.keep import clock_closed
from santral.crm_core.tasks.tables import Task, TimeEntry
from santral.crm_core.users.audit import Actor, record


async def merge_into(
    session: AsyncSession,
    application_id: int,
    target_number: str,
    *,
    closed_stage: Callable[[str], str],
    by: Actor,
    at: datetime,
) -> Application:
    """Close a case as a duplicate of the one with `target_number`, which gets its tasks, time entries,
    follow-ups, interactions, documents and people. The closed one keeps its text and history, and points to
    the other. `closed_stage` tells where one of its type is laid to rest. The one that goes on. Raises
    `NotFound`, `InvalidInput`."""
    application, target = await lock_with(session, application_id, "target", target_number)
    if target is application:
        raise InvalidInput("target", "An application cannot be merged with itself.")
    if target.merged_into_id is not None:
        raise InvalidInput("target", "That application was itself merged into another one.")
    if application.merged_into_id is not None:
        raise InvalidInput("target", "This application was merged into another one already.")
    if target.member_id != application.member_id:
        raise InvalidInput("target", "That application belongs to another customer.")
    await relate(session, application_id, target.number, Relation.DUPLICATE_OF, by, at)
    for table in (Task, TimeEntry, FollowUp, Interaction):
        await session.execute(
            update(table)
            .where(table.application_id == application_id)
            .values(application_id=target.application_id)
        )
    await _hand_documents_over(session, application_id, target.application_id)
    await set_next_follow_up(session, target)
    await _add_people(session, application, target)
    application.merged_into_id = target.application_id
    application.stage = closed_stage(application.type)
    application.closed_at = application.closed_at or at
    application.follow_up_at = None
    await clock_closed(session, application, at)
    note_change(session, application, by, at, "merged", after=target.number)
    note_change(session, target, by, at, "took-in", after=application.number)
    await record(session, by, "merged", "application", application_id, {"into": target.application_id}, at)
    await session.flush()
    return target


async def _hand_documents_over(session: AsyncSession, application_id: int, target_id: int) -> None:
    here, there = f"application:{application_id}", f"application:{target_id}"
    known = select(DocumentLink.document_id).where(DocumentLink.subject == there)
    await session.execute(
        update(DocumentLink)
        .where(DocumentLink.subject == here, DocumentLink.document_id.not_in(known))
        .values(subject=there)
    )
    await session.execute(delete(DocumentLink).where(DocumentLink.subject == here))


async def _add_people(session: AsyncSession, application: Application, target: Application) -> None:
    people = {colleague.user_id for colleague in await read_assignees(session, application.application_id)}
    if application.owner_id is not None:
        people.add(application.owner_id)
    there = set(
        await session.scalars(
            select(ApplicationAssignee.user_id).where(
                ApplicationAssignee.application_id == target.application_id
            )
        )
    )
    session.add_all(
        ApplicationAssignee(application_id=target.application_id, user_id=user_id)
        for user_id in sorted(people - there - {target.owner_id})
    )
