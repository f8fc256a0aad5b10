"""Which missed calls an agent has put away, so that they stay away when the server is restarted.

That a call was missed is in the journal of calls; this is only what the journal cannot know.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

from sqlalchemy import String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.write_later import PendingRow
from santral.cti.call_events import CallId


class PutAwayCard(Base):
    """What rang at the user in this call up to `at` needs nothing more of the user. Gone after some days."""

    __tablename__ = "put_away_card"

    call_id: Mapped[str] = mapped_column(String, primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)


PUT_AWAY: Final = cast(Table, PutAwayCard.__table__)


def put_away(user_id: int, call_id: CallId, at: datetime) -> PendingRow:
    """The row that says so; it is written a moment later, as the call itself is."""
    return PendingRow(PUT_AWAY, {"call_id": call_id, "user_id": user_id, "at": at})


async def move(session: AsyncSession, absorbed: CallId, call_id: CallId) -> None:
    """Two calls are one now, and go by `call_id`: what was put away last counts."""
    for row in (await session.scalars(select(PutAwayCard).where(PutAwayCard.call_id == absorbed))).all():
        there = await session.get(PutAwayCard, (call_id, row.user_id))
        if there is None:
            session.add(PutAwayCard(call_id=call_id, user_id=row.user_id, at=row.at))
        else:
            there.at = max(there.at, row.at)
        await session.delete(row)


async def forget(session: AsyncSession, before: datetime) -> None:
    """What was put away so long ago would not be brought back anyway."""
    await session.execute(delete(PutAwayCard).where(PutAwayCard.at < before))
