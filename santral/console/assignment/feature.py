"""Everything under `/administration/assignment`, handed to the house."""

from __future__ import annotations

from santral.console.assignment.people_pages import (
    is_away,
    is_back,
    knows,
    knows_no_more,
    show_person,
)
from santral.console.assignment.rules_page import PLACE, earlier, make_rule, show_assignment, take_out
from santral.console.house import House
from santral.crm_core.feature import Feature
from santral.crm_core.guarded_route import Endpoint, GuardedRoute
from santral.crm_core.users.roles import ADMINISTRATORS

RULE = f"{PLACE}/rules/{{rule_id:id}}"
PERSON = f"{PLACE}/people/{{user_id:id}}"


def feature(_house: House) -> Feature:
    def change(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(path, endpoint, roles=ADMINISTRATORS, methods=["POST"])

    return Feature(
        name="assignment",
        routes=(
            GuardedRoute(PLACE, show_assignment, roles=ADMINISTRATORS),
            change(PLACE, make_rule),
            change(f"{RULE}/earlier", earlier),
            change(f"{RULE}/remove", take_out),
            GuardedRoute(PERSON, show_person, roles=ADMINISTRATORS),
            change(PERSON, knows),
            change(f"{PERSON}/forget", knows_no_more),
            change(f"{PERSON}/away", is_away),
            change(f"{PERSON}/back", is_back),
        ),
    )
