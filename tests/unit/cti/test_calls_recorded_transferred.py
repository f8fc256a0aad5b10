"""Recorded calls that an agent hands on: blind, after asking, to another queue."""

from __future__ import annotations

import pytest

from santral.cti.call_events import (
    CallQueued,
    CallRinging,
    CallTransferred,
    TransferKind,
)
from santral.cti.calls import CallBook, PartState
from tests.replay import AGENT_DEVICES, apply_all, messages_of, story, tell

AYSE = "inbound +905321112233 (Ayşe Çelik)"


def test_in_the_recorded_blind_transfer_it_is_the_caller_who_leaves() -> None:
    """The action named the caller's channel, so the agent was sent to 1003 and the caller hung up."""
    book = CallBook(AGENT_DEVICES)
    told = apply_all(book, messages_of("blind_transfer"))
    aydin = "inbound +902123334455 (AYDIN TİCARET)"
    assert story(told)[-4:] == [
        "PJSIP/1002 stops ringing: answered elsewhere by PJSIP/1001",
        "leaves support",
        "PJSIP/carrier hands on to 1003, blind",
        f"PJSIP/1003 rings: {aydin} for support, sent by PJSIP/carrier",
    ]
    (call,) = book.calls.values()
    assert {device: part.state for device, part in call.parts.items()} == {
        "PJSIP/1001": PartState.TALKING,
        "PJSIP/1003": PartState.RINGING,
    }


@pytest.mark.parametrize(
    ("stream", "first", "loser"),
    [
        ("attended_transfer", "PJSIP/1002", "PJSIP/1001"),
        ("asterisk16/attended_transfer", "PJSIP/1001", "PJSIP/1002"),
    ],
)
def test_who_is_consulted_sees_the_customer_and_keeps_the_call(stream: str, first: str, loser: str) -> None:
    """Through a pair of Local channels, a bridge merge and the end of the queue's own view of the call."""
    told = tell(stream)
    assert story(told) == [
        "inbound call +905321112233 (Ayşe Çelik) to 4440",
        "waits in support at 1",
        f"PJSIP/1002 rings: {AYSE} for support",
        f"PJSIP/1001 rings: {AYSE} for support",
        f"{first} stops ringing: answered",
        f"{first} talks",
        f"{loser} stops ringing: answered elsewhere by {first}",
        "leaves support",
        f"{first} holds",
        f"PJSIP/1003 rings: {AYSE} for support, sent by {first}",
        "PJSIP/1003 stops ringing: answered",
        "PJSIP/1003 talks",
        f"{first} hands on to PJSIP/1003, attended",
        f"{first} leaves",
        "PJSIP/1003 leaves",
        "ends, answered, cause 16",
    ]
    assert [event.kind for event in told if isinstance(event, CallTransferred)] == [TransferKind.ATTENDED]


def test_an_agent_sends_the_caller_on_and_the_next_one_sees_who_did() -> None:
    aydin = "inbound +902123334455 (AYDIN TİCARET)"
    assert story(tell("recorded_blind_transfer_by_agent"))[-7:] == [
        "PJSIP/1001 hands on to 1003, blind",
        "PJSIP/1001 leaves",
        f"PJSIP/1003 rings: {aydin} for support, sent by PJSIP/1001",
        "PJSIP/1003 stops ringing: answered",
        "PJSIP/1003 talks",
        "PJSIP/1003 leaves",
        "ends, answered, cause 16",
    ]


def test_a_caller_sent_to_another_queue_waits_anew() -> None:
    told = tell("recorded_blind_transfer_to_queue")
    assert story(told)[7:] == [
        "leaves support",
        "PJSIP/1001 hands on to 4441, blind",
        "PJSIP/1001 leaves",
        "waits in sales at 1",
        f"PJSIP/1003 rings: {AYSE} for sales, sent by PJSIP/1001",
        "PJSIP/1003 stops ringing: answered",
        "PJSIP/1003 talks",
        "leaves sales",
        "PJSIP/1003 leaves",
        "ends, answered, cause 16",
    ]
    joined = [event.at for event in told if isinstance(event, CallQueued)]
    waits = [event.waiting_since for event in told if isinstance(event, CallRinging)]
    assert waits == [joined[0], joined[0], joined[1]]


def test_a_consultation_on_a_second_line_is_a_call_of_its_own_until_the_phone_joins_the_two() -> None:
    """REFER with Replaces: the new agent's leg changes its `Linkedid`, the customer's call survives."""
    told = tell("recorded_attended_transfer_by_phone")
    assert story(told, with_call=True)[8:] == [
        "1795291056.0: PJSIP/1001 holds",
        "1795291056.3: internal call 1001 (Ayşe Yılmaz) to 1003",
        "1795291056.3: PJSIP/1003 rings: internal 1001 (Ayşe Yılmaz)",
        "1795291056.3: PJSIP/1003 stops ringing: answered",
        "1795291056.3: PJSIP/1003 talks",
        "1795291056.3: PJSIP/1001 talks",
        "1795291056.0: PJSIP/1001 talks again",
        "1795291056.0: absorbs 1795291056.3",
        "1795291056.0: PJSIP/1001 hands on to PJSIP/1003, attended",
        "1795291056.0: PJSIP/1001 leaves",
        "1795291056.0: PJSIP/1003 leaves",
        "1795291056.0: ends, answered, cause 16",
    ]
