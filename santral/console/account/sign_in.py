"""The pages of signing in and out."""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.account.auth import LANGUAGE_COOKIE, VISIT_COOKIE, session_cookie, visit_token
from santral.console.house import House, house_of
from santral.console.web.answers import language_of, own_path, page
from santral.console.web.language import LANGUAGES
from santral.crm_core.errors import InvalidInput
from santral.crm_core.feature import BackgroundTask, Feature
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users import audit
from santral.crm_core.users.roles import ANYBODY, EVERYBODY
from santral.crm_core.users.sessions import end_overdue_sessions, end_session, end_sessions_of
from santral.crm_core.users.sign_in import Visitor
from santral.crm_core.users.signed_in_user import signed_in, visitor
from santral.crm_core.users.throttle import TooManyAttempts

SWEEP_EVERY_S: Final = 60.0
A_YEAR_S: Final = 365 * 24 * 3600


def feature(house: House) -> Feature:
    async def sweep() -> None:
        """Sessions that are over are forgotten, and their sockets closed, within a minute."""
        while True:
            async with house.database.session() as session:
                ended = await end_overdue_sessions(session, datetime.now(UTC))
            if ended.session_ids:
                house.bus.publish(ended)
            await asyncio.sleep(SWEEP_EVERY_S)

    return Feature(
        name="sign-in",
        routes=(
            GuardedRoute("/sign-in", show_sign_in, roles=ANYBODY),
            GuardedRoute("/sign-in", sign_in, roles=ANYBODY, methods=["POST"]),
            GuardedRoute("/sign-out", sign_out, roles=EVERYBODY, methods=["POST"]),
        ),
        tasks=(BackgroundTask("session sweep", sweep),),
    )


async def show_sign_in(request: Request) -> Response:
    if visitor(request) is not None:
        return RedirectResponse("/", 303)
    next_path = request.query_params.get("next", "")
    language = request.query_params.get("language", "")
    if language in LANGUAGES:
        query = request.url.remove_query_params("language").query
        answer: Response = RedirectResponse(f"/sign-in?{query}" if query else "/sign-in", 303)
        _set_cookie(request, answer, LANGUAGE_COOKIE, language, max_age_s=A_YEAR_S)
        return answer
    visit = request.cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(16)
    request.state.csrf_token = visit_token(house_of(request), visit)
    answer = _sign_in_page(request, 200, next_path=next_path)
    _set_cookie(request, answer, VISIT_COOKIE, visit)
    return answer


async def sign_in(request: Request) -> Response:
    form, house = await request.form(), house_of(request)
    username, next_path = str(form.get("username", "")), str(form.get("next", ""))
    came_from = Visitor(request.client.host if request.client else "", request.headers.get("user-agent", ""))
    try:
        opened = await house.door.sign_in(
            username, str(form.get("password", "")), came_from, datetime.now(UTC)
        )
    except (InvalidInput, TooManyAttempts) as error:
        answer = _sign_in_page(
            request,
            error.http_status,
            error=language_of(request).sentence(error),
            username=username,
            next_path=next_path,
        )
        if isinstance(error, TooManyAttempts):
            answer.headers["Retry-After"] = str(error.wait_s)
        return answer
    answer = RedirectResponse(own_path(next_path or "/"), 303)
    _set_cookie(request, answer, session_cookie(house), opened.token)
    answer.delete_cookie(VISIT_COOKIE)
    return answer


async def sign_out(request: Request) -> Response:
    """With the field `everywhere`, on all devices of the user."""
    house, user = house_of(request), signed_in(request)
    everywhere = bool((await request.form()).get("everywhere"))
    async with house.database.session() as session:
        ended = await (
            end_sessions_of(session, user.user_id) if everywhere else end_session(session, user.session_id)
        )
        await audit.record(session, user, "signed out", "user", user.user_id, {"everywhere": everywhere})
    house.bus.publish(ended)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(session_cookie(house), secure=house.settings.https, httponly=True, samesite="lax")
    return answer


def _sign_in_page(
    request: Request, status: int, *, next_path: str, username: str = "", error: str = ""
) -> Response:
    """`sign_in.html` gets `username` as typed, `error` (a sentence or ""), `next_path` (where to go after)
    and `demo_logins` (`DemoLogin`s, only in the demo)."""
    return page(
        request,
        "sign_in.html",
        status,
        username=username,
        error=error,
        next_path=next_path,
        demo_logins=house_of(request).demo_logins,
    )


def _set_cookie(
    request: Request, answer: Response, name: str, value: str, max_age_s: int | None = None
) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=max_age_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=house_of(request).settings.https,
    )
