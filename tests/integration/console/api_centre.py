"""A console with keys, for tests of the API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from santral.crm_core.api_keys.keys import KeyForm, create_key
from santral.crm_core.members.create import NewMember, create_person
from santral.crm_core.users.roles import Role
from tests.integration.console.house import Console
from tests.patience import PATIENCE_S

ALL = {"members": "write", "interactions": "write", "applications": "write", "definitions": "write"}
NO_HEADERS: Mapping[str, str] = {}


@dataclass
class Program:
    """Another program with a key."""

    client: httpx2.AsyncClient
    token: str
    api_key_id: int
    user_id: int

    async def get(self, path: str, headers: Mapping[str, str] = NO_HEADERS) -> httpx2.Response:
        return await self.request("GET", path, None, headers)

    async def post(self, path: str, body: Any, headers: Mapping[str, str] = NO_HEADERS) -> httpx2.Response:
        return await self.request("POST", path, body, headers)

    async def patch(
        self, path: str, body: Any, etag: str = "", headers: Mapping[str, str] = NO_HEADERS
    ) -> httpx2.Response:
        return await self.request("PATCH", path, body, {"If-Match": etag, **headers} if etag else headers)

    async def request(
        self, method: str, path: str, body: Any, headers: Mapping[str, str] = NO_HEADERS
    ) -> httpx2.Response:
        given = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en", **headers}
        return await self.client.request(method, f"/api/v1{path}", json=body, headers=given)


async def program(
    console: Console,
    levels: Mapping[str, str] = ALL,
    *,
    role: Role = Role.ADMINISTRATOR,
    username: str = "robot",
    user_id: int | None = None,
    lives: timedelta | None = None,
) -> Program:
    """A program with a new key that acts as a new account, or as `user_id`. A key that `lives` less than
    nothing was made before now."""
    user_id = user_id or await console.account(username, role)
    now = datetime.now(UTC)
    at = now if lives is None or lives > timedelta(0) else now + lives - timedelta(days=1)
    form = KeyForm("Web sitesi", user_id, levels, None if lives is None else now + lives)
    async with console.house.database.session() as session:
        key, token = await create_key(session, form, Person(user_id), at)
    return Program(console.visitor(), token, key.api_key_id, user_id)


@dataclass(frozen=True)
class Person:
    user_id: int


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not await holds():  # noqa: ASYNC110 - nobody tells a test
            await asyncio.sleep(0.02)


async def member(console: Console, name: str = "Ayşe Yılmaz", phone: str = "") -> int:
    async with console.house.database.session() as session:
        created = await create_person(session, NewMember(name=name, phone=phone), datetime.now(UTC))
    return created.header.member_id
