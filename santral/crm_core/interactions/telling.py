"""Who is told that an interaction is theirs to follow up, or that it came to a stage."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.owner_told import ASSIGNED
from santral.crm_core.interactions.save import title_and_body
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.members.tables import Member
from santral.crm_core.notifications.tell import tell
from santral.crm_core.processes.process import Stage
from santral.crm_core.processes.stage_for_readers import stage_for_readers
from santral.crm_core.users.audit import Actor
from santral.crm_core.users.supervisors import supervisors

STAGE = "stage"


async def tell_responsible(
    session: AsyncSession, interaction: Interaction, user_id: int, by: Actor, at: datetime
) -> None:
    """Whose it is to follow up now; nobody is told what they did themselves."""
    if user_id == by.user_id:
        return
    values = {"subject": await _subject(session, interaction)}
    link = _link(interaction)
    await tell(session, (user_id,), ASSIGNED, "This is yours to follow up: %(subject)s", values, link, at=at)


async def tell_that_nobody_fits(session: AsyncSession, interaction: Interaction, at: datetime) -> None:
    """All supervisors and administrators: somebody has to choose by hand."""
    values = {"subject": await _subject(session, interaction)}
    people = await supervisors(session)
    await tell(
        session,
        people,
        "unassigned",
        "Nobody is here to follow this up; give it to somebody: %(subject)s",
        values,
        _link(interaction),
        at=at,
    )


async def tell_of_stage(
    session: AsyncSession, interaction: Interaction, stage: Stage, people: Collection[int], at: datetime
) -> None:
    """Everybody in the language they chose."""
    subject, link = await _subject(session, interaction), _link(interaction)
    for readers, name in await stage_for_readers(session, stage, people):
        values = {"stage": name, "subject": subject}
        await tell(
            session, readers, STAGE, "An interaction came to “%(stage)s”: %(subject)s", values, link, at=at
        )


async def _subject(session: AsyncSession, interaction: Interaction) -> str:
    """Whom it was with, and how it begins."""
    name = select(Member.name).where(Member.member_id == interaction.member_id)
    member = await session.scalar(name) if interaction.member_id is not None else None
    return " · ".join(filter(None, (member, title_and_body(interaction.notes)[0])))


def _link(interaction: Interaction) -> str:
    return f"/interactions/{interaction.interaction_id}"
