"""Recorded manager streams and the simulator's, read and made comparable."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path

TRACES = Path(__file__).parents[1] / "traces"

Message = list[tuple[str, str]]


def read_stream(raw: bytes) -> list[Message]:
    """What follows the login in a raw stream; fields in order, repeated ones kept."""
    messages = []
    for block in raw.partition(b"\r\n")[2].decode().split("\r\n\r\n"):
        lines = [line for line in block.split("\r\n") if line]
        fields = [line.partition(":") for line in lines]
        if fields:
            messages.append([(name, value.removeprefix(" ")) for name, _, value in fields])
    login_ends = next(i for i, message in enumerate(messages) if message[0] == ("Event", "SuccessfulAuth"))
    return messages[login_ends + 1 :]


def recorded(story: str) -> list[Message]:
    return read_stream((TRACES / f"{story}.ami").read_bytes())


# -- what is left out ----------------------------------------

_BY_TIMERS_OF_SIP_AND_MEDIA = {
    "SESSION_DESTROYING",  # half a minute after a call; those recorded belong to calls before the story
    "SESSION_DESTROYED",
    "PJSIP_SESSION_CANCELED",  # an answer and a CANCEL crossed on the wire
    "STRICT_RTP_LEARN",
}
_RINGING = ("ChannelState", "5")


def without_timers(messages: Iterable[Message]) -> list[Message]:
    """Without what SIP transactions and media streams report by their own timers.

    A phone whose ring was cancelled reports its media if its SIP session ends before its channel does.
    """
    return [
        message
        for message in messages
        if message[0] != ("Event", "RTCPSent")
        and not (_RINGING in message and dict(message).get("Variable", "").startswith("RTPAUDIOQOS"))
        and not any(name == "State" and value in _BY_TIMERS_OF_SIP_AND_MEDIA for name, value in message)
    ]


# -- what must differ ----------------------------------------

_ACCIDENTAL = {  # moments, and what happened before the recording began
    "LastCall", "LastPause", "LoginTime", "CallsTaken", "HoldTime", "TalkTime", "Port",
    "Holdtime", "Completed", "Abandoned",
}  # fmt: skip
_MEASURED = re.compile(
    r"RTPAUDIOQOS\w*|(ANSWERED|DIALED|RING|PROGRESS)TIME(_MS)?|QUEUEWAIT(_MS)?|BRIDGEPVTCALLID"
)
_CHANNEL = re.compile(r"(?:PJSIP|Local)/[\w@]+-[0-9a-f]{8}")
_IDENTITY = re.compile(
    _CHANNEL.pattern + r"|\d{10}\.\d+|\[C-[0-9a-f]{8}\]|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+"
)


def comparable(messages: list[Message]) -> list[Message]:
    """Ids become names that tell whose they are, measured values `#`; field names and order stay."""
    names = _names(messages)

    def renamed(value: str) -> str:
        return _IDENTITY.sub(lambda match: names.get(match[0], match[0]), value)

    return [
        [(name, "#" if _is_measured(message, name) else renamed(value)) for name, value in message]
        for message in messages
    ]


def _names(messages: list[Message]) -> dict[str, str]:
    """Of each id: a channel is the n-th of its device, its unique id and call tag are named after it, and a
    bridge after the channel that entered it first."""
    names: dict[str, str] = {}
    made: Counter[str] = Counter()
    for message in messages:
        fields = dict(message)
        if fields.get("Event") == "Newchannel":
            name, half, end = fields["Channel"].partition(";")
            device = name.rpartition("-")[0]
            if name not in names:
                made[device] += 1
                names[name] = f"{device}<{made[device]}>"
            names[fields["Uniqueid"]] = f"id of {names[name]}{half}{end}"
        elif "CallID" in fields:
            names.setdefault(fields["CallID"], f"tag of {names[fields['Channel'].partition(';')[0]]}")
        elif fields.get("Event") == "BridgeEnter":
            entered = names[fields["Channel"].partition(";")[0]]
            names.setdefault(fields["BridgeUniqueid"], f"bridge of {entered}")
    return names


def _is_measured(message: Message, name: str) -> bool:
    if name == "Value":
        fields = dict(message)
        return bool(fields["Value"] and _MEASURED.fullmatch(fields["Variable"]))
    return name in _ACCIDENTAL or (name == "RingTime" and message[0][1] == "AgentConnect")


# -- who said it ----------------------------------------


def in_strands(messages: list[Message]) -> dict[Hashable, list[Message]]:
    """The messages by the thread of Asterisk that told them, each in its order.

    Asterisk promises an order only within a thread. Those seen: the dialplan of each call, which tells almost
    everything; the SIP session of each phone; device states; the queue's own listener; the end of a channel
    and of a bridge, told by whoever is left in it or lets go last. What happens in a queue is in order
    across its callers.
    """
    calls: dict[str, str] = {}
    for message in messages:
        fields = dict(message)
        if "Linkedid" in fields:
            calls.setdefault(fields["Channel"], fields["Linkedid"])
            if "BridgeUniqueid" in fields:
                calls.setdefault(fields["BridgeUniqueid"], fields["Linkedid"])
    result: dict[Hashable, list[Message]] = defaultdict(list)
    for message in messages:
        for strand in _strands(dict(message), calls):
            result[strand].append(message)
    return dict(result)


def _strands(fields: dict[str, str], calls: dict[str, str]) -> Iterator[Hashable]:
    event, channel, variable = fields.get("Event", ""), fields.get("Channel", ""), fields.get("Variable", "")
    match event:
        case "DeviceStateChange" if not fields["Device"].startswith("Queue:"):
            yield "device", fields["Device"]
        case "QueueMemberStatus":
            yield "member", fields["Interface"]
        case "TestEvent" if "Port" in fields:
            yield "ports"
        case "DialState":
            yield "ringing heard", fields["DestChannel"]
        case "VarSet" if variable.startswith("RTPAUDIOQOS"):
            yield "session", channel
        case "HangupRequest":
            yield "session", channel
        case "Newstate" | "Newexten" | "NewConnectedLine" if fields["ChannelState"] == "5":
            yield "session", channel
        case "Hangup":
            yield "end", channel
        case "NewConnectedLine" if fields["ChannelState"] == "0" and fields["Exten"].startswith("444"):
            yield "end", channel
        case "BridgeDestroy":
            yield "bridge's end", fields["BridgeUniqueid"]
        case "BridgeLeave" if fields["BridgeNumChannels"] == "0":
            yield "bridge's end", fields["BridgeUniqueid"]
        case "AgentComplete":
            yield "queue's listener", fields["Queue"]
        case "OriginateResponse":
            yield "originate"
        case _:
            call = next((value for name, value in fields.items() if name.endswith("Linkedid")), "")
            yield "dialplan", call or calls.get(fields.get("BridgeUniqueid", channel), "")
    if event.startswith("QueueCaller"):
        yield "queue", fields["Queue"]


def farthest_move(expected: list[Message], told: list[Message]) -> int:
    """By how many places the message that moved most is from where it is expected."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, message in enumerate(expected):
        places[repr(message)].append(place)
    taken: Counter[str] = Counter()
    farthest = 0
    for place, message in enumerate(told):
        key = repr(message)
        farthest = max(farthest, abs(places[key][taken[key]] - place))
        taken[key] += 1
    return farthest
