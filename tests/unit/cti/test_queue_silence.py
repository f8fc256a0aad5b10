"""An exchange that keeps its queues from us is noticed, and one that does not is never blamed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from santral.cti.ami_event_types import DeviceStateSeen, DeviceStatus, QueueMember, QueueMemberSeen
from santral.cti.ami_events import parse
from santral.cti.queue_silence import LONG_ENOUGH, QueueSilence
from tests.replay import AGENT_DEVICES, STREAMS, messages_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEMBER = QueueMember("support", "PJSIP/1001", "PJSIP/1001", "")
PHONE_TOLD = {"Event": "DeviceStateChange", "Privilege": "call,all"}
QUEUE_TOLD = {"Event": "QueueMemberStatus", "Privilege": "agent,all"}
IDLE, BUSY = DeviceStatus.IDLE, DeviceStatus.BUSY


@pytest.fixture
def silence() -> QueueSilence:
    silence = QueueSilence()
    silence.begin([QueueMemberSeen(MEMBER, IDLE, False, "", None)])
    return silence


def phone_is(silence: QueueSilence, *statuses: DeviceStatus, device: str = "PJSIP/1001") -> None:
    for status in statuses:
        silence.hear(PHONE_TOLD, DeviceStateSeen(device, status), AT)


def test_phones_of_members_change_and_the_queues_say_nothing(silence: QueueSilence) -> None:
    phone_is(silence, BUSY, IDLE, BUSY)
    assert not silence.is_evident(AT + LONG_ENOUGH - timedelta(seconds=1))
    assert silence.is_evident(AT + LONG_ENOUGH)


def test_one_word_of_the_queues_is_enough(silence: QueueSilence) -> None:
    phone_is(silence, BUSY, IDLE, BUSY)
    silence.hear(QUEUE_TOLD, None, AT)
    phone_is(silence, IDLE, BUSY, IDLE, BUSY)
    assert not silence.is_evident(AT + LONG_ENOUGH)


def test_what_need_not_be_told_to_a_queue_proves_nothing(silence: QueueSilence) -> None:
    phone_is(silence, IDLE, IDLE, IDLE, IDLE)
    phone_is(silence, BUSY, IDLE, BUSY, IDLE, device="PJSIP/carrier")
    assert not silence.is_evident(AT + LONG_ENOUGH)


def test_with_a_new_connection_it_begins_anew(silence: QueueSilence) -> None:
    silence.hear(QUEUE_TOLD, None, AT)
    silence.begin([QueueMemberSeen(MEMBER, IDLE, False, "", None)])
    phone_is(silence, BUSY, IDLE, BUSY)
    assert silence.is_evident(AT + LONG_ENOUGH)


def evident_after(stream: str, *, without: str = "") -> bool:
    silence = QueueSilence()
    members = (QueueMember("support", device, device, "") for device in sorted(AGENT_DEVICES))
    silence.begin([QueueMemberSeen(member, IDLE, False, "", None) for member in members])
    for message in messages_of(stream):
        if not without or without not in message.get("Privilege", ""):
            silence.hear(message, parse(message), AT)
    return silence.is_evident(AT + LONG_ENOUGH)


@pytest.mark.parametrize("stream", [name for name in STREAMS if "queue" in name])
def test_no_recorded_exchange_with_queues_is_blamed(stream: str) -> None:
    assert not evident_after(stream)


def test_a_recorded_queued_call_would_be_noticed_by_one_who_hears_no_queue() -> None:
    assert evident_after("recorded_queue_answered", without="agent")
