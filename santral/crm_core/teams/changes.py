"""What an administrator does to teams: each change is checked and in the audit log."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import Conflict, InvalidInput
from santral.crm_core.folding import fold, words
from santral.crm_core.teams.reading import find_team
from santral.crm_core.teams.tables import Team, TeamMember
from santral.crm_core.typed_text import one_line
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor, record

LONGEST_NAME: Final = 60
LONGEST_CODE: Final = 40
MOST_MEMBERS: Final = 500
_NOT_OF_A_CODE: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class TeamForm:
    """What an administrator typed about a team, not yet checked. `lead_id` is one of `members`, or None.
    `seen` are those who were in it when the form was shown, None where nobody looked."""

    name: str
    members: frozenset[int]
    lead_id: int | None = None
    seen: frozenset[int] | None = None

    def merged_with(self, before: frozenset[int]) -> TeamForm:
        """Who is in it `before` the change stays, but for those whom the form takes out."""
        if self.seen is None:
            return self
        return replace(self, members=(before | (self.members - self.seen)) - (self.seen - self.members))


async def create_team(session: AsyncSession, form: TeamForm, by: Actor, at: datetime) -> str:
    """The code of the new team. Raises `InvalidInput` at the field, `Conflict` where somebody else was
    faster."""
    name = await _checked_name(session, form.name, "")
    await _check_members(session, form, frozenset())
    team = Team(code=await _free_code(session, name), name=name, lead_id=form.lead_id, retired_at=None)
    session.add(team)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody else made the same team a moment ago.") from error
    await _put_members(session, team, form.members)
    detail = {"code": team.code, "name": name, "members": sorted(form.members), "lead_id": form.lead_id}
    await record(session, by, "created", "team", team.code, detail, at)
    return team.code


async def edit_team(session: AsyncSession, code: str, form: TeamForm, by: Actor, at: datetime) -> None:
    """Exactly these are in it then, with whom a colleague put into it or took out since the form was shown.
    Raises `NotFound`, or `InvalidInput` at the field."""
    team = await find_team(session, code, lock=True)
    name = await _checked_name(session, form.name, code)
    before = frozenset(
        await session.scalars(select(TeamMember.user_id).where(TeamMember.team_id == team.team_id))
    )
    form = form.merged_with(before)
    await _check_members(session, form, before)
    changed: dict[str, object] = {}
    if name != team.name:
        changed["name"] = name
    if form.lead_id != team.lead_id:
        changed["lead_id"] = form.lead_id
    if joined := form.members - before:
        changed["joined"] = sorted(joined)
    if left := before - form.members:
        changed["left"] = sorted(left)
    if not changed:
        return
    team.name, team.lead_id = name, form.lead_id
    await session.execute(
        delete(TeamMember).where(TeamMember.team_id == team.team_id, TeamMember.user_id.in_(left))
    )
    await _put_members(session, team, joined)
    await record(session, by, "changed", "team", code, changed, at)


async def retire_team(
    session: AsyncSession, code: str, named_in: Collection[str], by: Actor, at: datetime
) -> None:
    """Nobody is in it any more. `named_in` is where it is still asked for, in the words of who asks: raises
    `InvalidInput` then, since nobody could do what only this team may."""
    team = await find_team(session, code, lock=True)
    if named_in:
        raise InvalidInput(
            "retired",
            "The team is still named in: %(places)s. Take it out there first.",
            places=", ".join(named_in),
        )
    if team.retired_at is None:
        team.retired_at = at
        await record(session, by, "retired", "team", code, at=at)


async def bring_team_back(session: AsyncSession, code: str, by: Actor, at: datetime) -> None:
    """Whoever was in it is in it again. Raises `NotFound`."""
    team = await find_team(session, code, lock=True)
    if team.retired_at is not None:
        team.retired_at = None
        await record(session, by, "brought back", "team", code, at=at)


async def _checked_name(session: AsyncSession, typed: str, own_code: str) -> str:
    name = one_line("name", typed, LONGEST_NAME)
    if not words(name):
        raise InvalidInput("name", "Write a name.")
    for code, other in await session.execute(select(Team.code, Team.name)):
        if code != own_code and words(other) == words(name):
            raise InvalidInput("name", "“%(name)s” is here already.", name=other)
    return name


async def _check_members(session: AsyncSession, form: TeamForm, before: frozenset[int]) -> None:
    """Who was in it may stay, also when they left the house."""
    if len(form.members) > MOST_MEMBERS:
        raise InvalidInput("members", "This is too much: at most %(most)s entries.", most=MOST_MEMBERS)
    query = select(UserAccount.user_id).where(
        UserAccount.user_id.in_(form.members), UserAccount.disabled_at.is_(None)
    )
    if form.members - frozenset(await session.scalars(query)) - before:
        raise InvalidInput("members", "This colleague does not work here any more. Choose another one.")
    if form.lead_id is not None and form.lead_id not in form.members:
        raise InvalidInput("lead_id", "Who leads the team must be in it.")


async def _put_members(session: AsyncSession, team: Team, user_ids: Collection[int]) -> None:
    session.add_all(TeamMember(team_id=team.team_id, user_id=user_id) for user_id in sorted(user_ids))
    await session.flush()


async def _free_code(session: AsyncSession, name: str) -> str:
    taken = frozenset(await session.scalars(select(Team.code)))
    code = _NOT_OF_A_CODE.sub("-", fold(name))[:LONGEST_CODE].strip("-") or "team"
    numbered, number = code, 1
    while numbered in taken:
        number += 1
        numbered = f"{code[: LONGEST_CODE - len(str(number)) - 1].rstrip('-')}-{number}"
    return numbered
