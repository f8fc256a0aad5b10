"""Who is behind a request: the session's cookie in, a `SignedInUser` out."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from santral.console.house import House
from santral.crm_core.guarded_route import authenticate_socket
from santral.crm_core.outage import DatabaseUnavailable
from santral.crm_core.users.sessions import resume_session

__all__ = ["SessionCookie", "authenticate_socket", "session_cookie", "visit_token"]

VISIT_COOKIE: Final = "santral_visit"
LANGUAGE_COOKIE: Final = "santral_language"

WITHOUT_SESSION: Final = ("/static/", "/api/")
"""Where nobody is signed in, whatever the browser sends: files are everybody's, the API opens to keys."""

log = structlog.get_logger(__name__)


class SessionCookie:
    """Middleware: sets `user` (or None), `csrf_token` and `language` in the request's state.

    Where the database fails it sets `fault` instead of the user; guarded routes raise that.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            await self._recognise(scope)
        await self._app(scope, receive, send)

    async def _recognise(self, scope: Scope) -> None:
        connection, house = HTTPConnection(scope), self._house
        state, cookies = scope.setdefault("state", {}), connection.cookies
        state["user"] = None
        state["csrf_token"] = visit_token(house, cookies.get(VISIT_COOKIE, ""))
        token = cookies.get(session_cookie(house), "")
        if token and not scope["path"].startswith(WITHOUT_SESSION):
            try:
                await self._resume(state, token)
            except (SQLAlchemyError, OSError):
                log.exception("the accounts cannot be read")
                state["fault"] = DatabaseUnavailable()
        own = state["user"].language if state["user"] else ""
        state["language"] = house.languages.choose(
            own or cookies.get(LANGUAGE_COOKIE, ""), connection.headers.get("accept-language", "")
        )

    async def _resume(self, state: dict[str, Any], token: str) -> None:
        now = datetime.now(UTC)
        async with self._house.database.reading() as session:
            resumed = await resume_session(session, token, now)
        if resumed is None:
            return
        if resumed.due_to_be_seen:
            self._house.last_seen.note(resumed.user.session_id, now)
        state["user"], state["csrf_token"] = resumed.user, resumed.csrf_token


def session_cookie(house: House) -> str:
    """The name of the cookie. The prefix makes browsers refuse one set by a neighbouring site."""
    return "__Host-santral" if house.settings.https else "santral"


def visit_token(house: House, visit: str) -> str:
    """The form token of somebody who is not signed in yet: it guards the sign-in form itself."""
    return hmac.new(house.server_key.of("forms"), visit.encode(), hashlib.sha256).hexdigest() if visit else ""
