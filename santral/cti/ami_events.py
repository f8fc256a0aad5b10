"""A message of the manager interface to an event: `parse(message)` gives a frozen dataclass, or None.

Wire strings live here and in `ami_fields`, nowhere else. An event that lacks what it is about is ignored,
one that lacks anything else is read; nothing here raises, whatever the message.
"""

from __future__ import annotations

from collections.abc import Callable

from santral.cti.ami_event_types import (
    AgentCalled,
    AgentConnected,
    AgentRangOut,
    AmiEvent,
    AttendedTransferred,
    BlindTransferred,
    BridgeEntered,
    BridgeLeft,
    BridgesMerged,
    CallerIdChanged,
    ChannelCreated,
    ChannelHungUp,
    ChannelRenamed,
    ChannelSeen,
    ChannelStateChanged,
    DeviceStateSeen,
    DeviceStatus,
    DialBegan,
    DialEnded,
    DialResult,
    HangupRequested,
    HoldBegan,
    HoldEnded,
    OriginateAnswered,
    Parked,
    QueueAbandoned,
    QueueEntrySeen,
    QueueJoined,
    QueueLeft,
    QueueMember,
    QueueMemberGone,
    QueueMemberSeen,
    QueueSeen,
    RingPickedUp,
)
from santral.cti.ami_fields import (
    Channel,
    ChannelFields,
    Message,
    clean_extension,
    clock_s,
    device_of,
    is_helper,
    moment,
    whole_number,
)

_channel = ChannelFields().read
_called = ChannelFields("Dest").read
_blind_transferer = ChannelFields("Transferer").read
_transferer = ChannelFields("OrigTransferer").read
_consulting = ChannelFields("SecondTransferer").read
_transferee = ChannelFields("Transferee").read
_target = ChannelFields("TransferTarget").read
_parkee = ChannelFields("Parkee").read
_picked_up = ChannelFields("Target").read

_DIAL_RESULTS = {"ANSWER": DialResult.ANSWERED, "CANCEL": DialResult.CANCELLED}
_CALLED_BY_EXCHANGE = frozenset({"AppDial", "AppDial2", "AppQueue"})
_DEVICE_STATUSES = {
    # QueueMember's Status is a number, DeviceStateChange's State a word (Asterisk's devicestate.h).
    **dict.fromkeys(("1", "NOT_INUSE"), DeviceStatus.IDLE),
    **dict.fromkeys(("4", "INVALID", "5", "UNAVAILABLE"), DeviceStatus.UNREACHABLE),
    **dict.fromkeys(
        ("2", "INUSE", "3", "BUSY", "6", "RINGING", "7", "RINGINUSE", "8", "ONHOLD"), DeviceStatus.BUSY
    ),
}


def parse(message: Message) -> AmiEvent | None:
    """The event a message is, or None for one the model does not need (see `RELEVANT_EVENTS`)."""
    read = _READERS.get(message.get("Event", ""))
    return read(message) if read else None


def _of_channel(event: Callable[[Channel], AmiEvent]) -> Callable[[Message], AmiEvent | None]:
    def read(message: Message) -> AmiEvent | None:
        channel = _channel(message)
        return event(channel) if channel else None

    return read


def _renamed(message: Message) -> AmiEvent | None:
    uniqueid, name = message.get("Uniqueid", ""), message.get("Newname", "")
    return ChannelRenamed(uniqueid, name, device_of(name)) if uniqueid and name else None


def _hung_up(message: Message) -> AmiEvent | None:
    channel = _channel(message)
    return ChannelHungUp(channel, whole_number(message.get("Cause", ""))) if channel else None


def _bridge_entered(message: Message) -> AmiEvent | None:
    channel = _channel(message)
    if channel is None:
        return None
    talking = message.get("BridgeTechnology", "") != "holding_bridge"
    return BridgeEntered(channel, message.get("BridgeUniqueid", ""), talking)


def _bridge_left(message: Message) -> AmiEvent | None:
    channel = _channel(message)
    return BridgeLeft(channel, message.get("BridgeUniqueid", "")) if channel else None


def _bridges_merged(message: Message) -> AmiEvent | None:
    into, merged = message.get("ToBridgeUniqueid", ""), message.get("FromBridgeUniqueid", "")
    return BridgesMerged(into, merged) if into and merged else None


def _dial_began(message: Message) -> AmiEvent | None:
    called = _called(message)
    if called is None:
        return None
    # `05321112233@carrier` of PJSIP, `carrier/05321112233` of chan_sip's successors, `PJSIP/1001` of a queue.
    dialled = message.get("DialString", "").partition("@")[0].rpartition("/")[2]
    return DialBegan(_channel(message), called, dialled)


def _dial_ended(message: Message) -> AmiEvent | None:
    called = _called(message)
    if called is None:
        return None
    return DialEnded(called, _DIAL_RESULTS.get(message.get("DialStatus", ""), DialResult.FAILED))


def _originate_answered(message: Message) -> AmiEvent | None:
    uniqueid = message.get("Uniqueid", "")
    if message.get("Response") != "Success" or not uniqueid or uniqueid == "<null>":
        return None
    return OriginateAnswered(uniqueid, clean_extension(message.get("Exten", "")))


def _blind_transferred(message: Message) -> AmiEvent | None:
    transferer = _blind_transferer(message)
    if transferer is None or message.get("Result", "Success") != "Success":
        return None
    return BlindTransferred(transferer, message.get("Extension", ""), _transferee(message))


def _attended_transferred(message: Message) -> AmiEvent | None:
    transferer = _transferer(message)
    if transferer is None or message.get("Result", "Success") != "Success":
        return None
    return AttendedTransferred(transferer, _consulting(message), _target(message), _transferee(message))


def _ring_picked_up(message: Message) -> AmiEvent | None:
    channel, target = _channel(message), _picked_up(message)
    return RingPickedUp(channel, target) if channel and target else None


def _parked(message: Message) -> AmiEvent | None:
    parkee, parker = _parkee(message), message.get("ParkerDialString", "")
    if parkee is None:
        return None
    return Parked(parkee, "" if is_helper(parker) else parker, message.get("ParkingSpace", ""))


def _queue_joined(message: Message) -> AmiEvent | None:
    channel = _channel(message)
    if channel is None:
        return None
    return QueueJoined(channel, message.get("Queue", ""), whole_number(message.get("Position", "")))


def _queue_left(message: Message) -> AmiEvent | None:
    channel = _channel(message)
    return QueueLeft(channel, message.get("Queue", "")) if channel else None


def _queue_abandoned(message: Message) -> AmiEvent | None:
    channel = _channel(message)
    return QueueAbandoned(channel, message.get("Queue", "")) if channel else None


def _member(message: Message) -> QueueMember:
    # The list of members says Location where the events say Interface.
    interface = message.get("Interface") or message.get("Location", "")
    state_interface = message.get("StateInterface") or interface
    device = next((name for name in (state_interface, interface) if not is_helper(name)), "")
    extension = "" if device else interface.partition("@")[0].rpartition("/")[2]
    return QueueMember(message.get("Queue", ""), interface, device, extension)


def _agent_called(message: Message) -> AmiEvent | None:
    caller = _channel(message)
    return AgentCalled(_member(message), caller, _called(message)) if caller else None


def _agent_connected(message: Message) -> AmiEvent | None:
    caller = _channel(message)
    return AgentConnected(_member(message), caller, _called(message)) if caller else None


def _agent_rang_out(message: Message) -> AmiEvent | None:
    return AgentRangOut(_member(message), _called(message), whole_number(message.get("RingTime", "")))


def _queue_member(message: Message) -> AmiEvent | None:
    paused = message.get("Paused", "") == "1"
    return QueueMemberSeen(
        _member(message),
        _DEVICE_STATUSES.get(message.get("Status", ""), DeviceStatus.UNKNOWN),
        paused,
        message.get("PausedReason", "") if paused else "",
        moment(message.get("LastPause", "")),
    )


def _queue_member_gone(message: Message) -> AmiEvent | None:
    return QueueMemberGone(_member(message))


def _device_state(message: Message) -> AmiEvent | None:
    device = message.get("Device", "")
    if is_helper(device):
        return None
    return DeviceStateSeen(device, _DEVICE_STATUSES.get(message.get("State", ""), DeviceStatus.UNKNOWN))


def _queue_seen(message: Message) -> AmiEvent | None:
    queue = message.get("Queue", "")
    return QueueSeen(queue) if queue else None


def _queue_entry(message: Message) -> AmiEvent | None:
    uniqueid = message.get("Uniqueid", "")
    if not uniqueid:
        return None
    position, waited_s = whole_number(message.get("Position", "")), whole_number(message.get("Wait", ""))
    return QueueEntrySeen(message.get("Queue", ""), position, uniqueid, waited_s)


def _channel_seen(message: Message) -> AmiEvent | None:
    channel = _channel(message)
    if channel is None:
        return None
    return ChannelSeen(
        channel,
        message.get("Application", "") in _CALLED_BY_EXCHANGE,
        clock_s(message.get("Duration", "")),
        message.get("BridgeId", ""),
    )


_READERS: dict[str, Callable[[Message], AmiEvent | None]] = {
    "AgentCalled": _agent_called,
    "AgentConnect": _agent_connected,
    "AgentRingNoAnswer": _agent_rang_out,
    "AttendedTransfer": _attended_transferred,
    "BlindTransfer": _blind_transferred,
    "BridgeEnter": _bridge_entered,
    "BridgeLeave": _bridge_left,
    "BridgeMerge": _bridges_merged,
    "CoreShowChannel": _channel_seen,
    "DeviceStateChange": _device_state,
    "DialBegin": _dial_began,
    "DialEnd": _dial_ended,
    "Hangup": _hung_up,
    "HangupRequest": _of_channel(HangupRequested),
    "Hold": _of_channel(HoldBegan),
    "NewCallerid": _of_channel(CallerIdChanged),
    "Newchannel": _of_channel(ChannelCreated),
    "Newstate": _of_channel(ChannelStateChanged),
    "OriginateResponse": _originate_answered,
    "ParkedCall": _parked,
    "Pickup": _ring_picked_up,
    "QueueCallerAbandon": _queue_abandoned,
    "QueueCallerJoin": _queue_joined,
    "QueueCallerLeave": _queue_left,
    "QueueEntry": _queue_entry,
    "QueueMember": _queue_member,
    "QueueMemberAdded": _queue_member,
    "QueueMemberPause": _queue_member,
    "QueueMemberRemoved": _queue_member_gone,
    "QueueMemberStatus": _queue_member,
    "QueueParams": _queue_seen,
    "Rename": _renamed,
    "SoftHangupRequest": _of_channel(HangupRequested),
    "Unhold": _of_channel(HoldEnded),
}

RELEVANT_EVENTS = frozenset(_READERS)
"""Names of the events `parse` understands; what else comes need not be read off the wire."""
