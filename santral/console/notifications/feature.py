"""Everything under `/notifications`, handed to the house."""

from __future__ import annotations

from santral.console.house import House
from santral.console.notifications.pages import open_one, read_them, show_latest, show_notifications
from santral.crm_core.feature import Feature
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users.roles import EVERYBODY


def feature(_house: House) -> Feature:
    return Feature(
        name="notifications",
        routes=(
            GuardedRoute("/notifications", show_notifications, roles=EVERYBODY),
            GuardedRoute("/notifications/latest", show_latest, roles=EVERYBODY),
            GuardedRoute("/notifications/read", read_them, roles=EVERYBODY, methods=["POST"]),
            GuardedRoute(
                "/notifications/{notification_id:id}/open", open_one, roles=EVERYBODY, methods=["POST"]
            ),
        ),
    )
