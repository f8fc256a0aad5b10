"""Keys are made, shown once, recognised and revoked. Only a hash is stored, so that a stolen database opens
nothing; a key is 256 random bits, which nobody guesses, so a quick hash is enough."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from santral.crm_core.api_keys.scopes import (
    Access,
    Resource,
    Scope,
    level_of,
    read_scopes,
    scopes_of,
    write_scopes,
)
from santral.crm_core.api_keys.tables import ApiKey
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.typed_text import one_line
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor, record
from santral.crm_core.users.roles import ADMINISTRATORS, Role
from santral.crm_core.users.signed_in_user import SignedInUser

PREFIX: Final = "santral_"
"""Tells people, and programs that look for secrets where none should be, what it is."""
SECRET_BYTES: Final = 32
SHOWN: Final = len(PREFIX) + 5
LONGEST_NAME: Final = 60
LONGEST_TOKEN: Final = 200


@dataclass(frozen=True, slots=True)
class KeyForm:
    """What an administrator typed; `levels` by resource (see `scopes.LEVELS`)."""

    name: str
    user_id: int
    levels: Mapping[str, str]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as the administrator's page shows it. `works` is whether a request with it would be heard."""

    api_key_id: int
    name: str
    beginning: str
    scopes: frozenset[Scope]
    acts_as: str
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    account_disabled: bool

    def level(self, resource: str) -> str:
        """See `scopes.LEVELS`."""
        return level_of(self.scopes, Resource(resource))

    def works(self, at: datetime) -> bool:
        over = self.expires_at is not None and self.expires_at <= at
        return not (self.revoked_at or self.account_disabled or over)


@dataclass(frozen=True, slots=True)
class KeyHolder(SignedInUser):
    """Who a request with a key is: the account in whose name it acts, without a session, and what the key
    may. `api_key` is the key's name, which every entry of the audit record tells."""

    api_key_id: int
    api_key: str
    scopes: frozenset[Scope]
    last_used_at: datetime | None


async def create_key(session: AsyncSession, form: KeyForm, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """The row, and the key to show this once. Raises `InvalidInput` for the field that cannot be saved."""
    name = one_line("name", form.name, LONGEST_NAME)
    if not name:
        raise InvalidInput("name", "Say what the key is for.")
    account = await session.get(UserAccount, form.user_id)
    if account is None or account.disabled_at is not None:
        raise InvalidInput("user_id", "This colleague does not work here any more. Choose another one.")
    scopes = scopes_of(form.levels)
    if Scope(Resource.DEFINITIONS, Access.WRITE) in scopes and account.role not in ADMINISTRATORS:
        raise InvalidInput(
            Resource.DEFINITIONS.value, "Only an administrator changes definitions. Choose another account."
        )
    if form.expires_at is not None and form.expires_at <= at:
        raise InvalidInput("expires", "Choose a day that is still to come.")
    token = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    key = ApiKey(
        name=name,
        beginning=token[:SHOWN],
        key_hash=_hash(token),
        scopes=write_scopes(scopes),
        user_id=account.user_id,
        created_by=by.user_id,
        created_at=at,
        expires_at=form.expires_at,
        revoked_at=None,
        last_used_at=None,
    )
    session.add(key)
    await session.flush()
    detail = {"name": name, "scopes": key.scopes.split(), "acts_as": account.username}
    await record(session, by, "created", "api-key", key.api_key_id, detail, at)
    return key, token


async def revoke_key(session: AsyncSession, api_key_id: int, by: Actor, at: datetime) -> None:
    """From now on nobody is heard with it. A second time nothing happens. Raises `NotFound`."""
    key = await session.get(ApiKey, api_key_id, with_for_update=True)
    if key is None:
        raise NotFound("There is no such key.")
    if key.revoked_at is None:
        key.revoked_at = at
        await record(session, by, "revoked", "api-key", api_key_id, {"name": key.name}, at)


async def read_keys(session: AsyncSession) -> Sequence[KeyLine]:
    """All of them, those not revoked first, then the newest."""
    acts_as, creator = aliased(UserAccount), aliased(UserAccount)
    query = (
        select(ApiKey, acts_as.display_name, acts_as.disabled_at, func.coalesce(creator.display_name, ""))
        .join(acts_as, acts_as.user_id == ApiKey.user_id)
        .outerjoin(creator, creator.user_id == ApiKey.created_by)
        .order_by(ApiKey.revoked_at.is_not(None), ApiKey.api_key_id.desc())
    )
    return [
        KeyLine(
            api_key_id=key.api_key_id,
            name=key.name,
            beginning=key.beginning,
            scopes=read_scopes(key.scopes),
            acts_as=name,
            created_by=by,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            last_used_at=key.last_used_at,
            account_disabled=disabled_at is not None,
        )
        for key, name, disabled_at, by in await session.execute(query)
    ]


async def recognise(session: AsyncSession, token: str, at: datetime) -> KeyHolder | None:
    """Whose key it is; None for one that is unknown, revoked or over, or whose account is disabled."""
    if not token.startswith(PREFIX) or len(token) > LONGEST_TOKEN:
        return None
    columns: tuple[Any, ...] = (
        ApiKey.api_key_id,
        ApiKey.name,
        ApiKey.scopes,
        ApiKey.last_used_at,
        ApiKey.expires_at,
        UserAccount.user_id,
        UserAccount.username,
        UserAccount.display_name,
        UserAccount.role,
    )
    query = (
        select(*columns)
        .join_from(ApiKey, UserAccount, UserAccount.user_id == ApiKey.user_id)
        .where(
            ApiKey.key_hash == _hash(token),
            ApiKey.revoked_at.is_(None),
            UserAccount.disabled_at.is_(None),
        )
    )
    row = (await session.execute(query)).one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= at):
        return None
    return KeyHolder(
        user_id=row.user_id,
        username=row.username,
        display_name=row.display_name,
        role=Role(row.role),
        device="",
        extension="",
        language="",
        theme="",
        session_id=0,
        api_key_id=row.api_key_id,
        api_key=row.name,
        scopes=read_scopes(row.scopes),
        last_used_at=row.last_used_at,
    )


async def mark_used(session: AsyncSession, api_key_id: int, at: datetime) -> None:
    await session.execute(update(ApiKey).where(ApiKey.api_key_id == api_key_id).values(last_used_at=at))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
