"""The call backs that were promised before the server was started."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.console.floor.call_sheet import WrittenNumber
from santral.console.screens.view_models import Callback
from santral.crm_core.interactions.call_backs import PromisedCall, read_promised_calls
from santral.crm_core.interactions.follow_ups import PlannedFollowUp, read_follow_ups
from santral.crm_core.members.header import read_headers
from santral.crm_core.one_trip import in_parts
from santral.cti.call_records import CallRecord

REMEMBERED: Final = timedelta(days=14)
"""Who was not called back for so long does not wait any more."""


def key_of_interaction(interaction_id: int) -> str:
    """Stands for the call of what was no call."""
    return f"interaction:{interaction_id}"


async def read_callbacks(
    session: AsyncSession, now: datetime, write_number: Callable[[str], WrittenNumber]
) -> list[tuple[int, Callback]]:
    """By user; those whose caller can be dialled or is known, and all for which a date was given."""
    promised: list[PromisedCall | PlannedFollowUp] = [
        *await read_promised_calls(session, now - REMEMBERED),
        *await read_follow_ups(session),
    ]
    calls = [promise.call_id for promise in promised if promise.call_id is not None]
    query = select(CallRecord.call_id, CallRecord.number, CallRecord.name)
    parties: dict[str, tuple[str, str]] = {}
    for some in in_parts(calls):
        records = await session.execute(query.where(CallRecord.call_id.in_(some)))
        parties |= {call_id: (number or "", name or "") for call_id, number, name in records}
    known = await read_headers(session, {one.member_id for one in promised if one.member_id is not None})
    headers = {header.member_id: header for header in known}
    callbacks = []
    for promise in promised:
        number, name = parties.get(promise.call_id or "", ("", ""))
        due = promise.due if isinstance(promise, PlannedFollowUp) else None
        member = headers.get(promise.member_id) if promise.member_id is not None else None
        if number or member or due:
            callback = Callback(
                call_id=promise.call_id or key_of_interaction(promise.interaction_id),
                at=promise.at,
                number=number,
                number_display=write_number(number).display,
                caller_name=name,
                member=member,
                about=promise.notes.strip(),
                due=due,
                interaction_id=promise.interaction_id,
            )
            callbacks.append((promise.user_id, callback))
    return callbacks
