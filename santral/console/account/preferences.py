"""What a person chooses for the own screen: language and theme."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.house import House, house_of
from santral.console.web.answers import own_path, wants_page
from santral.crm_core.errors import InvalidInput
from santral.crm_core.feature import Feature
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users.accounts import LANGUAGES, THEMES, AccountChanged, read_account
from santral.crm_core.users.roles import EVERYBODY
from santral.crm_core.users.signed_in_user import signed_in


def feature(_house: House) -> Feature:
    return Feature(
        name="preferences",
        routes=(GuardedRoute("/preferences", save_preferences, roles=EVERYBODY, methods=["POST"]),),
    )


async def save_preferences(request: Request) -> Response:
    """Fields `language` (tr, en or "" for the browser's) and `theme`; either may be missing. Goes back to
    the page it came from, or answers 204 to a script."""
    house, user, form = house_of(request), signed_in(request), await request.form()
    language, theme = form.get("language"), form.get("theme")
    if language is not None and language not in LANGUAGES:
        raise InvalidInput("language", "Choose one of the languages.")
    if theme is not None and theme not in THEMES:
        raise InvalidInput("theme", "Choose one of the themes.")
    async with house.database.session() as session:
        account = await read_account(session, user.user_id)
        account.language = account.language if language is None else str(language)
        account.theme = account.theme if theme is None else str(theme)
    house.bus.publish(AccountChanged(user.user_id))
    if not wants_page(request):
        return Response(status_code=204)
    came_from = urlsplit(request.headers.get("referer", ""))
    return RedirectResponse(own_path(came_from.path or "/"), 303)
