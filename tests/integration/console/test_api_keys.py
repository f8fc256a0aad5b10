"""Who the API opens to: keys that are known, for what they are scoped, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from santral.console.app import create_app
from santral.crm_core.api_keys.key_route import KeyRoute
from santral.crm_core.api_keys.keys import revoke_key
from santral.crm_core.api_keys.scopes import LEVELS, Resource
from santral.crm_core.api_keys.tables import ApiKey
from santral.crm_core.users.accounts import AccountForm, disable_account, edit_account, read_account
from santral.crm_core.users.audit import AuditEntry
from santral.crm_core.users.roles import Role
from tests.integration.console.api_centre import ALL, Person, Program, eventually, member, program
from tests.integration.console.house import BASE_URL, SCRIPT, Console, open_console, settings_for
from tests.integration.console.house import Person as ScreenPerson

ROUTES = [
    route
    for route in create_app(settings_for("sqlite://", Path("var"))).routes
    if isinstance(route, KeyRoute)
]
WALK = [(route, method) for route in ROUTES for method in sorted(route.scopes)]


def name_of(value: object) -> str:
    return value.path if isinstance(value, KeyRoute) else str(value)


def path_of(route: KeyRoute) -> str:
    path = re.sub(r"\{\w+:id\}", "1", route.path).replace("{kind}", "priority").replace("{code}", "high")
    return path.removeprefix("/api/v1")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_of_each_scope(shared_console: Console) -> dict[tuple[Resource, str], Program]:
    """In a house that keeps a secret."""
    await member(shared_console, "Gizli Kişi")
    user_id = await shared_console.account("robot", Role.ADMINISTRATOR)
    return {
        (resource, level): await program(shared_console, {resource.value: level}, user_id=user_id)
        for resource in Resource
        for level in ("read", "write")
    }


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("route", "method"), WALK, ids=name_of)
async def test_a_key_opens_what_it_is_scoped_for_and_nothing_else(
    one_of_each_scope: dict[tuple[Resource, str], Program], route: KeyRoute, method: str
) -> None:
    needed = route.scopes[method]
    for (resource, level), robot in one_of_each_scope.items():
        answer = await robot.request(method, path_of(route), {} if method != "GET" else None)
        has_it = resource is needed.resource and needed.access in LEVELS[level]
        assert (answer.status_code == 403) == (not has_it), (str(resource), level, answer.text)
        if not has_it:
            assert str(needed) in answer.json()["detail"]
            assert "Gizli" not in answer.text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def administrator(shared_console: Console) -> ScreenPerson:
    return await shared_console.person("ayse", Role.ADMINISTRATOR)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("route", "method"), WALK, ids=name_of)
async def test_a_session_opens_nothing_and_neither_does_a_stranger(
    shared_console: Console, administrator: ScreenPerson, route: KeyRoute, method: str
) -> None:
    headers = SCRIPT | {"origin": BASE_URL, "x-csrf-token": administrator.csrf}
    path = f"/api/v1{path_of(route)}"
    for client in (administrator.client, shared_console.visitor()):
        for wrong in ({}, {"authorization": "Bearer santral_wrong"}, {"authorization": "Basic c2Fu"}):
            answer = await client.request(method, path, headers=headers | wrong)
            assert answer.status_code == 401, answer.text
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.headers["content-type"] == "application/problem+json"


async def test_a_key_is_no_way_to_the_screens(console: Console) -> None:
    robot = await program(console)
    headers = SCRIPT | {"authorization": f"Bearer {robot.token}"}
    assert (await robot.client.get("/customers", headers=headers)).status_code == 401


async def test_a_page_of_another_site_is_no_matter_to_who_has_a_key(console: Console) -> None:
    robot = await program(console)
    given = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = await robot.post("/members", {"kind": "person", "name": "Ali Veli"}, given)
    assert answer.status_code == 201


async def test_what_is_over_opens_nothing(console: Console) -> None:
    user_id = await console.account("robot", Role.ADMINISTRATOR)
    good, revoked, over = (
        await program(console, user_id=user_id),
        await program(console, user_id=user_id),
        await program(console, user_id=user_id, lives=timedelta(seconds=-1)),
    )
    async with console.house.database.session() as session:
        await revoke_key(session, revoked.api_key_id, Person(user_id), datetime.now(UTC))
    assert (await good.get("/members")).status_code == 200
    assert (await revoked.get("/members")).status_code == 401
    assert (await over.get("/members")).status_code == 401
    await console.account("other", Role.ADMINISTRATOR)
    async with console.house.database.session() as session:
        await disable_account(session, user_id, datetime.now(UTC))
    assert (await good.get("/members")).status_code == 401


async def test_a_key_may_no_more_than_the_account_it_acts_as(console: Console) -> None:
    await console.account("other", Role.ADMINISTRATOR)
    robot = await program(console)
    async with console.house.database.session() as session:
        account = await read_account(session, robot.user_id)
        await edit_account(session, robot.user_id, AccountForm(account.display_name, Role.AGENT))
    answer = await robot.post("/definitions/result", {"name_tr": "Yeni"})
    assert answer.status_code == 403
    assert all(one.name_tr != "Yeni" for one in console.house.definitions.book)
    assert (await robot.get("/definitions/result")).status_code == 200


async def test_who_asks_too_often_has_to_wait_and_others_do_not(sqlite_url: str, tmp_path: Path) -> None:
    settings = settings_for(sqlite_url, tmp_path, api_requests_per_minute=3)
    async with open_console(settings) as console:
        busy = await program(console)
        quiet = await program(console, user_id=busy.user_id)
        answers = [await busy.get("/members") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert answers[-1].json()["title"] == "Too many requests"
        assert (await quiet.get("/members")).status_code == 200


async def test_only_a_hash_of_a_key_is_kept_and_when_it_was_used(console: Console) -> None:
    robot = await program(console)
    await robot.get("/members")

    async def row() -> ApiKey:
        async with console.house.database.reading() as session:
            return await session.get_one(ApiKey, robot.api_key_id)

    async def used() -> bool:
        return (await row()).last_used_at is not None

    await eventually(used)
    kept = await row()
    assert robot.token not in str(vars(kept))
    assert robot.token.startswith(kept.beginning)
    assert len(kept.beginning) < 16


async def audited(console: Console) -> list[tuple[str, str, Mapping[str, object]]]:
    async with console.house.database.reading() as session:
        rows = await session.scalars(select(AuditEntry).order_by(AuditEntry.entry_id))
        return [(row.action, row.subject_kind, row.detail) for row in rows]


async def test_the_audit_record_tells_which_program_saw_and_changed_what(console: Console) -> None:
    robot = await program(console)
    created = await robot.post("/members", {"kind": "person", "name": "Ali Veli"})
    member_id = created.json()["member_id"]
    await robot.patch(f"/members/{member_id}", {"city": "Bursa"}, created.headers["etag"])
    await robot.get(f"/members/{member_id}")
    await robot.get("/members")

    async def told() -> bool:
        return len(await audited(console)) == 5

    await eventually(told)
    by_key = {"api_key": "Web sitesi"}
    assert (await audited(console))[1:] == [
        ("created", "member", by_key),
        ("changed", "member", {"fields": ["city"]} | by_key),
        ("viewed", "member", by_key),
        ("listed", "member", {"count": 1} | by_key),
    ]


async def test_an_administrator_makes_a_key_reads_it_once_and_revokes_it(console: Console) -> None:
    ayse = await console.person("ayse", Role.ADMINISTRATOR)
    form = {"name": "Muhasebe", "user_id": str(ayse.user_id), "lives": "90"} | ALL
    page = await ayse.post("/administration/api-keys", form)
    assert page.status_code == 200
    token = re.search(r'value="(santral_[\w-]{43})"', page.text)
    assert token
    robot = Program(console.visitor(), token[1], 1, ayse.user_id)
    assert (await robot.get("/members")).status_code == 200
    again = (await ayse.get("/administration/api-keys")).text
    assert token[1] not in again
    assert "Muhasebe" in again
    assert "Read and write: customers, interactions, applications, definitions" in again
    answer = await ayse.post("/administration/api-keys/1/revoke")
    assert answer.headers["location"] == "/administration/api-keys?saved=1"
    assert (await robot.get("/members")).status_code == 401
    assert "Revoked" in (await ayse.get("/administration/api-keys")).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Say what the key is for."),
        ({"members": "none"}, "Choose what the key may read or write."),
        ({"members": "all"}, "Choose one of the list."),
        ({"user_id": "999"}, "does not work here any more"),
        ({"user_id": "x"}, "Choose one of the list."),
        ({"lives": "7000"}, "Choose one of the list."),
    ],
)
async def test_a_key_that_cannot_be_is_refused_at_its_field(
    console: Console, wrong: Mapping[str, str], sentence: str
) -> None:
    ayse = await console.person("ayse", Role.ADMINISTRATOR)
    form = {"name": "Muhasebe", "user_id": str(ayse.user_id), "lives": "90", "members": "read"}
    page = await ayse.post("/administration/api-keys", form | dict(wrong))
    assert page.status_code == 422
    assert sentence in page.text
    async with console.house.database.reading() as session:
        assert (await session.scalars(select(ApiKey))).all() == []


async def test_only_an_administrators_account_changes_definitions(console: Console) -> None:
    ayse = await console.person("ayse", Role.ADMINISTRATOR)
    agent = await console.account("mehmet")
    form = {"name": "Muhasebe", "user_id": str(agent), "lives": "", "definitions": "write"}
    page = await ayse.post("/administration/api-keys", form)
    assert page.status_code == 422
    assert "Only an administrator changes definitions." in page.text
