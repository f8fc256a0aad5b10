"""Who did what, and who looked at whom. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from sqlalchemy import JSON, Index, String, Table, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.write_later import PendingRow

PAGE_ROWS: Final = 100


class AuditEntry(Base):
    """`user_id` is None where the house itself acted, as by a command on the server.

    There is deliberately no foreign key: an entry says what happened, whatever becomes of its subject.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id", "entry_id"),
        Index("ix_audit_entry_user", "user_id", "entry_id"),
        Index("ix_audit_entry_action", "action", "entry_id"),
    )

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class Actor(Protocol):
    """Who did it: a `SignedInUser`, or whoever else of the house is known by id. One that has an `api_key`,
    the name of a key, acts through a program: every entry tells it."""

    @property
    def user_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit page."""

    entry_id: int
    at: datetime
    by: str  # display name; "" for the house itself
    action: str
    subject_kind: str
    subject_id: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Empty values do not filter. `before` is the last entry id of the page before, or 0."""

    user_id: int = 0
    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    before: int = 0


async def record(
    session: AsyncSession,
    user: Actor | None,
    action: str,
    subject_kind: str,
    subject_id: object,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Add an entry to the transaction of what it tells of: both are kept, or neither.

    `action` is a verb in the past ("viewed", "created", "changed", …), `subject_kind` what it was done
    to ("member", "user", …). `detail` is what else to know, as JSON; never a password, never a note's text.
    """
    session.add(AuditEntry(**_values(user, action, subject_kind, subject_id, detail, at)))


def as_pending_row(
    user: Actor | None,
    action: str,
    subject_kind: str,
    subject_id: object,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> PendingRow:
    """The same for where no transaction is open and nothing may wait, as a pop that shows a customer."""
    table = AuditEntry.__table__
    assert isinstance(table, Table)
    return PendingRow(table, _values(user, action, subject_kind, subject_id, detail, at))


async def read_audit(session: AsyncSession, which: AuditFilter) -> tuple[tuple[AuditRow, ...], int]:
    """A page of entries, newest first, and the `before` of the next page (0 where there is none)."""
    query = (
        select(AuditEntry, UserAccount.display_name)
        .outerjoin(UserAccount, UserAccount.user_id == AuditEntry.user_id)
        .order_by(AuditEntry.entry_id.desc())
        .limit(PAGE_ROWS + 1)
    )
    if which.before:
        query = query.where(AuditEntry.entry_id < which.before)
    if which.user_id:
        query = query.where(AuditEntry.user_id == which.user_id)
    if which.action:
        query = query.where(AuditEntry.action == which.action)
    if which.subject_kind:
        query = query.where(AuditEntry.subject_kind == which.subject_kind)
    if which.subject_id:
        query = query.where(AuditEntry.subject_id == which.subject_id)
    found = (await session.execute(query)).all()
    rows = tuple(
        AuditRow(e.entry_id, e.at, by or "", e.action, e.subject_kind, e.subject_id, e.detail)
        for e, by in found[:PAGE_ROWS]
    )
    return rows, rows[-1].entry_id if len(found) > PAGE_ROWS else 0


async def read_audit_words(session: AsyncSession) -> tuple[list[str], list[str]]:
    """The actions and the kinds of subject that occur, to choose from."""
    # Few values in many rows: hop from one to the next through the index instead of reading all rows.
    return await _distinct(session, AuditEntry.action), await _distinct(session, AuditEntry.subject_kind)


async def _distinct(session: AsyncSession, column: InstrumentedAttribute[str]) -> list[str]:
    found: list[str] = []
    value = await session.scalar(select(func.min(column)))
    while value is not None:
        found.append(value)
        value = await session.scalar(select(func.min(column)).where(column > value))
    return found


def _values(
    user: Actor | None,
    action: str,
    subject_kind: str,
    subject_id: object,
    detail: Mapping[str, Any] | None,
    at: datetime | None,
) -> dict[str, Any]:
    key = getattr(user, "api_key", "")
    return {
        "at": at or datetime.now(UTC),
        "user_id": user.user_id if user else None,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": str(subject_id),
        "detail": dict(detail or {}) | ({"api_key": key} if key else {}),
    }
