"""What channels, bridges and holds say about calls."""

from __future__ import annotations

from datetime import datetime

from santral.cti.ami_event_types import (
    BridgeEntered,
    BridgeLeft,
    BridgesMerged,
    CallerIdChanged,
    ChannelCreated,
    ChannelHungUp,
    ChannelRenamed,
    ChannelStateChanged,
    HangupRequested,
    HoldBegan,
    HoldEnded,
)
from santral.cti.ami_fields import Channel, ChannelState
from santral.cti.book import caller, merges, parts, transfers
from santral.cti.book.legs import Legs, Told
from santral.cti.book.records import Ring
from santral.cti.call_events import RingOutcome


def on_channel_created(legs: Legs, event: ChannelCreated, at: datetime, told: Told) -> None:
    channel = event.channel
    called = channel.state != ChannelState.RING
    if not (called and legs.is_told_later(channel)):
        legs.living(channel, at, told, called=called)
    legs.stand_ins.open(channel, at)


def on_channel_state_changed(legs: Legs, event: ChannelStateChanged, at: datetime, told: Told) -> None:
    channel = event.channel
    _enter_call(legs, channel, at, told)
    ringing = channel.state == ChannelState.RINGING
    leg = legs.living(channel, at, told, called=ringing or channel.uniqueid != channel.linkedid)
    if leg is None:
        return
    leg.state = channel.state
    if ringing and legs.is_agent(leg):
        parts.begin_ring(leg, transfers.who_transfers(leg), at, told)


def on_caller_id_changed(legs: Legs, event: CallerIdChanged, at: datetime, told: Told) -> None:
    legs.sides.learn(event.channel)
    leg = legs.known(event.channel, at, told)
    if leg is not None:
        leg.number = event.channel.number
        caller.caller_id_changed(leg, event.channel)
        caller.tell_changed(leg.call, at, told)


def on_channel_renamed(legs: Legs, event: ChannelRenamed, at: datetime, told: Told) -> None:
    leg = legs.index.legs.get(event.uniqueid)
    if leg is None or not event.device:
        return
    if event.device == leg.device:
        parts.rename(leg, event.name)
        return
    # Another device took this leg over (a call picked up for a colleague).
    connected = leg.talking
    leg.call.picked_up_by = event.device
    parts.end_ring(leg, RingOutcome.ANSWERED_ELSEWHERE, at, told)
    parts.leave(leg, at, told)
    leg.channel, leg.device, leg.ring = event.name, event.device, Ring.NONE
    if connected:
        legs.connect(leg, at, told)


def on_hangup_requested(legs: Legs, event: HangupRequested, at: datetime, told: Told) -> None:
    leg = legs.known(event.channel, at, told)
    if leg is not None:
        leg.leaving = True
        parts.settle_cancelled(leg.call, at, told)
    elif not event.channel.device:
        transfers.give_up(legs.index.call_of_linkedid(event.channel.linkedid))


def on_channel_hung_up(legs: Legs, event: ChannelHungUp, at: datetime, told: Told) -> None:
    leg = legs.known(event.channel, at, told)
    if leg is not None:
        legs.hang_up(leg, event.cause, at, told)
    else:
        _enter_call(legs, event.channel, at, told)
        legs.index.remember_unseen(event.channel.uniqueid)
        call = legs.index.call_of_linkedid(event.channel.linkedid)
        if legs.stand_ins.hang_up(event.channel) and call is not None:
            legs.end_if_over(call, at, told)


def on_bridge_entered(legs: Legs, event: BridgeEntered, at: datetime, told: Told) -> None:
    channel = event.channel
    _enter_call(legs, channel, at, told)
    leg = legs.living(channel, at, told, called=channel.uniqueid != channel.linkedid)
    if leg is None:
        return
    leg.bridge_id = event.bridge_id
    if event.talking:
        legs.connect(leg, at, told)


def _enter_call(legs: Legs, channel: Channel, at: datetime, told: Told) -> None:
    """Half of a Local pair that began alone may be in a call by now."""
    if legs.stand_ins.give_up(channel):
        merges.follow(legs.index, channel, at, told)


def on_bridge_left(legs: Legs, event: BridgeLeft, at: datetime, told: Told) -> None:
    leg = legs.known(event.channel, at, told)
    if leg is not None and leg.bridge_id == event.bridge_id:
        leg.bridge_id = ""
        transfers.step_out(leg, at, told)


def on_bridges_merged(legs: Legs, event: BridgesMerged, at: datetime, told: Told) -> None:
    """Rare, so the legs in the bridges are looked for."""
    there = [leg for leg in legs.index.legs.values() if leg.bridge_id in (event.into, event.merged)]
    for leg in there[1:]:
        merges.merge(legs.index, there[0].call, leg.call, at, told)


def on_hold_began(legs: Legs, event: HoldBegan, at: datetime, told: Told) -> None:
    leg = legs.known(event.channel, at, told)
    if leg is not None:
        parts.hold(leg, at, told)


def on_hold_ended(legs: Legs, event: HoldEnded, at: datetime, told: Told) -> None:
    leg = legs.known(event.channel, at, told)
    if leg is not None:
        parts.resume(leg, at, told)
