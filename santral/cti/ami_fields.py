"""What Asterisk writes into a message's fields, and what it writes there when it knows nothing.

The only place that knows how an empty value looks on the wire; Asterisk 16 and 22 are both read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

Message = Mapping[str, str]

_NOBODY = frozenset(
    {
        "",
        "<unknown>",
        "unknown",
        "anonymous",
        "unavailable",
        "restricted",
        "private",
        "withheld",
        "(null)",
    }
)
"""In place of a number or a name, compared in lower case: Asterisk writes `<unknown>`, carriers the rest."""

_NO_EXTENSION = frozenset({"", "s", "h", "i", "t", "<unknown>"})
"""Extensions of the dialplan that nobody dials."""

# Not a phone and not a trunk: channels Asterisk makes for itself.
_HELPER_TECHNOLOGIES = frozenset(
    {
        "Announcer",
        "AsyncGoto",
        "Bridge",
        "CBAnn",
        "CBRec",
        "ConfBridgeRecorder",
        "Local",
        "Message",
        "MulticastRTP",
        "OutgoingSpoolFailed",
        "Parked",
        "Recorder",
        "Snoop",
        "Surrogate",
        "UnicastRTP",
    }
)


def clean_number(raw: str) -> str:
    """The number as told, `""` where it is withheld or unknown."""
    return "" if raw.lower() in _NOBODY else raw


def clean_extension(raw: str) -> str:
    """The extension that was dialled, `""` where the dialplan was at one of its own (`s`, `h` …)."""
    return "" if raw in _NO_EXTENSION else raw


def whole_number(raw: str) -> int:
    """A count, cause or state; 0 where it is missing, not a number, or longer than any of those."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0


def moment(raw: str) -> datetime | None:
    """A time in Unix seconds; None where the exchange says 0 (never) or nothing."""
    seconds = whole_number(raw)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**33 else None


def clock_s(raw: str) -> int:
    """`CoreShowChannel`'s Duration, as `01:02:03`, in seconds."""
    seconds = 0
    for part in raw.split(":"):
        seconds = seconds * 60 + whole_number(part)
    return seconds


@lru_cache(maxsize=4096)  # a channel's name comes in some thirty events
def device_of(channel: str) -> str:
    """The device of a channel: `PJSIP/1001` of `PJSIP/1001-00000063`.

    `""` for channels that belong to nobody: halves of Local pairs and others Asterisk makes for itself, and
    leftovers of a masquerade (`…<ZOMBIE>`). Those are never agents and never keep a call alive.
    """
    technology, slash, rest = channel.partition("/")
    if not slash or technology in _HELPER_TECHNOLOGIES or rest.endswith(">"):
        return ""
    name, dash, _ = rest.rpartition("-")
    return f"{technology}/{name}" if dash else channel


def is_helper(device: str) -> bool:
    """Whether an interface names no phone of the house: `Local/1001@from-queue/n`, `Queue:support`,
    `Queue:support_pause_PJSIP/1001`, `hint:1001@ext`, `PJSIP/05321112233@carrier`."""
    technology, _, name = device.partition("/")
    return not name or not technology.isalnum() or technology in _HELPER_TECHNOLOGIES or "@" in name


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as one event tells it. `device` is `""` for a helper channel (see `device_of`)."""

    name: str
    device: str
    uniqueid: str
    linkedid: str
    state: int  # of `ChannelState`
    number: str  # `""` when withheld
    caller_name: str
    connected_number: str
    exten: str


class ChannelState:
    """Asterisk's `ast_channel_state`; the ones that matter."""

    DOWN = 0
    RING = 4  # the device itself is calling in
    RINGING = 5  # the device is being called, and rings
    UP = 6


class ChannelFields:
    """Reads the channel whose fields carry `prefix` (`Dest`, `Transferer` …), with keys made once."""

    __slots__ = (
        "_caller_name",
        "_connected",
        "_exten",
        "_linkedid",
        "_name",
        "_number",
        "_state",
        "_uniqueid",
    )

    def __init__(self, prefix: str = "") -> None:
        self._name = f"{prefix}Channel"
        self._state = f"{prefix}ChannelState"
        self._number = f"{prefix}CallerIDNum"
        self._caller_name = f"{prefix}CallerIDName"
        self._connected = f"{prefix}ConnectedLineNum"
        self._exten = f"{prefix}Exten"
        self._uniqueid = f"{prefix}Uniqueid"
        self._linkedid = f"{prefix}Linkedid"

    def read(self, message: Message) -> Channel | None:
        """The channel, or None where the event has none (an `Originate`'s DialBegin has no caller)."""
        get = message.get
        uniqueid = get(self._uniqueid, "")
        if not uniqueid:
            return None
        name = get(self._name, "")
        number = get(self._number, "")
        caller_name = get(self._caller_name, "")
        return Channel(
            name,
            device_of(name),
            uniqueid,
            get(self._linkedid, "") or uniqueid,
            whole_number(get(self._state, "")),
            clean_number(number),
            # Many trunks repeat the number where they know no name.
            "" if caller_name == number else clean_number(caller_name),
            clean_number(get(self._connected, "")),
            clean_extension(get(self._exten, "")),
        )
