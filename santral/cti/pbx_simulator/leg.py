"""A phone being called: the leg between the application that dials and the phone that rings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.channel import Channel, ChannelState

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.exchange import Exchange
    from santral.cti.pbx_simulator.phone import Phone

TECH_CAUSES = {17: "486", 20: "480", 21: "603"}
"""The SIP status by which a phone refuses, of a Q.850 cause."""


class Dialler(Protocol):
    """The application that dials: `Queue`, `Dial` or `Originate`. `caller` is None where nobody dialled."""

    @property
    def caller(self) -> Channel | None: ...
    def on_leg_ringing(self, leg: Leg) -> None: ...
    def on_leg_answered(self, leg: Leg) -> None: ...
    def on_leg_refused(self, leg: Leg, cause: int, *, by_manager: bool) -> None: ...


class Leg:
    """Rings one phone for a dialler. It is the part its channel plays until somebody talks."""

    def __init__(self, exchange: Exchange, dialler: Dialler, channel: Channel, phone: Phone) -> None:
        self.channel = channel
        self._exchange = exchange
        self.dialler = dialler
        self.phone = phone
        channel.part = self
        channel.phone = phone

    def invite(self) -> None:
        self.phone.invited(self)

    # -- from the phone ----------------------------------------

    def ringing(self) -> None:
        self.channel.change(state=ChannelState.RINGING)
        self._exchange.emit("Newstate", self.channel.headers())
        self.dialler.on_leg_ringing(self)

    def answered(self) -> None:
        self.channel.change(state=ChannelState.UP)
        self._exchange.emit("Newstate", self.channel.headers())
        self.dialler.on_leg_answered(self)

    def refused(self, cause: int) -> None:
        self._exchange.emit(
            "HangupRequest", self.channel.headers(), lines(Cause=cause, TechCause=TECH_CAUSES[cause])
        )
        self.dialler.on_leg_refused(self, cause, by_manager=False)

    # -- from the dialler ----------------------------------------

    def told(self, event: str, status: str = "", **more: str) -> None:
        """DialBegin, DialState or DialEnd: the caller's headers, if any, and this leg's as `Dest`."""
        self.told_with(
            self.channel.headers("Dest"), event, **({"DialStatus": status} if status else {}), **more
        )

    def told_with(self, destination: str, event: str, **fields: str) -> None:
        caller = self.dialler.caller
        self._exchange.emit(
            event, caller.headers() if caller is not None else "", destination, lines(**fields)
        )

    def cancel(self, cause: int, *, tech_cause: str = "") -> None:
        """The dialler gives the leg up. One that never rang says its connected line after its end."""
        self.phone.cancelled(self)
        silent = self.channel.state is ChannelState.DOWN
        self._exchange.destroy(self.channel, cause, tech_cause=tech_cause)
        if silent:
            self._exchange.emit("NewConnectedLine", self.channel.headers())

    def end(self, cause: int) -> None:
        """The leg was refused, or taken down by a manager."""
        self._exchange.destroy(self.channel, cause, tech_cause=TECH_CAUSES.get(cause, ""))

    # -- as the part of its channel ----------------------------------------

    def on_hang_up(self, channel: Channel, cause: int, *, by_manager: bool) -> None:
        self.phone.cancelled(self)
        self.dialler.on_leg_refused(self, 0 if by_manager else cause, by_manager=by_manager)
