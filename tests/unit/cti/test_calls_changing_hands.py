"""Recorded calls that a colleague picks up, or takes back from where they were parked."""

from __future__ import annotations

from santral.cti.calls import CallBook, PartState
from tests.call_grammar import check
from tests.replay import AGENT_DEVICES, apply_all, messages_of, stories, story, tell

AYSE = "inbound +905321112233 (Ayşe Çelik)"
SUKRU = "inbound 05421234567 (Şükrü Öğüt)"
ANSWERED_BY_1001 = [
    "PJSIP/1001 stops ringing: answered",
    "PJSIP/1001 talks",
    "PJSIP/1002 stops ringing: answered elsewhere by PJSIP/1001",
    "leaves support",
]


def test_a_colleague_takes_the_call_that_rings_at_another_desk() -> None:
    """Directed pickup: the code dialled is a call of its own for a moment, then part of the customer's."""
    told = stories(tell("recorded_picked_up_by_extension"))
    customer, code = told.values()
    assert code == ["internal call 1004 (Can Öztürk) to **1001"]
    assert customer == [
        "inbound call +905321112233 (Ayşe Çelik) to 4440",
        "waits in support at 1",
        f"PJSIP/1002 rings: {AYSE} for support",
        f"PJSIP/1001 rings: {AYSE} for support",
        f"absorbs {list(told)[1]}",
        "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1004",
        "PJSIP/1004 talks",
        "PJSIP/1002 stops ringing: answered elsewhere by PJSIP/1004",
        "leaves support",
        "PJSIP/1004 leaves",
        "ends, answered, cause 16",
    ]


def test_whichever_rings_in_the_group_is_taken_and_both_phones_fall_silent() -> None:
    told = stories(tell("recorded_picked_up_in_the_group"))
    customer, code = told.values()
    assert code == ["internal call 1004 (Can Öztürk) to *8"]
    assert customer[4:] == [
        f"absorbs {list(told)[1]}",
        "PJSIP/1002 stops ringing: answered elsewhere by PJSIP/1004",
        "PJSIP/1004 talks",
        "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1004",
        "leaves support",
        "PJSIP/1004 leaves",
        "ends, answered, cause 16",
    ]


def test_who_picked_up_is_who_has_the_call() -> None:
    messages = messages_of("recorded_picked_up_by_extension")
    picked_up = [message.get("Event") for message in messages].index("Pickup")
    book = CallBook(AGENT_DEVICES)
    apply_all(book, messages[: picked_up + 1])
    (call,) = book.calls.values()
    assert call.answered
    assert {device: part.state for device, part in call.parts.items()} == {
        "PJSIP/1002": PartState.RINGING,
        "PJSIP/1004": PartState.TALKING,
    }
    assert book.channel_of(call.call_id, "PJSIP/1004") == "PJSIP/1004-00000003"


def test_a_parked_caller_is_with_nobody_until_a_colleague_dials_the_space() -> None:
    told = stories(tell("recorded_parked_and_retrieved"))
    customer, dialling = told.values()
    assert dialling == ["internal call 1004 (Can Öztürk) to 701"]
    assert customer[4:] == [
        *ANSWERED_BY_1001,
        "PJSIP/1001 hands on to 700, blind",
        "PJSIP/1001 hands on to 701, parked",
        "PJSIP/1001 leaves",
        f"absorbs {list(told)[1]}",
        "PJSIP/1004 talks",
        "PJSIP/1004 leaves",
        "ends, answered, cause 16",
    ]


def test_parked_is_what_counts_where_the_blind_transfer_to_the_lot_is_told_later() -> None:
    """Two threads of the exchange tell the two; both orders were seen."""
    messages = list(messages_of("recorded_parked_and_retrieved"))
    names = [message.get("Event") for message in messages]
    blind, parked = names.index("BlindTransfer"), names.index("ParkedCall")
    assert blind < parked
    messages.insert(parked, messages.pop(blind))
    told = story(apply_all(CallBook(AGENT_DEVICES), messages))
    assert [line for line in told if "hands on" in line] == ["PJSIP/1001 hands on to 701, parked"]


def test_while_a_caller_is_parked_nobody_has_a_part_in_the_call() -> None:
    messages = messages_of("recorded_parked_and_retrieved")
    retrieving = next(n for n, message in enumerate(messages) if message.get("Exten") == "701")
    book = CallBook(AGENT_DEVICES)
    apply_all(book, messages[:retrieving])
    (call,) = book.calls.values()
    assert call.parts == {}


def test_a_parked_caller_whom_nobody_takes_back_rings_at_the_parker() -> None:
    told = tell("recorded_parked_and_forgotten")
    assert story(told)[4:] == [
        *ANSWERED_BY_1001,
        "PJSIP/1001 hands on to 701, parked",
        "PJSIP/1001 leaves",
        f"PJSIP/1001 rings: {SUKRU} for support",
        "PJSIP/1001 stops ringing: answered",
        "PJSIP/1001 talks",
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]
    assert len({event.call_id for event in told}) == 1


def test_a_pickup_told_after_its_effects_is_no_caller_who_gave_up() -> None:
    """`Pickup` comes when it is done; by then the phones may be silent and the caller out of the queue."""
    messages = list(messages_of("recorded_picked_up_by_extension"))
    names = [message.get("Event") for message in messages]
    pickup = messages.pop(names.index("Pickup"))
    connected = next(n for n, message in enumerate(messages) if message.get("Event") == "AgentConnect")
    messages.insert(connected, pickup)
    told = apply_all(CallBook(AGENT_DEVICES), messages)
    check(told)
    customer, _ = stories(told).values()
    assert "leaves support" in customer
    assert "PJSIP/1001 stops ringing: answered elsewhere" in customer
    assert "PJSIP/1002 stops ringing: answered elsewhere" in customer
    assert customer[-3:] == ["PJSIP/1004 talks", "PJSIP/1004 leaves", "ends, answered, cause 16"]
