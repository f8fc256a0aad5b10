"""Events of the manager interface as exact types; `ami_events.parse` makes them from messages.

Field meanings: https://docs.asterisk.org/Latest_API/API_Documentation/AMI_Events/ and the recorded streams
in `tests/traces`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from santral.cti.ami_fields import Channel

# ---------------------------------------------------------------- channels


@dataclass(frozen=True, slots=True)
class ChannelCreated:
    """`Newchannel`."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class ChannelStateChanged:
    """`Newstate`."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class CallerIdChanged:
    """`NewCallerid`: a caller's number or name was set by the dialplan."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class ChannelRenamed:
    """`Rename`: a masquerade gave the channel another name; its `Uniqueid` stays."""

    uniqueid: str
    name: str
    device: str


@dataclass(frozen=True, slots=True)
class HangupRequested:
    """`HangupRequest` (the far end hangs up) or `SoftHangupRequest` (the exchange does)."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class ChannelHungUp:
    """`Hangup`. `cause` is Q.850, 0 where unknown; 26 is Asterisk's "answered elsewhere"."""

    channel: Channel
    cause: int


@dataclass(frozen=True, slots=True)
class BridgeEntered:
    """`BridgeEnter`. `talking` is False in a bridge where nobody hears anybody (a parking lot)."""

    channel: Channel
    bridge_id: str
    talking: bool


@dataclass(frozen=True, slots=True)
class BridgeLeft:
    """`BridgeLeave`."""

    channel: Channel
    bridge_id: str


@dataclass(frozen=True, slots=True)
class BridgesMerged:
    """`BridgeMerge`: whoever was in `merged` is in `into` now."""

    into: str
    merged: str


@dataclass(frozen=True, slots=True)
class HoldBegan:
    """`Hold`. The channel is of the one who put the other on hold."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """`Unhold`."""

    channel: Channel


# ---------------------------------------------------------------- dialling and transfers


class DialResult(Enum):
    """How one dialled leg came out, from `DialStatus`."""

    ANSWERED = "answered"
    CANCELLED = "cancelled"  # by the side that dialled: another leg was faster, or the caller left
    FAILED = "failed"  # rang out, busy, declined, unreachable


@dataclass(frozen=True, slots=True)
class DialBegan:
    """`DialBegin`. `caller` is None where the exchange itself dials (`Originate`)."""

    caller: Channel | None
    called: Channel
    dialled: str  # what was dialled: `DialString` without its route


@dataclass(frozen=True, slots=True)
class DialEnded:
    """`DialEnd`; comes twice for the legs that lose a ring-all."""

    called: Channel
    result: DialResult


@dataclass(frozen=True, slots=True)
class OriginateAnswered:
    """`OriginateResponse` with success: the first phone was picked up, `exten` is dialled next."""

    uniqueid: str
    exten: str


@dataclass(frozen=True, slots=True)
class BlindTransferred:
    """`BlindTransfer` that succeeded. `transferee` is who was sent on, None where several were."""

    transferer: Channel
    extension: str
    transferee: Channel | None = None


@dataclass(frozen=True, slots=True)
class AttendedTransferred:
    """`AttendedTransfer` that succeeded. `transferer` talked to the caller, `consulting` to the new agent;
    they are two legs where the phone itself did it (REFER with Replaces), one where Asterisk did. No `target`
    where the new agent still rings for the phone's second line; `transferee` is the caller then."""

    transferer: Channel
    consulting: Channel | None
    target: Channel | None
    transferee: Channel | None = None


@dataclass(frozen=True, slots=True)
class RingPickedUp:
    """`Pickup`: `channel` takes the call that rings at `target`, which is hung up."""

    channel: Channel
    target: Channel


@dataclass(frozen=True, slots=True)
class Parked:
    """`ParkedCall`: `parkee` waits in a parking lot at `space`. `parker` is the device that put it there and
    is rung when nobody takes it back; `""` where no phone did."""

    parkee: Channel
    parker: str
    space: str


# ---------------------------------------------------------------- queues


@dataclass(frozen=True, slots=True)
class QueueJoined:
    channel: Channel
    queue: str
    position: int


@dataclass(frozen=True, slots=True)
class QueueLeft:
    """`QueueCallerLeave`: answered, given up or timed out; precedes `AgentConnect`."""

    channel: Channel
    queue: str


@dataclass(frozen=True, slots=True)
class QueueAbandoned:
    """`QueueCallerAbandon`: the caller gave up, or the queue's time ran out."""

    channel: Channel
    queue: str


@dataclass(frozen=True, slots=True)
class AgentCalled:
    """A queue calls a member. `called` may be half of a Local pair, which then calls the phone."""

    member: QueueMember
    caller: Channel
    called: Channel | None


@dataclass(frozen=True, slots=True)
class AgentConnected:
    """`AgentConnect`: a queue's member has the caller."""

    member: QueueMember
    caller: Channel
    called: Channel | None


@dataclass(frozen=True, slots=True)
class AgentRangOut:
    """`AgentRingNoAnswer`: rang out, or was busy."""

    member: QueueMember
    called: Channel | None
    rang_ms: int  # RingTime; only here in ms, elsewhere in seconds


class DeviceStatus(Enum):
    """Of a phone, as the exchange sees it."""

    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    IDLE = "idle"
    BUSY = "busy"  # rings or talks


@dataclass(frozen=True, slots=True)
class QueueMember:
    """A member of a queue. `device` is `""` where the queue calls no phone itself but an extension, as
    `Local/1001@from-queue/n` does; `extension` is that extension, else `""`."""

    queue: str
    interface: str
    device: str
    extension: str


@dataclass(frozen=True, slots=True)
class QueueMemberSeen:
    """What a queue knows of a member; from the list of members and from every change."""

    member: QueueMember
    status: DeviceStatus
    paused: bool
    pause_reason: str
    paused_at: datetime | None  # LastPause; also set for a pause that is over


@dataclass(frozen=True, slots=True)
class QueueMemberGone:
    """`QueueMemberRemoved`."""

    member: QueueMember


@dataclass(frozen=True, slots=True)
class DeviceStateSeen:
    """`DeviceStateChange` of a phone or trunk."""

    device: str
    status: DeviceStatus


# ---------------------------------------------------------------- answers to questions


@dataclass(frozen=True, slots=True)
class QueueSeen:
    """`QueueParams`, of `QueueStatus`: there is such a queue."""

    queue: str


@dataclass(frozen=True, slots=True)
class QueueEntrySeen:
    """`QueueEntry`, of `QueueStatus`: a caller who waits."""

    queue: str
    position: int
    uniqueid: str
    waited_s: int


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """`CoreShowChannel`, of `CoreShowChannels`: a channel that lives."""

    channel: Channel
    called: bool  # the exchange called it (`AppDial`, `AppQueue`), it did not call in
    age_s: int
    bridge_id: str


AmiEvent = (
    ChannelCreated
    | ChannelStateChanged
    | CallerIdChanged
    | ChannelRenamed
    | HangupRequested
    | ChannelHungUp
    | BridgeEntered
    | BridgeLeft
    | BridgesMerged
    | HoldBegan
    | HoldEnded
    | DialBegan
    | DialEnded
    | OriginateAnswered
    | BlindTransferred
    | AttendedTransferred
    | RingPickedUp
    | Parked
    | QueueJoined
    | QueueLeft
    | QueueAbandoned
    | AgentCalled
    | AgentConnected
    | AgentRangOut
    | QueueMemberSeen
    | QueueMemberGone
    | DeviceStateSeen
    | QueueSeen
    | QueueEntrySeen
    | ChannelSeen
)
