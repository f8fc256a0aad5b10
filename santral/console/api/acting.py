"""The account of a key, where a process asks who moves a record."""

from __future__ import annotations

from dataclasses import dataclass

from santral.console.api.operation import Work
from santral.crm_core.teams.reading import teams_of
from santral.crm_core.users.roles import Role


@dataclass(frozen=True, slots=True)
class KeyMover:
    """With the name of the key, for the audit record; `teams` are the codes of those it is in now."""

    user_id: int
    role: Role
    teams: frozenset[str]
    api_key: str


async def mover_of(work: Work) -> KeyMover:
    holder = work.holder
    return KeyMover(holder.user_id, holder.role, await teams_of(work.session, holder.user_id), holder.api_key)
