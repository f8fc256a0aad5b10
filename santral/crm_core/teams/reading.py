"""Which teams there are, who is in one, and in which ones somebody is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import NotFound
from santral.crm_core.teams.tables import Team, TeamMember
from santral.crm_core.users.accounts import UserAccount


@dataclass(frozen=True, slots=True)
class TeamMemberLine:
    user_id: int
    name: str
    works_here: bool


@dataclass(frozen=True, slots=True)
class TeamLine:
    """`members` by name, with those who left. `lead_id` is None where nobody leads."""

    team_id: int
    code: str
    name: str
    lead_id: int | None
    retired_at: datetime | None
    members: tuple[TeamMemberLine, ...]

    @property
    def lead(self) -> str:
        """The name of who leads; "" for nobody."""
        return next((each.name for each in self.members if each.user_id == self.lead_id), "")


async def read_teams(session: AsyncSession) -> tuple[TeamLine, ...]:
    """All teams, those in use first, by name."""
    query = select(Team).order_by(Team.retired_at.is_not(None), Team.name)
    return await _with_members(session, (await session.scalars(query)).all())


async def read_team(session: AsyncSession, code: str) -> TeamLine:
    """Raises `NotFound`."""
    [line] = await _with_members(session, [await find_team(session, code)])
    return line


async def find_team(session: AsyncSession, code: str, *, lock: bool = False) -> Team:
    """The row itself, to change it. Raises `NotFound`."""
    query = select(Team).where(Team.code == code)
    team = await session.scalar(query.with_for_update() if lock else query)
    if team is None:
        raise NotFound("There is no such team.")
    return team


async def teams_of(session: AsyncSession, user_id: int) -> frozenset[str]:
    """The codes of the teams somebody is in now."""
    query = (
        select(Team.code)
        .join(TeamMember, TeamMember.team_id == Team.team_id)
        .where(TeamMember.user_id == user_id, Team.retired_at.is_(None))
    )
    return frozenset(await session.scalars(query))


async def members_of(session: AsyncSession, code: str) -> tuple[int, ...]:
    """The ids of those who are in the team and work here now, in order; nobody for a team that is retired
    or never was."""
    query = (
        select(TeamMember.user_id)
        .join(Team, Team.team_id == TeamMember.team_id)
        .join(UserAccount, UserAccount.user_id == TeamMember.user_id)
        .where(Team.code == code, Team.retired_at.is_(None), UserAccount.disabled_at.is_(None))
        .order_by(TeamMember.user_id)
    )
    return tuple(await session.scalars(query))


async def _with_members(session: AsyncSession, teams: Collection[Team]) -> tuple[TeamLine, ...]:
    query = (
        select(TeamMember.team_id, UserAccount.user_id, UserAccount.display_name, UserAccount.disabled_at)
        .join(UserAccount, UserAccount.user_id == TeamMember.user_id)
        .where(TeamMember.team_id.in_([team.team_id for team in teams]))
        .order_by(UserAccount.display_name, UserAccount.user_id)
    )
    members: dict[int, list[TeamMemberLine]] = defaultdict(list)
    for team_id, user_id, name, disabled_at in await session.execute(query):
        members[team_id].append(TeamMemberLine(user_id, name, disabled_at is None))
    return tuple(
        TeamLine(t.team_id, t.code, t.name, t.lead_id, t.retired_at, tuple(members[t.team_id])) for t in teams
    )
