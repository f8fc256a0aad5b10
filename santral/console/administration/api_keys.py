"""Keys for other programs, as an administrator makes and revokes them.

`administration/api_keys.html` gets `keys` (`KeyLine`s), `now`, `colleagues` (`Colleague`s to act as),
`resources` (codes), `lives` (days, "" for ever), `form` (what was typed: name, user_id, lives and a level for
each resource), `errors` (sentence by field) and `token`, the new key, which is shown this once. Its forms go
to `/administration/api-keys` and `…/<id>/revoke`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.people import read_colleagues
from santral.console.house import house_of
from santral.console.web.answers import language_of, page
from santral.crm_core.api_keys.keys import KeyForm, create_key, read_keys, revoke_key
from santral.crm_core.api_keys.scopes import LEVELS, Resource
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users.signed_in_user import signed_in

LIVES: Final = ("30", "90", "365", "")
"""Days for which a key is good; "" for ever."""
NOTHING: Final[Mapping[str, str]] = {}


async def show_api_keys(request: Request) -> Response:
    return await _keys_page(request, saved="saved" in request.query_params)


async def create_api_key(request: Request) -> Response:
    """The page with the new key on it; nobody can read it again later."""
    form = await request.form()
    typed = {name: _text(form, name) for name in ("name", "user_id", "lives", *Resource)}
    at = datetime.now(UTC)
    try:
        async with house_of(request).database.session() as session:
            _, token = await create_key(session, _key_form(typed, at), signed_in(request), at)
    except InvalidInput as error:
        errors = {error.field: language_of(request).sentence(error)}
        return await _keys_page(request, error.http_status, form=typed, errors=errors)
    return await _keys_page(request, token=token)


async def revoke_api_key(request: Request) -> Response:
    api_key_id: int = request.path_params["api_key_id"]
    async with house_of(request).database.session() as session:
        await revoke_key(session, api_key_id, signed_in(request), datetime.now(UTC))
    return RedirectResponse("/administration/api-keys?saved=1", 303)


async def _keys_page(
    request: Request,
    status: int = 200,
    *,
    form: Mapping[str, str] = NOTHING,
    errors: Mapping[str, str] = NOTHING,
    token: str = "",
    saved: bool = False,
) -> Response:
    async with house_of(request).database.reading() as session:
        keys = await read_keys(session)
        colleagues = await read_colleagues(session)
    return page(
        request,
        "administration/api_keys.html",
        status,
        keys=keys,
        now=datetime.now(UTC),
        colleagues=colleagues,
        resources=[resource.value for resource in Resource],
        levels=list(LEVELS),
        lives=LIVES,
        form=form or {"name": "", "user_id": str(signed_in(request).user_id), "lives": "365"},
        errors=errors,
        token=token,
        saved=saved,
    )


def _key_form(typed: Mapping[str, str], at: datetime) -> KeyForm:
    user_id, lives = typed["user_id"], typed["lives"]
    if not (user_id.isascii() and user_id.isdigit() and len(user_id) < 19):
        raise InvalidInput("user_id", "Choose one of the list.")
    if lives not in LIVES:
        raise InvalidInput("lives", "Choose one of the list.")
    return KeyForm(
        name=typed["name"],
        user_id=int(user_id),
        levels={resource.value: typed[resource] for resource in Resource},
        expires_at=at + timedelta(days=int(lives)) if lives else None,
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""
