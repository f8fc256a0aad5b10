"""Signed-in browsers. The browser holds a random token; only its hash is stored, so that a stolen
database opens no session. A session ends by signing out, by idling, by age, or with its account."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ForeignKey, String, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.roles import Role
from santral.crm_core.users.signed_in_user import SignedInUser

TOKEN_BYTES: Final = 32
SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly it is kept when a session was last used: once a minute is written, not every request."""


class UserSession(Base):
    __tablename__ = "user_session"

    session_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idles_out_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(200))


@dataclass(frozen=True, slots=True)
class SessionLife:
    """How long sessions last."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """`token` goes into the browser's cookie and is nowhere else."""

    token: str
    session_id: int
    csrf_token: str


@dataclass(frozen=True, slots=True)
class ResumedSession:
    user: SignedInUser
    csrf_token: str
    due_to_be_seen: bool  # `mark_seen` should be called


@dataclass(frozen=True, slots=True)
class SessionsEnded:
    """These sessions are over: their sockets are to be closed. Published after the commit."""

    session_ids: frozenset[int]


async def open_session(
    session: AsyncSession, user_id: int, life: SessionLife, at: datetime, address: str, browser: str
) -> OpenedSession:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = UserSession(
        user_id=user_id,
        token_hash=_hash(token),
        csrf_token=secrets.token_urlsafe(TOKEN_BYTES),
        created_at=at,
        seen_at=at,
        idles_out_at=at + life.idle,
        ends_at=at + life.longest,
        address=address[:64],
        browser=browser[:200],
    )
    session.add(row)
    await session.flush()
    return OpenedSession(token, row.session_id, row.csrf_token)


async def resume_session(session: AsyncSession, token: str, at: datetime) -> ResumedSession | None:
    """The session behind a cookie, or None where it is unknown or over."""
    row = (
        await session.execute(
            select(
                UserAccount.user_id,
                UserAccount.username,
                UserAccount.display_name,
                UserAccount.role,
                UserAccount.device,
                UserAccount.extension,
                UserAccount.language,
                UserAccount.theme,
                UserSession.session_id,
                UserSession.csrf_token,
                UserSession.seen_at,
            )
            .join_from(UserSession, UserAccount)
            .where(
                UserSession.token_hash == _hash(token),
                UserSession.idles_out_at > at,
                UserSession.ends_at > at,
                UserAccount.disabled_at.is_(None),
            )
        )
    ).first()
    if row is None:
        return None
    user = SignedInUser(
        user_id=row.user_id,
        username=row.username,
        display_name=row.display_name,
        role=Role(row.role),
        device=row.device or "",
        extension=row.extension,
        language=row.language,
        theme=row.theme,
        session_id=row.session_id,
    )
    return ResumedSession(user, row.csrf_token, at - row.seen_at >= SEEN_EVERY)


async def mark_seen(session: AsyncSession, session_id: int, life: SessionLife, at: datetime) -> None:
    """The session is in use: it idles out later."""
    await session.execute(
        update(UserSession)
        .where(UserSession.session_id == session_id)
        .values(seen_at=at, idles_out_at=at + life.idle)
    )


async def end_session(session: AsyncSession, session_id: int) -> SessionsEnded:
    return await _end(session, UserSession.session_id == session_id)


async def end_sessions_of(session: AsyncSession, user_id: int, *, but: int | None = None) -> SessionsEnded:
    """Sign a user out everywhere, but from the session `but`, where one is given."""
    return await _end(session, UserSession.user_id == user_id, UserSession.session_id != (but or 0))


async def end_overdue_sessions(session: AsyncSession, at: datetime) -> SessionsEnded:
    """Forget the sessions that have idled out or are too old."""
    return await _end(session, or_(UserSession.idles_out_at <= at, UserSession.ends_at <= at))


async def _end(session: AsyncSession, *which: Any) -> SessionsEnded:
    ended = await session.scalars(delete(UserSession).where(*which).returning(UserSession.session_id))
    return SessionsEnded(frozenset(ended))


def _hash(token: str) -> str:
    # The token is 256 random bits: a fast hash cannot be guessed backwards.
    return hashlib.sha256(token.encode()).hexdigest()
