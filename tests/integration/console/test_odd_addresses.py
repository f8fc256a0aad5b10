"""Addresses that no page gives out: nothing is there, or they find nothing; the server never stumbles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from santral.console.app import create_app
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users.roles import Role
from tests.integration.console.house import BASE_URL, SCRIPT, open_console, settings_for

NUMBERS = ("9" * 19, "9" * 30, "9" * 4_400)
"""More than a database takes, and more digits than Python reads as a number."""
QUERIES = (
    "/administration/audit?action=%00&subject_kind=%00&subject_id=%00",
    "/customers/1/timeline?kind=%00",
    f"/documents?after=1.{'9' * 4_400}",
    f"/documents?after={'9' * 4_400}.1",
)


def numbered_routes() -> list[tuple[str, str]]:
    routes = create_app(settings_for("sqlite://", Path("var"))).routes
    return [
        (method, route.path)
        for route in routes
        if isinstance(route, GuardedRoute) and ":id}" in route.path
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]


async def test_no_address_is_too_odd(database_url: str, tmp_path: Path) -> None:
    async with open_console(settings_for(database_url, tmp_path)) as console:
        chief = await console.browser(await console.account("chief", Role.ADMINISTRATOR), "chief")
        headers = SCRIPT | {"origin": BASE_URL, "x-csrf-token": chief.csrf}
        for path in QUERIES:
            answer = await chief.client.get(path, headers=headers)
            assert answer.status_code in (200, 404), path[:60]
        answer = await chief.client.post("/calls/%00/interaction", headers=headers)
        assert answer.status_code != 500
        for method, path in numbered_routes():
            for number in NUMBERS:
                odd = re.sub(r"\{\w+:id\}", number, path).replace("{kind}", "member")
                answer = await chief.client.request(method, odd, headers=headers)
                assert answer.status_code == 404, (method, path, answer.text)


@pytest.mark.parametrize("number", NUMBERS)
async def test_no_address_of_the_api_is_too_odd(sqlite_url: str, tmp_path: Path, number: str) -> None:
    async with open_console(settings_for(sqlite_url, tmp_path)) as console, console.visitor() as stranger:
        assert (await stranger.get(f"/api/v1/members/{number}")).status_code in (401, 404)
