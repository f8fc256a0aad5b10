"""Recorded transfers that are finished while the colleague's phone still rings."""

from __future__ import annotations

import pytest

from santral.cti.call_events import (
    CallLeft,
    CallTransferred,
    TransferKind,
)
from santral.cti.calls import CallBook, PartState
from tests.call_grammar import check
from tests.replay import AGENT_DEVICES, AmiMessage, apply_all, messages_of, stories, story, tell

AYSE = "inbound +905321112233 (Ayşe Çelik)"
TRIED_AGAIN = [
    "PJSIP/1001 stops ringing: not answered",
    f"PJSIP/1003 rings: {AYSE} for support, sent by PJSIP/1001",
    "PJSIP/1003 stops ringing: answered",
    "PJSIP/1003 talks",
    "PJSIP/1003 leaves",
    "ends, answered, cause 16",
]


def test_who_hangs_up_while_the_colleague_rings_is_out_of_the_call_at_once() -> None:
    """Asterisk keeps the channel of the one who transferred at least until somebody answers."""
    told = tell("recorded_blonde_transfer_by_keys")
    assert story(told)[8:] == [
        "PJSIP/1001 holds",
        f"PJSIP/1003 rings: {AYSE} for support, sent by PJSIP/1001",
        "PJSIP/1001 hands on to PJSIP/1003, attended",
        "PJSIP/1001 leaves",
        "PJSIP/1003 stops ringing: answered",
        "PJSIP/1003 talks",
        "PJSIP/1003 leaves",
        "ends, answered, cause 16",
    ]
    assert len({event.call_id for event in told}) == 1


def test_a_phone_may_join_its_two_lines_while_the_second_still_rings() -> None:
    told = tell("recorded_blonde_transfer_by_phone")
    customer, consulting = stories(told).values()
    assert consulting == [
        "internal call 1001 (Ayşe Yılmaz) to 1003",
        "PJSIP/1003 rings: internal 1001 (Ayşe Yılmaz)",
    ]
    assert customer[8:] == [
        "PJSIP/1001 holds",
        "PJSIP/1001 talks again",
        f"absorbs {list(stories(told))[1]}",
        "PJSIP/1001 hands on to PJSIP/1003, attended",
        "PJSIP/1001 leaves",
        "PJSIP/1003 stops ringing: answered",
        "PJSIP/1003 talks",
        "PJSIP/1003 leaves",
        "ends, answered, cause 16",
    ]


@pytest.mark.parametrize("how", ["keys", "phone"])
def test_between_hanging_up_and_the_answer_only_the_colleague_rings(how: str) -> None:
    messages = messages_of(f"recorded_blonde_transfer_by_{how}")
    book = CallBook(AGENT_DEVICES)
    for message in messages:
        told = apply_all(book, [message])
        if any(isinstance(event, CallLeft) and event.device == "PJSIP/1001" for event in told):
            break
    (call,) = book.calls.values()
    assert {device: part.state for device, part in call.parts.items()} == {"PJSIP/1003": PartState.RINGING}
    assert (call.number, call.queue) == (
        "+905321112233" if how == "keys" else "05421234567",
        "support",
    )


def test_a_caller_the_colleague_declines_rings_at_the_one_who_sent_them_in_the_same_call() -> None:
    """Asterisk rings back under a `Linkedid` of its own."""
    told = tell("recorded_blonde_transfer_declined")
    assert story(told)[9:] == [
        f"PJSIP/1003 rings: {AYSE} for support, sent by PJSIP/1001",
        "PJSIP/1001 hands on to PJSIP/1003, attended",
        "PJSIP/1001 leaves",
        "PJSIP/1003 stops ringing: not answered",
        f"PJSIP/1001 rings: {AYSE} for support",
        "PJSIP/1001 stops ringing: answered",
        "PJSIP/1001 talks",
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]
    assert len({event.call_id for event in told}) == 1


def test_the_colleague_who_is_rung_once_more_sees_the_caller_and_who_sent_them() -> None:
    """Asterisk tries again by a Local pair with a `Linkedid` of its own."""
    told = tell("recorded_blonde_transfer_tried_again")
    assert story(told)[-6:] == TRIED_AGAIN
    assert len({event.call_id for event in told}) == 1


def test_a_caller_nobody_answers_rings_at_the_one_who_sent_them_in_the_same_call() -> None:
    told = tell("blonde_transfer_timed_out")
    assert sorted(story(told)[12:14]) == [
        f"PJSIP/1001 rings: {AYSE} for support",
        "PJSIP/1003 stops ringing: not answered",
    ]
    assert story(told)[14:] == TRIED_AGAIN
    assert len({event.call_id for event in told}) == 1


def test_also_where_that_is_told_before_the_colleagues_phone_is_silent() -> None:
    """What shall hang up first is half of the Local pair; both orders of the rest were seen."""
    messages = list(messages_of("blonde_transfer_timed_out"))
    silent = next(
        n
        for n, m in enumerate(messages)
        if m.get("DialStatus") == "CANCEL" and _is(m, "DialEnd", "PJSIP/1003-00000003")
    )
    back = next(n for n, m in enumerate(messages) if _is(m, "DialBegin", "PJSIP/1001-00000004"))
    assert silent < back
    messages.insert(back, messages.pop(silent))
    told = apply_all(CallBook(AGENT_DEVICES), messages)
    check(told)
    assert sorted(story(told)) == sorted(story(tell("blonde_transfer_timed_out")))
    assert len({event.call_id for event in told}) == 1


@pytest.mark.parametrize("stream", ["recorded_blonde_transfer_tried_again", "blonde_transfer_timed_out"])
def test_nor_does_it_matter_that_the_phone_is_heard_of_before_the_pair_that_calls_it(stream: str) -> None:
    messages = list(messages_of(stream))
    pair, phone = (
        next(n for n, message in enumerate(messages) if _is(message, event, channel))
        for event, channel in (
            ("BridgeEnter", "Local/1003@internal-00000001;1"),
            ("DialBegin", "PJSIP/1003-00000005"),
        )
    )
    assert pair < phone
    messages.insert(phone, messages.pop(pair))
    told = apply_all(CallBook(AGENT_DEVICES), messages)
    check(told)
    (customer, *_) = stories(told).values()
    assert customer[-4:] == TRIED_AGAIN[-4:]


def test_a_colleague_who_declines_before_the_transfer_is_told_sends_the_caller_back() -> None:
    """Two threads of the exchange tell the two; both orders were seen."""
    messages = list(messages_of("recorded_blonde_transfer_declined"))
    transfer = next(message for message in messages if message.get("Event") == "AttendedTransfer")
    messages.remove(transfer)
    declined = next(n for n, m in enumerate(messages) if _is(m, "Hangup", "PJSIP/1003-00000003"))
    messages.insert(declined + 1, transfer)
    told = apply_all(CallBook(AGENT_DEVICES), messages)
    check(told)
    assert f"PJSIP/1001 rings: {AYSE} for support" in story(told)
    assert len({event.call_id for event in told}) == 1


def _is(message: AmiMessage, event: str, channel: str) -> bool:
    return message.get("Event") == event and channel in (message.get("Channel"), message.get("DestChannel"))


def test_a_blonde_transfer_is_an_attended_one() -> None:
    for stream in ("keys", "phone"):
        told = tell(f"recorded_blonde_transfer_by_{stream}")
        kinds = [event.kind for event in told if isinstance(event, CallTransferred)]
        assert kinds == [TransferKind.ATTENDED]


def test_who_is_rung_a_moment_after_somebody_answered_was_not_sent_the_call() -> None:
    """Two extensions of a queue are rung together; the exchange is slow to ring the second."""
    messages = messages_of("recorded_extension_sends_on")
    answered = next(
        at
        for at, message in enumerate(messages)
        if message.get("DialStatus") == "ANSWER" and message["DestChannel"].startswith("PJSIP/1001")
    )
    late = [
        message
        for message in messages[:answered]
        if any(message.get(key, "").startswith("PJSIP/1002") for key in ("Channel", "DestChannel"))
    ]
    in_time = [message for message in messages[:answered] if message not in late]
    reordered = [*in_time, messages[answered], *late, *messages[answered + 1 :]]
    (told,) = stories(apply_all(CallBook(AGENT_DEVICES), reordered)).values()
    assert told.index("PJSIP/1001 talks") < told.index(
        "PJSIP/1002 rings: inbound +902123334455 (AYDIN TİCARET) for frontdesk"
    )
