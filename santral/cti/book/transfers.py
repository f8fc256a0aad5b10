"""A call is handed on: blind to an extension, or attended to somebody who was asked first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from santral.cti.ami_event_types import AttendedTransferred, BlindTransferred
from santral.cti.book.index import CallIndex
from santral.cti.book.merges import merge
from santral.cti.book.parts import leave
from santral.cti.book.records import Call, Leg, PartState
from santral.cti.call_events import CallEvent, CallTransferred, TransferKind


def who_transfers(leg: Leg) -> str:
    """The device on whose behalf this leg is called, `""` where nobody hands anything on.

    After a blind transfer the waiting party is sent on and dials; while an agent consults, half of a Local
    pair dials (feature code, `Atxfer`) and an agent is in the call.
    """
    call = leg.call
    if call.transferred_by:
        # Back at the phone that sent it on: nobody else did.
        return "" if call.transferred_by == leg.device else call.transferred_by
    # As long as it waits, the queue rings: also a moment after somebody answered.
    if leg.dialler or call.waiting:
        return ""
    talkers = [part for part in call.parts.values() if part.device != leg.device]
    for state in (PartState.HELD, PartState.TALKING):
        consulting = [part for part in talkers if part.state is state]
        if consulting:
            return max(consulting, key=lambda part: part.since).device
    return ""


def blind(leg: Leg, event: BlindTransferred, at: datetime, told: list[CallEvent]) -> None:
    if leg.transferring:
        return
    leg.transferring = True
    call = leg.call
    call.transferred_by = leg.device
    told.append(CallTransferred(call.call_id, at, leg.device, event.extension, TransferKind.BLIND))


def attended(
    index: CallIndex, event: AttendedTransferred, at: datetime, told: list[CallEvent]
) -> Call | None:
    """Merge the consultation into the customer's call where it was one of its own, then tell who has it."""
    leg = index.legs.get(event.transferer.uniqueid)
    consulting = index.legs.get(event.consulting.uniqueid) if event.consulting else None
    leg = leg or consulting
    if leg is None or leg.transferring:
        return None
    call = leg.call
    if consulting is not None:
        consulting.transferring = True
        call = merge(index, call, consulting.call, at, told)
        _rings_for_caller(consulting, event)
    leg.transferring = True
    to = _receiver(index, leg, event)
    told.append(CallTransferred(call.call_id, at, leg.device, to, TransferKind.ATTENDED))
    if _nobody_answered(call, to, (leg, consulting)):
        call.transferred_by = leg.device
    for handed_on in (leg, consulting or leg):
        step_out(handed_on, at, told)
    return call


def give_up(call: Call | None) -> None:
    """Half of a Local pair in the call shall hang up. Where it rang for an attended transfer, the one who
    handed the call on may be rung before it is told that the other phone is silent."""
    if call is not None and call.transferred_by and not call.waiting:
        call.given_up = True


def step_out(leg: Leg, at: datetime, told: list[CallEvent]) -> None:
    """A leg that handed the call on and is in no bridge any more takes no part in it. Its channel may live
    on: Asterisk keeps it for as long as the one who was consulted rings."""
    if leg.transferring and not leg.bridge_id:
        leave(leg, at, told)


def _receiver(index: CallIndex, by: Leg, event: AttendedTransferred) -> str:
    """The device that has the call now, or rings for it."""
    target = event.target
    known = index.legs.get(target.uniqueid) if target else None
    if known is not None and known is not by:
        known.transferred_by = by.device
        return known.device
    # The target is half of a Local pair: the phone behind it was called on behalf of the one who consulted.
    asked = [leg for leg in by.call.legs.values() if leg.transferred_by == by.device]
    if asked:
        return max(asked, key=lambda leg: leg.rang_order).device
    return target.exten or target.number if target else ""


def _nobody_answered(call: Call, to: str, by: Collection[Leg | None]) -> bool:
    """Whether the one who has the call now has yet to answer, or has refused just before this was told."""
    if to in call.parts:
        return call.parts[to].state is PartState.RINGING
    party = call.legs.get(call.customer or call.opener)
    return not any(leg.talking for leg in call.legs.values() if leg is not party and leg not in by)


def _rings_for_caller(consulting: Leg, event: AttendedTransferred) -> None:
    """Who is rung by the phone's second line rings for the caller from now on."""
    for leg in consulting.call.legs.values():
        if leg.dialler == consulting.uniqueid:
            leg.transferred_by = consulting.device
            leg.dialler = event.transferee.uniqueid if event.transferee else ""
