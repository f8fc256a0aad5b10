"""What agents do and who waits for them: pure, from the exchange's queue events and the call model's.

    board = AgentBoard(agent_devices, wrap_up_s=30)
    board.apply(ami_event, at), board.on_call_event(call_event), board.tick(at)

each tell what changed, once. No event of the exchange announces wrap-up: it begins here, when an agent
leaves a call that was not internal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from santral.cti.agent_events import AgentEvent, AgentStateChanged
from santral.cti.agent_roster import AgentRoster
from santral.cti.agent_standing import Agent
from santral.cti.ami_event_types import (
    AmiEvent,
    ChannelHungUp,
    DeviceStateSeen,
    DeviceStatus,
    QueueAbandoned,
    QueueEntrySeen,
    QueueJoined,
    QueueLeft,
    QueueMemberGone,
    QueueMemberSeen,
    QueueSeen,
)
from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallerChanged,
    CallEvent,
    CallId,
    CallLeft,
    CallRingEnded,
    CallRinging,
    CallsMerged,
    CallStarted,
    Direction,
)
from santral.cti.waiting import QueueLine, WaitingLines

Told = list[AgentEvent]


class AgentBoard:
    """Every agent's state and every queue's line. Agents are the devices given and the members of queues."""

    def __init__(self, agent_devices: Iterable[str] = frozenset(), wrap_up_s: float = 0) -> None:
        self._wrap_up = timedelta(seconds=wrap_up_s)
        self._roster = AgentRoster(agent_devices)
        self._lines = WaitingLines()
        self._internal_calls: set[CallId] = set()
        self._ami_handlers: dict[type, Callable[[Any, datetime, Told], None]] = {
            ChannelHungUp: lambda event, at, told: self._lines.leave(event.channel.uniqueid, at, told),
            DeviceStateSeen: self._on_device_state_seen,
            QueueAbandoned: lambda event, at, told: self._lines.leave(event.channel.uniqueid, at, told),
            QueueJoined: self._on_queue_joined,
            QueueLeft: lambda event, at, told: self._lines.leave(event.channel.uniqueid, at, told),
            QueueMemberGone: self._on_queue_member_gone,
            QueueMemberSeen: self._on_queue_member_seen,
        }
        self._call_handlers: dict[type, Callable[[Any, Told], None]] = {
            CallAnswered: self._on_call_answered,
            CallEnded: self._on_call_ended,
            CallLeft: self._on_call_left,
            CallRingEnded: self._on_call_ring_ended,
            CallRinging: self._on_call_ringing,
            CallStarted: self._on_direction_told,
            CallerChanged: self._on_direction_told,
            CallsMerged: self._on_calls_merged,
        }

    # ------------------------------------------------------------ reading

    @property
    def queues(self) -> Mapping[str, QueueLine]:
        """Who waits, by queue; a queue is here from when it was first heard of."""
        return self._lines.by_queue

    @property
    def devices(self) -> tuple[str, ...]:
        return tuple(agent.device for agent in self._roster)

    def state_of(self, device: str) -> AgentStateChanged | None:
        """State, since (`at`) and reason, as last told; None for a device of which nothing was told yet."""
        agent = self._roster.find(device)
        return agent.shown if agent else None

    def interfaces_of(self, device: str) -> Mapping[str, str]:
        """By queue, the name under which the device is a member there: what `QueuePause` must be given where
        queues call extensions (`Local/1001@from-queue/n`) instead of phones."""
        agent = self._roster.find(device)
        return {m.queue: m.interface for m in agent.memberships.values()} if agent else {}

    # ------------------------------------------------------------ changing

    def apply(self, event: AmiEvent, at: datetime) -> list[AgentEvent]:
        told: Told = []
        handler = self._ami_handlers.get(event.__class__)
        if handler is not None:
            handler(event, at, told)
        return told

    def on_call_event(self, event: CallEvent) -> list[AgentEvent]:
        """To be given every event of the call model, in order."""
        told: Told = []
        handler = self._call_handlers.get(event.__class__)
        if handler is not None:
            handler(event, told)
        return told

    def reconcile(self, seen: Iterable[AmiEvent], at: datetime) -> list[AgentEvent]:
        """Make the board agree with the exchange's answers to `QueueStatus` (all of it) and, where asked, to
        `DeviceStateList`. Give it the call model's own `reconcile` events through `on_call_event` first. A
        second time with the same answers tells nothing.
        """
        told: Told = []
        seen = list(seen)
        members = {
            (event.member.queue, event.member.interface)
            for event in seen
            if isinstance(event, QueueMemberSeen)
        }
        for agent in self._roster:
            agent.keep_memberships(members)
        for event in seen:
            if isinstance(event, QueueMemberSeen):
                self._roster.hear_of_member(event)
            elif isinstance(event, DeviceStateSeen):
                self._roster.hear_of_phone(event.device, event.status)
        self._lines.reconcile(
            [event.queue for event in seen if isinstance(event, QueueSeen)],
            [event for event in seen if isinstance(event, QueueEntrySeen)],
            at,
            told,
        )
        for agent in self._roster:
            agent.show_queues(at, told)
            agent.show(at, told)
        return told

    def set_agent_devices(self, devices: Iterable[str], at: datetime) -> list[AgentEvent]:
        """These are the agents' devices now, beside the members of queues."""
        told: Told = []
        for agent in self._roster.give(devices):
            agent.show(at, told)
        return told

    def tick(self, at: datetime) -> list[AgentEvent]:
        """Time passes: wrap-ups that lasted long enough end. Once a second is often enough."""
        told: Told = []
        for agent in self._roster:
            if agent.wrap_up_until is not None and agent.wrap_up_until <= at:
                agent.wrap_up_until = None
                agent.show(at, told)
        return told

    def set_wrap_up(self, wrap_up_s: float) -> None:
        """How long the work after a call may take, in seconds, from the next call on."""
        self._wrap_up = timedelta(seconds=wrap_up_s)

    def finish_wrap_up(self, device: str, at: datetime) -> list[AgentEvent]:
        """The agent is done with the work after the call."""
        told: Told = []
        agent = self._roster.find(device)
        if agent is not None:
            agent.wrap_up_until = None
            agent.show(at, told)
        return told

    # ------------------------------------------------------------ what the exchange says

    def _on_queue_joined(self, event: QueueJoined, at: datetime, told: Told) -> None:
        self._lines.join(event.queue, event.channel.uniqueid, at, at, told)

    def _on_queue_member_seen(self, event: QueueMemberSeen, at: datetime, told: Told) -> None:
        agent = self._roster.hear_of_member(event)
        if agent is not None:
            agent.show_queues(at, told)
            agent.show(at, told)

    def _on_queue_member_gone(self, event: QueueMemberGone, at: datetime, told: Told) -> None:
        agent = self._roster.of_member(event.member)
        if agent is not None:
            agent.leave((event.member.queue, event.member.interface))
            agent.show_queues(at, told)
            agent.show(at, told)

    def _on_device_state_seen(self, event: DeviceStateSeen, at: datetime, told: Told) -> None:
        agent = self._roster.hear_of_phone(event.device, event.status)
        if agent is not None:
            agent.show(at, told)

    # ------------------------------------------------------------ what the call model says

    def _on_direction_told(self, event: CallStarted | CallerChanged, told: Told) -> None:
        if event.direction is Direction.INTERNAL:
            self._internal_calls.add(event.call_id)
        else:
            self._internal_calls.discard(event.call_id)

    def _on_call_ringing(self, event: CallRinging, told: Told) -> None:
        agent = self._in_call(event.device)
        agent.rings.add(event.call_id)
        agent.show(event.at, told)

    def _on_call_ring_ended(self, event: CallRingEnded, told: Told) -> None:
        agent = self._in_call(event.device)
        agent.rings.discard(event.call_id)
        # Of one who picked up it is told next that they talk; between the two nothing is to be seen.
        if event.answered_by != event.device:
            agent.show(event.at, told)

    def _on_call_answered(self, event: CallAnswered, told: Told) -> None:
        agent = self._in_call(event.device)
        agent.talks.add(event.call_id)
        agent.wrap_up_until = None
        agent.show(event.at, told)

    def _on_call_left(self, event: CallLeft, told: Told) -> None:
        agent = self._in_call(event.device)
        agent.talks.discard(event.call_id)
        if self._wrap_up and not agent.talks and event.call_id not in self._internal_calls:
            agent.wrap_up_until = event.at + self._wrap_up
        agent.show(event.at, told)

    def _on_calls_merged(self, event: CallsMerged, told: Told) -> None:
        self._internal_calls.discard(event.absorbed)
        for agent in self._roster:
            for calls in (agent.rings, agent.talks):
                if event.absorbed in calls:
                    calls.remove(event.absorbed)
                    calls.add(event.call_id)
            agent.rings -= agent.talks

    def _on_call_ended(self, event: CallEnded, told: Told) -> None:
        self._internal_calls.discard(event.call_id)

    def _in_call(self, device: str) -> Agent:
        agent = self._roster.agent(device)
        agent.hear_of_phone(DeviceStatus.BUSY)  # a phone that rings or talks can be reached
        return agent
