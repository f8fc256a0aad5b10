"""The desk as a feature of the house: its socket, its commands, its task."""

from __future__ import annotations

from santral.console.desk.colleagues import Colleagues
from santral.console.desk.commands import Commands
from santral.console.house import House
from santral.console.push.socket import socket_route
from santral.crm_core.feature import Feature


def feature(house: House) -> Feature:
    push = house.push
    region = house.settings.default_region
    commands = Commands(house.telephony, push.floor, push.notebook, push.dialling, region)
    colleagues = Colleagues(push.floor, house.telephony)
    return Feature(
        name="desk",
        routes=(socket_route(push.hub, push.screens, push.places), *commands.routes, *colleagues.routes),
        tasks=push.tasks,
    )
