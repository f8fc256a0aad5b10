"""Recorded calls that are dialled here: by a click, on the phone, within the house."""

from __future__ import annotations

import pytest

from santral.cti.call_events import (
    CallAnswered,
    Direction,
)
from santral.cti.calls import CallBook
from tests.replay import AGENT_DEVICES, apply_all, messages_of, story, tell


def test_click_to_call_rings_the_agents_own_phone_first() -> None:
    told = tell("click_to_call")
    assert story(told) == [
        "outbound call withheld to ?",
        "PJSIP/1002 rings: outbound withheld",
        "is outbound 05321112233",
        "PJSIP/1002 stops ringing: answered",
        "PJSIP/1002 talks",
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
    ("stream", "end"),
    [
        ("recorded_click_to_call", "ends, answered, cause 16"),
        ("recorded_click_to_call_cancelled", "ends, never answered, cause 16"),
        ("recorded_click_to_call_customer_busy", "ends, never answered, cause 17"),
    ],
)
def test_a_click_to_call_is_answered_only_if_the_customer_did(stream: str, end: str) -> None:
    assert story(tell(stream)) == [
        "outbound call withheld to ?",
        "PJSIP/1002 rings: outbound withheld",
        "PJSIP/1002 stops ringing: answered",
        "PJSIP/1002 talks",
        "is outbound 05321112233",
        "PJSIP/1002 leaves",
        end,
    ]


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
