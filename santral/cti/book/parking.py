"""A caller is put into a parking lot, where anybody may take them back by dialling the space."""

from __future__ import annotations

from datetime import datetime

from santral.cti.ami_event_types import Parked
from santral.cti.book.legs import Legs, Told
from santral.cti.call_events import CallTransferred, TransferKind


def on_parked(legs: Legs, event: Parked, at: datetime, told: Told) -> None:
    """Nobody has the caller now. Whoever dials the space gets the call's `Linkedid` and so is of the call;
    after a time the exchange calls the parker again, from the caller's channel.

    A phone parks by a blind transfer to the lot. `BlindTransfer` comes before or after; after, it tells
    nothing new.
    """
    leg = legs.known(event.parkee, at, told)
    if leg is None or not event.parker:
        return
    call = leg.call
    if leg.parked_at == event.space:
        return
    leg.parked_at = event.space
    for parker in call.legs_of(event.parker):
        if parker is not leg:
            parker.transferring = True
    call.transferred_by = event.parker
    told.append(CallTransferred(call.call_id, at, event.parker, event.space, TransferKind.PARKED))
