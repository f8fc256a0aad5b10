"""What a stage is called for each of those who are told of it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.processes.process import Stage
from santral.crm_core.users.accounts import UserAccount


async def stage_for_readers(
    session: AsyncSession, stage: Stage, people: Collection[int]
) -> tuple[tuple[frozenset[int], str], ...]:
    """Its name in the language somebody chose, with who chose it; in Turkish where they chose none."""
    english = UserAccount.user_id.in_(people), UserAccount.language == "en"
    in_english = frozenset(await session.scalars(select(UserAccount.user_id).where(*english)))
    return (in_english, stage.name_en), (frozenset(people) - in_english, stage.name_tr)
