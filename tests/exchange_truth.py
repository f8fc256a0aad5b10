"""What an exchange would answer to `CoreShowChannels` and `QueueStatus` at any moment of a recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from santral.cti import ami_events
from santral.cti.ami_event_types import ChannelSeen, QueueEntrySeen

_OF_A_CHANNEL = (
    "Channel",
    "ChannelState",
    "CallerIDNum",
    "CallerIDName",
    "ConnectedLineNum",
    "ConnectedLineName",
    "Context",
    "Exten",
    "Uniqueid",
    "Linkedid",
)


class ExchangeTruth:
    """Keeps the channels and the waiting callers of one recording, from its raw messages."""

    def __init__(self, messages: Iterable[Mapping[str, str]]) -> None:
        self._channels: dict[str, dict[str, str]] = {}
        self._waiting: dict[str, tuple[str, str]] = {}
        for message in messages:
            self._hear(message)

    def _hear(self, message: Mapping[str, str]) -> None:
        event, uniqueid = message.get("Event", ""), message.get("Uniqueid", "")
        if event == "Newchannel":
            called = message["ChannelState"] == "0"
            self._channels[uniqueid] = {"Application": "AppDial" if called else "", "BridgeId": ""}
        if event == "Hangup":
            self._channels.pop(uniqueid, None)
            self._waiting.pop(uniqueid, None)
        channel = self._channels.get(uniqueid)
        if channel is not None and event not in ("CoreShowChannel", "QueueEntry"):
            channel |= {key: message[key] for key in _OF_A_CHANNEL if key in message}
        match event:
            case "BridgeEnter" if channel is not None:
                channel["BridgeId"] = message["BridgeUniqueid"]
            case "BridgeLeave" if channel is not None and channel["BridgeId"] == message["BridgeUniqueid"]:
                channel["BridgeId"] = ""
            case "QueueCallerJoin":
                self._waiting[uniqueid] = (message["Queue"], message["Position"])
            case "QueueCallerLeave" | "QueueCallerAbandon":  # which comes just before
                self._waiting.pop(uniqueid, None)

    def channels(self) -> list[ChannelSeen]:
        told = [
            ami_events.parse({"Event": "CoreShowChannel", "Duration": "00:00:07", **channel})
            for channel in self._channels.values()
        ]
        return [seen for seen in told if isinstance(seen, ChannelSeen)]

    def waiting(self) -> list[QueueEntrySeen]:
        told = [
            ami_events.parse(
                {
                    "Event": "QueueEntry",
                    "Queue": queue,
                    "Position": position,
                    "Uniqueid": uniqueid,
                    "Wait": "5",
                }
            )
            for uniqueid, (queue, position) in self._waiting.items()
        ]
        return [seen for seen in told if isinstance(seen, QueueEntrySeen)]
