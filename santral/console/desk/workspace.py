"""The console's own page, which the desk's fragments fill over the socket, and the style guide."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from santral.console.house import House
from santral.console.screens.style_guide import samples
from santral.console.web.answers import page
from santral.crm_core.feature import Feature, MenuEntry
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users.roles import EVERYBODY


def feature(_house: House) -> Feature:
    return Feature(
        name="workspace",
        routes=(
            GuardedRoute("/", show_console, roles=EVERYBODY),
            GuardedRoute("/styleguide", show_style_guide, roles=EVERYBODY),
        ),
        menu=(MenuEntry("/", "Console", "headset", "c", EVERYBODY),),
    )


async def show_console(request: Request) -> Response:
    return page(request, "console.html")


async def show_style_guide(request: Request) -> Response:
    return page(request, "styleguide.html", samples=samples())
