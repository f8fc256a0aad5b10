"""An attended transfer by the exchange's own feature (`Atxfer`): the agent holds the caller, asks a third,
and joins the two by hanging up, or comes back.

The third is called through a pair of local channels, `;1` in a second bridge with the agent, `;2` dialling.
When the transfer is done the exchange takes the pair out again. If the agent hangs up while the third still
rings, the agent's channel stays until the third answers. All this as seen on Asterisk 22, except what happens
when the third then does not answer: here everybody is hung up.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.channel import Channel, ChannelState
from santral.cti.pbx_simulator.dial_run import PRESENTATION, DialRun
from santral.cti.pbx_simulator.incoming import announce
from santral.cti.pbx_simulator.joining import (
    Parties,
    merge,
    second_bridge_ends,
    third_joins_agent,
    third_joins_caller,
)
from santral.cti.pbx_simulator.local_pair import LocalPair
from santral.cti.pbx_simulator.noise import feature_detected, media_statistics, played, transfer_dialled
from santral.cti.pbx_simulator.talk import Talk, TalkEnd, enter, forget_peers, leave, name_peers

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.dialplan import ToPhone
    from santral.cti.pbx_simulator.exchange import Exchange


class _Stage(Enum):
    RINGING = auto()
    TALKING = auto()
    LEFT_RINGING = auto()  # the agent hung up before the third answered
    CALLER_GONE = auto()  # the caller hung up before the third answered


class Consultation:
    """The part that the agent's and the caller's channel play until one of them has had enough."""

    def __init__(self, exchange: Exchange, talk: Talk, agent: Channel, context: str, target: ToPhone) -> None:
        self._exchange = exchange
        self._talk = talk
        self._agent = agent
        self._caller = talk.other(agent)
        self._pair = LocalPair(exchange, agent, context, target.dialled)
        self._dial = DialRun(exchange, self._pair.two, target, watcher=self)
        self._stage = _Stage.RINGING
        self._target = target

    def start(self) -> None:
        self._press("*2")
        self._hold_caller()
        played(self._exchange, self._agent, "pbx-transfer")
        exten = self._target.dialled
        for count, digit in enumerate(exten, 1):
            self._press(digit)
            transfer_dialled(self._exchange, self._agent, exten, count)
        self._pair.create()
        self._second = self._pair.ask_on_behalf_of(self._agent)
        self._parties = Parties(
            self._exchange, self._talk, self._agent, self._caller, self._pair, self._second, exten
        )
        self._agent.part = self._caller.part = self._pair.one.part = self
        announce(self._exchange, self._pair.two, "Dial", self._target.application)
        self._dial.start(meanwhile=self._agent_moves_over)

    def _press(self, digits: str) -> None:
        for digit in digits:
            self._exchange.emit(
                "DTMFEnd", self._agent.headers(), lines(Digit=digit, DurationMs=0, Direction="Received")
            )

    def _hold_caller(self) -> None:
        self._exchange.emit("Hold", self._agent.headers())
        self._caller.on_hold = True
        self._exchange.device_changed(self._caller.device)

    def _agent_moves_over(self) -> None:
        exchange, agent, one = self._exchange, self._agent, self._pair.one
        one.change(connected=(agent.number, agent.caller_name))
        exchange.emit("NewConnectedLine", one.headers())
        enter(exchange, self._second, one)
        feature_detected(exchange, "atxfer")
        leave(exchange, self._talk.bridge, agent)
        enter(exchange, self._second, agent)
        name_peers(exchange, one, agent)
        exchange.set_variable(agent, BRIDGEPVTCALLID="")
        agent.change(connected=("", ""))
        exchange.emit("NewConnectedLine", agent.headers())

    # -- as the watcher of the dial at the other end of the pair ----------------------------------------

    def on_line_connected(self, number: str) -> None:
        self._agent.change(connected=(number, ""))
        self._exchange.emit("NewConnectedLine", self._agent.headers())

    def on_ringing(self) -> None:
        one = self._pair.one
        one.change(state=ChannelState.RINGING, caller=(self._target.dialled, ""))
        self._exchange.emit("Newstate", one.headers())
        self._exchange.emit("NewCallerid", one.headers(), PRESENTATION)

    def on_rung(self) -> None:
        self._pair.told("DialState", "RINGING")
        self._pair.tell_state("INUSE")

    def on_answered(self) -> None:
        one = self._pair.one
        one.change(state=ChannelState.UP)
        self._exchange.emit("Newstate", one.headers())
        self._pair.told("DialEnd", "ANSWER")
        if self._stage is not _Stage.LEFT_RINGING:
            name_peers(self._exchange, one, self._agent)

    def on_talking(self) -> None:
        self._pair.tell_state("INUSE")
        self._pair.tell_state("INUSE")
        stage, self._stage = self._stage, _Stage.TALKING
        if stage is _Stage.LEFT_RINGING:
            self._third_joins_caller()
        elif stage is _Stage.CALLER_GONE:
            self._third_joins_agent()

    def on_over(self, cause: int, status: str) -> None:
        """The third did not answer, or talked and hung up."""
        declined = self._stage is _Stage.RINGING
        one = self._pair.one
        self._exchange.set_variable(one, CHANLOCALSTATUS=status)
        self._exchange.emit("HangupRequest", one.headers(), lines(Cause=cause))
        if self._stage in (_Stage.LEFT_RINGING, _Stage.CALLER_GONE):
            self._give_up(cause)
            return
        forget_peers(self._exchange, one)
        leave(self._exchange, self._second, one)
        leave(self._exchange, self._second, self._agent)
        self._agent_comes_back()
        self._exchange.emit("BridgeDestroy", self._second.headers())
        self._exchange.destroy(one, cause)
        self._pair.tell_state("NOT_INUSE")
        if declined:
            played(self._exchange, self._agent, "beeperr")
        self._pair.tell_state("NOT_INUSE")
        self._lines_as_before()

    # -- as the part of the agent's and the caller's channel ----------------------------------------

    def on_hang_up(self, channel: Channel, cause: int, *, by_manager: bool) -> None:
        if channel is self._agent:
            self._agent_hangs_up(by_manager=by_manager)
        elif channel is self._caller:
            self._caller_hangs_up(cause, by_manager=by_manager)
        else:
            self._hang_up_third()

    def _agent_hangs_up(self, *, by_manager: bool) -> None:
        if self._stage is _Stage.CALLER_GONE:
            self._hang_up_third()
            return
        exchange, agent = self._exchange, self._agent
        if not by_manager:
            media_statistics(exchange, agent, self._pair.one)
            exchange.emit("HangupRequest", agent.headers())
        if self._stage is _Stage.TALKING:
            exchange.set_variable(agent, BRIDGEPEER="")
            leave(exchange, self._second, agent)
            merge(self._parties)
            self._third_joins_caller()
        else:
            self._stage = _Stage.LEFT_RINGING
            merge(self._parties)

    def _caller_hangs_up(self, cause: int, *, by_manager: bool) -> None:
        exchange, caller, talk = self._exchange, self._caller, self._talk
        if not by_manager:
            media_statistics(exchange, caller)
            exchange.emit("HangupRequest", caller.headers())
        if self._stage is _Stage.LEFT_RINGING:
            self._give_up(cause)
            return
        forget_peers(exchange, caller)
        leave(exchange, talk.bridge, caller)
        talk.connector.on_talk_over(talk, TalkEnd.CALLER)
        if caller is talk.caller:
            talk.dialplan_ends(cause)
        exchange.emit("BridgeDestroy", talk.bridge.headers())
        played(exchange, self._agent, "beeperr")
        exchange.destroy(caller, cause)
        if self._stage is _Stage.TALKING:
            self._third_joins_agent()
        else:
            self._stage = _Stage.CALLER_GONE

    def cancel(self) -> None:
        """`CancelAtxfer`: the agent takes the caller back, the third is hung up."""
        if self._stage not in (_Stage.RINGING, _Stage.TALKING):
            return
        exchange, agent, one = self._exchange, self._agent, self._pair.one
        self._press("*1")
        leave(exchange, self._second, agent)
        self._agent_comes_back()
        forget_peers(exchange, one)
        feature_detected(exchange, "unknown")
        played(exchange, agent, "beeperr")
        leave(exchange, self._second, one)
        exchange.emit("BridgeDestroy", self._second.headers())
        exchange.destroy(one, 16)
        self._hang_up_third()
        self._pair.tell_state("NOT_INUSE")
        self._pair.tell_state("NOT_INUSE")
        self._lines_as_before()

    # -- steps ----------------------------------------

    def _agent_comes_back(self) -> None:
        exchange, agent, caller = self._exchange, self._agent, self._caller
        enter(exchange, self._talk.bridge, agent)
        name_peers(exchange, caller, agent)
        exchange.emit("Unhold", agent.headers())
        caller.on_hold = False
        exchange.device_changed(caller.device)
        agent.part = caller.part = self._talk

    def _lines_as_before(self) -> None:
        self._agent.change(connected=(self._caller.number, self._caller.caller_name))
        self._exchange.emit("NewConnectedLine", self._agent.headers())
        name_peers(self._exchange, self._caller, self._agent)

    def _third_joins_caller(self) -> None:
        second_bridge_ends(self._parties)
        third_joins_caller(self._parties, self._inner)

    def _third_joins_agent(self) -> None:
        third_joins_agent(self._parties, self._inner)

    def _hang_up_third(self) -> None:
        part = self._pair.two.part
        if part is not None:
            part.on_hang_up(self._pair.two, 16, by_manager=True)

    def _give_up(self, cause: int) -> None:
        exchange = self._exchange
        one = self._pair.one
        for channel in (one, self._agent, self._caller):
            if channel.bridge is not None:
                leave(exchange, channel.bridge, channel)
            exchange.destroy(channel, cause)
        self._hang_up_third()
        self._pair.tell_state("NOT_INUSE")

    @property
    def _inner(self) -> Talk:
        """The talk between the pair's far end and the third."""
        talk = self._dial.talk
        assert talk is not None  # there is one as soon as the third has answered
        return talk
