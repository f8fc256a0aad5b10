"""Two channels in a bridge, put there by an application that wants to know when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.bridge import Bridge
from santral.cti.pbx_simulator.channel import Channel
from santral.cti.pbx_simulator.noise import media_statistics

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.exchange import Exchange


class TalkEnd(StrEnum):
    """Who ended it, in the words of `AgentComplete`."""

    CALLER = "caller"
    AGENT = "agent"
    TRANSFER = "transfer"


class Connector(Protocol):
    """The application that joined the two. `dialled_at` is when it began."""

    @property
    def dialled_at(self) -> float: ...
    @property
    def is_dial(self) -> bool: ...
    @property
    def has_dialplan(self) -> bool: ...

    def on_talk_over(self, talk: Talk, end: TalkEnd) -> None:
        """Told as soon as one leaves, before the bridge says so."""

    def end_variables(self) -> dict[str, object]:
        """What it sets on the caller's channel besides the times."""

    def on_gone(self, cause: int) -> None:
        """Both channels are hung up."""


@dataclass(frozen=True, slots=True)
class Nobody:
    """Behind two who were put together by a transfer and whose caller's dialplan is over."""

    dialled_at: float
    is_dial: bool = False
    has_dialplan: bool = False

    def on_talk_over(self, talk: Talk, end: TalkEnd) -> None:
        """There is no one to tell."""

    def end_variables(self) -> dict[str, object]:
        return {}

    def on_gone(self, cause: int) -> None:
        """There is no one to tell."""


class Talk:
    """`caller` is the channel whose dialplan called, `peer` the one that answered."""

    def __init__(self, exchange: Exchange, caller: Channel, peer: Channel, connector: Connector) -> None:
        self.exchange = exchange
        self.caller = caller
        self.peer = peer
        self.connector = connector
        self.answered_at = exchange.clock.now()
        self.bridge: Bridge

    def other(self, channel: Channel) -> Channel:
        return self.peer if channel is self.caller else self.caller

    def create_bridge(self) -> None:
        self.bridge = self.exchange.new_bridge()

    def peer_enters(self) -> None:
        enter(self.exchange, self.bridge, self.peer)
        self.peer.part = self

    def caller_enters(self) -> None:
        enter(self.exchange, self.bridge, self.caller)
        self.caller.part = self
        name_peers(self.exchange, self.peer, self.caller)

    def go_on_between(self, caller: Channel, other: Channel) -> None:
        """After a transfer: `caller`, one of the two so far, talks with `other`."""
        if caller is not self.caller:
            self.connector = Nobody(self.connector.dialled_at)
        self.caller, self.peer = caller, other
        caller.part = other.part = self

    def set_end_variables(self) -> None:
        now = self.exchange.clock.now()
        talked, dialled = now - self.answered_at, now - self.connector.dialled_at
        self.exchange.set_variable(
            self.caller,
            ANSWEREDTIME=int(talked),
            ANSWEREDTIME_MS=round(talked * 1000),
            DIALEDTIME=int(dialled),
            DIALEDTIME_MS=round(dialled * 1000),
            **self.connector.end_variables(),
        )

    def hold(self, channel: Channel, held: bool) -> None:
        """The phone at `channel` holds: it is the other side's device that is on hold then."""
        exchange, other = self.exchange, self.other(channel)
        exchange.emit(
            "Hold" if held else "Unhold", channel.headers(), lines(MusicClass="default") if held else ""
        )
        name_peers(exchange, self.peer, self.caller)
        other.on_hold = held
        exchange.device_changed(other.device)

    def set_transferred_variables(self) -> None:
        """The caller was taken out of the application, which then counts no talk."""
        dialled = self.exchange.clock.now() - self.connector.dialled_at
        self.exchange.set_variable(
            self.caller,
            DIALEDTIME=int(dialled),
            DIALEDTIME_MS=round(dialled * 1000),
            ANSWEREDTIME=0,
            ANSWEREDTIME_MS=0,
        )

    # -- as the part of both channels ----------------------------------------

    def on_hang_up(self, channel: Channel, cause: int, *, by_manager: bool) -> None:
        exchange, other = self.exchange, self.other(channel)
        if not by_manager:
            media_statistics(exchange, channel, other)
            told_cause = lines(Cause=cause) if self.connector.is_dial or channel.was_transferred else ""
            exchange.emit("HangupRequest", channel.headers(), told_cause)
        self.connector.on_talk_over(self, TalkEnd.CALLER if channel is self.caller else TalkEnd.AGENT)
        forget_peers(exchange, channel, other)
        leave(exchange, self.bridge, channel)
        if channel is self.caller and not by_manager:
            self.dialplan_ends(cause)
            self._last_leaves(other)
        else:
            self._last_leaves(other)
            self.dialplan_ends(cause)
        self._hang_up_both(None if by_manager else channel, cause)

    def _last_leaves(self, channel: Channel) -> None:
        leave(self.exchange, self.bridge, channel)
        self.exchange.emit("BridgeDestroy", self.bridge.headers())

    def dialplan_ends(self, cause: int) -> None:
        """The application that called returns, and the dialplan has nothing more to do."""
        if not self.connector.has_dialplan:
            return
        self.set_end_variables()
        self.exchange.emit("SoftHangupRequest", self.caller.headers(), lines(Cause=cause))

    def _hang_up_both(self, hung_up_itself: Channel | None, cause: int) -> None:
        """A phone that hung up itself has told how well the sound travelled before."""
        exchange = self.exchange
        both = (self.peer, self.caller)
        if self.connector.is_dial or hung_up_itself is None:
            for channel in both:
                if channel is not hung_up_itself:
                    media_statistics(exchange, channel)
                exchange.destroy(channel, cause)
        else:
            for channel in both:
                if channel is not hung_up_itself:
                    media_statistics(exchange, channel)
            for channel in both[::-1]:
                exchange.destroy(channel, cause, tell_device=False)
            for channel in both[::-1]:
                exchange.device_changed(channel.device)
        self.connector.on_gone(cause)


def enter(exchange: Exchange, bridge: Bridge, channel: Channel, *, swap: str = "") -> None:
    bridge.channels.append(channel)
    channel.bridge = bridge
    exchange.emit(
        "BridgeEnter", bridge.headers(), channel.headers(), lines(SwapUniqueid=swap) if swap else ""
    )
    if channel.transfer_mark:
        exchange.set_variable(channel, **{channel.transfer_mark: ""})
        channel.transfer_mark = ""


def leave(exchange: Exchange, bridge: Bridge, channel: Channel) -> None:
    bridge.channels.remove(channel)
    channel.bridge = None
    exchange.emit("BridgeLeave", bridge.headers(), channel.headers())


def name_peers(exchange: Exchange, *pair: Channel) -> None:
    """Each is told who the other is. A local channel has no call id of its own to tell."""
    for channel, other in (pair, pair[::-1]):
        exchange.set_variable(channel, BRIDGEPEER=other.name)
        if other.sip_call_id:
            exchange.set_variable(channel, BRIDGEPVTCALLID=other.sip_call_id)


def forget_peers(exchange: Exchange, *channels: Channel) -> None:
    for channel in channels:
        exchange.set_variable(channel, BRIDGEPEER="", BRIDGEPVTCALLID="")
