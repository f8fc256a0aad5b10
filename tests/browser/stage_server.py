"""Serves one stage after the other at one address, so that a browser keeps what it fetched."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import uvicorn
from axe_playwright_python.base import AXE_FILE_PATH
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from santral.console.web.static_urls import STATIC

COOKIE = "stage"
AXE = "/axe.js"
EMPTY = "/nothing-at-all"
"""The address of a page without anything, of the same origin as all the others."""


class Served(Protocol):
    """What stands on the server. `name` tells the requests meant for it from those of a test that is over."""

    @property
    def name(self) -> str: ...

    @property
    def app(self) -> ASGIApp: ...


KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
"""No file changes during a run, so a browser asks for each once."""


class _KeptFiles(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(KEPT)
        return response


async def _axe(_: Request) -> Response:
    return FileResponse(AXE_FILE_PATH, headers=KEPT)


class StageServer:
    """A request with the cookie of another stage than the one on it comes too late, and is refused: it would
    be heard in the wrong test. One without a cookie is for whoever is there."""

    def __init__(self) -> None:
        self.port = 0
        self._on: Served | None = None
        files = Mount("/static", _KeptFiles(directory=STATIC))
        self._app = Starlette(routes=[files, Route(AXE, _axe), Mount("/", self._to_who_is_on)])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def with_stage(self, stage: Served) -> Iterator[None]:
        self._on = stage
        try:
            yield
        finally:
            self._on = None

    async def _to_who_is_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        stage, asked = self._on, HTTPConnection(scope)
        answer: ASGIApp
        if asked.url.path == EMPTY:
            answer = HTMLResponse("<!doctype html><title>Nothing</title>")
        elif stage is not None and asked.cookies.get(COOKIE, stage.name) == stage.name:
            answer = stage.app
        else:
            answer = Response(status_code=410)
        if scope["type"] == "websocket" and isinstance(answer, Response):
            await send({"type": "websocket.close", "code": 1001})
            return
        await answer(scope, receive, send)

    @contextmanager
    def open(self, port: int = 0) -> Iterator[StageServer]:
        """Serves, on any free port where none is named, until the end of the block."""
        with socket.create_server(("127.0.0.1", port)) as listener:
            self.port = listener.getsockname()[1]
            server = uvicorn.Server(
                uvicorn.Config(self._app, log_level="warning", ws="websockets-sansio", lifespan="off")
            )
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
            thread.start()
            try:
                yield self
            finally:
                server.should_exit = True
                server.force_exit = True
                thread.join(10)
