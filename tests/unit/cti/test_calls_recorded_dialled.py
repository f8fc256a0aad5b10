"""Recorded calls that are dialled here: by a click, on the phone, within the house."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from santral.cti.ami_event_types import ChannelSeen
from santral.cti.ami_fields import ChannelFields
from santral.cti.call_events import (
    CallAnswered,
    CallReached,
    CallUnreached,
    Direction,
    Unreached,
)
from santral.cti.calls import CallBook
from tests.replay import AGENT_DEVICES, BEGIN, apply_all, messages_of, story, tell


def test_click_to_call_rings_the_agents_own_phone_first() -> None:
    told = tell("click_to_call")
    assert story(told) == [
        "outbound call withheld to ?",
        "PJSIP/1002 rings: outbound withheld",
        "is outbound 05321112233",
        "PJSIP/1002 stops ringing: answered",
        "PJSIP/1002 waits for the other side",
        "PJSIP/1002 reaches the other side",
        "PJSIP/1002 leaves",
        "ends, answered, cause 16",
    ]


def test_click_to_call_has_its_number_at_once_where_the_console_said_what_it_dials() -> None:
    book = CallBook(AGENT_DEVICES)
    book.expect_outbound("1795286438.64", "05321112233")
    assert story(apply_all(book, messages_of("click_to_call")))[:3] == [
        "outbound call 05321112233 to 05321112233",
        "PJSIP/1002 rings: outbound 05321112233",
        "PJSIP/1002 stops ringing: answered",
    ]


def test_click_to_call_is_answered_when_the_customer_is() -> None:
    until_customer_rings = messages_of("click_to_call")[:-1]
    cut = next(
        n
        for n, message in enumerate(until_customer_rings)
        if message.get("Event") == "DialEnd" and message["DestChannel"].startswith("PJSIP/carrier")
    )
    book = CallBook(AGENT_DEVICES)
    told = apply_all(book, until_customer_rings[:cut])
    assert any(isinstance(event, CallAnswered) for event in told)
    (call,) = book.calls.values()
    assert call.direction is Direction.OUTBOUND
    assert not call.answered


@pytest.mark.parametrize(
    ("stream", "reached", "end"),
    [
        ("recorded_click_to_call", "reaches the other side", "ends, answered, cause 16"),
        (
            "recorded_click_to_call_cancelled",
            "does not reach the other side: given up",
            "ends, never answered, cause 16",
        ),
        (
            "recorded_click_to_call_customer_busy",
            "does not reach the other side: busy",
            "ends, never answered, cause 17",
        ),
    ],
)
def test_a_click_to_call_is_answered_only_if_the_customer_did(stream: str, reached: str, end: str) -> None:
    assert story(tell(stream)) == [
        "outbound call withheld to ?",
        "PJSIP/1002 rings: outbound withheld",
        "PJSIP/1002 stops ringing: answered",
        "PJSIP/1002 waits for the other side",
        "is outbound 05321112233",
        f"PJSIP/1002 {reached}",
        "PJSIP/1002 leaves",
        end,
    ]


@pytest.mark.parametrize(
    ("status", "cause", "why"),
    [
        ("NOANSWER", "16", Unreached.NO_ANSWER),  # rang out: the exchange hangs up
        ("NOANSWER", "21", Unreached.DECLINED),
        ("NOANSWER", "19", Unreached.NO_ANSWER),
        ("CONGESTION", "34", Unreached.FAILED),
    ],
)
def test_why_the_customer_was_not_reached(status: str, cause: str, why: Unreached) -> None:
    """As the recorded one that was busy, but for what the carrier said."""
    messages = []
    for recorded in messages_of("recorded_click_to_call_customer_busy"):
        message = dict(recorded)
        if message.get("DialStatus") == "BUSY":
            message["DialStatus"] = status
        if message.get("Cause") == "17":
            message["Cause"] = cause
        messages.append(message)
    told = apply_all(CallBook(AGENT_DEVICES), messages)
    assert [event.why for event in told if isinstance(event, CallUnreached)] == [why]


def test_why_is_known_also_where_the_agents_phone_is_hung_up_first() -> None:
    """As a busy machine told it once: the two legs are hung up by two threads of the exchange."""
    messages = list(messages_of("recorded_click_to_call_customer_busy"))
    carrier, agent = (n for n, one in enumerate(messages) if one.get("Event") == "Hangup")
    assert messages[carrier]["Channel"].startswith("PJSIP/carrier")
    messages.insert(carrier, messages.pop(agent))
    told = apply_all(CallBook(AGENT_DEVICES), messages)
    assert [event.why for event in told if isinstance(event, CallUnreached)] == [Unreached.BUSY]


def _seen(message: Mapping[str, str], prefix: str = "", bridge_id: str = "") -> ChannelSeen:
    fields = ChannelFields(prefix).read(message)
    assert fields is not None
    return ChannelSeen(fields, called=True, age_s=20, bridge_id=bridge_id)


@pytest.mark.parametrize("heard_before", [True, False])
def test_what_is_seen_after_a_gap_is_dialling_until_the_customer_is_up(heard_before: bool) -> None:
    messages = messages_of("recorded_click_to_call")
    rings = next(
        n for n, one in enumerate(messages) if one.get("Event") == "DialBegin" and one.get("Channel")
    )
    answers = next(
        n for n, one in enumerate(messages) if one.get("Event") == "DialEnd" and one.get("Channel")
    )
    book = CallBook(AGENT_DEVICES)
    told = apply_all(book, messages[: rings + 1]) if heard_before else []
    seen = [_seen(messages[rings]), _seen(messages[rings], "Dest")]
    told += book.reconcile(seen, (), BEGIN)
    assert [event.dialling for event in told if isinstance(event, CallAnswered)] == [True]
    seen = [_seen(messages[answers], bridge_id="b"), _seen(messages[answers], "Dest", bridge_id="b")]
    told += book.reconcile(seen, (), BEGIN)
    assert sum(isinstance(event, CallReached) for event in told) == 1
    assert book.reconcile(seen, (), BEGIN) == []
    found_later = CallBook(AGENT_DEVICES).reconcile(seen, (), BEGIN)
    assert [event.dialling for event in found_later if isinstance(event, CallAnswered)] == [False]


def test_what_became_of_it_in_a_gap_is_not_known() -> None:
    book = CallBook(AGENT_DEVICES)
    messages = messages_of("recorded_click_to_call")
    rings = next(
        n for n, one in enumerate(messages) if one.get("Event") == "DialBegin" and one.get("Channel")
    )
    apply_all(book, messages[: rings + 1])
    told = book.reconcile((), (), BEGIN)
    assert [event.why for event in told if isinstance(event, CallUnreached)] == [Unreached.UNKNOWN]


def test_an_agent_may_decline_the_call_the_console_places() -> None:
    assert story(tell("recorded_click_to_call_refused")) == [
        "outbound call withheld to ?",
        "PJSIP/1002 rings: outbound withheld",
        "PJSIP/1002 stops ringing: not answered",
        "ends, never answered, cause 21",
    ]


def test_a_number_dialled_on_the_phone_rings_here_while_it_rings_there() -> None:
    assert story(tell("recorded_dialled_on_phone")) == [
        "outbound call 05421234567 to 05421234567",
        "PJSIP/1004 rings: outbound 05421234567",
        "PJSIP/1004 stops ringing: answered",
        "PJSIP/1004 talks",
        "PJSIP/1004 leaves",
        "ends, answered, cause 16",
    ]


def test_a_call_within_the_house_is_internal_from_its_first_moment() -> None:
    assert story(tell("recorded_internal_call")) == [
        "internal call 1004 (Can Öztürk) to 1005",
        "PJSIP/1005 rings: internal 1004 (Can Öztürk)",
        "PJSIP/1005 stops ringing: answered",
        "PJSIP/1005 talks",
        "PJSIP/1004 talks",
        "PJSIP/1004 leaves",
        "PJSIP/1005 leaves",
        "ends, answered, cause 16",
    ]
