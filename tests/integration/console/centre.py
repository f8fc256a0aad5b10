"""A whole call centre for a test: a simulated exchange, the real server on a real port, and browsers."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from santral.console.account.auth import session_cookie
from santral.console.app import create_app
from santral.console.house import House
from santral.console.push.socket_protocol import SocketProtocol
from santral.console.serving import listen
from santral.console.waits import Waits
from santral.crm_core.members.create import NewMember, create_person
from santral.crm_core.timeline import append
from santral.crm_core.users.accounts import AccountForm, create_account
from santral.crm_core.users.roles import Role
from santral.crm_core.users.sessions import open_session
from santral.cti.call_events import CallId
from santral.cti.pbx_simulator import PbxSimulator
from tests.integration.console.house import QUICK_HASH, SHORT_WAITS, settings_for
from tests.patience import PATIENCE_S

SCRIPT_WAITS_S = 15.0  # as `server.js` does


@dataclass
class Browser:
    """A tab of somebody who is signed in. `shown` is what the desk shows, by key."""

    client: httpx2.AsyncClient
    csrf: str
    address: str
    cookie: str
    frames: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    told: list[dict[str, str]] = field(default_factory=list)
    epoch: str = ""
    n: int = 0
    closed_with: int | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _reader: asyncio.Task[None] | None = None
    socket: ClientConnection | None = None

    async def open(self, at: str = "", **options: Any) -> None:
        """Connect, from where it was before; `at` is the record its page shows, as "application-12"."""
        query = f"?at={at}" + (f"&epoch={self.epoch}&after={self.n}" if self.epoch else "")
        self.closed_with = None
        self.socket = await connect(
            f"ws://{self.address}/ws{query}",
            origin=f"http://{self.address}",  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie},
            compression=None,
            proxy=None,
            **options,
        )
        self._reader = asyncio.create_task(self._read(self.socket))

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        if self._reader is not None:
            await self._reader
        await self.client.aclose()

    async def has(self, condition: Callable[[Browser], object]) -> None:
        """Wait until what it shows fits."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._news:
                await self._news.wait_for(lambda: bool(condition(self)))
        except TimeoutError:
            raise AssertionError(f"never shown; but: {dict(self.shown)}, {self.frames[-3:]}") from None

    async def shows(self, key: str, *texts: str) -> str:
        """Wait until the fragment shows all the texts."""
        await self.has(lambda b: all(text in b.shown[key] for text in ("<", *texts)))
        return self.shown[key]

    async def shows_not(self, key: str) -> None:
        await self.has(lambda b: not b.shown[key])

    async def send(self, path: str, method: str = "POST", **fields: str) -> httpx2.Response:
        """Send a command or a draft as the console's own script does."""
        headers = {"X-CSRF-Token": self.csrf, "accept": "application/json", "sec-fetch-mode": "cors"}
        headers["origin"] = f"http://{self.address}"
        return await self.client.request(method, path, data=fields, headers=headers)

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                self._take(json.loads(message))
                async with self._news:
                    self._news.notify_all()
        except ConnectionClosed:
            pass
        finally:
            self.closed_with = socket.close_code
            async with self._news:
                self._news.notify_all()

    def _take(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        if "all" in frame:
            self.epoch, self.shown = frame["epoch"], defaultdict(str, frame["all"])
        else:
            assert frame["n"] == self.n + 1, "a change was skipped or came twice"
            for key in frame.get("drop", ()):
                self.shown.pop(key, None)
            self.shown.update(frame.get("put", {}))
            if "tell" in frame:
                self.told.append(frame["tell"])
        self.n = frame["n"]


@dataclass
class Centre:
    """The server (which may be stopped and started again) and its exchange."""

    pbx: PbxSimulator
    database_url: str
    var_dir: Path
    waits: Waits
    house: House
    address: str
    server: uvicorn.Server
    _serving: asyncio.Task[None]
    _browsers: list[Browser] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)

    async def agent(self, name: str, device: str, role: Role = Role.AGENT) -> Browser:
        """A new account with a browser at the console, connected."""
        form = AccountForm(name, role, device=device, language="en")
        username = name.split(maxsplit=1)[0].lower().replace("ş", "s")
        async with self.house.database.session() as session:
            account = await create_account(session, username, form, QUICK_HASH, datetime.now(UTC))
            self.people[username] = account.user_id
        await self.house.roster.load()
        return await self.tab(username)

    async def tab(self, username: str, *, connected: bool = True) -> Browser:
        """One more browser of somebody, with a session of its own."""
        async with self.house.database.session() as session:
            now, life = datetime.now(UTC), self.house.session_life
            opened = await open_session(session, self.people[username], life, now, "192.0.2.1", "test")
        cookie = f"{session_cookie(self.house)}={opened.token}"
        client = httpx2.AsyncClient(
            base_url=f"http://{self.address}", headers={"Cookie": cookie}, timeout=SCRIPT_WAITS_S
        )
        browser = Browser(client, opened.csrf_token, self.address, cookie)
        self._browsers.append(browser)
        if connected:
            await browser.open()
            await browser.has(lambda b: b.epoch)
        return browser

    async def member(self, name: str, phone: str, *history: str) -> int:
        """A customer with entries in the history, the newest first."""
        now = datetime.now(UTC)
        async with self.house.database.session() as session:
            created = await create_person(session, NewMember(name=name, phone=phone), now)
            member_id = created.header.member_id
            for days, title in enumerate(history):
                at = now - timedelta(days=days + 1)
                await append(session, member_id, at=at, kind="call", title=title, by="Zeynep Kaya")
        return member_id

    async def link_is_up(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not self.house.telephony.link.up:  # noqa: ASYNC110 - nobody tells a test
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        self.server.should_exit = True
        await self._serving

    async def start_again(self) -> None:
        """A new server on the same database, port and exchange, as after `stop` or a crash."""
        host, _, port = self.address.partition(":")
        self.house, self.address, self.server, self._serving = await _serve(
            self.database_url, self.var_dir, self.waits, self.pbx.port, host, int(port)
        )
        await self.link_is_up()

    async def close(self) -> None:
        for browser in self._browsers:
            await browser.close()
        await self.stop()


def key(kind: str, call_id: str) -> str:
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9_-]", "-", call_id)


def call_ids(browser: Browser) -> list[CallId]:
    """The calls that are shown, as its forms name them, oldest first."""
    works = [html for key, html in browser.shown.items() if key.startswith("work-")]
    return [CallId(call_id) for html in works for call_id in re.findall(r'action="/calls/([^/"]+)/', html)]


def call_id_of(browser: Browser) -> CallId:
    """The call that is shown last."""
    return call_ids(browser)[-1]


@asynccontextmanager
async def open_centre(
    database_url: str, var_dir: Path, waits: Waits = SHORT_WAITS, **pbx: Any
) -> AsyncIterator[Centre]:
    async with AsyncExitStack() as stack:
        exchange = await stack.enter_async_context(PbxSimulator(users={"santral": "secret"}, **pbx))
        house, address, server, serving = await _serve(
            database_url, var_dir, waits, exchange.port, "127.0.0.1", 0
        )
        centre = Centre(exchange, database_url, var_dir, waits, house, address, server, serving)
        try:
            await centre.link_is_up()
            yield centre
        finally:
            await centre.close()


async def _serve(
    database_url: str, var_dir: Path, waits: Waits, ami_port: int, host: str, port: int
) -> tuple[House, str, uvicorn.Server, asyncio.Task[None]]:
    listening = listen(host, port)
    address = "{}:{}".format(*listening.getsockname())
    settings = settings_for(
        database_url,
        var_dir,
        ami_port=ami_port,
        ami_username="santral",
        ami_secret="secret",
        base_url=f"http://{address}",
    )
    app = create_app(settings, waits=waits)
    config = uvicorn.Config(  # as the command line serves
        app,
        ws=SocketProtocol,
        ws_per_message_deflate=False,
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    async with asyncio.timeout(PATIENCE_S):
        while not server.started:
            if serving.done():
                serving.result()
            await asyncio.sleep(0.01)
    return app.state.house, address, server, serving
