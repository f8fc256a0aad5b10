"""A whole console for a test: its own database, no port, and people who are signed in already."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from argon2 import PasswordHasher
from starlette.applications import Starlette

from santral.console.account.auth import session_cookie
from santral.console.app import create_app
from santral.console.house import House
from santral.console.settings import Settings
from santral.console.waits import Waits
from santral.crm_core.users.accounts import AccountForm, create_account
from santral.crm_core.users.passwords import Passwords
from santral.crm_core.users.roles import Role
from santral.crm_core.users.sessions import open_session

BASE_URL = "http://santral.example"
PASSWORD = "mavi-kalem-41"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
QUICK_HASH = QUICK.hash(PASSWORD)
PAGE = {"accept": "text/html", "sec-fetch-mode": "navigate"}
SCRIPT = {"accept": "application/json", "sec-fetch-mode": "cors"}
SHORT_WAITS = Waits(
    ami_first_retry_s=0.1, writer_every_s=0.1, giving_back_looks_every_s=0.1, last_seen_every_s=0.1
)
SOON_LOCKED = replace(SHORT_WAITS, sqlite_busy_s=0.3)
"""Where another program writes, it is not waited for long."""
SOON_SILENT = replace(SHORT_WAITS, ami_ping_interval_s=0.5, ami_silence_limit_s=1.5, ami_answer_timeout_s=1.5)
"""An exchange from which nothing is heard is given up soon."""
EMPTY: Mapping[str, str] = {}
VERSION_FIELD = re.compile(r'name="version" value="(\d+)"')
TOKEN_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


def settings_for(database_url: str, var_dir: Path, **others: Any) -> Settings:
    """Settings that read no `.env` and reach no exchange (port 9 is the one that discards)."""
    given: dict[str, Any] = {
        "database_url": database_url,
        "var_dir": var_dir,
        "ami_port": 9,
        "ami_secret": "invented",
        "base_url": BASE_URL,
    }
    return Settings(_env_file=None, **(given | others))


@dataclass
class Person:
    """Somebody with a browser. `client` carries the session's cookie; `csrf` belongs to the session."""

    user_id: int
    username: str
    client: httpx2.AsyncClient
    csrf: str

    async def get(self, path: str, headers: Mapping[str, str] = PAGE) -> httpx2.Response:
        return await self.client.get(path, headers=dict(headers))

    async def post(
        self, path: str, fields: Mapping[str, str] = EMPTY, headers: Mapping[str, str] = PAGE
    ) -> httpx2.Response:
        """Send a form as the console's own page does."""
        data = {"csrf_token": self.csrf} | dict(fields)
        return await self.client.post(path, data=data, headers=dict(headers) | {"origin": BASE_URL})


@dataclass
class Console:
    app: Starlette
    house: House

    def visitor(self) -> httpx2.AsyncClient:
        """A browser in which nobody is signed in."""
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url=BASE_URL)

    async def account(self, username: str, role: Role = Role.AGENT, device: str = "") -> int:
        """An account with `PASSWORD`."""
        form = AccountForm(username.title(), role, device=device, language="en")
        async with self.house.database.session() as session:
            account = await create_account(session, username, form, QUICK_HASH, datetime.now(UTC))
        await self.house.roster.load()
        return account.user_id

    async def person(self, username: str, role: Role = Role.AGENT, device: str = "") -> Person:
        """A new account whose owner is signed in."""
        return await self.browser(await self.account(username, role, device), username)

    async def browser(self, user_id: int, username: str) -> Person:
        """One more browser of the user, signed in."""
        async with self.house.database.session() as session:
            now, life = datetime.now(UTC), self.house.session_life
            opened = await open_session(session, user_id, life, now, "192.0.2.1", "test")
        client = self.visitor()
        client.cookies.set(session_cookie(self.house), opened.token)
        return Person(user_id, username, client, opened.csrf_token)


@asynccontextmanager
async def open_console(settings: Settings, waits: Waits = SHORT_WAITS) -> AsyncIterator[Console]:
    app = create_app(settings, passwords=Passwords(QUICK), waits=waits)
    async with app.router.lifespan_context(app):
        yield Console(app, app.state.house)


async def token_of(client: httpx2.AsyncClient) -> str:
    """The token in the sign-in form, as a browser gets it."""
    page = await client.get("/sign-in", headers=PAGE)
    found = TOKEN_FIELD.search(page.text)
    assert found, page.text
    return found[1]


def version_in(page: str) -> str:
    """The version that a page's form is based on."""
    found = VERSION_FIELD.search(page)
    assert found, page
    return found[1]
