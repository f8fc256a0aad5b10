"""A blind transfer that is told late.

Asterisk tells `BlindTransfer` in the thread that was asked for the transfer, when another has sent the caller
on. On a busy exchange the phone that handed the call on is gone by then, and the next one rings.
"""

from __future__ import annotations

from datetime import datetime

from santral.cti.ami_event_types import BlindTransferred
from santral.cti.book.legs import Legs, Told
from santral.cti.book.parts import tell_ringing
from santral.cti.book.records import PartState, Ring
from santral.cti.call_events import CallTransferred, TransferKind


def tell(legs: Legs, event: BlindTransferred, at: datetime, told: Told) -> None:
    """Who handed it on is told now; who rings already is told once more, on whose behalf."""
    caller = legs.known(event.transferee, at, told)
    if caller is None:
        return
    call, device = caller.call, event.transferer.device
    told.append(CallTransferred(call.call_id, at, device, event.extension, TransferKind.BLIND))
    if any(part.state is not PartState.RINGING for part in call.parts.values()):
        return  # answered already
    call.transferred_by = device
    for leg in call.legs.values():
        if leg.ring is Ring.RINGING and leg.device != device:
            leg.transferred_by = device
            if leg.device in call.parts:
                tell_ringing(leg, at, told)
