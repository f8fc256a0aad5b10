"""What is kept of every call, for ever: the tables behind missed calls, talk times and all reports on them.

Texts are as the exchange sent them, of any length. There are no foreign keys: the journal keeps what
happened even where the row it refers to could not be written.

`revision` tells which of two versions of a row is the later one (`santral.cti.growing_row`): a version that
comes late, because it was set aside, completes what is there and never replaces it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base

UNSEEN: Final = "unseen"
"""The state of a device while the exchange is not heard."""


class CallRecord(Base):
    """One call. It goes on while `ended_at` is None. `merged_into` names the call it turned out to be part
    of. `lost_sight`: its end was missed, so `ended_at` is when that was noticed."""

    __tablename__ = "call"
    __table_args__ = (
        Index(
            "ix_call_going_on",
            "call_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    call_id: Mapped[str] = mapped_column(String, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(index=True, info={"earliest_wins": True})
    direction: Mapped[str | None] = mapped_column(String)
    number: Mapped[str | None] = mapped_column(String, index=True)
    name: Mapped[str | None] = mapped_column(String)
    dialled: Mapped[str | None] = mapped_column(String)
    queue: Mapped[str | None] = mapped_column(String)  # the last one it waited in
    queued_at: Mapped[datetime | None]
    left_queue_at: Mapped[datetime | None]
    abandoned: Mapped[bool | None]  # gave up in the queue, or the queue's time ran out
    answered_at: Mapped[datetime | None] = mapped_column(info={"earliest_wins": True})  # by an agent
    ended_at: Mapped[datetime | None]
    cause: Mapped[int | None]  # Q.850
    lost_sight: Mapped[bool | None]
    merged_into: Mapped[str | None] = mapped_column(String)
    revision: Mapped[int] = mapped_column(default=0, info={"newest_wins_by": True})


class CallLeg(Base):
    """One agent's device in a call: from its first ring, or its place in the talk, to when it left.

    `outcome` is a `RingOutcome`, or None while it rings. `user_id` is whose device it was then.
    """

    __tablename__ = "call_leg"
    __table_args__ = (Index("ix_call_leg_user", "user_id", "from_at"),)

    leg_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str] = mapped_column(String, index=True)
    device: Mapped[str] = mapped_column(String)
    user_id: Mapped[int | None]
    queue: Mapped[str | None] = mapped_column(String)
    from_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    till: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    held_s: Mapped[float]
    transferred_by: Mapped[str | None] = mapped_column(String)
    transferred_to: Mapped[str | None] = mapped_column(String)
    transfer_kind: Mapped[str | None] = mapped_column(String(10))
    revision: Mapped[int] = mapped_column(default=0, info={"newest_wins_by": True})


class AgentStateChange(Base):
    """`device` is in `state` (an `AgentState`, or `UNSEEN`) from `at` until the next row of the device."""

    __tablename__ = "agent_state_change"
    __table_args__ = (Index("ix_agent_state_change_user", "user_id", "at"),)

    device: Mapped[str] = mapped_column(String, primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    user_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String)
    revision: Mapped[int] = mapped_column(default=0, info={"newest_wins_by": True})
