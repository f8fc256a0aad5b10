"""Users, as an administrator sees and changes them.

`administration/users.html` gets `accounts`, a list of `AccountLine`.
`administration/user.html` gets `account` (an `AccountLine`, or None for a new user), `form` (what to show in
the fields username, display_name, role, device, extension, language, by name), `errors` (sentence by field;
the fields `password` and `disabled` belong to forms of their own), `saved` (True after a change), `roles`
(codes) and `languages` (codes, "" for the browser's). Its forms go to
`/administration/users/new` or `/administration/users/<id>` and, for an account that exists, to
`…/password` (field password), `…/disable`, `…/enable`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.house import house_of
from santral.console.web.answers import language_of, page
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users import audit
from santral.crm_core.users.accounts import (
    LANGUAGES,
    AccountChanged,
    AccountForm,
    UserAccount,
    create_account,
    disable_account,
    edit_account,
    enable_account,
    read_account,
    read_accounts,
)
from santral.crm_core.users.passwords import check_password
from santral.crm_core.users.roles import Role
from santral.crm_core.users.sessions import end_sessions_of
from santral.crm_core.users.signed_in_user import signed_in


@dataclass(frozen=True, slots=True)
class AccountLine:
    user_id: int
    username: str
    display_name: str
    role: str
    device: str
    extension: str
    language: str
    created_at: datetime
    disabled_at: datetime | None


async def show_users(request: Request) -> Response:
    async with house_of(request).database.reading() as session:
        accounts = [_line(account) for account in await read_accounts(session)]
    return page(request, "administration/users.html", accounts=accounts)


async def show_new_user(request: Request) -> Response:
    return _user_page(request, None, asdict(AccountForm("", Role.AGENT)) | {"username": ""})


async def create_user(request: Request) -> Response:
    house, user, form = house_of(request), signed_in(request), await request.form()
    username, password = _text(form, "username"), _text(form, "password", strip=False)
    typed = _account_form(form)
    try:
        check_password(password, username)
        password_hash = await house.passwords.hash(password)
        async with house.database.session() as session:
            account = await create_account(session, username, typed, password_hash, datetime.now(UTC))
            detail = asdict(typed) | {"username": account.username}
            await audit.record(session, user, "created", "user", account.user_id, detail)
    except InvalidInput as error:
        return _user_page(request, None, asdict(typed) | {"username": username}, error)
    house.bus.publish(AccountChanged(account.user_id))
    return RedirectResponse("/administration/users", 303)


async def show_user(request: Request) -> Response:
    async with house_of(request).database.reading() as session:
        line = _line(await read_account(session, request.path_params["user_id"]))
    saved = "saved" in request.query_params
    return _user_page(request, line, asdict(line), saved=saved)


async def edit_user(request: Request) -> Response:
    house, user, user_id = house_of(request), signed_in(request), request.path_params["user_id"]
    typed = _account_form(await request.form())
    try:
        async with house.database.session() as session:
            before = asdict(_line(await read_account(session, user_id)))
            account = await edit_account(session, user_id, typed)
            after = asdict(_line(account))
            changed = {name: after[name] for name in asdict(typed) if after[name] != before[name]}
            await audit.record(session, user, "changed", "user", user_id, changed)
    except InvalidInput as error:
        return await _user_page_again(request, asdict(typed), error)
    house.bus.publish(AccountChanged(user_id))
    return _back_to(user_id)


async def new_password(request: Request) -> Response:
    """Signs the user out everywhere, but an administrator who changes the own one stays here."""
    house, user, user_id = house_of(request), signed_in(request), request.path_params["user_id"]
    password = _text(await request.form(), "password", strip=False)
    async with house.database.reading() as session:
        account = await read_account(session, user_id)
    try:
        check_password(password, account.username)
    except InvalidInput as error:
        return await _user_page_again(request, {}, error)
    password_hash = await house.passwords.hash(password)
    async with house.database.session() as session:
        (await read_account(session, user_id)).password_hash = password_hash
        ended = await end_sessions_of(session, user_id, but=user.session_id)
        await audit.record(session, user, "changed password", "user", user_id)
    house.bus.publish(ended)
    return _back_to(user_id)


async def disable_user(request: Request) -> Response:
    """The person is signed out everywhere, at once."""
    house, user, user_id = house_of(request), signed_in(request), request.path_params["user_id"]
    try:
        async with house.database.session() as session:
            await disable_account(session, user_id, datetime.now(UTC))
            ended = await end_sessions_of(session, user_id)
            await audit.record(session, user, "disabled", "user", user_id)
    except InvalidInput as error:
        return await _user_page_again(request, {}, error)
    house.bus.publish(ended)
    house.bus.publish(AccountChanged(user_id))
    return _back_to(user_id)


async def enable_user(request: Request) -> Response:
    house, user, user_id = house_of(request), signed_in(request), request.path_params["user_id"]
    async with house.database.session() as session:
        await enable_account(session, user_id)
        await audit.record(session, user, "enabled", "user", user_id)
    house.bus.publish(AccountChanged(user_id))
    return _back_to(user_id)


def _user_page(
    request: Request,
    account: AccountLine | None,
    form: Mapping[str, object],
    error: InvalidInput | None = None,
    *,
    saved: bool = False,
) -> Response:
    return page(
        request,
        "administration/user.html",
        200 if error is None else error.http_status,
        account=account,
        form=form,
        errors={error.field: language_of(request).sentence(error)} if error else {},
        saved=saved,
        roles=[role.value for role in Role],
        languages=LANGUAGES,
    )


async def _user_page_again(request: Request, typed: Mapping[str, object], error: InvalidInput) -> Response:
    """The page with what was typed still in it, and the sentence at its field."""
    async with house_of(request).database.reading() as session:
        line = await _read_line(session, request.path_params["user_id"])
    return _user_page(request, line, {**asdict(line), **typed}, error)


async def _read_line(session: AsyncSession, user_id: int) -> AccountLine:
    return _line(await read_account(session, user_id))


def _line(account: UserAccount) -> AccountLine:
    return AccountLine(
        user_id=account.user_id,
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        device=account.device or "",
        extension=account.extension,
        language=account.language,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
    )


def _account_form(form: FormData) -> AccountForm:
    return AccountForm(
        display_name=_text(form, "display_name"),
        role=_text(form, "role"),
        device=_text(form, "device"),
        extension=_text(form, "extension"),
        language=_text(form, "language"),
    )


def _text(form: FormData, name: str, *, strip: bool = True) -> str:
    value = form.get(name, "")
    text = value if isinstance(value, str) else ""
    return text.strip() if strip else text


def _back_to(user_id: int) -> Response:
    return RedirectResponse(f"/administration/users/{user_id}?saved=1", 303)
