"""A stage for the console's pages: the real templates, styles and scripts before an invented server.

Shows what the browser does with frames, refusals and broken links, each exactly when a test wants it.
The real server is driven by `test_with_server.py`.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from santral.console.desk.colleagues import ReachableColleague
from santral.console.web.import_map import import_map
from santral.console.web.language import Languages
from santral.console.web.static_urls import StaticUrls
from santral.console.web.templating import Templates
from santral.crm_core.feature import MenuEntry
from santral.crm_core.users.roles import ADMINISTRATORS, EVERYBODY, Role
from santral.crm_core.users.signed_in_user import SignedInUser
from santral.cti.agent_events import AgentState
from tests.browser.invented_documents import PICTURE
from tests.browser.invented_views import timeline
from tests.browser.stage_server import StageServer
from tests.patience import PATIENCE_S

MENU = (
    MenuEntry("/", "Console", "headset", "c", EVERYBODY),
    MenuEntry("/customers", "Customers", "users", "k", EVERYBODY),
    MenuEntry("/applications", "Applications", "clipboard-list", "a", EVERYBODY),
    MenuEntry("/documents", "Documents", "file-text", "b", EVERYBODY),
    MenuEntry("/administration/users", "Administration", "settings", "u", ADMINISTRATORS),
)
POLICY = (
    f"default-src 'none'; script-src 'self' {import_map().source}; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws:; form-action 'self'"
)

TEMPLATES = Templates(Languages("tr"), StaticUrls())
"""Read once for all stages."""


@dataclass
class Answer:
    """What the next requests to a path get."""

    status: int = 204
    data: Mapping[str, Any] | None = None


@dataclass
class Stage:
    """`regions`: the fragments on the screen by key, as (template, view). `heard`: what the browser sent.
    `turn_away_with`: a close code for who comes; `deaf`: pings stay without an answer. `name`: the cookie of
    a browser that speaks with this stage alone."""

    language: str = "tr"
    theme: str = "light"
    regions: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    heard: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    connections: list[str] = field(default_factory=list)
    n: int = 0
    epoch: str = "first"
    refuse_sockets: bool = False
    turn_away_with: int = 0
    deaf: bool = False
    port: int = 0
    user_id: int = 1
    name: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        self.templates = TEMPLATES
        self._sockets: list[WebSocket] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listening = threading.Condition()
        self.app = Starlette(
            routes=[
                WebSocketRoute("/ws", self._socket),
                Route("/{path:path}", self._any, methods=["GET", "POST", "PUT"]),
            ]
        )

    def wait_for(self, path: str, deadline_s: float = PATIENCE_S) -> dict[str, str]:
        """The form that was sent to `path` last; waits for the first one."""

        def said() -> list[dict[str, str]]:
            return [form for _, heard, form in self.heard if heard == path]

        with self._listening:
            assert self._listening.wait_for(said, deadline_s), f"nothing was sent to {path}"
            return said()[-1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def render(self, template: str, view: object) -> str:
        return self.templates.render(f"desk/{template}.html", self.language, view=view)

    def show(self, **views: tuple[str, object]) -> None:
        """Sets the whole screen: key (with `_` for `-`) to (template, view)."""
        self.regions = {key.replace("_", "-", 1): self.render(*view) for key, view in views.items()}

    def put(
        self, changes: Mapping[str, tuple[str, object] | None], tell: Mapping[str, str] | None = None
    ) -> None:
        """Tells every browser a change; None drops the key."""
        put = {key: self.render(*view) for key, view in changes.items() if view is not None}
        drop = [key for key, view in changes.items() if view is None]
        self.regions |= put
        for key in drop:
            self.regions.pop(key, None)
        self.n += 1
        frame: dict[str, Any] = {"n": self.n}
        frame |= {"put": put} if put else {}
        frame |= {"drop": drop} if drop else {}
        frame |= {"tell": dict(tell)} if tell else {}
        self._everywhere("send", json.dumps(frame))

    def cut(self, code: int = 1012) -> None:
        """Closes every socket."""
        self._everywhere("close", code)

    def _everywhere(self, what: str, value: str | int) -> None:
        async def act() -> None:
            for one in list(self._sockets):
                await (one.send_text(str(value)) if what == "send" else one.close(int(value)))

        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(act(), self._loop).result(10)

    async def _socket(self, websocket: WebSocket) -> None:
        self.connections.append(str(websocket.query_params))
        if self.refuse_sockets:
            await websocket.close(1012)
            return
        await websocket.accept()
        if self.turn_away_with:
            await websocket.close(self.turn_away_with)
            return
        self._loop = asyncio.get_running_loop()
        snapshot = {"n": self.n, "epoch": self.epoch, "all": self.regions}
        await websocket.send_text(json.dumps(snapshot))
        self._sockets.append(websocket)
        try:
            while True:
                if await websocket.receive_text() == "ping" and not self.deaf:
                    await websocket.send_text('{"pong":true}')
        except WebSocketDisconnect:
            pass
        finally:
            self._sockets.remove(websocket)

    async def _page(self, request: Request) -> Response:
        template, values = self.pages[request.url.path]
        user = SignedInUser(
            self.user_id,
            "elif",
            "Elif Şahin",
            Role.ADMINISTRATOR,
            "PJSIP/1001",
            "1001",
            self.language,
            self.theme,
            1,
        )
        given = {
            "user": user,
            "csrf_token": "token",
            "theme": self.theme,
            "path": request.url.path,
            "menu": MENU,
            "queue_amber_s": 30,
            "queue_red_s": 90,
        }
        text = self.templates.render(template, self.language, **(given | dict(values)))
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    async def _answer(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        path = request.url.path
        with self._listening:
            self.heard.append((request.method, path, form))
            self._listening.notify_all()
        answer = self.answers.get((request.method, path), Answer())
        if answer.data is not None:
            return JSONResponse(dict(answer.data), answer.status)
        return Response(status_code=answer.status)

    async def _any(self, request: Request) -> Response:
        if request.method == "GET" and request.url.path in self.pages:
            return await self._page(request)
        if request.method == "GET" and request.url.path == "/applications/similar":
            return HTMLResponse("")
        if request.method == "GET" and request.url.path.endswith("/timeline"):
            values = {
                "member_id": 41,
                "timeline": timeline(6, ""),
                "kind": request.query_params.get("kind", ""),
            }
            return HTMLResponse(
                self.templates.render("customers/timeline_rows.html", self.language, **values)
            )
        if request.method == "GET" and request.url.path.endswith("/looking"):
            looking = {"application": None, "version": 8, "lookers": ["Burak Çınar"], "said": ()}
            return HTMLResponse(self.templates.render("applications/looking.html", self.language, **looking))
        if request.method == "GET" and request.url.path == "/colleagues":
            zeynep = ReachableColleague("Zeynep Kaya", "1003", AgentState.READY)
            return HTMLResponse(
                self.templates.render("desk/colleagues.html", self.language, colleagues=(zeynep,))
            )
        if request.method == "GET" and request.url.path.endswith("/view"):
            return Response(PICTURE, media_type="image/svg+xml")
        if request.method == "GET":
            return Response(status_code=404)
        return await self._answer(request)

    @contextmanager
    def open(self, port: int = 0) -> Iterator[Stage]:
        """Serves on a port of its own until the end of the block."""
        with StageServer().open(port) as server, self.on(server):
            yield self

    @contextmanager
    def on(self, server: StageServer) -> Iterator[Stage]:
        """Is what `server` serves until the end of the block."""
        self.port = server.port
        with server.with_stage(self):
            yield self
