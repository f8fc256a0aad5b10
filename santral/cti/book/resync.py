"""Making the book agree with the exchange after a time in which nothing was heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from santral.cti.ami_event_types import ChannelSeen, QueueEntrySeen
from santral.cti.ami_fields import Channel, ChannelState
from santral.cti.book import caller, parts
from santral.cti.book.dialling import ring
from santral.cti.book.legs import Legs, Told
from santral.cti.book.records import Leg, Ring
from santral.cti.book.sides import Side
from santral.cti.book.waiting import join, leave_queue
from santral.cti.call_events import CallId, Direction


def reconcile(
    legs: Legs,
    channels: Sequence[ChannelSeen],
    waiting: Sequence[QueueEntrySeen] | None,
    at: datetime,
    told: Told,
) -> None:
    """What is there, who joined a queue, who rings and talks, who left it, what is gone: in this order each
    step knows what it needs to tell the truth (who answered, where a ring has ended)."""
    living = {seen.channel.uniqueid for seen in channels}
    helpers = {seen.channel.uniqueid: seen.channel for seen in channels if not seen.channel.device}
    _see_stand_ins(legs, helpers, waiting or (), at)
    # The leg a call began with first, then the older ones: it says from where to where the call goes.
    for seen in sorted(channels, key=_began_first):
        _see(legs, seen, at, told)
    waits = _see_waiting(legs, waiting, helpers, at, told)
    for seen in sorted(channels, key=_began_first):
        leg = legs.index.legs.get(seen.channel.uniqueid)
        if leg is not None:
            follow(legs, leg, at, told)
    for call in legs.index.calls.values():
        if waiting is not None and call.waiting and call.call_id not in waits:
            leave_queue(call, call.queue, at, told)
    gone = [leg for leg in legs.index.legs.values() if leg.uniqueid not in living]
    for leg in gone:
        leg.leaving = True
    legs.stand_ins.keep(living)
    for leg in gone:
        legs.hang_up(leg, 0, at, told, lost_sight=True)
    for call in list(legs.index.calls.values()):
        legs.end_if_over(call, at, told, lost_sight=True)


def _began_first(seen: ChannelSeen) -> tuple[bool, int, str]:
    channel = seen.channel
    return channel.uniqueid != channel.linkedid, -seen.age_s, channel.uniqueid


def _see(legs: Legs, seen: ChannelSeen, at: datetime, told: Told) -> None:
    channel = seen.channel
    leg = legs.index.legs.get(channel.uniqueid)
    if leg is None:
        began = at - timedelta(seconds=seen.age_s)
        leg = legs.living(channel, began, told, called=seen.called)
    else:
        legs.known(channel, at, told)
    if leg is None:
        return
    legs.sides.learn(channel)
    leg.state = channel.state
    leg.bridge_id = seen.bridge_id
    if leg.called:
        legs.dialled(leg, "", at, told)
    caller.going_to(leg, channel.exten)
    caller.tell_changed(leg.call, at, told)


def follow(legs: Legs, leg: Leg, at: datetime, told: Told) -> None:
    """Tell what the state of a leg means, where it was not told yet."""
    if leg.talking and (leg.device in leg.call.parts or not legs.is_agent(leg)):
        return
    if leg.state == ChannelState.UP and (leg.bridge_id or leg.called):
        # Somebody who rang when last seen picked up meanwhile; of a leg never seen only its age is known.
        seen_ringing = leg.ring is not Ring.NONE
        legs.connect(leg, at if seen_ringing else leg.since, told, resumed=True)
    elif leg.called and leg.state in (ChannelState.DOWN, ChannelState.RINGING):
        ring(legs, leg, leg.since, told)
    elif _dials_out(legs, leg):
        parts.begin_ring(leg, "", leg.since, told)


def _dials_out(legs: Legs, leg: Leg) -> bool:
    call = leg.call
    customer = call.legs.get(call.customer)
    return (
        call.direction is Direction.OUTBOUND
        and not leg.called
        and customer is not None
        and not customer.talking
        and legs.sides.of(leg.device) is Side.AGENT
    )


def _see_waiting(
    legs: Legs,
    waiting: Sequence[QueueEntrySeen] | None,
    helpers: Mapping[str, Channel],
    at: datetime,
    told: Told,
) -> set[CallId]:
    """Who waits, joins; the calls that do are returned."""
    calls = set()
    for entry in waiting or ():
        leg, helper = legs.index.legs.get(entry.uniqueid), helpers.get(entry.uniqueid)
        call = leg.call if leg else legs.waiting(helper, at, told) if helper else None
        if call is not None:
            since = at - timedelta(seconds=entry.waited_s)
            join(call, entry.queue, entry.position, since, at, told)
            calls.add(call.call_id)
    return calls


def _see_stand_ins(
    legs: Legs, helpers: Mapping[str, Channel], waiting: Iterable[QueueEntrySeen], at: datetime
) -> None:
    """Halves of Local pairs, for calls that are not known yet."""
    for channel in helpers.values():
        if legs.index.call_of_linkedid(channel.linkedid) is None:
            legs.stand_ins.open(channel, at)
    for entry in waiting:
        helper = helpers.get(entry.uniqueid)
        if helper is not None and legs.index.call_of_linkedid(helper.linkedid) is None:
            since = at - timedelta(seconds=entry.waited_s)
            legs.stand_ins.join(helper, entry.queue, entry.position, since)
