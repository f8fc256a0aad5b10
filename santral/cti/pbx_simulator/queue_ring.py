"""One round of ringing for a caller of a queue: members are called until one answers, or none will."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.channel import Channel, ChannelState
from santral.cti.pbx_simulator.leg import Leg
from santral.cti.pbx_simulator.noise import call_tagged, rtp_port_allocated
from santral.cti.pbx_simulator.queues import Member, Queue

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.exchange import Exchange

_PRESENTATION = lines(**{"CID-CallingPres": "0 (Presentation Allowed, Not Screened)"})
_OUTGOING = {"Application": "AppQueue", "AppData": "(Outgoing Line)"}


class Ringer(Protocol):
    """Whoever began the round."""

    def on_ring_answered(self, leg: Leg, member: Member, losers: Sequence[Leg]) -> None:
        """Told after `DialEnd ANSWER`; the losers' legs are still to be cancelled."""

    def on_ring_failed(self) -> None:
        """Nobody rings any more."""


class QueueRing:
    """`start` it once. The legs' dialler, and the one who tells what members do in this round."""

    def __init__(self, exchange: Exchange, queue: Queue, caller: Channel, ringer: Ringer) -> None:
        self.caller = caller
        self._exchange = exchange
        self._queue = queue
        self._ringer = ringer
        self._legs: dict[Leg, Member] = {}
        self._rang_at = exchange.clock.now()
        self._timer = exchange.later(queue.options.ring_timeout_s, self._rang_out)

    @property
    def rang_s(self) -> int:
        return int(self._exchange.clock.now()) - int(self._rang_at)

    def start(self, members: Sequence[Member]) -> None:
        for member in members:
            leg = self._call(member)
            if len(members) == 1:
                self.connect_caller_line()
            leg.invite()
            self._exchange.device_changed(member.device)
        for leg in list(self._legs):
            if leg.channel.state is ChannelState.RINGING:
                leg.told("DialState", "RINGING")

    def _call(self, member: Member) -> Leg:
        exchange, caller, exten = self._exchange, self.caller, self.caller.exten
        channel = exchange.new_channel(member.device, context="internal", of=caller)
        call_tagged(exchange, channel)
        channel.change(caller=(exten, ""))
        exchange.emit("Newexten", channel.headers(), lines(Extension="s", **_OUTGOING))
        exchange.emit("NewCallerid", channel.headers(), _PRESENTATION)
        exchange.set_variable(channel, DIALEDPEERNUMBER=member.device.removeprefix("PJSIP/"))
        rtp_port_allocated(exchange)
        leg = Leg(exchange, self, channel, exchange.phone(member.device))
        before = channel.headers("Dest")
        channel.change(connected=(caller.number, caller.caller_name), at=("internal", exten, 1))
        channel.application, channel.application_data = "AppQueue", "(Outgoing Line)"
        self._legs[leg] = member
        self.tell_of(leg, member, "AgentCalled")
        leg.told_with(before, "DialBegin", DialString=member.device)  # shows the leg as it was before
        return leg

    def connect_caller_line(self) -> None:
        if self.caller.connected_number != self.caller.exten:
            self.caller.change(connected=(self.caller.exten, ""))
            self._exchange.emit("NewConnectedLine", self.caller.headers())

    def cancel(self) -> list[Leg]:
        """The caller has gone. It is told twice of each leg, by the wait for an answer and when the calls are
        dropped; the legs themselves are still to be cancelled."""
        self._timer.cancel()
        legs = list(self._legs)
        self._legs.clear()
        for leg in [*legs, *legs]:
            leg.told("DialEnd", "CANCEL")
        return legs

    def tell_of(self, leg: Leg, member: Member, event: str, **fields: object) -> None:
        self._exchange.emit(
            event,
            self.caller.headers(),
            leg.channel.headers("Dest"),
            lines(Queue=self._queue.name, Interface=member.device, MemberName=member.name, **fields),
        )

    # -- as the legs' dialler ----------------------------------------

    def on_leg_ringing(self, leg: Leg) -> None:
        outgoing = lines(Extension=leg.channel.exten, **_OUTGOING)
        self._exchange.emit("Newexten", leg.channel.headers(), outgoing)
        self._exchange.emit("NewConnectedLine", leg.channel.headers())

    def on_leg_answered(self, leg: Leg) -> None:
        self._timer.cancel()
        member = self._legs.pop(leg)
        losers = list(self._legs)
        self._legs.clear()
        leg.told("DialEnd", "ANSWER")
        for loser in losers:
            loser.told("DialEnd", "CANCEL")
        self.connect_caller_line()
        for loser in losers:
            loser.told("DialEnd", "CANCEL")
        self._ringer.on_ring_answered(leg, member, losers)

    def on_leg_refused(self, leg: Leg, cause: int, *, by_manager: bool) -> None:
        member = self._legs.pop(leg)
        leg.told("DialEnd", "NOANSWER")  # a busy phone, too
        self.tell_of(leg, member, "AgentRingNoAnswer", RingTime=self.rang_s * 1000)
        leg.end(cause)
        if not self._legs:
            self._timer.cancel()
            self._ringer.on_ring_failed()

    def _rang_out(self) -> None:
        legs = list(self._legs.items())
        self._legs.clear()
        ring_ms = round(self._queue.options.ring_timeout_s * 1000)
        for leg, member in legs:
            self.tell_of(leg, member, "AgentRingNoAnswer", RingTime=ring_ms)
        for status in ("NOANSWER", "CANCEL"):
            for leg, _ in legs:
                leg.told("DialEnd", status)
        for leg, _ in legs:
            leg.cancel(0)
        self._ringer.on_ring_failed()
