"""The missed calls of an agent that lay on the desk before the server was started, from the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from santral.console.floor.desk import MOST_CARDS
from santral.console.floor.floor import Floor
from santral.console.restart.day_figures import MISSED
from santral.console.restart.put_away import PutAwayCard
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.json_rows import moment_of
from santral.crm_core.one_trip import Asking, Query
from santral.cti.call_events import CallId, Direction
from santral.cti.call_records import CallLeg, CallRecord

Moment = int | datetime
"""As `json_rows.moment_of` takes it."""

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


def read_missed(asking: Asking, user_id: int, now: datetime) -> list[MissedBefore]:
    """What began to ring before `now`, the oldest first, as many as lie on a desk. A call is missed where the
    user never talked in it and its last ring was not taken; it is done with where the user put it away since,
    or saved notes about it."""
    found = asking.rows(_missed_query(), {"user": user_id, "now": now, "since": now - REMEMBERED})
    return [_missed(user_id, *row) for row in found][::-1]


@lru_cache(maxsize=1)
def _missed_query() -> Query:
    leg, other, answer = CallLeg, aliased(CallLeg), aliased(CallLeg)
    user = bindparam("user", type_=leg.user_id.type)
    now, since = bindparam("now", type_=leg.from_at.type), bindparam("since", type_=leg.from_at.type)
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
    return (
        select(
            leg.call_id,
            leg.from_at,
            leg.till,
            func.coalesce(leg.queue, CallRecord.queue, ""),
            func.coalesce(leg.transferred_by, ""),
            CallRecord.started_at,
            CallRecord.queued_at,
            func.coalesce(CallRecord.number, ""),
            func.coalesce(CallRecord.name, ""),
            func.coalesce(taken_by, ""),
        )
        .join(CallRecord, CallRecord.call_id == leg.call_id)
        .where(
            leg.user_id == user,
            leg.from_at >= since,
            leg.from_at < now,
            leg.answered_at.is_(None),
            or_(
                *(leg.outcome == missed for missed in MISSED),
                and_(leg.till.is_(None), CallRecord.ended_at.is_(None)),
            ),
            CallRecord.direction == Direction.INBOUND.value,
            ~exists().where(same_desk, other.leg_id != leg.leg_id, later_or_talked),
            ~exists().where(away, or_(leg.till.is_(None), PutAwayCard.at >= leg.till)),
            ~exists().where(saved),
        )
        .order_by(leg.from_at.desc())
        .limit(MOST_CARDS)
    )


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


def _missed(
    user_id: int,
    call_id: str,
    from_at: Moment,
    till: Moment | None,
    queue: str,
    transferred_by: str,
    started_at: Moment,
    queued_at: Moment | None,
    number: str,
    name: str,
    answered_by: str,
) -> MissedBefore:
    at = None if till is None else moment_of(till)
    queued = None if queued_at is None else moment_of(queued_at)
    in_queue = queued is not None and queued <= (at or moment_of(from_at))
    return MissedBefore(
        user_id=user_id,
        call_id=CallId(call_id),
        at=at,
        waiting_since=queued if queued and in_queue else moment_of(started_at),
        number=number,
        name=name,
        queue=queue,
        transferred_by=transferred_by,
        answered_by=answered_by,
    )
