"""A mixing bridge of two channels, and the seven headers by which the exchange shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import UNKNOWN

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.channel import Channel


class Bridge:
    def __init__(self, uniqueid: str) -> None:
        self.uniqueid = uniqueid
        self.channels: list[Channel] = []

    def headers(self, prefix: str = "") -> str:
        return (
            f"{prefix}BridgeUniqueid: {self.uniqueid}\r\n"
            f"{prefix}BridgeType: basic\r\n"
            f"{prefix}BridgeTechnology: simple_bridge\r\n"
            f"{prefix}BridgeCreator: {UNKNOWN}\r\n"
            f"{prefix}BridgeName: {UNKNOWN}\r\n"
            f"{prefix}BridgeNumChannels: {len(self.channels)}\r\n"
            f"{prefix}BridgeVideoSourceMode: none\r\n"
        )
