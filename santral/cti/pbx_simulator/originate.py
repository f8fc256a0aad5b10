"""`Originate`: the agent's phone is called first; when it answers, its channel dials on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import UNKNOWN, lines
from santral.cti.pbx_simulator.channel import Channel
from santral.cti.pbx_simulator.incoming import run_extension
from santral.cti.pbx_simulator.leg import Leg
from santral.cti.pbx_simulator.noise import call_tagged, rtp_port_allocated

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.actions import Action
    from santral.cti.pbx_simulator.clock import Timer
    from santral.cti.pbx_simulator.session import Session

_CALLER_ID = re.compile(r'\s*"?([^"<]*?)"?\s*<([^>]*)>\s*')


class Originating:
    """`caller` is None: nobody dialled, the exchange itself calls the phone."""

    caller: Channel | None = None

    def __init__(
        self,
        session: Session,
        action: Action,
        *,
        device: str,
        exten: str,
        context: str,
        caller_id: str,
        timeout_s: float,
        respond_at_end: bool,
    ) -> None:
        self._session = session
        self._action = action
        self._exchange = session.exchange
        self._device = device
        self._exten = exten
        self._context = context
        self._caller_id = _split_caller_id(caller_id)
        self._timeout_s = timeout_s
        self._respond_at_end = respond_at_end
        self._timer: Timer | None = None
        self._leg: Leg

    def start(self) -> None:
        exchange = self._exchange
        if self._device not in exchange.phones:
            self._respond("Failure", 0, None)
            return
        channel = exchange.new_channel(self._device, context="internal")
        channel.application, channel.application_data = "AppDial2", "(Outgoing Line)"
        outgoing = lines(Extension="s", Application="AppDial2", AppData="(Outgoing Line)")
        exchange.emit("Newexten", channel.headers(), outgoing)
        number, name = self._caller_id
        channel.change(caller=(number, name))
        presentation = {"CID-CallingPres": "0 (Presentation Allowed, Not Screened)"}
        exchange.emit("NewCallerid", channel.headers(), lines(**presentation))
        channel.change(connected=(number, name))
        exchange.emit("NewConnectedLine", channel.headers())
        rtp_port_allocated(exchange)
        self._leg = Leg(exchange, self, channel, exchange.phone(self._device))
        self._leg.told("DialBegin", DialString=self._device.removeprefix("PJSIP/"))
        self._timer = exchange.later(self._timeout_s, self._rang_out)
        self._leg.invite()

    def on_leg_ringing(self, leg: Leg) -> None:
        self._exchange.device_changed(leg.channel.device)
        leg.told("DialState", "RINGING")

    def on_leg_answered(self, leg: Leg) -> None:
        exchange, channel = self._exchange, leg.channel
        self._stop_timer()
        leg.told("DialEnd", "ANSWER")
        self._respond("Success", 4, channel)
        channel.call_tag = exchange.new_call_tag()
        call_tagged(exchange, channel)
        channel.change(at=(self._context, self._exten, 1))
        exchange.afterwards(lambda: exchange.device_changed(channel.device))
        run_extension(exchange, channel)

    def on_leg_refused(self, leg: Leg, cause: int, *, by_manager: bool) -> None:
        self._stop_timer()
        self._respond("Failure", 5 if cause == 17 else 0, None)
        leg.told("DialEnd", "BUSY" if cause == 17 else "NOANSWER")
        leg.end(cause)

    def _rang_out(self) -> None:
        self._respond("Failure", 3, None)
        self._leg.cancel(19, tech_cause="480")

    def _respond(self, response: str, reason: int, channel: Channel | None) -> None:
        """`Reason` is the last control frame: 3 rang, 4 answered, 5 busy, 8 congestion, 0 no such phone."""
        if self._respond_at_end:
            if response == "Success":
                self._session.respond(self._action, "Success", "Originate successfully queued")
            else:
                self._session.respond(self._action, "Error", "Originate failed")
            return
        action_id = self._action.get("actionid", "")
        number, name = self._caller_id
        self._exchange.emit(
            "OriginateResponse",
            lines(**({"ActionID": action_id} if action_id else {}), Response=response),
            lines(
                Channel=channel.name if channel is not None else self._device,
                Context=self._context,
                Exten=self._exten,
                Reason=reason,
                Uniqueid=channel.uniqueid if channel is not None else UNKNOWN,
                CallerIDNum=number or UNKNOWN,
                CallerIDName=name or UNKNOWN,
            ),
        )

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def _split_caller_id(text: str) -> tuple[str, str]:
    """`"Santral" <1002>`, as number and name."""
    match = _CALLER_ID.fullmatch(text)
    return (match[2], match[1]) if match else (text.strip(), "")
