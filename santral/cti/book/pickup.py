"""A call is taken from another phone than the one that rings: directed pickup, group pickup."""

from __future__ import annotations

from datetime import datetime

from santral.cti.ami_event_types import RingPickedUp
from santral.cti.book import merges, parts
from santral.cti.book.legs import Legs, Told
from santral.cti.call_events import RingOutcome


def on_ring_picked_up(legs: Legs, event: RingPickedUp, at: datetime, told: Told) -> None:
    """Who picks up dialled a code, which was a call of its own until now. As Asterisk 22 tells it: both
    channels keep their `Uniqueid`, the one that rang is hung up, and only when the two talk does the new one
    get the `Linkedid` of the call."""
    leg = legs.living(event.channel, at, told, called=False)
    rang = legs.known(event.target, at, told)
    # What was picked up may be half of a Local pair, which is no leg: then the phone behind it rings.
    call = rang.call if rang is not None else legs.index.call_of_linkedid(event.target.linkedid)
    if leg is None or call is None:
        return
    call = merges.merge(legs.index, call, leg.call, at, told)
    parts.note_picked_up(call, leg.device, at, told)
    if rang is not None and rang.device != leg.device:
        parts.end_ring(rang, RingOutcome.ANSWERED_ELSEWHERE, at, told)
    legs.connect(leg, at, told)
