"""A click-to-call between the agent's phone, which is up, and the other side, which is called."""

from __future__ import annotations

from datetime import datetime

from santral.cti.ami_fields import ChannelState
from santral.cti.book.records import Call, Leg
from santral.cti.call_events import CallEvent, CallReached, CallUnreached, Direction, Unreached

# Q.850. Where a call rings out the exchange hangs up itself, with normal clearing.
_WHY = {
    17: Unreached.BUSY,
    21: Unreached.DECLINED,
    **dict.fromkeys((0, 16, 18, 19, 102), Unreached.NO_ANSWER),
}


def begin(leg: Leg) -> bool:
    """Whether the agent's phone, which is up now, waits for the other side."""
    call = leg.call
    waits = (
        call.direction is Direction.OUTBOUND
        and leg.called
        and leg.uniqueid == call.opener
        and not leg.bridge_id
        and not call.answered
        and not any(_is_up(other) for other in call.legs.values() if other.device != leg.device)
    )
    if waits:
        call.dialling, call.unreached = leg.device, Unreached.GIVEN_UP
    return waits


def note_connected(leg: Leg, at: datetime, told: list[CallEvent]) -> None:
    """A leg of the call is connected: the other side's, or the agent's with somebody in a bridge."""
    if leg.device != leg.call.dialling or leg.bridge_id:
        note_joined(leg.call, at, told)


def note_joined(call: Call, at: datetime, told: list[CallEvent]) -> None:
    """Whoever waits in the call is with somebody now."""
    if call.dialling:
        told.append(CallReached(call.call_id, at, call.dialling))
        call.dialling = ""


def note_dialled(call: Call) -> None:
    """The other side is called, perhaps by another way than before."""
    call.unreached = Unreached.GIVEN_UP


def note_failed(leg: Leg) -> None:
    """The other side does not answer. Its hang-up tells more."""
    if leg.device != leg.call.dialling:
        leg.call.unreached = Unreached.NO_ANSWER


def note_hung_up(leg: Leg, cause: int, *, lost_sight: bool) -> None:
    """The first of the two that is hung up tells: `Dial` hands the cause to the channel that dialled, and
    either may be told first."""
    call = leg.call
    if lost_sight:
        call.unreached = Unreached.UNKNOWN
    elif call.unreached is Unreached.NO_ANSWER:
        call.unreached = _WHY.get(cause, Unreached.FAILED)


def end(call: Call, device: str, at: datetime, told: list[CallEvent]) -> None:
    """The device leaves the call."""
    if call.dialling == device:
        told.append(CallUnreached(call.call_id, at, device, call.unreached))
        call.dialling = ""


def _is_up(leg: Leg) -> bool:
    return leg.talking or leg.state == ChannelState.UP
