"""A pair of local channels: what goes in at `;1` comes out at `;2`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.bridge import Bridge
from santral.cti.pbx_simulator.channel import Channel, ChannelState
from santral.cti.pbx_simulator.dial_run import PRESENTATION
from santral.cti.pbx_simulator.noise import call_tagged
from santral.cti.pbx_simulator.talk import Talk, enter, forget_peers, leave, name_peers

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.exchange import Exchange


class LocalPair:
    def __init__(self, exchange: Exchange, owner: Channel, context: str, exten: str) -> None:
        self._exchange = exchange
        self._context = context
        self._exten = exten
        self._device = f"Local/{exten}@{context}"
        number = exchange.new_local_number()
        self.one = self._unborn(owner, f"{self._device}-{number:08x};1", ChannelState.DOWN)
        self.two = self._unborn(owner, f"{self._device}-{number:08x};2", ChannelState.RING)

    def _unborn(self, owner: Channel, name: str, state: ChannelState) -> Channel:
        return self._exchange.prepare_channel(
            self._device, context=self._context, exten=self._exten, of=owner, name=name, state=state
        )

    def create(self) -> None:
        exchange = self._exchange
        for channel in (self.one, self.two):
            exchange.announce_channel(channel)
            channel.sip_call_id = ""
            call_tagged(exchange, channel)
        call_tagged(exchange, self.one, again=True)

    def ask_on_behalf_of(self, agent: Channel) -> Bridge:
        """The pair is told who transfers, and linked; the bridge is the one in which the agent will ask."""
        exchange, one, two = self._exchange, self.one, self.two
        exchange.set_variable(one, TRANSFERERNAME=agent.name, ATTENDEDTRANSFER=agent.name)
        bridge = exchange.new_bridge()
        exchange.set_variable(two, ATTENDEDTRANSFER=agent.name, TRANSFERERNAME=agent.name)
        one.transfer_mark = two.transfer_mark = "ATTENDEDTRANSFER"
        two.change(caller=(agent.number, agent.caller_name))
        exchange.emit("NewCallerid", two.headers(), PRESENTATION)
        exchange.emit(
            "LocalBridge",
            self._headers(),
            lines(Context=self._context, Exten=self._exten, LocalOptimization="Yes"),
        )
        return bridge

    def told(self, event: str, status: str) -> None:
        """A dial event about `;1`, which nobody dialled."""
        self._exchange.emit(event, self.one.headers("Dest"), lines(DialStatus=status))

    def tell_state(self, state: str) -> None:
        self._exchange.tell_device_state(self._device, state)

    def optimize_away(self, inner: Talk, *, into: Bridge, partner: Channel, as_caller: bool) -> None:
        """The channel that talks at `;2` takes the place of `;1` with `partner` in `into`; the pair goes."""
        exchange, one, two, source = self._exchange, self.one, self.two, inner.peer
        exchange.emit(
            "LocalOptimizationBegin",
            self._headers(),
            source.headers("Source"),
            lines(DestUniqueId=two.uniqueid, Id=0),
        )
        leave(exchange, inner.bridge, source)
        forget_peers(exchange, one)
        leave(exchange, into, one)
        enter(exchange, into, source, swap=one.uniqueid)
        name_peers(exchange, partner, source)
        forget_peers(exchange, two)
        if as_caller:
            two.change(caller=(partner.number, partner.caller_name))
            exchange.emit("NewCallerid", two.headers(), PRESENTATION)
        exchange.emit("LocalOptimizationEnd", self._headers(), lines(Success="No", Id=0))
        exchange.emit("HangupRequest", two.headers(), lines(Cause=16))
        exchange.destroy(one, 16)
        self.tell_state("NOT_INUSE")
        leave(exchange, inner.bridge, two)
        exchange.emit("BridgeDestroy", inner.bridge.headers())
        inner.dialplan_ends(16)
        exchange.destroy(two, 16)
        self.tell_state("NOT_INUSE")

    def _headers(self) -> str:
        return self.one.headers("LocalOne") + self.two.headers("LocalTwo")
