"""What the subjects of audit entries are called today: an entry itself keeps only their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.members.tables import Member
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import AuditRow


async def read_subject_names(
    session: AsyncSession, rows: Iterable[AuditRow]
) -> Mapping[str, Mapping[str, str]]:
    """The names of the members and users the rows tell of, by kind of subject and by its id as a row has it.
    Who is no longer there is left out."""
    ids: dict[str, set[int]] = {"member": set(), "user": set()}
    for row in rows:
        if row.subject_kind in ids and row.subject_id.isascii() and row.subject_id.isdigit():
            ids[row.subject_kind].add(int(row.subject_id))
    named = {
        "member": select(Member.member_id, Member.name).where(Member.member_id.in_(ids["member"])),
        "user": select(UserAccount.user_id, UserAccount.display_name).where(
            UserAccount.user_id.in_(ids["user"])
        ),
    }
    return {
        kind: {str(subject_id): name for subject_id, name in await session.execute(query)}
        for kind, query in named.items()
    }
