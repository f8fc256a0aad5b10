"""What the subjects of audit entries are called today: an entry itself keeps only their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.members.tables import Member
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import AuditRow


@dataclass(frozen=True, slots=True)
class InteractionSubject:
    """With whom it was, and when; `member_id` is None and `name` "" where nobody said who."""

    at: datetime
    member_id: int | None
    name: str


async def read_subject_names(
    session: AsyncSession, rows: Iterable[AuditRow]
) -> Mapping[str, Mapping[str, str]]:
    """The names of the members and users the rows tell of, and the numbers of the applications, by kind of
    subject and by its id as a row has it. What is no longer there is left out."""
    members, users = _ids(rows := tuple(rows), "member"), _ids(rows, "user")
    cases = _ids(rows, "application")
    named = {
        "member": select(Member.member_id, Member.name).where(Member.member_id.in_(members)),
        "user": select(UserAccount.user_id, UserAccount.display_name).where(UserAccount.user_id.in_(users)),
        "application": select(Application.application_id, Application.number).where(
            Application.application_id.in_(cases)
        ),
    }
    return {
        kind: {str(subject_id): name for subject_id, name in await session.execute(query)}
        for kind, query in named.items()
    }


async def read_interaction_subjects(
    session: AsyncSession, rows: Iterable[AuditRow]
) -> Mapping[str, InteractionSubject]:
    """The interactions the rows tell of, by id as a row has it. What is no longer there is left out."""
    query = (
        select(Interaction.interaction_id, Interaction.at, Interaction.member_id, Member.name)
        .outerjoin(Member, Member.member_id == Interaction.member_id)
        .where(Interaction.interaction_id.in_(_ids(rows, "interaction")))
    )
    return {
        str(interaction_id): InteractionSubject(at, member_id, name or "")
        for interaction_id, at, member_id, name in await session.execute(query)
    }


def _ids(rows: Iterable[AuditRow], kind: str) -> set[int]:
    """The ids of the subjects of one kind that are numbers."""
    ids = (row.subject_id for row in rows if row.subject_kind == kind)
    return {int(subject_id) for subject_id in ids if subject_id.isascii() and subject_id.isdigit()}
