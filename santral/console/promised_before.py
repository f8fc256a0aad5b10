"""The call backs that were promised before the server was started."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.console.call_sheet import WrittenNumber
from santral.console.view_models import Callback
from santral.crm_core.interactions.call_backs import read_promised_calls
from santral.crm_core.members.header import read_headers
from santral.cti.call_records import CallRecord

REMEMBERED: Final = timedelta(days=14)
"""Who was not called back for so long does not wait any more."""


async def read_callbacks(
    session: AsyncSession, now: datetime, write_number: Callable[[str], WrittenNumber]
) -> list[tuple[int, Callback]]:
    """By user; those whose caller can be dialled or is known."""
    promised = await read_promised_calls(session, now - REMEMBERED)
    calls = {promise.call_id for promise in promised}
    query = select(CallRecord.call_id, CallRecord.number, CallRecord.name)
    records = await session.execute(query.where(CallRecord.call_id.in_(calls)))
    parties = {call_id: (number or "", name or "") for call_id, number, name in records}
    known = await read_headers(session, {one.member_id for one in promised if one.member_id is not None})
    headers = {header.member_id: header for header in known}
    callbacks = []
    for promise in promised:
        number, name = parties.get(promise.call_id, ("", ""))
        member = headers.get(promise.member_id) if promise.member_id is not None else None
        if number or member:
            callback = Callback(
                call_id=promise.call_id,
                at=promise.at,
                number=number,
                number_display=write_number(number).display,
                caller_name=name,
                member=member,
                about=promise.notes.strip(),
            )
            callbacks.append((promise.user_id, callback))
    return callbacks
