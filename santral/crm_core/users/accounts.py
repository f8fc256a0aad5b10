"""The accounts of the people of the house: made and changed by an administrator, never deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.errors import Conflict, InvalidInput, NotFound
from santral.crm_core.users.roles import Role

USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
DEVICE: Final = re.compile(r"[A-Za-z0-9]+/[A-Za-z0-9_.@-]+")
EXTENSION: Final = re.compile(r"[0-9*#]{0,16}")
LANGUAGES: Final = ("", "tr", "en")
THEMES: Final = ("system", "light", "dark")


class UserAccount(Base):
    """`username` is kept in lower case. A disabled account (`disabled_at`) stays, for what it has done.

    `device` is a channel's name without its instance (`PJSIP/1001`); one device belongs to one account.
    """

    __tablename__ = "user_account"

    user_id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(32), unique=True)
    display_name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    device: Mapped[str | None] = mapped_column(String(80), unique=True)
    extension: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2))
    theme: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class AccountForm:
    """What an administrator types about an account, not yet checked."""

    display_name: str
    role: str
    device: str = ""
    extension: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """An account was made, changed, disabled or enabled. Published after the commit."""

    user_id: int


async def create_account(
    session: AsyncSession, username: str, form: AccountForm, password_hash: str, at: datetime
) -> UserAccount:
    """Raises `InvalidInput` for the field that cannot be saved."""
    name = username.strip().lower()
    if not USERNAME.fullmatch(name):
        raise InvalidInput(
            "username", "A user name is 2 to 32 letters a–z, digits, dots, dashes or underscores."
        )
    account = UserAccount(
        username=name, password_hash=password_hash, theme="system", created_at=at, disabled_at=None
    )
    _fill(account, form)
    if await find_account(session, name) is not None:
        raise InvalidInput("username", "The user name %(name)s is taken.", name=name)
    await _check_device(session, account)
    session.add(account)
    await _flush(session)
    return account


async def edit_account(session: AsyncSession, user_id: int, form: AccountForm) -> UserAccount:
    """Raises `NotFound`, or `InvalidInput` for the field that cannot be saved."""
    account = await read_account(session, user_id)
    before = account.role
    _fill(account, form)
    with session.no_autoflush:
        await _check_device(session, account)
        if before == Role.ADMINISTRATOR and account.role != Role.ADMINISTRATOR:
            await _keep_an_administrator(session, account, "role")
    await _flush(session)
    return account


async def disable_account(session: AsyncSession, user_id: int, at: datetime) -> UserAccount:
    """The person can no longer sign in. Ending the open sessions is the caller's part."""
    account = await read_account(session, user_id)
    if account.role == Role.ADMINISTRATOR:
        await _keep_an_administrator(session, account, "disabled")
    account.disabled_at = account.disabled_at or at
    return account


async def enable_account(session: AsyncSession, user_id: int) -> UserAccount:
    account = await read_account(session, user_id)
    account.disabled_at = None
    return account


async def read_account(session: AsyncSession, user_id: int) -> UserAccount:
    account = await session.get(UserAccount, user_id)
    if account is None:
        raise NotFound("There is no such user.")
    return account


async def find_account(session: AsyncSession, username: str) -> UserAccount | None:
    return await session.scalar(select(UserAccount).where(UserAccount.username == username.strip().lower()))


async def read_accounts(session: AsyncSession) -> Sequence[UserAccount]:
    """All accounts, those in use first, by name."""
    return (
        await session.scalars(
            select(UserAccount).order_by(UserAccount.disabled_at.is_not(None), UserAccount.display_name)
        )
    ).all()


def _fill(account: UserAccount, form: AccountForm) -> None:
    name, device, extension = form.display_name.strip(), form.device.strip(), form.extension.strip()
    if not 1 <= len(name) <= 80 or not name.isprintable():
        raise InvalidInput("display_name", "Write the person's name, at most 80 letters.")
    if form.role not in {role.value for role in Role}:
        raise InvalidInput("role", "Choose one of the roles.")
    if device and (not DEVICE.fullmatch(device) or len(device) > 80):
        raise InvalidInput("device", "A device is written as PJSIP/1001.")
    if not EXTENSION.fullmatch(extension):
        raise InvalidInput("extension", "An extension is at most 16 digits.")
    if form.language not in LANGUAGES:
        raise InvalidInput("language", "Choose one of the languages.")
    account.display_name = name
    account.role = form.role
    account.device = device or None
    account.extension = extension
    account.language = form.language


async def _check_device(session: AsyncSession, account: UserAccount) -> None:
    if account.device is None:
        return
    holder = await session.scalar(
        select(UserAccount.display_name).where(
            UserAccount.device == account.device, UserAccount.username != account.username
        )
    )
    if holder is not None:
        raise InvalidInput("device", "The device belongs to %(name)s.", name=holder)


async def _keep_an_administrator(session: AsyncSession, account: UserAccount, field: str) -> None:
    # Locked, in one order: of two administrators who demote each other at once, the second sees the first.
    administrators = await session.scalars(
        select(UserAccount.user_id)
        .where(UserAccount.role == Role.ADMINISTRATOR, UserAccount.disabled_at.is_(None))
        .order_by(UserAccount.user_id)
        .with_for_update()
    )
    if not set(administrators) - {account.user_id}:
        raise InvalidInput(field, "Somebody has to stay administrator; name another one first.")


async def _flush(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody else saved the same user name or device a moment ago.") from error
