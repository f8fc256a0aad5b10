"""The day of every agent from the journal, for a server that was started in the middle of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.console.floor.call_sheet import WrittenNumber
from santral.console.floor.day import Day
from santral.console.screens.view_models import PastCall
from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.members.header import read_headers
from santral.cti.call_events import Direction, RingOutcome
from santral.cti.call_records import CallLeg, CallRecord

MISSED = frozenset({RingOutcome.NOT_ANSWERED.value, RingOutcome.CALLER_LEFT.value})


async def read_days(
    session: AsyncSession, since: datetime, write_number: Callable[[str], WrittenNumber]
) -> dict[int, Day]:
    """By user, what the legs tell that began at `since` or later; internal calls do not count, nor
    does one's own call that nobody answered. Who it was is known of calls about which the user saved an
    interaction."""
    query = (
        select(CallLeg, CallRecord, Interaction.member_id)
        .join(CallRecord, CallRecord.call_id == CallLeg.call_id)
        .outerjoin(
            Interaction,
            and_(Interaction.call_id == CallLeg.call_id, Interaction.user_id == CallLeg.user_id),
        )
        .where(
            CallLeg.from_at >= since,
            CallLeg.user_id.is_not(None),
            CallRecord.direction != Direction.INTERNAL.value,
        )
        .order_by(CallLeg.from_at)
    )
    legs = (await session.execute(query)).all()
    known = await read_headers(session, {member_id for *_, member_id in legs if member_id is not None})
    headers: dict[int | None, MemberHeader] = {header.member_id: header for header in known}
    days: dict[int, Day] = {}
    for leg, record, member_id in legs:
        assert leg.user_id is not None
        day = days.setdefault(leg.user_id, Day())
        if leg.answered_at is not None:
            day.on_answered(leg.answered_at)
            if leg.till is not None:
                day.on_talked(leg.answered_at, leg.till)
                day.on_over(_past_call(leg, record, headers.get(member_id), write_number))
        elif leg.outcome in MISSED and record.direction != Direction.OUTBOUND.value:
            day.on_missed(leg.till or since)
            day.on_over(_past_call(leg, record, headers.get(member_id), write_number))
    return days


def _past_call(
    leg: CallLeg,
    record: CallRecord,
    member: MemberHeader | None,
    write_number: Callable[[str], WrittenNumber],
) -> PastCall:
    talk = leg.till - leg.answered_at if leg.till is not None and leg.answered_at is not None else None
    return PastCall(
        call_id=leg.call_id,
        at=(leg.answered_at or leg.till or leg.from_at).replace(microsecond=0),
        direction=record.direction or Direction.INBOUND.value,
        number=record.number or "",
        number_display=write_number(record.number or "").display,
        caller_name=record.name or "",
        member=member,
        talked_s=round(talk.total_seconds()) if talk is not None else None,
    )
