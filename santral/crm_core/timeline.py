"""Everything that ever happened with a customer, newest first, in one table.

Whoever writes something a customer's history should show appends an entry in the same transaction. An
entry is a finished sentence or two: it is shown without asking the room it came from.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, Text, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.customer_page import TimelinePage, TimelineRow
from santral.crm_core.db import Base, UtcDateTime
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.definitions.usage import holds_codes
from santral.crm_core.members.tables import Member
from santral.crm_core.timeline_cursor import Cursor, read_cursor, write_cursor

PAGE_ROWS: Final = 30
LARGEST_PAGE_ROWS: Final = 200


class TimelineEntry(Base):
    """`ref` names what the entry tells of, as "interaction:12"; `by_name` who of the house it was. `result`
    is the code of a definition."""

    __tablename__ = "timeline_entry"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.member_id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(16))
    direction: Mapped[str] = mapped_column(String(8), default="")
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    by_name: Mapped[str] = mapped_column(String(80), default="")
    result: Mapped[str] = mapped_column(String(40), default="")
    ref: Mapped[str] = mapped_column(String(100), default="")

    __table_args__ = (
        # Read backwards for newest first; `kind` is in it so that a filter passes over what it does not
        # want without fetching it.
        Index("ix_timeline_entry_newest", "member_id", "at", "entry_id", "kind"),
    )


holds_codes(DefinitionKind.RESULT, TimelineEntry.result, counted=False)

ROW_COLUMNS: Final = (
    TimelineEntry.entry_id,
    TimelineEntry.at,
    TimelineEntry.kind,
    TimelineEntry.direction,
    TimelineEntry.title,
    TimelineEntry.body,
    TimelineEntry.by_name,
    TimelineEntry.result,
    TimelineEntry.ref,
)
"""In the order of the fields of `TimelineRow`."""


async def append(
    session: AsyncSession,
    member_id: int,
    *,
    at: datetime,
    kind: str,
    title: str,
    body: str = "",
    direction: str = "",
    by: str = "",
    result: str = "",
    ref: str = "",
) -> int:
    """Add an entry to the history of an existing member, in the transaction of what it tells; its id."""
    entry = TimelineEntry(
        member_id=member_id,
        at=at,
        kind=kind,
        direction=direction,
        title=title,
        body=body,
        by_name=by,
        result=result,
        ref=ref,
    )
    session.add(entry)
    await session.flush()
    await _count(session, member_id, 1)
    return entry.entry_id


async def remove(session: AsyncSession, entry_id: int) -> None:
    """Take an entry out of a history: what it tells happened with another member."""
    entry = await session.get_one(TimelineEntry, entry_id)
    await session.delete(entry)
    await _count(session, entry.member_id, -1)


async def read_timeline(
    session: AsyncSession,
    member_id: int,
    before_cursor: str = "",
    kinds: Collection[str] = (),
    limit: int = PAGE_ROWS,
) -> TimelinePage:
    """A page of a member's history, newest first, from `before_cursor` on ("" for the newest). No `kinds`
    means all. Costs the same on the first page and on the last. Raises `BadCursor`."""
    limit = min(max(limit, 1), LARGEST_PAGE_ROWS)
    query = newest_entries(member_id, limit + 1)
    if before_cursor:
        before = read_cursor(before_cursor, member_id)
        place = tuple_(literal(before.at, UtcDateTime()), literal(before.entry_id))
        query = query.where(tuple_(TimelineEntry.at, TimelineEntry.entry_id) < place)
    if kinds:
        query = query.where(TimelineEntry.kind.in_(kinds))
    found = (await session.execute(query)).all()
    return as_page(member_id, [TimelineRow(*row) for row in found], limit)


def newest_entries(
    member_id: int | ColumnElement[int], rows: int
) -> Select[int, datetime, str, str, str, str, str, str, str]:
    return (
        select(*ROW_COLUMNS)
        .where(TimelineEntry.member_id == member_id)
        .order_by(TimelineEntry.at.desc(), TimelineEntry.entry_id.desc())
        .limit(rows)
    )


def as_page(member_id: int, found: Sequence[TimelineRow], limit: int) -> TimelinePage:
    """`found` has one row more than a page where there is a next one."""
    rows = tuple(found[:limit])
    more = len(found) > limit
    return TimelinePage(rows, write_cursor(Cursor(rows[-1].at, rows[-1].entry_id), member_id) if more else "")


async def _count(session: AsyncSession, member_id: int, more: int) -> None:
    await session.execute(
        update(Member)
        .where(Member.member_id == member_id)
        .values(contact_count=Member.contact_count + more)
        .execution_options(synchronize_session=False)
    )
