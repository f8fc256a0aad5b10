"""What every request passes before anything else looks at it, as plain ASGI."""

from __future__ import annotations

import secrets
import time
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from santral.console.api.problems import is_api
from santral.console.metrics import Metrics
from santral.console.settings import Settings
from santral.console.web.answers import on_fault
from santral.console.web.import_map import import_map
from santral.crm_core.guarded_route import SAFE_METHODS
from santral.crm_core.users.signed_in_user import visitor

QUIET_PATHS: Final = ("/static/", "/healthz", "/readyz", "/metrics")
HSTS: Final = "max-age=31536000"

log = structlog.get_logger(__name__)


class SecurityHeaders:
    """Adds to every answer what tells the browser to allow nothing that the console does not need."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_security_policy(settings),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
        }
        if settings.https:
            self._headers["Strict-Transport-Security"] = HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)  # what a document is served with is stricter
                headers.setdefault("Cache-Control", "no-store")  # people's data stays in no cache
            await send(message)

        await self._app(scope, receive, send_with_headers)


def content_security_policy(settings: Settings) -> str:
    """Scripts and styles from our own files only, nothing inline but the import map, in nobody's frame."""
    # 'self' does not cover ws: in every browser still in use (Safari before 15.4), so they are named.
    sockets = sorted("ws" + origin.removeprefix("http") for origin in settings.origins)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {import_map().source}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "media-src 'self'",
            "manifest-src 'self'",
            f"connect-src 'self' {' '.join(sockets)}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


class RequestLog:
    """Gives each request an id, logs its end, and turns what nobody foresaw into a sentence."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(6)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            log.exception("a request failed", path=scope["path"])
            if scope["type"] == "websocket" or status:
                raise  # it is too late for a sentence
            await _fault(scope, receive, send_with_id)
        finally:
            if scope["type"] == "http":
                took_s = time.perf_counter() - started
                self._metrics.requests.labels(scope["method"], status).inc()
                self._metrics.request_seconds.observe(took_s)
                self._tell(scope, status, took_s)

    def _tell(self, scope: Scope, status: int, took_s: float) -> None:
        quiet = scope["path"].startswith(QUIET_PATHS) and status < 400
        user = visitor(HTTPConnection(scope))
        (log.debug if quiet else log.info)(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            ms=round(1000 * took_s, 1),
            user=user.username if user else "",
        )


async def _fault(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    if hasattr(request.state, "language"):
        await on_fault(request)(scope, receive, send)
    else:
        await PlainTextResponse("Something went wrong in Santral.", 500)(scope, receive, send)


class SameSite:
    """Refuses what another site's page makes the browser send. The token in each form is the second lock.

    `scope["state"]["same_site"]` tells a WebSocket's guard whether it comes from a page of ours.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._origins = settings.origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            ours = origin is not None and self._is_ours(origin, scope, headers)
            scope.setdefault("state", {})["same_site"] = ours
            if (
                scope["type"] == "http"
                and scope["method"] not in SAFE_METHODS
                and not is_api(scope["path"])  # a key is no cookie: no browser sends it by itself
                and not (ours or (origin is None and _sent_by_own_page(headers)))
            ):
                log.warning("request from another site refused", path=scope["path"], origin=origin)
                await PlainTextResponse("Cross-site request refused.", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_ours(self, origin: str, scope: Scope, headers: Headers) -> bool:
        scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
        own = f"{scheme}://{headers.get('host', '')}"
        return origin.lower() in self._origins or (
            bool(urlsplit(own).hostname) and origin.lower() == own.lower()
        )


def _sent_by_own_page(headers: Headers) -> bool:
    # Programs send neither header; browsers send at least one, and only programs lack the cookies' guard.
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
