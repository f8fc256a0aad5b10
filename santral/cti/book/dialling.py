"""What dialling and transfers say about calls."""

from __future__ import annotations

from datetime import datetime

from santral.cti.ami_event_types import (
    AttendedTransferred,
    BlindTransferred,
    DialBegan,
    DialEnded,
    DialResult,
    OriginateAnswered,
)
from santral.cti.book import caller, late_transfer, outbound, parts, transfers
from santral.cti.book.legs import Legs, Told
from santral.cti.book.records import Leg
from santral.cti.book.sides import Side
from santral.cti.call_events import Direction, RingOutcome


def on_dial_began(legs: Legs, event: DialBegan, at: datetime, told: Told) -> None:
    calling = legs.living(event.caller, at, told, called=False)
    if calling is None and legs.is_told_later(event.called):
        return  # its ringing tells
    leg = legs.living(event.called, at, told, called=True)
    if leg is None:
        return
    legs.sides.learn(event.called)
    leg.number = leg.number or event.called.number
    if calling is not None:
        leg.dialler = calling.uniqueid
        outbound.note_dialled(leg.call)
    legs.dialled(leg, event.dialled, at, told)
    ring(legs, leg, at, told)
    if calling is not None and legs.sides.of(leg.device) is Side.OUTSIDE:
        _dials_out(legs, calling, at, told)


def ring(legs: Legs, leg: Leg, at: datetime, told: Told) -> None:
    """A called leg rings, if it is an agent's."""
    if legs.is_agent(leg):
        parts.begin_ring(leg, transfers.who_transfers(leg), at, told)


def _dials_out(legs: Legs, leg: Leg, at: datetime, told: Told) -> None:
    """An agent dials out on the phone itself: the call rings for this agent until the other side answers."""
    if legs.is_agent(leg) and not leg.called and leg.call.direction is Direction.OUTBOUND:
        parts.begin_ring(leg, "", at, told)


def on_dial_ended(legs: Legs, event: DialEnded, at: datetime, told: Told) -> None:
    leg = legs.known(event.called, at, told)
    if leg is None:
        return
    if event.result is DialResult.ANSWERED:
        legs.connect(leg, at, told)
    elif event.result is DialResult.CANCELLED:
        parts.cancel_ring(leg, at, told)
    else:
        outbound.note_failed(leg)
        parts.end_ring(leg, RingOutcome.NOT_ANSWERED, at, told)


def on_originate_answered(legs: Legs, event: OriginateAnswered, at: datetime, told: Told) -> None:
    leg = legs.index.legs.get(event.uniqueid)
    if leg is not None:
        caller.going_to(leg, event.exten)
        caller.tell_changed(leg.call, at, told)


def on_blind_transferred(legs: Legs, event: BlindTransferred, at: datetime, told: Told) -> None:
    leg = legs.known(event.transferer, at, told)
    if leg is not None:
        transfers.blind(leg, event, at, told)
    else:
        late_transfer.tell(legs, event, at, told)


def on_attended_transferred(legs: Legs, event: AttendedTransferred, at: datetime, told: Told) -> None:
    for channel in (event.transferer, event.consulting, event.target):
        legs.known(channel, at, told)
    transfers.attended(legs.index, event, at, told)
