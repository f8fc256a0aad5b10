"""The life of legs: seen, adopted, hung up; and with the last one the call ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from santral.cti.ami_fields import Channel, ChannelState
from santral.cti.book import caller, merges, outbound, parts
from santral.cti.book.index import CallIndex
from santral.cti.book.records import Call, Leg
from santral.cti.book.sides import Sides
from santral.cti.book.stand_ins import StandIns
from santral.cti.book.waiting import join
from santral.cti.call_events import CallEnded, CallEvent, CallLeftQueue

Told = list[CallEvent]

_MOST_EXPECTED = 1_000


class Legs:
    """What the handlers work on: the index of calls, who is on which side, and what the console dials."""

    def __init__(self, agent_devices: Iterable[str]) -> None:
        self.index = CallIndex()
        self.sides = Sides(agent_devices)
        self.stand_ins = StandIns()
        self._expected: dict[str, str] = {}

    def expect(self, uniqueid: str, number: str) -> None:
        self._expected[uniqueid] = number
        if len(self._expected) > _MOST_EXPECTED:
            del self._expected[next(iter(self._expected))]

    def is_agent(self, leg: Leg) -> bool:
        return self.sides.is_agent(leg.device)

    def known(self, channel: Channel | None, at: datetime, told: Told) -> Leg | None:
        """The leg of a channel that is known already. A changed `Linkedid` may make two calls one."""
        leg = self.index.legs.get(channel.uniqueid) if channel else None
        if leg is not None and channel is not None and channel.linkedid != leg.linkedid:
            merges.relink(self.index, leg, channel.linkedid, at, told)
        return leg

    def waiting(self, channel: Channel, at: datetime, told: Told) -> Call | None:
        """The call that is in a queue by this channel, which may be half of a Local pair."""
        leg = self.known(channel, at, told)
        if leg is not None:
            return leg.call
        return None if channel.device else self.index.call_of_linkedid(channel.linkedid)

    def living(self, channel: Channel | None, at: datetime, told: Told, *, called: bool) -> Leg | None:
        """The leg of a channel that the event proves to live: adopted where it is new (`called` is for
        those), None for helpers and for what is over."""
        leg = self.known(channel, at, told)
        if leg is not None or channel is None or not self.index.may_adopt(channel):
            return leg
        return self._adopt(channel, at, told, called=called)

    def _adopt(self, channel: Channel, at: datetime, told: Told, *, called: bool) -> Leg:
        self.sides.learn(channel)
        call = self.index.call_of_linkedid(channel.linkedid) or self._taken_back(channel, called)
        if call is None:
            stand_in = self.stand_ins.of(channel.linkedid)
            began = stand_in.since if stand_in else at
            call = self.index.add_call(channel.linkedid, channel.uniqueid, began)
            leg = self.index.add_leg(call, channel, at, called=called)
            caller.opened(leg, self.sides, channel, self._expected.pop(channel.uniqueid, ""))
            if stand_in:
                caller.calls_back(call, stand_in)
            caller.tell_started(call, began, told)
            if stand_in and stand_in.queue:
                join(call, stand_in.queue, stand_in.position, began, at, told)
            return leg
        leg = self.index.add_leg(call, channel, at, called=called)
        if not call.opener and leg.uniqueid == leg.linkedid:
            caller.opener_seen(leg, self.sides.of(leg.device), channel)
            caller.tell_changed(call, at, told)
        return leg

    def _taken_back(self, channel: Channel, called: bool) -> Call | None:
        """The call for which the exchange rings an agent who had handed it on, and nobody took it. Such a leg
        comes under a `Linkedid` of its own, which becomes the call's only when the agent answers. Where the
        agent handed on more than one, the phone is told whose number it rings for."""
        handed_on = self._may_be_taken_back(channel) if called else []
        if not handed_on:
            return None
        taken = min(handed_on, key=lambda call: call.number != channel.connected_number)
        taken.given_up = False
        self.index.link(taken, channel.linkedid)
        return taken

    def is_told_later(self, channel: Channel) -> bool:
        """Whether the phone rings for one of several calls, and the exchange has yet to say for which."""
        return not channel.connected_number and len(self._may_be_taken_back(channel)) > 1

    def _may_be_taken_back(self, channel: Channel) -> list[Call]:
        if channel.uniqueid != channel.linkedid or channel.uniqueid in self._expected:
            return []
        if channel.uniqueid in self.index.legs:
            return []
        return [
            call
            for call in self.index.calls.values()
            if call.transferred_by == channel.device and (call.given_up or not parts.anybody_has(call))
        ]

    def connect(self, leg: Leg, at: datetime, told: Told, *, resumed: bool = False) -> None:
        """The leg is in a conversation."""
        leg.state, leg.parked_at = ChannelState.UP, ""
        parts.pick_up(leg, at, told)
        if self.is_agent(leg):
            parts.talk(leg, at, told, resumed=resumed)
        else:
            leg.talking = True
            if leg.called and leg.uniqueid != leg.call.customer:  # handed on to somebody outside
                leg.call.transferred_by = ""
        outbound.note_connected(leg, at, told)
        parts.note_answered(leg.call)

    def dialled(self, leg: Leg, dialled: str, at: datetime, told: Told) -> None:
        """The exchange calls this leg's device for the call."""
        caller.party_dialled(leg, self.sides.of(leg.device), dialled)
        caller.tell_changed(leg.call, at, told)

    def hang_up(self, leg: Leg, cause: int, at: datetime, told: Told, *, lost_sight: bool = False) -> None:
        """The leg is gone; the call ends with its last one."""
        call = leg.call
        outbound.note_hung_up(leg, cause, lost_sight=lost_sight)
        parts.end_ring_at_hangup(leg, cause, at, told)
        parts.leave(leg, at, told)
        self.index.remove_leg(leg)
        if leg.uniqueid == (call.customer or call.opener) or (not call.legs and not call.cause):
            call.cause = cause
        self.end_if_over(call, at, told, lost_sight=lost_sight)

    def end_if_over(self, call: Call, at: datetime, told: Told, *, lost_sight: bool = False) -> None:
        if not call.legs and not self.stand_ins.keeps(call.linkedids):
            self._end(call, at, told, lost_sight=lost_sight)

    def _end(self, call: Call, at: datetime, told: Told, *, lost_sight: bool) -> None:
        if call.waiting:
            call.waiting = False
            told.append(CallLeftQueue(call.call_id, at, call.queue, abandoned=True))
        self.index.remove_call(call)
        told.append(CallEnded(call.call_id, at, call.cause, call.answered, lost_sight))
