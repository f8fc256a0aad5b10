"""A busy exchange tells of a blind transfer when the one who handed the call on is gone already."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from santral.cti.call_events import CallEvent
from santral.cti.calls import CallBook
from tests.replay import AGENT_DEVICES, AmiMessage, apply_all, messages_of, story, tell
from tests.unit.cti.test_journal import kept

both = pytest.mark.parametrize(
    "stream", ["recorded_blind_transfer_by_agent", "recorded_blind_transfer_to_queue"]
)


def is_transfer(message: AmiMessage) -> bool:
    return message.get("Event") == "BlindTransfer"


def is_hang_up_of_1001(message: AmiMessage) -> bool:
    return message.get("Event") == "Hangup" and message["Channel"].startswith("PJSIP/1001")


def is_ringing_of_1003(message: AmiMessage) -> bool:
    return message.get("Event") == "DialBegin" and message["DestChannel"].startswith("PJSIP/1003")


def is_answer_of_1003(message: AmiMessage) -> bool:
    return message.get("Event") == "DialEnd" and message["DestChannel"].startswith("PJSIP/1003")


def told_late(stream: str, after: Callable[[AmiMessage], bool]) -> list[CallEvent]:
    """What is told where the transfer is told after the first message for which `after` holds."""
    messages = list(messages_of(stream))
    transfer = next(message for message in messages if is_transfer(message))
    messages.remove(transfer)
    place = next(n for n, message in enumerate(messages) if after(message))
    messages.insert(place + 1, transfer)
    return apply_all(CallBook(AGENT_DEVICES), messages)


@both
def test_before_the_next_phone_rings_nothing_is_different(stream: str) -> None:
    assert sorted(story(told_late(stream, is_hang_up_of_1001))) == sorted(story(tell(stream)))


@both
def test_a_phone_that_rings_already_is_told_who_sent_the_call(stream: str) -> None:
    late = told_late(stream, is_ringing_of_1003)
    lines = story(late)
    unsent, sent = (line for line in lines if line.startswith("PJSIP/1003 rings"))
    assert sent == f"{unsent}, sent by PJSIP/1001"
    assert sorted(lines) == sorted([*story(tell(stream)), unsent])
    assert kept(late).legs() == kept(tell(stream)).legs()


@both
def test_one_who_talks_already_rings_no_more(stream: str) -> None:
    lines = story(told_late(stream, is_answer_of_1003))
    assert sum(line.startswith("PJSIP/1003 rings") for line in lines) == 1
    assert any(line.startswith("PJSIP/1001 hands on to") for line in lines)
