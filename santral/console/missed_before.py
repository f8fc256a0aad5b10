"""The missed calls of an agent that lay on the desk before the server was started, from the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from santral.console.day_figures import MISSED
from santral.console.desk import MOST_CARDS
from santral.console.floor import Floor
from santral.console.put_away import PutAwayCard
from santral.crm_core.interactions.tables import Interaction
from santral.cti.call_events import CallId, Direction
from santral.cti.call_records import CallLeg, CallRecord

REMEMBERED: Final = timedelta(days=7)
"""Who was not called back for so long does not wait any more."""


@dataclass(frozen=True, slots=True)
class MissedBefore:
    """One card. `at`: since when it is missed, None where it rang when it was last seen. `answered_by` is the
    device that took the call afterwards, or ""."""

    user_id: int
    call_id: CallId
    at: datetime | None
    waiting_since: datetime
    number: str
    name: str
    queue: str
    transferred_by: str
    answered_by: str


async def read_missed(session: AsyncSession, user_id: int, now: datetime) -> list[MissedBefore]:
    """What began to ring before `now`, the oldest first, as many as lie on a desk. A call is missed where the
    user never talked in it and its last ring was not taken; it is done with where the user put it away since,
    or saved notes about it."""
    leg, other, answer = CallLeg, aliased(CallLeg), aliased(CallLeg)
    same_desk = and_(other.call_id == leg.call_id, other.user_id == leg.user_id)
    later_or_talked = or_(other.answered_at.is_not(None), other.from_at > leg.from_at)
    away = and_(PutAwayCard.call_id == leg.call_id, PutAwayCard.user_id == leg.user_id)
    saved = and_(Interaction.call_id == leg.call_id, Interaction.user_id == leg.user_id)
    taken_by = (
        select(answer.device)
        .where(answer.call_id == leg.call_id, answer.answered_at >= leg.till)
        .order_by(answer.answered_at)
        .limit(1)
        .correlate(leg)
        .scalar_subquery()
    )
    query = (
        select(leg, CallRecord, taken_by)
        .join(CallRecord, CallRecord.call_id == leg.call_id)
        .where(
            leg.user_id == user_id,
            leg.from_at >= now - REMEMBERED,
            leg.from_at < now,
            leg.answered_at.is_(None),
            or_(leg.outcome.in_(MISSED), and_(leg.till.is_(None), CallRecord.ended_at.is_(None))),
            CallRecord.direction == Direction.INBOUND.value,
            ~exists().where(same_desk, other.leg_id != leg.leg_id, later_or_talked),
            ~exists().where(away, or_(leg.till.is_(None), PutAwayCard.at >= leg.till)),
            ~exists().where(saved),
        )
        .order_by(leg.from_at.desc())
        .limit(MOST_CARDS)
    )
    found = [_missed(*row) for row in await session.execute(query)]
    return found[::-1]


def lay_out(floor: Floor, missed: MissedBefore, at: datetime) -> None:
    """On its agent's desk again, as missed at `at`. The day has counted it; nothing rings."""
    desk = floor.desks.get(missed.user_id)
    if desk is None or not desk.miss(
        floor.resolve(missed.call_id), at, missed.answered_by, missed.transferred_by
    ):
        return
    sheet = floor.find(missed.call_id)
    if sheet is None:
        sheet = floor.open(
            missed.call_id, missed.waiting_since, Direction.INBOUND, missed.number, missed.name
        )
        sheet.queue, sheet.ended = missed.queue, True
    sheet.holders.add(missed.user_id)
    floor.touch_card(missed.user_id, sheet.call_id)


def _missed(leg: CallLeg, record: CallRecord, answered_by: str | None) -> MissedBefore:
    assert leg.user_id is not None
    queued = record.queued_at if record.queued_at and record.queued_at <= (leg.till or leg.from_at) else None
    return MissedBefore(
        user_id=leg.user_id,
        call_id=CallId(leg.call_id),
        at=leg.till,
        waiting_since=queued or record.started_at,
        number=record.number or "",
        name=record.name or "",
        queue=leg.queue or record.queue or "",
        transferred_by=leg.transferred_by or "",
        answered_by=answered_by or "",
    )
