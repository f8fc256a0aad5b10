"""Everything under `/administration/teams`, handed to the house."""

from __future__ import annotations

from santral.console.house import House
from santral.console.teams.pages import (
    PLACE,
    bring_back,
    change_team,
    make_team,
    retire_one,
    show_new_team,
    show_team,
    show_teams,
)
from santral.crm_core.feature import Feature
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users.roles import ADMINISTRATORS

ONE = f"{PLACE}/{{team}}"


def feature(_house: House) -> Feature:
    return Feature(
        name="teams",
        routes=(
            GuardedRoute(PLACE, show_teams, roles=ADMINISTRATORS),
            GuardedRoute(PLACE, make_team, roles=ADMINISTRATORS, methods=["POST"]),
            GuardedRoute("/administration/new-team", show_new_team, roles=ADMINISTRATORS),
            GuardedRoute(ONE, show_team, roles=ADMINISTRATORS),
            GuardedRoute(ONE, change_team, roles=ADMINISTRATORS, methods=["POST"]),
            GuardedRoute(f"{ONE}/retire", retire_one, roles=ADMINISTRATORS, methods=["POST"]),
            GuardedRoute(f"{ONE}/bring-back", bring_back, roles=ADMINISTRATORS, methods=["POST"]),
        ),
    )
