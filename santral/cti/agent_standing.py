"""One agent's device: what is known of it, and the state that follows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from santral.cti.agent_events import AgentEvent, AgentQueuesChanged, AgentState, AgentStateChanged
from santral.cti.ami_event_types import DeviceStatus
from santral.cti.call_events import CallId


@dataclass(frozen=True, slots=True)
class Membership:
    """Of one queue. `paused_since` is None where the exchange does not say."""

    queue: str
    interface: str
    paused: bool
    pause_reason: str
    paused_since: datetime | None


@dataclass(slots=True)
class Agent:
    """Everything known of one device. `shown` is the state, `queues` are the queues, that were told last."""

    device: str
    reachable: bool = False  # until the exchange says otherwise
    rings: set[CallId] = field(default_factory=set)
    talks: set[CallId] = field(default_factory=set)
    wrap_up_until: datetime | None = None
    memberships: dict[tuple[str, str], Membership] = field(default_factory=dict)
    shown: AgentStateChanged | None = None
    queues: tuple[str, ...] = ()
    _moved: bool = False  # into a queue or out of one since `queues` were told

    @property
    def is_idle(self) -> bool:
        """Nothing but the console's own list makes it an agent."""
        return not self.memberships and not self.rings and not self.talks

    def hear_of_phone(self, status: DeviceStatus) -> None:
        if status is not DeviceStatus.UNKNOWN:
            self.reachable = status is not DeviceStatus.UNREACHABLE

    def join(self, membership: Membership) -> None:
        """It is a member there, or is so in another way than before."""
        name = membership.queue, membership.interface
        self._moved |= name not in self.memberships
        self.memberships[name] = membership

    def leave(self, name: tuple[str, str]) -> None:
        """It is no member any more of that queue under that interface."""
        self._moved |= self.memberships.pop(name, None) is not None

    def keep_memberships(self, names: Collection[tuple[str, str]]) -> None:
        """Forget the queues it is no member of any more."""
        for name in [name for name in self.memberships if name not in names]:
            self.leave(name)

    def show(self, at: datetime, told: list[AgentEvent]) -> None:
        """Tell the state if it is another one than was told last."""
        state, reason, since = self._state()
        shown = self.shown
        if shown is not None and shown.state is state and shown.reason == reason:
            return
        self.shown = AgentStateChanged(self.device, since or at, state, reason)
        told.append(self.shown)

    def show_queues(self, at: datetime, told: list[AgentEvent]) -> None:
        """Tell the queues if they are others than were told last."""
        if not self._moved:
            return
        self._moved = False
        queues = tuple(sorted({membership.queue for membership in self.memberships.values()}))
        if queues != self.queues:
            self.queues = queues
            told.append(AgentQueuesChanged(self.device, at, queues))

    def _state(self) -> tuple[AgentState, str, datetime | None]:
        """State, reason, and since when where that is known better than "now"."""
        if not self.reachable:
            return AgentState.OFFLINE, "", None
        if self.talks:
            return AgentState.ON_CALL, "", None
        if self.rings:
            return AgentState.RINGING, "", None
        if self.wrap_up_until is not None:
            return AgentState.WRAP_UP, "", None
        pauses = [membership for membership in self.memberships.values() if membership.paused]
        # Paused in some queues only, calls of the others still come.
        if pauses and len(pauses) == len(self.memberships):
            reason = next((pause.pause_reason for pause in pauses if pause.pause_reason), "")
            # LastPause counts only for the first sight of an agent; afterwards the pause is seen to begin, or
            # to go on after a call.
            first_sight = self.shown is None
            return AgentState.PAUSED, reason, pauses[-1].paused_since if first_sight else None
        return AgentState.READY, "", None
