"""The names of whom an interaction and its history tell, by field and by what is kept there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from santral.crm_core.interactions.entering import TOLD
from santral.crm_core.interactions.history import InteractionHistoryRow
from santral.crm_core.members.tables import Employee, Member
from santral.crm_core.teams.tables import Team
from santral.crm_core.users.accounts import UserAccount

NAMED: Final[Mapping[str, tuple[InstrumentedAttribute[Any], InstrumentedAttribute[str]]]] = {
    "member_id": (Member.member_id, Member.name),
    "employee_id": (Employee.employee_id, Employee.name),
    "responsible_id": (UserAccount.user_id, UserAccount.display_name),
}
TEAM: Final = "team:"


async def read_names(
    session: AsyncSession, history: Iterable[InteractionHistoryRow]
) -> dict[tuple[str, str], str]:
    """By field and value as the history keeps them; of who was told, by "told" and `team:<code>`."""
    kept: dict[str, set[str]] = defaultdict(set)
    for row in history:
        kept[row.field] |= {row.before, row.after} - {""}
    names: dict[tuple[str, str], str] = {}
    for field, (key, name) in NAMED.items():
        if ids := {int(value) for value in kept[field]}:
            found = await session.execute(select(key, name).where(key.in_(ids)))
            names |= {(field, str(number)): called for number, called in found}
    if codes := {whom.removeprefix(TEAM) for whom in kept[TOLD] if whom.startswith(TEAM)}:
        teams = await session.execute(select(Team.code, Team.name).where(Team.code.in_(codes)))
        names |= {(TOLD, TEAM + code): called for code, called in teams}
    return names
