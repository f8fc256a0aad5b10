"""Everything under `/applications`, handed to the house."""

from __future__ import annotations

from santral.console.applications.changing import (
    add_note,
    add_task,
    add_time,
    assign,
    edit,
    finish_note,
    finish_one_task,
    merge,
    relate_one,
    reopen_one_task,
    unrelate_one,
)
from santral.console.applications.list_page import assign_many, forget_filter, keep_filter, show_list
from santral.console.applications.live import show_looking, tells_who_looks
from santral.console.applications.moving import move
from santral.console.applications.one_page import show_application
from santral.console.applications.opening import open_one, show_new
from santral.console.applications.solutions import show_similar
from santral.console.house import House
from santral.crm_core.feature import Feature, MenuEntry
from santral.crm_core.guarded_route import Endpoint, GuardedRoute
from santral.crm_core.users.roles import EVERYBODY

ONE = "/applications/{application_id:id}"


def feature(house: House) -> Feature:
    def show(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(path, endpoint, roles=EVERYBODY)

    def change(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(path, endpoint, roles=EVERYBODY, methods=["POST"])

    return Feature(
        name="applications",
        routes=(
            show("/applications", show_list),
            show("/applications/new", show_new),
            show("/applications/similar", show_similar),
            change("/applications/new", open_one),
            change("/applications/assign", assign_many),
            change("/applications/filters", keep_filter),
            change("/applications/filters/{filter_id:id}/forget", forget_filter),
            show(ONE, show_application),
            show(f"{ONE}/looking", show_looking),
            change(ONE, edit),
            change(f"{ONE}/move", move),
            change(f"{ONE}/assignees", assign),
            change(f"{ONE}/follow-ups", add_note),
            change(f"{ONE}/follow-ups/{{follow_up_id:id}}/done", finish_note),
            change(f"{ONE}/tasks", add_task),
            change(f"{ONE}/tasks/{{task_id:id}}/done", finish_one_task),
            change(f"{ONE}/tasks/{{task_id:id}}/reopen", reopen_one_task),
            change(f"{ONE}/time", add_time),
            change(f"{ONE}/related", relate_one),
            change(f"{ONE}/related/{{other_id:id}}/forget", unrelate_one),
            change(f"{ONE}/merge", merge),
        ),
        handlers=(tells_who_looks(house),),
        menu=(MenuEntry("/applications", "Applications", "clipboard-list", "a", EVERYBODY),),
    )
