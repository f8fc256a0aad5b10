"""A call's wait in a queue: it begins, goes on in another queue, is over."""

from __future__ import annotations

from datetime import datetime

from santral.cti.book.records import Call
from santral.cti.call_events import CallEvent, CallLeftQueue, CallQueued

Told = list[CallEvent]


def join(call: Call, queue: str, position: int, since: datetime, at: datetime, told: Told) -> None:
    """The caller waits in `queue` since `since`; who goes on to another queue unanswered, since the first."""
    if call.waiting and call.queue == queue:
        return
    if call.waiting:
        leave_queue(call, call.queue, at, told)
    if not call.joined_order or call.picked_up_order > call.joined_order:
        call.waiting_since = since
    call.joined_order = next(call.orders)
    call.queue, call.waiting = queue, True
    told.append(CallQueued(call.call_id, since, queue, position))


def leave_queue(call: Call, queue: str, at: datetime, told: Told) -> None:
    """The wait is over; abandoned if nobody picked up since it began."""
    if call.waiting and call.queue == queue:
        call.waiting = False
        abandoned = call.picked_up_order < call.joined_order
        told.append(CallLeftQueue(call.call_id, at, queue, abandoned))
