"""From where to where a call goes, and with whom: direction, number and name.

The leg a call opens with decides. From outside: INBOUND. From a device of the house: OUTBOUND as soon as a
leg to the outside is dialled, INTERNAL else. Where only one phone of the house is called and nobody
called in, it is a click-to-call whose number is dialled when that phone is picked up: OUTBOUND.
"""

from __future__ import annotations

from datetime import datetime

from santral.cti.ami_fields import Channel
from santral.cti.book.records import Call, Leg
from santral.cti.book.sides import LONGEST_EXTENSION, Side, Sides
from santral.cti.book.stand_ins import StandIn
from santral.cti.call_events import CallerChanged, CallEvent, CallStarted, Direction


def opened(leg: Leg, sides: Sides, channel: Channel, expected_number: str) -> None:
    """Set direction, number and name of a call by its first leg. `expected_number` is what the console asked
    the exchange to dial, where it did."""
    call, side = leg.call, sides.of(leg.device)
    call.dialled = "" if leg.called else channel.exten
    is_opener = leg.uniqueid == leg.linkedid
    if is_opener:
        call.opener = leg.uniqueid
    if side is Side.OUTSIDE:
        call.customer = leg.uniqueid
        call.direction = Direction.OUTBOUND if is_opener and leg.called else Direction.INBOUND
        call.number, call.name = channel.number, channel.caller_name
    elif not is_opener:
        # Its beginning was not seen: a leg of the house, with somebody at the other end.
        call.number = channel.connected_number
        internal = sides.is_extension(call.number)
        call.direction = Direction.INTERNAL if internal else Direction.INBOUND
    elif leg.called:
        call.direction = Direction.OUTBOUND
        # The phone's caller and connected numbers are the line the console shows, not whom it calls.
        call.number = call.dialled = expected_number
    elif len(channel.exten) > LONGEST_EXTENSION:
        call.direction = Direction.OUTBOUND
        call.number = channel.exten
    else:
        call.direction = Direction.INTERNAL
        call.number, call.name = channel.number, channel.caller_name


def calls_back(call: Call, customer: StandIn) -> None:
    """Nobody called in: an agent is rung for a customer whom the exchange calls afterwards."""
    call.direction = Direction.OUTBOUND
    call.number, call.name = customer.number or call.number, customer.name
    call.dialled = call.number


def opener_seen(leg: Leg, side: Side, channel: Channel) -> None:
    """The leg the call began with is seen at last: it knows better who calls."""
    call = leg.call
    call.opener = leg.uniqueid
    if side is Side.OUTSIDE and not leg.called:
        call.customer = leg.uniqueid
        call.direction = Direction.INBOUND
        call.number, call.name = channel.number, channel.caller_name
        call.dialled = channel.exten


def party_dialled(leg: Leg, side: Side, dialled: str) -> None:
    """The exchange calls another device for the call: now it is known where the call goes."""
    call = leg.call
    opener = call.legs.get(call.opener)
    if not call.opener and call.direction is Direction.OUTBOUND:
        # A call back, which no leg began.
        if side is Side.OUTSIDE and call.customer in ("", leg.uniqueid):
            call.customer = leg.uniqueid
            call.number = call.dialled = call.number or _first_number(leg.number, dialled)
        return
    if opener is None or call.customer or leg is opener:
        return
    if side is Side.OUTSIDE:
        call.customer = leg.uniqueid
        if call.direction is not Direction.OUTBOUND:
            call.number = call.dialled
        call.number = call.number or _first_number(leg.number, dialled, opener.exten)
        call.direction, call.name = Direction.OUTBOUND, ""
        call.dialled = call.dialled or call.number
    elif opener.called and call.direction is Direction.OUTBOUND:
        call.direction = Direction.INTERNAL
        call.number = call.dialled = leg.number or dialled


def going_to(leg: Leg, exten: str) -> None:
    """The phone a click-to-call began with was picked up; it is at the extension it dials."""
    call = leg.call
    if call.direction is Direction.OUTBOUND and not call.number and leg.uniqueid == call.opener:
        call.number = call.dialled = exten


def _first_number(*candidates: str) -> str:
    return next((number for number in candidates if number.strip("+*#").isdigit()), "")


def caller_id_changed(leg: Leg, channel: Channel) -> None:
    """The dialplan set the caller's number or name (a look-up, a prefix cut off)."""
    call = leg.call
    if leg.uniqueid == call.customer and call.direction is Direction.INBOUND:
        call.number = channel.number or call.number
        call.name = channel.caller_name or call.name


def tell_started(call: Call, at: datetime, told: list[CallEvent]) -> None:
    call.told = (call.direction, call.number, call.name)
    told.append(CallStarted(call.call_id, at, call.direction, call.number, call.name, call.dialled))


def tell_changed(call: Call, at: datetime, told: list[CallEvent]) -> None:
    """Tell direction, number and name if they are not what was told last."""
    now = (call.direction, call.number, call.name)
    if call.told != now:
        call.told = now
        told.append(CallerChanged(call.call_id, at, call.direction, call.number, call.name))
