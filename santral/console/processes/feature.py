"""Everything under `/administration/processes`, handed to the house."""

from __future__ import annotations

from santral.console.house import House
from santral.console.processes.drawing_changes import (
    add_stage,
    begin,
    change_move,
    change_stage,
    draw_move,
    erase_move,
    remove_stage,
    shift_stage,
)
from santral.console.processes.drawing_page import show_drawing, show_processes
from santral.console.processes.versions import draw_again, put_in_force, show_version, throw_away
from santral.console.processes.which import PLACE
from santral.crm_core.feature import Feature
from santral.crm_core.guarded_route import Endpoint, GuardedRoute
from santral.crm_core.users.roles import ADMINISTRATORS

ONE = f"{PLACE}/{{drawing}}"


def feature(_house: House) -> Feature:
    def show(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(path, endpoint, roles=ADMINISTRATORS)

    def change(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(path, endpoint, roles=ADMINISTRATORS, methods=["POST"])

    return Feature(
        name="processes",
        routes=(
            show(PLACE, show_processes),
            show(ONE, show_drawing),
            change(f"{ONE}/begin", begin),
            change(f"{ONE}/stages", add_stage),
            change(f"{ONE}/stages/{{stage}}", change_stage),
            change(f"{ONE}/stages/{{stage}}/shift", shift_stage),
            change(f"{ONE}/stages/{{stage}}/remove", remove_stage),
            change(f"{ONE}/moves", draw_move),
            change(f"{ONE}/moves/{{source}}/{{target}}", change_move),
            change(f"{ONE}/moves/{{source}}/{{target}}/erase", erase_move),
            change(f"{ONE}/put-in-force", put_in_force),
            change(f"{ONE}/throw-away", throw_away),
            show(f"{ONE}/versions/{{version:id}}", show_version),
            change(f"{ONE}/versions/{{version:id}}/draw-again", draw_again),
        ),
    )
