"""Signing in: a name and a password become a session, or a sentence that gives nothing away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from santral.crm_core.db import Database
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users import audit
from santral.crm_core.users.accounts import UserAccount, find_account
from santral.crm_core.users.passwords import MOST_LETTERS, Passwords
from santral.crm_core.users.sessions import OpenedSession, SessionLife, open_session
from santral.crm_core.users.throttle import SignInThrottle


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where somebody comes from."""

    address: str
    browser: str


class SignIn:
    """The only door. Unknown, disabled and mistyped take the same time and get the same sentence."""

    def __init__(
        self, database: Database, passwords: Passwords, throttle: SignInThrottle, life: SessionLife
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._throttle = throttle
        self._life = life

    async def close(self) -> None:
        """Let go of what was held open for counting."""
        await self._throttle.close()

    async def sign_in(self, username: str, password: str, visitor: Visitor, at: datetime) -> OpenedSession:
        """Raises `InvalidInput` (wrong) or `TooManyAttempts`."""
        name = username.strip().lower()[:64]
        await self._throttle.check(name, visitor.address)
        async with self._database.reading() as session:
            account = await find_account(session, name)
        usable = account is not None and account.disabled_at is None
        stored = account.password_hash if account is not None and usable else None
        right = await self._passwords.is_right(stored, password[: MOST_LETTERS + 1])
        await self._throttle.check(name, visitor.address)  # others may have failed while this one hashed
        if account is None or not right:
            await self._throttle.count_failure(name, visitor.address)
            await self._note_failure(account, visitor, at)
            raise InvalidInput("password", "The user name or the password is wrong.")
        await self._throttle.forgive(name)
        return await self._open(account, password, visitor, at)

    async def _open(
        self, account: UserAccount, password: str, visitor: Visitor, at: datetime
    ) -> OpenedSession:
        outdated = self._passwords.is_outdated(account.password_hash)
        new_hash = await self._passwords.hash(password) if outdated else ""
        async with self._database.session() as session:
            opened = await open_session(
                session, account.user_id, self._life, at, visitor.address, visitor.browser
            )
            if new_hash:
                stored = await session.get_one(UserAccount, account.user_id)
                stored.password_hash = new_hash
            detail = {"address": visitor.address, "session": opened.session_id}
            await audit.record(session, None, "signed in", "user", account.user_id, detail, at)
        return opened

    async def _note_failure(self, account: UserAccount | None, visitor: Visitor, at: datetime) -> None:
        # What was typed as a name is not kept: it is a password often enough.
        subject = account.user_id if account is not None else "unknown"
        async with self._database.session() as session:
            detail = {"address": visitor.address}
            await audit.record(session, None, "sign-in refused", "user", subject, detail, at)
