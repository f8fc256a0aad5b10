"""Messages to events: what is read, what is cleaned, what is ignored."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.cti.ami_event_types import (
    AgentCalled,
    AgentRangOut,
    AttendedTransferred,
    BlindTransferred,
    BridgeEntered,
    ChannelCreated,
    ChannelHungUp,
    ChannelRenamed,
    ChannelSeen,
    DeviceStateSeen,
    DeviceStatus,
    DialBegan,
    DialEnded,
    DialResult,
    OriginateAnswered,
    QueueEntrySeen,
    QueueMember,
    QueueMemberGone,
    QueueMemberSeen,
)
from santral.cti.ami_events import RELEVANT_EVENTS, parse
from santral.cti.ami_fields import Channel, device_of, is_helper
from tests.replay import STREAMS, TRACES, AmiMessage, events_of, messages_of


def first(stream: str, event: str) -> AmiMessage:
    return next(message for message in messages_of(stream) if message.get("Event") == event)


def test_a_channel_is_read_once_and_whole() -> None:
    event = parse(first("queue_answered", "Newchannel"))
    assert event == ChannelCreated(
        Channel(
            name="PJSIP/carrier-00000062",
            device="PJSIP/carrier",
            uniqueid="1795286606.104",
            linkedid="1795286606.104",
            state=4,
            number="+905321112233",
            caller_name="Ayşe Çelik",
            connected_number="",
            exten="4440",
        )
    )


@pytest.mark.parametrize(
    "nobody", ["<unknown>", "", "anonymous", "Anonymous", "unavailable", "Restricted", "unknown"]
)
def test_a_number_or_name_that_is_none_is_empty(nobody: str) -> None:
    event = parse({"Event": "Newchannel", "Uniqueid": "1.1", "CallerIDNum": nobody, "CallerIDName": nobody})
    assert isinstance(event, ChannelCreated)
    assert event.channel.number == ""
    assert event.channel.caller_name == ""


def test_a_name_that_only_repeats_the_number_is_none() -> None:
    event = parse({"Event": "Newchannel", "Uniqueid": "1.1", "CallerIDNum": "+9053", "CallerIDName": "+9053"})
    assert isinstance(event, ChannelCreated)
    assert event.channel.number == "+9053"
    assert event.channel.caller_name == ""


def test_a_channel_without_anything_but_its_id_is_read() -> None:
    event = parse({"Event": "Newchannel", "Uniqueid": "1.1"})
    assert event == ChannelCreated(Channel("", "", "1.1", "1.1", 0, "", "", "", ""))


def test_an_event_without_what_it_is_about_is_ignored() -> None:
    for name in (
        RELEVANT_EVENTS - {"AgentRingNoAnswer"} - {n for n in RELEVANT_EVENTS if n.startswith("QueueMember")}
    ):
        assert parse({"Event": name}) is None, name


def test_answers_and_events_of_others_are_ignored() -> None:
    assert parse({"Response": "Success", "Message": "Authentication accepted"}) is None
    assert parse({"Event": "VarSet", "Uniqueid": "1.1"}) is None
    assert parse({}) is None


@pytest.mark.parametrize("stream", STREAMS)
def test_every_relevant_message_of_a_recording_is_understood(stream: str) -> None:
    helpers = ("Queue:", "Local/", "park:")
    for message in messages_of(stream):
        relevant = message.get("Event") in RELEVANT_EVENTS
        failed = message.get("Response") == "Failure"
        helper = message.get("Device", "").startswith(helpers)
        assert (parse(message) is not None) == (relevant and not failed and not helper), message


@given(
    st.dictionaries(
        st.sampled_from(["Event", "Uniqueid", "Cause", "Wait", "Position", "LastPause"]), st.text()
    )
)
def test_no_message_is_too_strange(message: AmiMessage) -> None:
    for name in RELEVANT_EVENTS:
        parsed = parse({**message, "Event": name})
        assert parsed is None or is_dataclass(parsed)


@pytest.mark.parametrize(
    ("channel", "device"),
    [
        ("PJSIP/1001-00000063", "PJSIP/1001"),
        ("PJSIP/net-gsm-00000063", "PJSIP/net-gsm"),
        ("SIP/1001-0000000a", "SIP/1001"),
        ("IAX2/trunk-77", "IAX2/trunk"),
        ("Local/1003@internal-00000001;1", ""),
        ("AsyncGoto/PJSIP/1001-00000002", ""),
        ("PJSIP/1001-00000063<ZOMBIE>", ""),
        ("PJSIP/1001", "PJSIP/1001"),
        ("", ""),
    ],
)
def test_the_device_of_a_channel(channel: str, device: str) -> None:
    assert device_of(channel) == device


def test_what_is_no_phone_of_the_house() -> None:
    assert is_helper("Local/1001@from-queue/n")
    assert is_helper("hint:1001@ext-local")
    assert is_helper("Queue:support")
    assert is_helper("PJSIP/05321112233@carrier")
    assert is_helper("Queue:support_pause_PJSIP/1001")
    assert not is_helper("PJSIP/1001")


def test_dialling_has_a_caller_unless_the_exchange_dials() -> None:
    began = parse(first("click_to_call", "DialBegin"))
    assert isinstance(began, DialBegan)
    assert began.caller is None
    assert began.called.device == "PJSIP/1002"
    to_carrier = [event for event in events_of(messages_of("click_to_call")) if isinstance(event, DialBegan)][
        1
    ]
    assert to_carrier.caller is not None
    assert to_carrier.caller.device == "PJSIP/1002"
    assert to_carrier.dialled == "05321112233"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("ANSWER", DialResult.ANSWERED),
        ("CANCEL", DialResult.CANCELLED),
        ("NOANSWER", DialResult.FAILED),
        ("BUSY", DialResult.FAILED),
        ("CHANUNAVAIL", DialResult.FAILED),
        ("", DialResult.FAILED),
    ],
)
def test_how_a_dial_came_out(status: str, result: DialResult) -> None:
    event = parse({"Event": "DialEnd", "DestUniqueid": "1.2", "DialStatus": status})
    assert isinstance(event, DialEnded)
    assert event.result is result


def test_ring_time_is_in_milliseconds_here_alone() -> None:
    event = parse(first("ring_no_answer", "AgentRingNoAnswer"))
    assert isinstance(event, AgentRangOut)
    assert event.rang_ms == 15_000
    assert event.member == QueueMember("sales", "PJSIP/1003", "PJSIP/1003", "")


def test_a_queue_member_may_be_an_extension() -> None:
    event = parse(
        {
            "Event": "AgentCalled",
            "Uniqueid": "1.1",
            "Interface": "Local/1001@from-queue/n",
            "Queue": "q",
            "DestUniqueid": "1.2",
            "DestChannel": "Local/1001@from-queue-00000001;1",
        }
    )
    assert isinstance(event, AgentCalled)
    assert event.member == QueueMember("q", "Local/1001@from-queue/n", "", "1001")
    assert event.called is not None
    assert event.called.device == ""


def test_a_pause_has_its_reason_and_its_time() -> None:
    event = parse(first("pause_and_membership", "QueueMemberPause"))
    assert isinstance(event, QueueMemberSeen)
    assert event.paused
    assert event.pause_reason == "Lunch"
    assert event.paused_at == datetime.fromtimestamp(1795286447, UTC)


def test_a_member_in_a_list_is_the_member_of_the_events() -> None:
    """The list says Location and Name where the events say Interface and MemberName."""
    listed = parse(first("pause_and_membership", "QueueMember"))
    assert isinstance(listed, QueueMemberSeen)
    assert listed.member == QueueMember("support", "PJSIP/1001", "PJSIP/1001", "")
    gone = parse(first("pause_and_membership", "QueueMemberRemoved"))
    assert gone == QueueMemberGone(QueueMember("sales", "PJSIP/1001", "PJSIP/1001", ""))


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("NOT_INUSE", DeviceStatus.IDLE),
        ("INUSE", DeviceStatus.BUSY),
        ("RINGINUSE", DeviceStatus.BUSY),
        ("UNAVAILABLE", DeviceStatus.UNREACHABLE),
        ("INVALID", DeviceStatus.UNREACHABLE),
        ("UNKNOWN", DeviceStatus.UNKNOWN),
        ("something new", DeviceStatus.UNKNOWN),
    ],
)
def test_a_phones_state(state: str, status: DeviceStatus) -> None:
    event = parse({"Event": "DeviceStateChange", "Device": "PJSIP/1001", "State": state})
    assert event == DeviceStateSeen("PJSIP/1001", status)


def test_only_a_transfer_that_succeeded_is_one() -> None:
    blind = first("blind_transfer", "BlindTransfer")
    event = parse(blind)
    assert isinstance(event, BlindTransferred)
    assert (event.transferer.device, event.extension) == ("PJSIP/carrier", "1003")
    assert parse({**blind, "Result": "Fail"}) is None
    attended = first("attended_transfer", "AttendedTransfer")
    event = parse(attended)
    assert isinstance(event, AttendedTransferred)
    assert event.consulting is not None
    assert event.consulting.device == event.transferer.device == "PJSIP/1002"
    assert event.target is not None
    assert event.target.device == ""
    assert parse({**attended, "Result": "Not Permitted"}) is None


def test_an_originate_that_failed_dials_nothing() -> None:
    answered = parse(first("click_to_call", "OriginateResponse"))
    assert answered == OriginateAnswered("1795286438.64", "05321112233")
    assert parse(first("recorded_click_to_call_refused", "OriginateResponse")) is None


def test_nobody_talks_in_a_parking_lot() -> None:
    entered = first("queue_answered", "BridgeEnter")
    event = parse(entered)
    assert isinstance(event, BridgeEntered)
    assert event.talking
    parked = parse({**entered, "BridgeTechnology": "holding_bridge"})
    assert isinstance(parked, BridgeEntered)
    assert not parked.talking


def test_a_rename_keeps_the_channels_id() -> None:
    event = parse(
        {"Event": "Rename", "Channel": "PJSIP/1001-1", "Newname": "PJSIP/1002-2", "Uniqueid": "1.1"}
    )
    assert event == ChannelRenamed("1.1", "PJSIP/1002-2", "PJSIP/1002")


def test_the_cause_of_a_hangup() -> None:
    causes = [e.cause for e in events_of(messages_of("queue_answered")) if isinstance(e, ChannelHungUp)]
    assert causes == [26, 16, 16]


def test_answers_to_questions() -> None:
    seen = parse(
        {
            "Event": "CoreShowChannel",
            "Channel": "PJSIP/1001-00000002",
            "ChannelState": "6",
            "Uniqueid": "1.2",
            "Linkedid": "1.1",
            "Application": "AppQueue",
            "Duration": "01:02:03",
            "BridgeId": "b",
        }
    )
    assert isinstance(seen, ChannelSeen)
    assert (seen.called, seen.age_s, seen.bridge_id) == (True, 3723, "b")
    entry = parse(first("recorded_resync_in_the_middle", "QueueEntry"))
    assert entry == QueueEntrySeen("support", 1, "1795291072.3", 1)


def test_less_than_half_of_a_queued_call_is_needed() -> None:
    raw = (TRACES / "queue_answered.ami").read_bytes().count(b"\nEvent: ")
    needed = len(events_of(messages_of("queue_answered")))
    assert (raw, needed) == (107, 40)
