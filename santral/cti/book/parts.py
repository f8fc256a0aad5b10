"""The agents' parts in a call: ring, pick up, hold, leave. Tells each change once.

A part belongs to a device, which may have several legs in one call (two phones registered as one device).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from santral.cti.book import outbound
from santral.cti.book.records import Call, Leg, Part, PartState, Ring
from santral.cti.call_events import (
    CallAnswered,
    CallEvent,
    CallHeld,
    CallLeft,
    CallResumed,
    CallRingEnded,
    CallRinging,
    Direction,
    RingOutcome,
)

ANSWERED_ELSEWHERE_CAUSE = 26  # Asterisk's own, of include/asterisk/causes.h

Told = list[CallEvent]


def begin_ring(leg: Leg, transferred_by: str, at: datetime, told: Told) -> None:
    """The leg's phone is called, or dials out. Told if the device has no part in the call yet."""
    if leg.ring is not Ring.NONE or leg.talking:
        return
    call = leg.call
    leg.ring = Ring.RINGING
    leg.rang_order = next(call.orders)
    leg.transferred_by = transferred_by
    if leg.device in call.parts:
        return
    call.parts[leg.device] = Part(leg.device, leg.channel, PartState.RINGING, at)
    tell_ringing(leg, at, told)


def tell_ringing(leg: Leg, at: datetime, told: Told) -> None:
    call = leg.call
    told.append(
        CallRinging(
            call.call_id,
            at,
            leg.device,
            call.direction,
            call.number,
            call.name,
            call.dialled,
            call.queue,
            call.waiting_since,
            leg.transferred_by,
        )
    )


def cancel_ring(leg: Leg, at: datetime, told: Told) -> None:
    """The leg was told to stop ringing. Asterisk tells why before (somebody picked up, the caller hangs up)
    or some milliseconds later, with the leg's hang-up."""
    if leg.ring is Ring.RINGING:
        leg.ring = Ring.CANCELLED
        _settle(leg, at, told)


def settle_cancelled(call: Call, at: datetime, told: Told) -> None:
    """More is known now: tell the rings that waited for it."""
    for leg in call.legs.values():
        if leg.ring is Ring.CANCELLED:
            _settle(leg, at, told)


def _settle(leg: Leg, at: datetime, told: Told) -> None:
    outcome = _known_outcome(leg)
    if outcome is not None:
        end_ring(leg, outcome, at, told)


def _known_outcome(leg: Leg) -> RingOutcome | None:
    call = leg.call
    if call.picked_up_order > leg.rang_order and call.picked_up_by != leg.device:
        return RingOutcome.ANSWERED_ELSEWHERE
    if _caller_leaves(leg) or call.abandoned_order > leg.rang_order:
        return RingOutcome.CALLER_LEFT
    return None


def _caller_leaves(leg: Leg) -> bool:
    """Whether the one for whom this leg rings hangs up, or is gone."""
    call = leg.call
    if leg.dialler:
        caller = call.legs.get(leg.dialler)
    elif leg.uniqueid == call.opener:
        return leg.leaving and not leg.called  # the agent's own dialling
    else:
        caller = call.legs.get(call.customer or call.opener)
    if caller is None:
        return not call.waiting  # what waits may be half of a Local pair
    return caller.leaving


def end_ring(leg: Leg, outcome: RingOutcome, at: datetime, told: Told) -> None:
    """The leg rings no more and was not picked up. Told unless another leg of the device goes on."""
    if leg.ring not in (Ring.RINGING, Ring.CANCELLED):
        return
    leg.ring = Ring.OVER
    call = leg.call
    part = call.parts.get(leg.device)
    if part is None or part.state is not PartState.RINGING:
        return
    if any(other.ring is Ring.RINGING for other in call.legs_of(leg.device)):
        return
    del call.parts[leg.device]
    elsewhere = outcome is RingOutcome.ANSWERED_ELSEWHERE
    told.append(CallRingEnded(call.call_id, at, leg.device, outcome, call.picked_up_by if elsewhere else ""))


def end_ring_at_hangup(leg: Leg, cause: int, at: datetime, told: Told) -> None:
    """The leg is gone; whatever is known now is all there is to know."""
    if leg.ring not in (Ring.RINGING, Ring.CANCELLED):
        return
    if cause == ANSWERED_ELSEWHERE_CAUSE:
        outcome = RingOutcome.ANSWERED_ELSEWHERE
        if leg.call.picked_up_order < leg.rang_order:
            # Who it was is told later, as of a pickup; that somebody took it is known.
            note_picked_up(leg.call, "", at, told)
    elif leg.ring is Ring.CANCELLED and leg.of_queue:
        # A queue that lets it ring out says so: the caller pressed the key that leads out of the queue.
        outcome = _known_outcome(leg) or RingOutcome.CALLER_LEFT
    else:
        outcome = _known_outcome(leg) or RingOutcome.NOT_ANSWERED
    end_ring(leg, outcome, at, told)


def anybody_has(call: Call) -> bool:
    """Whether an agent talks or is rung. A ring that was cancelled is over, though why is told later."""
    return any(
        part.state is not PartState.RINGING
        or any(leg.ring is Ring.RINGING for leg in call.legs_of(part.device))
        for part in call.parts.values()
    )


def pick_up(leg: Leg, at: datetime, told: Told) -> None:
    """Somebody took the call on this leg, agent or not: the others stop ringing."""
    if leg.called and not leg.picked_up:
        leg.picked_up = True
        note_picked_up(leg.call, leg.device, at, told)


def note_picked_up(call: Call, device: str, at: datetime, told: Told) -> None:
    """From now on the others know who was faster."""
    call.picked_up_order = next(call.orders)
    call.picked_up_by = device
    settle_cancelled(call, at, told)


def talk(leg: Leg, at: datetime, told: Told, *, resumed: bool = False) -> None:
    """An agent's leg is connected. Told once for a device."""
    call = leg.call
    leg.talking = True
    leg.ring = Ring.OVER
    part = call.parts.get(leg.device)
    if part is not None and part.state is not PartState.RINGING:
        return
    for other in call.legs_of(leg.device):
        other.ring = Ring.OVER
    if part is not None:
        told.append(CallRingEnded(call.call_id, at, leg.device, RingOutcome.ANSWERED, leg.device))
    call.parts[leg.device] = Part(leg.device, leg.channel, PartState.TALKING, at)
    call.transferred_by, call.given_up = "", False
    told.append(CallAnswered(call.call_id, at, leg.device, resumed, outbound.begin(leg)))


def hold(leg: Leg, at: datetime, told: Told) -> None:
    if _turn(leg, PartState.TALKING, PartState.HELD, at):
        told.append(CallHeld(leg.call.call_id, at, leg.device))


def resume(leg: Leg, at: datetime, told: Told) -> None:
    if _turn(leg, PartState.HELD, PartState.TALKING, at):
        told.append(CallResumed(leg.call.call_id, at, leg.device))


def _turn(leg: Leg, before: PartState, after: PartState, at: datetime) -> bool:
    part = leg.call.parts.get(leg.device)
    if part is None or part.state is not before or not leg.talking:
        return False
    leg.call.parts[leg.device] = replace(part, state=after, since=at)
    return True


def rename(leg: Leg, channel: str) -> None:
    """The leg's channel has another name now, of the same device."""
    part = leg.call.parts.get(leg.device)
    if part is not None and part.channel == leg.channel:
        leg.call.parts[leg.device] = replace(part, channel=channel)
    leg.channel = channel


def leave(leg: Leg, at: datetime, told: Told) -> None:
    """A connected leg is gone, and with it the device's part, unless another leg of the device talks on."""
    if not leg.talking:
        return
    leg.talking = False
    call = leg.call
    part = call.parts.get(leg.device)
    if part is None:
        return
    others = [other for other in call.legs_of(leg.device) if other is not leg]
    still_talking = next((other for other in others if other.talking), None)
    if still_talking is not None:
        call.parts[leg.device] = replace(part, channel=still_talking.channel)
        return
    del call.parts[leg.device]
    outbound.end(call, leg.device, at, told)
    told.append(CallLeft(call.call_id, at, leg.device))
    for other in others:
        if other.ring is Ring.RINGING:  # rang behind the talk; now it shows
            other.ring = Ring.NONE
            begin_ring(other, other.transferred_by, at, told)


def note_answered(call: Call) -> None:
    """Keep `answered` true to its meaning: an agent talked, and with somebody."""
    if call.answered or not any(part.state is not PartState.RINGING for part in call.parts.values()):
        return
    if call.direction is Direction.OUTBOUND:
        customer = call.legs.get(call.customer)
        call.answered = customer is not None and customer.talking
    else:
        call.answered = True
