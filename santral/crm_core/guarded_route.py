"""Routes that say who may use them. A route of the house cannot be made without saying it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import Final

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from santral.crm_core.errors import NotAllowed, NotFound, SantralError
from santral.crm_core.users.roles import EVERYBODY, Role
from santral.crm_core.users.signed_in_user import SignedInUser, SignInNeeded, signed_in, visitor

CLOSE_NOT_SIGNED_IN: Final = 4401
CLOSE_NOT_ALLOWED: Final = 4403
CLOSE_TRY_AGAIN: Final = 1013
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_ID: Final = 2**63 - 1
"""What a database takes."""

Endpoint = Callable[[Request], Awaitable[Response]]
SocketEndpoint = Callable[[WebSocket], Awaitable[None]]


class IdConvertor(IntegerConvertor):
    """`{name:id}` in a path: a number no longer than ids are, since Python reads no number of any length."""

    regex = "[0-9]{1,19}"


register_url_convertor("id", IdConvertor())


class GuardedRoute(Route):
    """`roles` are those that may use the route; None (`ANYBODY`) opens it to everybody.

    A request that changes something must carry the session's token, in the field `csrf_token` or the
    header `X-CSRF-Token`; the endpoint then runs knowing that its own pages sent it. Where `streams_bytes` is
    given, the endpoint reads a body of up to so many bytes itself, as it comes. Only the header counts then,
    unless `token_in_stream`: such an endpoint promises to call `check_sent_token` before it keeps anything.
    """

    def __init__(
        self,
        path: str,
        endpoint: Endpoint,
        *,
        roles: frozenset[Role] | None,
        methods: Sequence[str] = ("GET",),
        name: str | None = None,
        streams_bytes: int = 0,
        token_in_stream: bool = False,
    ) -> None:
        self.roles = roles

        @wraps(endpoint)
        async def guarded(request: Request) -> Response:
            if roles is not None:
                _check_role(request, roles)
            _check_ids(request)
            told_later = token_in_stream and token_is_due(request)
            if request.method not in SAFE_METHODS and not told_later:
                await _check_token(request, in_header_only=streams_bytes > 0)
            return await endpoint(request)

        larger = [Middleware(RequestBodyLimitMiddleware, max_body_size=streams_bytes)]
        super().__init__(
            path, guarded, methods=list(methods), name=name, middleware=larger if streams_bytes else None
        )


class GuardedSocket(WebSocketRoute):
    """A WebSocket for `roles`. The endpoint runs for those only, and still has to accept."""

    def __init__(
        self, path: str, endpoint: SocketEndpoint, *, roles: frozenset[Role], name: str | None = None
    ) -> None:
        self.roles = roles

        @wraps(endpoint)
        async def guarded(websocket: WebSocket) -> None:
            if await authenticate_socket(websocket, roles) is not None:
                await endpoint(websocket)

        super().__init__(path, guarded, name=name)


async def authenticate_socket(
    websocket: WebSocket, roles: frozenset[Role] = EVERYBODY
) -> SignedInUser | None:
    """Who opens the socket, or None for one that was refused and is closed.

    A page of another site gets HTTP 403 (browsers send cookies along with a foreign page's socket, so
    the `Origin` is what tells). Who is not signed in, or not in `roles`, gets the close code
    `CLOSE_NOT_SIGNED_IN` or `CLOSE_NOT_ALLOWED`, so that the browser knows not to try again; while the
    accounts cannot be read it gets `CLOSE_TRY_AGAIN`.
    """
    if not getattr(websocket.state, "same_site", False):
        await websocket.close()
        return None
    user = visitor(websocket)
    if user is not None and user.role in roles:
        return user
    await websocket.accept()
    if getattr(websocket.state, "fault", None) is not None:
        await websocket.close(CLOSE_TRY_AGAIN)
    else:
        await websocket.close(CLOSE_NOT_SIGNED_IN if user is None else CLOSE_NOT_ALLOWED)
    return None


def _check_ids(request: Request) -> None:
    if any(isinstance(value, int) and value > LARGEST_ID for value in request.path_params.values()):
        raise NotFound("There is nothing here.")


def _check_role(request: Request, roles: frozenset[Role]) -> None:
    fault: SantralError | None = getattr(request.state, "fault", None)
    if fault is not None:  # nobody can be recognised now; that is no reason to send them to sign in
        raise fault
    if signed_in(request).role not in roles:
        raise NotAllowed("Your role does not allow this.")


async def _check_token(request: Request, *, in_header_only: bool) -> None:
    sent: object = request.headers.get("x-csrf-token")
    if not sent and not in_header_only:
        sent = (await request.form()).get("csrf_token")
    check_sent_token(request, sent)


def token_is_due(request: Request) -> bool:
    """Whether the header has no token, as where a browser sends a form without a script."""
    return not request.headers.get("x-csrf-token")


def check_sent_token(request: Request, sent: object) -> None:
    """Raises `NotAllowed` or `SignInNeeded` where `sent` is not the session's token."""
    expected: str = getattr(request.state, "csrf_token", "")
    if not expected or not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), expected.encode()):
        if getattr(request.state, "user", None) is None:
            raise SignInNeeded("The page was open too long. Please try again.")
        raise NotAllowed("The page is out of date. Reload it and try again; what you typed is kept.")
