"""The call model: (book, event) → (book, call events). Pure and synchronous, so a recording replays exactly.

    book = CallBook(agent_devices)
    for call_event in book.apply(event, at): ...

Nothing here raises, whatever comes in whatever order: an event about an unknown channel adopts it where the
event proves that the channel lives, and is ignored else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from santral.cti import ami_event_types as ami
from santral.cti.book import channels, dialling, parking, pickup, queues, resync
from santral.cti.book.legs import Legs, Told
from santral.cti.book.records import Call, Part, PartState
from santral.cti.call_events import CallEvent, CallId

__all__ = ["Call", "CallBook", "Part", "PartState"]

_HANDLERS: dict[type, Callable[[Legs, Any, datetime, Told], None]] = {
    ami.AgentCalled: queues.on_agent_called,
    ami.AgentConnected: queues.on_agent_connected,
    ami.AgentRangOut: queues.on_agent_rang_out,
    ami.AttendedTransferred: dialling.on_attended_transferred,
    ami.BlindTransferred: dialling.on_blind_transferred,
    ami.BridgeEntered: channels.on_bridge_entered,
    ami.BridgeLeft: channels.on_bridge_left,
    ami.BridgesMerged: channels.on_bridges_merged,
    ami.CallerIdChanged: channels.on_caller_id_changed,
    ami.ChannelCreated: channels.on_channel_created,
    ami.ChannelHungUp: channels.on_channel_hung_up,
    ami.ChannelRenamed: channels.on_channel_renamed,
    ami.ChannelStateChanged: channels.on_channel_state_changed,
    ami.DialBegan: dialling.on_dial_began,
    ami.DialEnded: dialling.on_dial_ended,
    ami.HangupRequested: channels.on_hangup_requested,
    ami.HoldBegan: channels.on_hold_began,
    ami.HoldEnded: channels.on_hold_ended,
    ami.OriginateAnswered: dialling.on_originate_answered,
    ami.Parked: parking.on_parked,
    ami.QueueAbandoned: queues.on_queue_abandoned,
    ami.QueueJoined: queues.on_queue_joined,
    ami.QueueLeft: queues.on_queue_left,
    ami.QueueMemberSeen: queues.on_queue_member_seen,
    ami.RingPickedUp: pickup.on_ring_picked_up,
}

_RANK = {PartState.RINGING: 0, PartState.HELD: 1, PartState.TALKING: 2}


class CallBook:
    """Every call that lives on the exchange."""

    def __init__(self, agent_devices: Iterable[str] = frozenset()) -> None:
        self._legs = Legs(agent_devices)

    @property
    def calls(self) -> Mapping[CallId, Call]:
        """The calls that live, by id. They are the book's own records: read them, change nothing."""
        return self._legs.index.calls

    def call_of(self, device: str) -> Call | None:
        """The call the device is in: talking before on hold before ringing, the latest first."""
        having = [call for call in self.calls.values() if device in call.parts]
        if not having:
            return None
        return max(having, key=lambda call: (_RANK[call.parts[device].state], call.parts[device].since))

    def channel_of(self, call_id: CallId, device: str) -> str:
        """The channel by which the device is in the call, `""` where it is not."""
        call = self.calls.get(call_id)
        part = call.parts.get(device) if call else None
        return part.channel if part else ""

    def apply(self, event: ami.AmiEvent, at: datetime) -> list[CallEvent]:
        """What the event means, in order; empty for most. `at` is aware UTC."""
        told: Told = []
        handler = _HANDLERS.get(event.__class__)
        if handler is not None:
            handler(self._legs, event, at, told)
        return told

    def reconcile(
        self, channels: Sequence[ami.ChannelSeen], waiting: Sequence[ami.QueueEntrySeen] | None, at: datetime
    ) -> list[CallEvent]:
        """Make the book agree with what the exchange answered to `CoreShowChannels` and `QueueStatus`.

        Calls that are gone end (`lost_sight`), unknown ones are adopted, the others keep their id and their
        changes are told. A second time with the same answers tells nothing. `waiting` is None where the
        exchange did not let us ask: who waits is then left as it is.
        """
        told: Told = []
        resync.reconcile(self._legs, channels, waiting, at, told)
        return told

    def set_agent_devices(self, devices: Iterable[str], at: datetime) -> list[CallEvent]:
        """These are the agents' devices now, beside the members of queues. Their calls that live are told."""
        told: Told = []
        self._legs.sides.give_agents(devices)
        for leg in list(self._legs.index.legs.values()):
            resync.follow(self._legs, leg, at, told)
        return told

    def expect_outbound(self, uniqueid: str, number: str) -> None:
        """The console asks the exchange to call an agent's phone on a channel with this `Uniqueid`
        (`Originate`'s ChannelId) and then to dial `number`: the call has its number from its first moment."""
        self._legs.expect(uniqueid, number)
