"""Two calls that turn out to be one: an attended transfer by the phone itself, two bridges merged.

The customer's call survives: an agent's consultation with a colleague is a call of its own until then.
"""

from __future__ import annotations

from datetime import datetime

from santral.cti.ami_fields import Channel
from santral.cti.book import outbound
from santral.cti.book.index import CallIndex
from santral.cti.book.records import Call, Leg, PartState
from santral.cti.call_events import CallEvent, CallsMerged


def merge(index: CallIndex, one: Call, other: Call, at: datetime, told: list[CallEvent]) -> Call:
    """Make one call of two, and say which one it is now."""
    if one is other:
        return one
    kept, absorbed = sorted((one, other), key=lambda call: (not call.customer, call.started_at))
    outbound.note_joined(absorbed, at, told)
    index.absorb(kept, absorbed)
    for device, part in absorbed.parts.items():
        mine = kept.parts.get(device)
        if mine is None or mine.state is PartState.RINGING:
            kept.parts[device] = part
    kept.answered = kept.answered or absorbed.answered
    if absorbed.picked_up_order > kept.picked_up_order:
        kept.picked_up_order, kept.picked_up_by = absorbed.picked_up_order, absorbed.picked_up_by
    if not kept.customer:
        kept.customer = absorbed.customer
    told.append(CallsMerged(kept.call_id, at, absorbed.call_id))
    return kept


def relink(index: CallIndex, leg: Leg, linkedid: str, at: datetime, told: list[CallEvent]) -> None:
    """The leg's `Linkedid` changed: it talks with legs of that name now.

    Two calls that each have a customer stay two: being in one conference or parking lot makes nobody the same
    customer, and a transfer that joins them says so itself.
    """
    leg.linkedid = linkedid
    other = index.call_of_linkedid(linkedid)
    if other is None:
        index.link(leg.call, linkedid)
    elif other is not leg.call and not (has_customer(other) and has_customer(leg.call)):
        merge(index, leg.call, other, at, told)


def follow(index: CallIndex, channel: Channel, at: datetime, told: list[CallEvent]) -> None:
    """Half of a Local pair, with a `Linkedid` of its own until now, is in a bridge of this call, and whoever
    the other half calls is called for this call (Asterisk tries again where an attended transfer failed)."""
    call, own = index.call_of_linkedid(channel.linkedid), index.call_of_linkedid(channel.uniqueid)
    if call is None:
        return
    if own is None:
        index.link(call, channel.uniqueid)
    elif not (has_customer(own) and has_customer(call)):
        merge(index, call, own, at, told)


def has_customer(call: Call) -> bool:
    return call.customer in call.legs
