"""Everything under `/interactions`, handed to the house."""

from __future__ import annotations

from santral.console.house import House
from santral.console.interactions.correcting import correct, follow_up_done, show_interaction
from santral.console.interactions.moving import move
from santral.console.interactions.with_whom import correct_with_whom, show_with_whom
from santral.console.interactions.writing import keep_draft, save_by_hand, show_new
from santral.crm_core.feature import Feature
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users.roles import EVERYBODY

ONE = "/interactions/{interaction_id:id}"


def feature(_house: House) -> Feature:
    post = ("POST",)
    return Feature(
        name="interactions",
        routes=(
            GuardedRoute("/interactions/new", show_new, roles=EVERYBODY),
            GuardedRoute("/interactions/new", save_by_hand, roles=EVERYBODY, methods=post),
            GuardedRoute(
                "/interactions/new/{member_id:id}/draft",
                keep_draft,
                roles=EVERYBODY,
                methods=("PUT", "POST"),
            ),
            GuardedRoute(ONE, show_interaction, roles=EVERYBODY),
            GuardedRoute(ONE, correct, roles=EVERYBODY, methods=post),
            GuardedRoute(f"{ONE}/with-whom", show_with_whom, roles=EVERYBODY),
            GuardedRoute(f"{ONE}/with-whom", correct_with_whom, roles=EVERYBODY, methods=post),
            GuardedRoute(f"{ONE}/move", move, roles=EVERYBODY, methods=post),
            GuardedRoute(f"{ONE}/follow-up/done", follow_up_done, roles=EVERYBODY, methods=post),
        ),
    )
