"""Every route there is, for everybody there is: who is let in is exactly who the route says.

Routes that features add are walked too; one that needs an argument gets one that does not exist, and a
command gets nothing to do: what counts is that the guard let it pass, or did not. So one house serves all.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.routing import BaseRoute, Mount

from santral.console.app import create_app
from santral.crm_core.api_keys.key_route import KeyRoute
from santral.crm_core.guarded_route import GuardedRoute, GuardedSocket
from santral.crm_core.users.roles import Role
from tests.integration.console.house import BASE_URL, PAGE, SCRIPT, Console, Person, settings_for

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
NOT_ALLOWED = "Your role does not allow this."


def all_routes() -> list[BaseRoute]:
    return list(create_app(settings_for("sqlite://", Path("var"))).routes)


GUARDED = [route for route in all_routes() if isinstance(route, GuardedRoute)]
WALK = [(route, method) for route in GUARDED for method in sorted((route.methods or set()) - {"HEAD"})]
CHANGES = [(route, method) for route, method in WALK if method in UNSAFE and route.roles]


def name_of(value: object) -> str:
    return value.path if isinstance(value, GuardedRoute) else str(value)


def path_of(route: GuardedRoute) -> str:
    return re.sub(r"\{[^}]+\}", "999999", route.path)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def accounts(shared_console: Console) -> dict[Role, int]:
    return {role: await shared_console.account(role.value, role) for role in Role}


@pytest_asyncio.fixture(loop_scope="module")
async def people(shared_console: Console, accounts: dict[Role, int]) -> dict[Role, Person]:
    """Each with a session of this test alone: a route may end it."""
    return {role: await shared_console.browser(user_id, role.value) for role, user_id in accounts.items()}


def test_there_is_no_route_that_does_not_say_who_may_use_it() -> None:
    for route in all_routes():
        if isinstance(route, Mount):
            assert route.path == "/static"
        else:
            assert isinstance(route, GuardedRoute | GuardedSocket | KeyRoute)


def test_only_these_are_open_to_strangers() -> None:
    assert {route.path for route in GUARDED if route.roles is None} == {
        "/sign-in",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/v1/openapi.json",
    }


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("route", "method"), WALK, ids=name_of)
async def test_a_route_lets_in_whom_it_names_and_nobody_else(
    shared_console: Console, people: dict[Role, Person], route: GuardedRoute, method: str
) -> None:
    path = path_of(route)
    async with shared_console.visitor() as stranger:
        headers = SCRIPT | {"origin": BASE_URL}
        answer = await stranger.request(method, path, headers=headers)
        if route.roles is None:
            assert answer.status_code != 403
        else:
            assert answer.status_code == 401, answer.text
            if method == "GET":
                page = await stranger.get(path, headers=PAGE)
                assert page.headers["location"].startswith("/sign-in")
    for role, person in people.items():
        if route.roles is None or path == "/sign-out":
            continue
        headers = SCRIPT | {"origin": BASE_URL, "x-csrf-token": person.csrf, "accept-language": "en"}
        answer = await person.client.request(method, path, headers=headers)
        assert answer.status_code < 500 or answer.status_code == 503, answer.text
        refused = answer.status_code == 403 and answer.json()["error"] == NOT_ALLOWED
        assert refused == (role not in route.roles), (role, answer.status_code, answer.text)


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_is_changed_without_the_sessions_own_token(
    shared_console: Console, people: dict[Role, Person]
) -> None:
    administrator, other = people[Role.ADMINISTRATOR], people[Role.SUPERVISOR]
    origin = {"origin": BASE_URL}
    done = []
    for route, method in CHANGES:
        path = path_of(route)
        for headers in (
            SCRIPT | origin,
            SCRIPT | origin | {"x-csrf-token": "x" * 43},
            SCRIPT | origin | {"x-csrf-token": "ğ"},
            SCRIPT | origin | {"x-csrf-token": other.csrf},
            SCRIPT | {"x-csrf-token": administrator.csrf, "origin": "https://evil.example"},
            SCRIPT | {"x-csrf-token": administrator.csrf, "origin": "null"},
            SCRIPT | {"x-csrf-token": administrator.csrf, "sec-fetch-site": "same-site"},
        ):
            encoded = {name.encode(): value.encode() for name, value in headers.items()}
            answer = await administrator.client.request(method, path, headers=encoded)
            if answer.status_code != 403:
                done.append((method, path, headers))
        async with shared_console.visitor() as stranger:
            stranger.cookies = administrator.client.cookies
            answer = await stranger.request(
                method, path, data={"csrf_token": other.csrf}, headers=SCRIPT | origin
            )
            if answer.status_code != 403:
                done.append((method, path, {"the field": "of another"}))
    assert done == []
    assert CHANGES
