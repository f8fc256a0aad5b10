"""One `Dial`: a channel calls a phone of the house, or a number outside, and talks to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.channel import Channel, ChannelState
from santral.cti.pbx_simulator.leg import TECH_CAUSES, Leg
from santral.cti.pbx_simulator.noise import call_tagged, media_statistics, rtp_port_allocated
from santral.cti.pbx_simulator.talk import Talk, TalkEnd

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.clock import Timer
    from santral.cti.pbx_simulator.dialplan import ToPhone
    from santral.cti.pbx_simulator.exchange import Exchange

_CLEARED = (
    "DIALSTATUS DIALEDPEERNUMBER DIALEDPEERNAME ANSWEREDTIME ANSWEREDTIME_MS DIALEDTIME DIALEDTIME_MS "
    "RINGTIME RINGTIME_MS PROGRESSTIME PROGRESSTIME_MS"
)
_TOLD_CALLER = TECH_CAUSES | {21: "403"}
"""The SIP status by which a caller hears that the phone refused."""
_OUTGOING = {"AppData": "(Outgoing Line)"}
PRESENTATION = lines(**{"CID-CallingPres": "0 (Presentation Allowed, Not Screened)"})


class Watcher(Protocol):
    """Somebody at the other end of a local channel, to whom its `Dial` passes on what happens."""

    def on_line_connected(self, number: str) -> None: ...
    def on_ringing(self) -> None: ...
    def on_rung(self) -> None: ...
    def on_answered(self) -> None: ...
    def on_talking(self) -> None: ...
    def on_over(self, cause: int, status: str) -> None: ...


class DialRun:
    """The application `Dial` at work for `caller`; the part the caller's channel plays while it rings."""

    is_dial = True
    has_dialplan = True

    def __init__(
        self, exchange: Exchange, caller: Channel, target: ToPhone, watcher: Watcher | None = None
    ) -> None:
        self.caller = caller
        self.dialled_at = exchange.clock.now()
        self.talk: Talk | None = None
        self._exchange = exchange
        self._target = target
        self._watcher = watcher
        self._timer: Timer | None = None
        self._leg: Leg

    def start(self, meanwhile: Callable[[], None] | None = None) -> None:
        """`meanwhile` is what happens elsewhere before the phone is called."""
        caller = self.caller
        caller.part = self
        self._exchange.set_variable(caller, **dict.fromkeys(_CLEARED.split(), ""))
        if meanwhile is not None:
            meanwhile()
        self.dial()

    def dial(self) -> None:
        exchange, caller, target = self._exchange, self.caller, self._target
        number = target.dialled.partition("@")[0]
        outside = target.device == exchange.dialplan.carrier
        context = "incoming" if outside else "internal"
        channel = exchange.new_channel(target.device, context=context, of=caller)
        call_tagged(exchange, channel)
        exchange.set_variable(channel, DIALEDPEERNUMBER=target.dialled)
        channel.change(
            caller=(number, caller.connected_name),
            connected=(caller.number, caller.caller_name),
            at=(context, number, 1),
        )
        channel.application, channel.application_data = "AppDial", "(Outgoing Line)"
        outgoing = lines(Extension=number, Application="AppDial", **_OUTGOING)
        exchange.emit("Newexten", channel.headers(), outgoing)
        exchange.emit("NewCallerid", channel.headers(), PRESENTATION)
        exchange.emit("NewConnectedLine", channel.headers())
        rtp_port_allocated(exchange)
        phone = exchange.outside.called(number) if outside else exchange.phone(target.device)
        self._leg = Leg(exchange, self, channel, phone)
        self._leg.told("DialBegin", DialString=target.dialled)
        caller.change(connected=(number, channel.caller_name))
        exchange.emit("NewConnectedLine", caller.headers())
        if self._watcher is not None:
            self._watcher.on_line_connected(number)
        self._timer = exchange.later(target.ring_timeout_s, self._rang_out)
        self._leg.invite()

    # -- ringing ----------------------------------------

    def on_leg_ringing(self, leg: Leg) -> None:
        exchange = self._exchange
        exchange.device_changed(leg.channel.device)
        if self._watcher is not None:
            self._watcher.on_ringing()
        else:
            exchange.device_changed(self.caller.device)
        exchange.set_variable(self.caller, RINGTIME=0, RINGTIME_MS=2)
        leg.told("DialState", "RINGING")
        if self._watcher is not None:
            self._watcher.on_rung()

    def on_leg_answered(self, leg: Leg) -> None:
        exchange, caller, channel = self._exchange, self.caller, leg.channel
        self._stop_timer()
        exchange.set_variable(
            caller, DIALSTATUS="ANSWER", DIALEDPEERNAME=channel.name, DIALEDPEERNUMBER=self._target.dialled
        )
        channel.change(at=(channel.context, "", 1))
        leg.told("DialEnd", "ANSWER")
        if caller.state is not ChannelState.UP:
            caller.change(state=ChannelState.UP)
            exchange.emit("Newstate", caller.headers())
        talk = self.talk = Talk(exchange, caller, channel, self)
        talk.create_bridge()
        exchange.emit("Newexten", channel.headers(), lines(Extension="", Application="AppDial", **_OUTGOING))
        talk.peer_enters()
        if self._watcher is not None:
            self._watcher.on_answered()
            exchange.device_changed(channel.device)
            talk.caller_enters()
            self._watcher.on_talking()
        else:
            talk.caller_enters()
            exchange.device_changed(channel.device)

    # -- nobody answered: the dialplan has nothing more to do and hangs the caller up ----------

    def on_leg_refused(self, leg: Leg, cause: int, *, by_manager: bool) -> None:
        exchange, caller = self._exchange, self.caller
        self._stop_timer()
        leg.told("DialEnd", "BUSY" if cause == 17 else "NOANSWER")
        exchange.set_variable(caller, DIALSTATUS="BUSY" if cause == 17 else "CHANUNAVAIL")
        exchange.emit("SoftHangupRequest", caller.headers(), lines(Cause=16))
        leg.end(cause)
        local = self._watcher is not None  # a local channel speaks no SIP
        exchange.destroy(caller, cause, tech_cause="" if local else _TOLD_CALLER.get(cause, ""))
        self._tell_over(cause, "CHANUNAVAIL")

    def _rang_out(self) -> None:
        exchange, caller = self._exchange, self.caller
        self._leg.told("DialEnd", "NOANSWER")
        exchange.set_variable(caller, DIALSTATUS="NOANSWER")
        exchange.emit("SoftHangupRequest", caller.headers(), lines(Cause=16))
        self._leg.cancel(0)
        exchange.destroy(caller, 16)
        self._tell_over(16, "NOANSWER")

    def on_hang_up(self, channel: Channel, cause: int, *, by_manager: bool) -> None:
        """The caller gives up. One that was not answered yet cancels its call (SIP 487)."""
        exchange, caller = self._exchange, self.caller
        self._stop_timer()
        unanswered = caller.state is not ChannelState.UP
        cancelled = lines(TechCause="487") if unanswered else ""
        if not by_manager:
            media_statistics(exchange, caller)
            exchange.emit(
                "HangupRequest", caller.headers(), lines(Cause=127) + cancelled if unanswered else ""
            )
        self._leg.told("DialEnd", "CANCEL")
        if not unanswered:
            self._leg.cancel(16)
        exchange.set_variable(caller, DIALSTATUS="CANCEL")
        exchange.emit("SoftHangupRequest", caller.headers(), lines(Cause=16) + cancelled)
        exchange.destroy(caller, 127 if unanswered else 0, tech_cause="487" if unanswered else "")
        if unanswered:
            self._leg.cancel(127, tech_cause="500")

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # -- as the connector of a talk ----------------------------------------

    def on_talk_over(self, talk: Talk, end: TalkEnd) -> None:
        """`Dial` says nothing."""

    def on_gone(self, cause: int) -> None:
        self._tell_over(cause, "ANSWER")

    def _tell_over(self, cause: int, status: str) -> None:
        if self._watcher is not None:
            self._watcher.on_over(cause, status)

    def end_variables(self) -> dict[str, object]:
        return {"DIALSTATUS": "ANSWER"}
