"""One caller's way through a queue: waits, is rung for, is answered, gives up or is sent away by time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.channel import Channel
from santral.cti.pbx_simulator.leg import Leg
from santral.cti.pbx_simulator.noise import media_statistics
from santral.cti.pbx_simulator.queue_ring import QueueRing
from santral.cti.pbx_simulator.queues import DeviceState, Member, Queue, Strategy
from santral.cti.pbx_simulator.talk import Talk, TalkEnd

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.clock import Timer
    from santral.cti.pbx_simulator.exchange import Exchange

_FREE = {DeviceState.NOT_INUSE}
_FREE_IF_RING_IN_USE = {
    DeviceState.NOT_INUSE, DeviceState.INUSE, DeviceState.RINGING, DeviceState.RINGINUSE, DeviceState.ONHOLD,
}  # fmt: skip


class QueueRun:
    """The application `Queue` at work for `caller`; the part the caller's channel plays while it waits."""

    is_dial = False
    has_dialplan = True

    def __init__(self, exchange: Exchange, queue: Queue, caller: Channel) -> None:
        self.caller = caller
        self.queue = queue
        self.dialled_at = self.joined_at = exchange.clock.now()
        self.original_position = 0
        self._exchange = exchange
        self._ring: QueueRing | None = None
        self._wait_timer: Timer | None = None
        self._retrying = False
        self._member: Member | None = None
        self._hold_time_s = 0

    @property
    def position(self) -> int:
        return self.queue.waiting.index(self) + 1

    @property
    def waited_s(self) -> int:
        return int(self._exchange.clock.now()) - int(self.joined_at)

    # -- joining ----------------------------------------

    def start(self, meanwhile: Callable[[], None] | None = None) -> None:
        """`meanwhile` is what happens elsewhere before members are rung."""
        exchange, queue = self._exchange, self.queue
        times = "ANSWEREDTIME ANSWEREDTIME_MS DIALEDTIME DIALEDTIME_MS QUEUEWAIT QUEUEWAIT_MS"
        exchange.set_variable(self.caller, **dict.fromkeys(times.split(), ""))
        queue.waiting.append(self)
        self.original_position = self.position
        if len(queue.waiting) == 1:
            exchange.tell_device_state(f"Queue:{queue.name}", "RINGING")
        self._tell("QueueCallerJoin", Position=self.position, Count=len(queue.waiting))
        self.caller.part = self
        self._wait_timer = exchange.later(queue.options.max_wait_s, self._waited_too_long)
        if meanwhile is not None:
            meanwhile()
        self.serve_queue()

    # -- ringing ----------------------------------------

    def serve_queue(self) -> None:
        """Whose turn it is rings who is free: the first caller, or as many as there are free members."""
        only_first = self.queue.options.strategy is Strategy.RING_ALL
        for run in self.queue.waiting[:1] if only_first else list(self.queue.waiting):
            if run._ring is None and not run._retrying and not run._ring_members():
                return

    def _ring_members(self) -> bool:
        """Whether anybody was free."""
        allowed = _FREE_IF_RING_IN_USE if self.queue.options.ring_in_use else _FREE
        free = [
            member
            for member in self.queue.members.values()
            if not member.paused and self._exchange.state_of(member.device) in allowed
        ]
        members = self.queue.pick(free)
        if members:
            self._ring = QueueRing(self._exchange, self.queue, self.caller, self)
            self._ring.start(members)
        return bool(members)

    def on_ring_failed(self) -> None:
        self._ring = None
        self._retrying = True
        self._exchange.later(self.queue.options.retry_s, self._retry)

    def _retry(self) -> None:
        self._retrying = False
        if self in self.queue.waiting:
            self.serve_queue()

    # -- answered ----------------------------------------

    def on_ring_answered(self, leg: Leg, member: Member, losers: Sequence[Leg]) -> None:
        exchange, queue, caller = self._exchange, self.queue, self.caller
        ring, self._ring, self._member = self._ring, None, member
        assert ring is not None  # it is what has just been answered
        self._hold_time_s = self.waited_s
        queue.record_wait(self._hold_time_s)
        self._leave_queue()
        exchange.set_variable(caller, QUEUEWAIT=self._hold_time_s, QUEUEWAIT_MS=self._hold_time_s * 1000)
        member.in_call = True
        ring.tell_of(leg, member, "AgentConnect", HoldTime=self._hold_time_s, RingTime=ring.rang_s)
        talk = Talk(exchange, caller, leg.channel, self)
        talk.create_bridge()
        exchange.device_changed(member.device)
        for loser in losers:
            loser.cancel(26)
        talk.peer_enters()
        talk.caller_enters()
        self.serve_queue()

    def on_talk_over(self, talk: Talk, end: TalkEnd) -> None:
        member, self._member = self._member, None
        if member is None:  # transferred before: the queue's view of the call is over
            return
        now = int(self._exchange.clock.now())
        talked = now - int(talk.answered_at)
        self._exchange.emit(
            "AgentComplete",
            self.caller.headers(),
            talk.peer.headers("Dest"),
            lines(Queue=self.queue.name, Interface=member.device, MemberName=member.name),
            lines(HoldTime=self._hold_time_s, TalkTime=talked, Reason=end),
        )
        member.calls_taken += 1
        member.last_call = now
        member.in_call = False
        self.queue.completed += 1
        self.queue.record_talk(talked)

    def end_variables(self) -> dict[str, object]:
        return {}

    def on_gone(self, cause: int) -> None:
        """The queue has told what it had to tell."""

    # -- gave up ----------------------------------------

    def on_hang_up(self, channel: Channel, cause: int, *, by_manager: bool) -> None:
        """The caller hangs up while waiting."""
        exchange, caller = self._exchange, self.caller
        if not by_manager:
            media_statistics(exchange, caller)
            exchange.emit("HangupRequest", caller.headers())
        legs = self.withdraw()
        exchange.emit("SoftHangupRequest", caller.headers(), lines(Cause=16))
        for leg in legs:
            leg.cancel(0)
        exchange.destroy(caller, 0)
        self.serve_queue()

    def withdraw(self) -> list[Leg]:
        """The caller leaves as one who gives up. The legs that rang are still to be cancelled."""
        legs = self._stop_ringing()
        self._set_wait_variables()
        self._exchange.set_variable(self.caller, ABANDONED="TRUE")
        self._tell_abandoned()
        self._leave_queue()
        return legs

    def _waited_too_long(self) -> None:
        """`Queue`'s own time is over: told as if the caller gave up; the dialplan then hangs up."""
        if self not in self.queue.waiting:
            return
        exchange, caller = self._exchange, self.caller
        legs = self._stop_ringing()
        exchange.set_variable(caller, ABANDONED="TRUE")
        self._tell_abandoned()
        self._set_wait_variables()
        self._leave_queue()
        exchange.set_variable(caller, QUEUESTATUS="TIMEOUT")
        for leg in legs:
            leg.cancel(0)
        exchange.emit("SoftHangupRequest", caller.headers(), lines(Cause=16))
        media_statistics(exchange, caller)
        exchange.destroy(caller, 16)
        self.serve_queue()

    def _set_wait_variables(self) -> None:
        waited, dialled = self.waited_s, self._exchange.clock.now() - self.dialled_at
        self._exchange.set_variable(
            self.caller,
            QUEUEWAIT=waited,
            QUEUEWAIT_MS=waited * 1000,
            DIALEDTIME=int(dialled),
            DIALEDTIME_MS=round(dialled * 1000),
            ANSWEREDTIME=0,
            ANSWEREDTIME_MS=0,
        )

    def _stop_ringing(self) -> list[Leg]:
        ring, self._ring = self._ring, None
        return ring.cancel() if ring is not None else []

    def _tell_abandoned(self) -> None:
        self.queue.abandoned += 1
        self._tell(
            "QueueCallerAbandon",
            Position=self.position,
            OriginalPosition=self.original_position,
            HoldTime=self.waited_s,
        )

    # -- shared ----------------------------------------

    def _leave_queue(self) -> None:
        position = self.position
        self.queue.waiting.remove(self)
        if self._wait_timer is not None:
            self._wait_timer.cancel()
        if not self.queue.waiting:
            self._exchange.tell_device_state(f"Queue:{self.queue.name}", "NOT_INUSE")
        self._tell("QueueCallerLeave", Position=position, Count=len(self.queue.waiting))
        self._exchange.set_variable(self.caller, QUEUEPOSITION=position)

    def _tell(self, event: str, **fields: object) -> None:
        self._exchange.emit(event, self.caller.headers(), lines(Queue=self.queue.name, **fields))
