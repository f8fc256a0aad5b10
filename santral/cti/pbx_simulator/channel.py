"""One leg of a call as the exchange keeps it, and the fourteen headers by which it shows it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from santral.cti.pbx_simulator.ami_text import UNKNOWN, prefixed

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.bridge import Bridge
    from santral.cti.pbx_simulator.phone import Phone


class ChannelState(IntEnum):
    DOWN = 0
    RING = 4
    RINGING = 5
    UP = 6


class Part(Protocol):
    """What a channel does in a call: waits in a queue, rings, talks. It answers when the channel goes."""

    def on_hang_up(self, channel: Channel, cause: int, *, by_manager: bool) -> None:
        """The phone hung up (or declined), or a manager took the channel down."""


class Channel:
    """`device` is the endpoint, as `PJSIP/1001`.

    `transfer_mark` names the variable that says it was transferred, until it is in a bridge again.
    """

    def __init__(
        self,
        *,
        name: str,
        device: str,
        uniqueid: str,
        linkedid: str,
        call_tag: str,
        context: str,
        exten: str,
        created_at: float,
        state: ChannelState = ChannelState.DOWN,
        number: str = "",
        caller_name: str = "",
    ) -> None:
        self.name = name
        self.device = device
        self.uniqueid = uniqueid
        self.linkedid = linkedid
        self.call_tag = call_tag
        self.created_at = created_at
        self.sip_call_id = ""
        self.state = state
        self.number = number
        self.caller_name = caller_name
        self.connected_number = ""
        self.connected_name = ""
        self.context = context
        self.exten = exten
        self.priority = 1
        self.application = ""
        self.application_data = ""
        self.bridge: Bridge | None = None
        self.phone: Phone | None = None
        self.part: Part | None = None
        self.transfer_mark = ""
        self.was_transferred = False
        self.on_hold = False
        self._block = ""

    def change(
        self,
        *,
        state: ChannelState | None = None,
        caller: tuple[str, str] | None = None,
        connected: tuple[str, str] | None = None,
        at: tuple[str, str, int] | None = None,
    ) -> None:
        """Set what the headers show: state, own (number, name), the other's, (context, exten, priority)."""
        if state is not None:
            self.state = state
        if caller is not None:
            self.number, self.caller_name = caller
        if connected is not None:
            self.connected_number, self.connected_name = connected
        if at is not None:
            self.context, self.exten, self.priority = at
        self._block = ""

    def headers(self, prefix: str = "") -> str:
        if not self._block:
            self._block = (
                f"Channel: {self.name}\r\n"
                f"ChannelState: {int(self.state)}\r\n"
                f"ChannelStateDesc: {self.state.name.capitalize()}\r\n"
                f"CallerIDNum: {self.number or UNKNOWN}\r\n"
                f"CallerIDName: {self.caller_name or UNKNOWN}\r\n"
                f"ConnectedLineNum: {self.connected_number or UNKNOWN}\r\n"
                f"ConnectedLineName: {self.connected_name or UNKNOWN}\r\n"
                "Language: en\r\n"
                "AccountCode: \r\n"
                f"Context: {self.context}\r\n"
                f"Exten: {self.exten}\r\n"
                f"Priority: {self.priority}\r\n"
                f"Uniqueid: {self.uniqueid}\r\n"
                f"Linkedid: {self.linkedid}\r\n"
            )
        return prefixed(self._block, prefix) if prefix else self._block
