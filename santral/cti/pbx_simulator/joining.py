"""How an attended transfer ends in a talk: who is taken out, who takes the place, what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.bridge import Bridge
from santral.cti.pbx_simulator.channel import Channel
from santral.cti.pbx_simulator.local_pair import LocalPair
from santral.cti.pbx_simulator.noise import media_statistics, played
from santral.cti.pbx_simulator.talk import Nobody, Talk, TalkEnd, enter, leave

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Parties:
    """`talk` was interrupted; `second` is the bridge in which the agent asks, `number` the third's."""

    exchange: Exchange
    talk: Talk
    agent: Channel
    caller: Channel
    pair: LocalPair
    second: Bridge
    number: str


def merge(parties: Parties) -> None:
    """The third's end of the pair joins the caller; the agent is out of it."""
    exchange, agent, caller, one = parties.exchange, parties.agent, parties.caller, parties.pair.one
    bridge, second = parties.talk.bridge, parties.second
    exchange.emit("BridgeMerge", bridge.headers("To"), second.headers("From"))
    leave(exchange, second, one)
    enter(exchange, bridge, one)
    exchange.set_variable(caller, BRIDGEPEER=one.name, BRIDGEPVTCALLID="")
    caller.on_hold = False
    exchange.device_changed(caller.device)
    exchange.set_variable(one, BRIDGEPEER=caller.name, BRIDGEPVTCALLID=caller.sip_call_id)
    if agent in second.channels:
        leave(exchange, second, agent)
    exchange.emit(
        "AttendedTransfer",
        lines(Result="Success"),
        agent.headers("OrigTransferer"),
        bridge.headers("Orig"),
        agent.headers("SecondTransferer"),
        second.headers("Second"),
        caller.headers("Transferee"),
        one.headers("TransferTarget"),
        lines(IsExternal="No", DestType="Bridge", DestBridgeUniqueid=bridge.uniqueid),
    )
    parties.talk.connector.on_talk_over(parties.talk, TalkEnd.TRANSFER)
    media_statistics(exchange, agent)
    one.change(connected=(caller.number, caller.caller_name))
    exchange.emit("NewConnectedLine", one.headers())
    caller.change(connected=(parties.number, ""))
    exchange.emit("NewConnectedLine", caller.headers())


def second_bridge_ends(parties: Parties) -> None:
    """The agent's channel goes with it."""
    parties.exchange.emit("BridgeDestroy", parties.second.headers())
    if parties.agent is parties.talk.caller:
        parties.talk.dialplan_ends(16)
    parties.exchange.destroy(parties.agent, 16)


def third_joins_caller(parties: Parties, inner: Talk) -> None:
    """`inner` is the third's talk with the far end of the pair, which is taken out."""
    exchange, caller, third = parties.exchange, parties.caller, inner.peer
    third.change(connected=(caller.number, caller.caller_name))
    exchange.emit("NewConnectedLine", third.headers())
    played(exchange, parties.pair.one, "beep")
    parties.pair.optimize_away(inner, into=parties.talk.bridge, partner=caller, as_caller=True)
    parties.talk.go_on_between(caller, third)


def third_joins_agent(parties: Parties, inner: Talk) -> None:
    """The caller is gone; the agent and the third talk on, with no dialplan behind them."""
    exchange, agent, third = parties.exchange, parties.agent, inner.peer
    parties.pair.optimize_away(inner, into=parties.second, partner=agent, as_caller=False)
    talk = Talk(exchange, agent, third, Nobody(exchange.clock.now()))
    talk.bridge = parties.second
    agent.part = third.part = talk
