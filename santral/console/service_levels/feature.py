"""The watch over what was promised, and the administrator's screens, handed to the house."""

from __future__ import annotations

from santral.console.house import House
from santral.console.service_levels.house_zone import on_service_levels_changed
from santral.console.service_levels.pages import (
    PLACE,
    save_calendar,
    save_rules,
    save_targets,
    show_service_levels,
)
from santral.crm_core.feature import BackgroundTask, EventHandler, Feature
from santral.crm_core.guarded_route import Endpoint, GuardedRoute
from santral.crm_core.promises.watch import PromiseWatch
from santral.crm_core.service_levels.store import ServiceLevelsChanged
from santral.crm_core.users.roles import ADMINISTRATORS


def feature(house: House) -> Feature:
    def change(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(f"{PLACE}{path}", endpoint, roles=ADMINISTRATORS, methods=["POST"])

    watch = PromiseWatch(
        house.database,
        lambda: house.service_levels.levels,
        lambda: house.definitions.book,
        lambda: house.processes.book,
    )
    return Feature(
        name="service levels",
        routes=(
            GuardedRoute(PLACE, show_service_levels, roles=ADMINISTRATORS),
            change("/calendar", save_calendar),
            change("/targets", save_targets),
            change("/rules", save_rules),
        ),
        handlers=(EventHandler(ServiceLevelsChanged, on_service_levels_changed),),
        tasks=(BackgroundTask("promises", watch.run),),
    )
