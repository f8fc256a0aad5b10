"""Writes down every call and every leg, as they are told on the bus.

It holds the calls that go on, and hands each changed row to the background writer: a call is one row that
becomes more complete. After a restart it goes on with the rows of the calls that still live.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast
from uuid import uuid4

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.bus import Bus
from santral.crm_core.write_later import WriteLater
from santral.cti.agent_events import LinkUp
from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallerChanged,
    CallHeld,
    CallId,
    CallLeft,
    CallLeftQueue,
    CallQueued,
    CallReached,
    CallResumed,
    CallRingEnded,
    CallRinging,
    CallsMerged,
    CallStarted,
    CallTransferred,
    CallUnreached,
    RingOutcome,
)
from santral.cti.call_records import CallLeg, CallRecord
from santral.cti.growing_row import GrowingRow

CALLS: Final = cast(Table, CallRecord.__table__)
LEGS: Final = cast(Table, CallLeg.__table__)


@dataclass(slots=True)
class _Leg:
    row: GrowingRow
    held_since: datetime | None = None

    @property
    def values(self) -> dict[str, Any]:
        return self.row.values

    @property
    def is_open(self) -> bool:
        return self.values["till"] is None


@dataclass(slots=True)
class _Call:
    row: GrowingRow
    legs: list[_Leg] = field(default_factory=list)


class CallJournal:
    """`listen` to the bus. `user_at` tells whose a device is; `living` which calls the exchange has now."""

    def __init__(
        self,
        rows: WriteLater,
        user_at: Callable[[str], int | None],
        living: Callable[[], Collection[CallId]],
    ) -> None:
        self._rows = rows
        self._user_at = user_at
        self._living = living
        self._calls: dict[CallId, _Call] = {}

    def listen(self, bus: Bus) -> None:
        bus.subscribe(CallStarted, self.on_call_started)
        bus.subscribe(CallerChanged, self.on_caller_changed)
        bus.subscribe(CallQueued, self.on_call_queued)
        bus.subscribe(CallLeftQueue, self.on_call_left_queue)
        bus.subscribe(CallRinging, self.on_call_ringing)
        bus.subscribe(CallRingEnded, self.on_call_ring_ended)
        bus.subscribe(CallAnswered, self.on_call_answered)
        bus.subscribe(CallReached, self.on_call_reached)
        bus.subscribe(CallUnreached, self.on_call_unreached)
        bus.subscribe(CallHeld, self.on_call_held)
        bus.subscribe(CallResumed, self.on_call_resumed)
        bus.subscribe(CallTransferred, self.on_call_transferred)
        bus.subscribe(CallLeft, self.on_call_left)
        bus.subscribe(CallsMerged, self.on_calls_merged)
        bus.subscribe(CallEnded, self.on_call_ended)
        bus.subscribe(LinkUp, self.on_link_up)

    # Calls.

    async def resume(self, session: AsyncSession) -> None:
        """Take up the calls that went on when the server stopped. Call it before the exchange is heard."""
        for row in (await session.execute(select(CALLS).where(CALLS.c.ended_at.is_(None)))).mappings():
            self._calls[CallId(row["call_id"])] = _Call(GrowingRow(CALLS, dict(row)))
        going_on = select(CALLS.c.call_id).where(CALLS.c.ended_at.is_(None))
        legs = select(LEGS).where(LEGS.c.call_id.in_(going_on)).order_by(LEGS.c.from_at)
        for row in (await session.execute(legs)).mappings():
            self._calls[CallId(row["call_id"])].legs.append(_Leg(GrowingRow(LEGS, dict(row))))

    def on_call_started(self, event: CallStarted) -> None:
        self._change(
            event.call_id,
            event.at,
            direction=event.direction.value,
            number=event.number or None,
            name=event.name or None,
            dialled=event.dialled or None,
        )

    def on_caller_changed(self, event: CallerChanged) -> None:
        self._change(
            event.call_id,
            event.at,
            direction=event.direction.value,
            number=event.number or None,
            name=event.name or None,
        )

    def on_call_queued(self, event: CallQueued) -> None:
        known = self._call(event.call_id, event.at).row.values
        if known["queue"] != event.queue or known["left_queue_at"]:
            self._change(event.call_id, event.at, queue=event.queue, queued_at=event.at)

    def on_call_left_queue(self, event: CallLeftQueue) -> None:
        if event.call_id in self._calls:
            self._change(event.call_id, event.at, left_queue_at=event.at, abandoned=event.abandoned)

    def on_call_ended(self, event: CallEnded) -> None:
        if event.call_id in self._calls:
            self._end(event.call_id, event.at, cause=event.cause, lost_sight=event.lost_sight)

    def on_calls_merged(self, event: CallsMerged) -> None:
        """The absorbed call's legs are the other call's from now on."""
        absorbed = self._calls.pop(event.absorbed, None)
        if absorbed is None:
            return
        self._learn(absorbed.row, event.at, ended_at=event.at, merged_into=event.call_id)
        call = self._call(event.call_id, event.at)
        for leg in absorbed.legs:
            call.legs.append(leg)
            self._learn(leg.row, event.at, call_id=event.call_id)

    # Legs.

    def on_call_ringing(self, event: CallRinging) -> None:
        leg = self._open_leg(event.call_id, event.device)
        if leg is None:
            call = self._call(event.call_id, event.at)
            self._add_leg(
                call, event.device, event.at, queue=event.queue, transferred_by=event.transferred_by
            )
        elif event.transferred_by:
            self._learn(leg.row, event.at, transferred_by=event.transferred_by)

    def on_call_ring_ended(self, event: CallRingEnded) -> None:
        leg = self._open_leg(event.call_id, event.device)
        if leg is None:
            return
        if event.outcome is RingOutcome.ANSWERED:
            self._learn(leg.row, event.at, outcome=event.outcome.value)
        else:
            self._learn(leg.row, event.at, outcome=event.outcome.value, till=event.at)

    def on_call_answered(self, event: CallAnswered) -> None:
        call = self._call(event.call_id, event.at)
        leg = self._open_leg(event.call_id, event.device) or self._add_leg(call, event.device, event.at)
        self._learn(leg.row, event.at, outcome=RingOutcome.ANSWERED.value)
        if not event.dialling:
            self._talks(call, leg, event.at)

    def on_call_reached(self, event: CallReached) -> None:
        leg = self._open_leg(event.call_id, event.device)
        if leg is not None:
            self._talks(self._call(event.call_id, event.at), leg, event.at)

    def on_call_unreached(self, event: CallUnreached) -> None:
        leg = self._open_leg(event.call_id, event.device)
        if leg is not None and leg.values["answered_at"] is None:
            self._learn(leg.row, event.at, outcome=RingOutcome.NOT_ANSWERED.value)

    def _talks(self, call: _Call, leg: _Leg, at: datetime) -> None:
        """An agent talks with the other side."""
        self._learn(leg.row, at, answered_at=leg.values["answered_at"] or at)
        if call.row.values["answered_at"] is None:
            self._learn(call.row, at, answered_at=at)

    def on_call_held(self, event: CallHeld) -> None:
        leg = self._open_leg(event.call_id, event.device)
        if leg is not None:
            leg.held_since = event.at

    def on_call_resumed(self, event: CallResumed) -> None:
        leg = self._open_leg(event.call_id, event.device)
        if leg is not None:
            self._learn(leg.row, event.at, **_held(leg, event.at))

    def on_call_transferred(self, event: CallTransferred) -> None:
        legs = self._legs_of(event.call_id, event.by)
        if legs:
            news = {"transferred_to": event.to, "transfer_kind": event.kind.value}
            self._learn(legs[-1].row, event.at, **news)

    def on_call_left(self, event: CallLeft) -> None:
        leg = self._open_leg(event.call_id, event.device)
        if leg is not None:
            self._learn(leg.row, event.at, till=event.at, **_held(leg, event.at))

    # The link through which all of it is seen.

    def on_link_up(self, event: LinkUp) -> None:
        """Calls that ended while nobody looked are closed."""
        for call_id in self._calls.keys() - set(self._living()):
            self._end(call_id, event.at, lost_sight=True)

    # Rows.

    def _call(self, call_id: CallId, at: datetime) -> _Call:
        call = self._calls.get(call_id)
        if call is None:
            first = {"call_id": call_id, "started_at": at}
            call = self._calls[call_id] = _Call(GrowingRow(CALLS, first))
        return call

    def _change(self, call_id: CallId, at: datetime, **values: Any) -> None:
        self._learn(self._call(call_id, at).row, at, **values)

    def _end(self, call_id: CallId, at: datetime, **values: Any) -> None:
        self._change(call_id, at, ended_at=at, **values)
        for leg in self._calls.pop(call_id).legs:
            if leg.is_open:
                outcome = leg.values["outcome"] or RingOutcome.CALLER_LEFT.value
                self._learn(leg.row, at, till=at, outcome=outcome, **_held(leg, at))

    def _legs_of(self, call_id: CallId, device: str) -> list[_Leg]:
        call = self._calls.get(call_id)
        return [leg for leg in call.legs if leg.values["device"] == device] if call else []

    def _open_leg(self, call_id: CallId, device: str) -> _Leg | None:
        return next((leg for leg in reversed(self._legs_of(call_id, device)) if leg.is_open), None)

    def _add_leg(
        self, call: _Call, device: str, at: datetime, *, queue: str = "", transferred_by: str = ""
    ) -> _Leg:
        values = {
            "leg_id": uuid4().hex,
            "call_id": call.row.values["call_id"],
            "device": device,
            "user_id": self._user_at(device),
            "queue": queue or None,
            "from_at": at,
            "held_s": 0.0,
            "transferred_by": transferred_by or None,
        }
        leg = _Leg(GrowingRow(LEGS, values))
        call.legs.append(leg)
        self._learn(leg.row, at)
        return leg

    def _learn(self, row: GrowingRow, at: datetime, **news: Any) -> None:
        self._rows.submit(row.learn(at, news))


def _held(leg: _Leg, at: datetime) -> dict[str, Any]:
    """The seconds on hold, with a hold that ends now."""
    if leg.held_since is None:
        return {}
    held_s = leg.values["held_s"] + (at - leg.held_since).total_seconds()
    leg.held_since = None
    return {"held_s": held_s}
