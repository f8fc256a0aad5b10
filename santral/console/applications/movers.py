"""Who moves an application, as its process looks at them."""

from __future__ import annotations

from dataclasses import dataclass

from santral.crm_core.users.roles import Role
from santral.crm_core.users.signed_in_user import SignedInUser


@dataclass(frozen=True, slots=True)
class StageMover:
    """Who moves. There are no teams yet, so nobody is in one, and a move for a team alone is nobody's."""

    user_id: int
    role: Role
    teams: frozenset[str] = frozenset()


def mover_of(user: SignedInUser) -> StageMover:
    return StageMover(user.user_id, user.role)
