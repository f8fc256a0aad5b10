"""The words by which members are found (see docs/adr on search), kept in step with names."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.folding import words
from santral.crm_core.members.tables import Employee, Member, MemberWord


async def index_words(session: AsyncSession, member_id: int) -> None:
    """Call after a member's name, or the name of one of its employees, was written."""
    await session.flush()
    names = list(await session.scalars(select(Member.name).where(Member.member_id == member_id)))
    names += await session.scalars(select(Employee.name).where(Employee.company_id == member_id))
    wanted = set(words(" ".join(names)))
    known = set(await session.scalars(select(MemberWord.word).where(MemberWord.member_id == member_id)))
    if gone := known - wanted:
        await session.execute(
            delete(MemberWord).where(MemberWord.member_id == member_id, MemberWord.word.in_(gone))
        )
    if new := wanted - known:
        await session.execute(
            insert(MemberWord), [{"member_id": member_id, "word": word} for word in sorted(new)]
        )
