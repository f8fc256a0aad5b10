"""Every recorded stream, and the story it tells."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallQueued,
    CallRinging,
    CallsMerged,
    CallStarted,
    CallTransferred,
    Direction,
    TransferKind,
)
from santral.cti.calls import CallBook, PartState
from tests.replay import AGENT_DEVICES, BEGIN, STREAMS, apply_all, messages_of, stories, story, tell

AYSE = "inbound +905321112233 (Ayşe Çelik)"


def test_a_queued_call_rings_both_agents_until_one_answers() -> None:
    assert story(tell("queue_answered")) == [
        "inbound call +905321112233 (Ayşe Çelik) to 4440",
        "waits in support at 1",
        f"PJSIP/1002 rings: {AYSE} for support",
        f"PJSIP/1001 rings: {AYSE} for support",
        "PJSIP/1002 stops ringing: answered",
        "PJSIP/1002 talks",
        "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1002",
        "leaves support",
        "PJSIP/1002 leaves",
        "ends, answered, cause 16",
    ]


def test_asterisk_16_tells_the_same_story() -> None:
    assert story(tell("asterisk16/queue_answered")) == story(tell("queue_answered"))


def test_a_caller_who_gives_up_stops_both_phones() -> None:
    assert story(tell("queue_abandoned")) == [
        "inbound call 05421234567 (Şükrü Öğüt) to 4440",
        "waits in support at 1",
        "PJSIP/1002 rings: inbound 05421234567 (Şükrü Öğüt) for support",
        "PJSIP/1001 rings: inbound 05421234567 (Şükrü Öğüt) for support",
        "PJSIP/1002 stops ringing: caller left",
        "PJSIP/1001 stops ringing: caller left",
        "leaves support unanswered",
        "ends, never answered, cause 0",
    ]


def test_a_phone_that_rings_out_rings_again() -> None:
    ali = "inbound +905059998877 (Ali Veli)"
    assert story(tell("ring_no_answer")) == [
        "inbound call +905059998877 (Ali Veli) to 4441",
        "waits in sales at 1",
        f"PJSIP/1003 rings: {ali} for sales",
        "PJSIP/1003 stops ringing: not answered",
        f"PJSIP/1003 rings: {ali} for sales",
        "PJSIP/1003 stops ringing: caller left",
        "leaves sales unanswered",
        "ends, never answered, cause 0",
    ]


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


def test_a_straight_call_has_no_queue_and_waits_since_it_began() -> None:
    told = tell("direct_call")
    assert story(told) == [
        "inbound call +14155550100 (John Smith) to 1005",
        "PJSIP/1005 rings: inbound +14155550100 (John Smith)",
        "PJSIP/1005 stops ringing: answered",
        "PJSIP/1005 talks",
        "PJSIP/1005 leaves",
        "ends, answered, cause 16",
    ]
    ringing = next(event for event in told if isinstance(event, CallRinging))
    assert ringing.queue == ""
    assert ringing.waiting_since == told[0].at


def test_a_call_to_a_phone_of_nobody_rings_on_no_screen() -> None:
    told = apply_all(CallBook(), messages_of("direct_call"))
    assert story(told) == ["inbound call +14155550100 (John Smith) to 1005", "ends, never answered, cause 16"]


def test_a_withheld_number_is_empty() -> None:
    told = tell("anonymous_caller")
    assert story(told)[:3] == [
        "inbound call withheld to 4441",
        "waits in sales at 1",
        "PJSIP/1003 rings: inbound withheld for sales",
    ]
    assert story(told)[-1] == "ends, answered, cause 16"


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


def test_four_callers_are_four_stories() -> None:
    told = stories(tell("four_callers_two_agents"))
    assert list(told) == ["1795286451.66", "1795286452.69", "1795286453.70", "1795286454.73"]

    def answered(who: str, position: int) -> list[str]:
        return [
            f"inbound call {who} to 4440",
            f"waits in support at {position}",
            f"PJSIP/1002 rings: inbound {who} for support",
            f"PJSIP/1001 rings: inbound {who} for support",
            "PJSIP/1002 stops ringing: answered",
            "PJSIP/1002 talks",
            "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1002",
            "leaves support",
            "PJSIP/1002 leaves",
            "ends, answered, cause 16",
        ]

    assert told["1795286451.66"] == answered("+905321112233 (Ayşe Çelik)", 1)
    assert told["1795286452.69"] == answered("05421234567 (Şükrü Öğüt)", 2)
    assert told["1795286453.70"] == answered("+902123334455 (AYDIN TİCARET)", 2)
    assert told["1795286454.73"] == [
        "inbound call withheld to 4440",
        "waits in support at 3",
        "PJSIP/1002 rings: inbound withheld for support",
        "PJSIP/1001 rings: inbound withheld for support",
        "PJSIP/1002 stops ringing: caller left",
        "PJSIP/1001 stops ringing: caller left",
        "leaves support unanswered",
        "ends, never answered, cause 0",
    ]


def test_pauses_and_lists_are_no_calls() -> None:
    assert tell("pause_and_membership") == []


@pytest.mark.parametrize(
    "stream",
    ["queue_answered", "queue_abandoned", "ring_no_answer", "anonymous_caller", "four_callers_two_agents"],
)
def test_queue_members_are_agents_though_nobody_said_so(stream: str) -> None:
    assert story(apply_all(CallBook(), messages_of(stream))) == story(tell(stream))


@pytest.mark.parametrize("stream", STREAMS)
def test_nothing_is_left_of_a_call_that_is_over(stream: str) -> None:
    book = CallBook(AGENT_DEVICES)
    told = apply_all(book, messages_of(stream))
    started = {event.call_id for event in told if isinstance(event, CallStarted)}
    over = {event.call_id for event in told if isinstance(event, CallEnded)}
    over |= {event.absorbed for event in told if isinstance(event, CallsMerged)}
    assert set(book.calls) == started - over
    assert len(book.calls) == (1 if stream == "blind_transfer" else 0)  # that recording stops in the middle


def test_times_are_those_of_the_events() -> None:
    told = tell("queue_answered")
    assert told[0].at > BEGIN
    assert [event.at for event in told] == sorted(event.at for event in told)
    assert told[-1].at - BEGIN < timedelta(seconds=2)


SUKRU = "inbound 05421234567 (Şükrü Öğüt)"


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


def test_a_caller_is_put_on_hold_and_taken_back() -> None:
    assert story(tell("recorded_hold_and_resume"))[-5:] == [
        "leaves support",
        "PJSIP/1001 holds",
        "PJSIP/1001 talks again",
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]


@pytest.mark.parametrize(
    ("stream", "cause"), [("recorded_direct_call_busy", 17), ("recorded_direct_call_declined", 21)]
)
def test_a_phone_that_is_busy_or_declines_did_not_answer(stream: str, cause: int) -> None:
    assert story(tell(stream)) == [
        "inbound call +14155550100 to 1005",
        "PJSIP/1005 rings: inbound +14155550100",
        "PJSIP/1005 stops ringing: not answered",
        f"ends, never answered, cause {cause}",
    ]


def test_a_queue_calls_again_who_declined() -> None:
    """`DialEnd BUSY` comes before `AgentRingNoAnswer` here, after it where it rings out: one end each."""
    assert story(tell("recorded_queue_declined")) == [
        "inbound call 05421234567 (Şükrü Öğüt) to 4441",
        "waits in sales at 1",
        f"PJSIP/1003 rings: {SUKRU} for sales",
        "PJSIP/1003 stops ringing: not answered",
        f"PJSIP/1003 rings: {SUKRU} for sales",
        "PJSIP/1003 stops ringing: answered",
        "PJSIP/1003 talks",
        "leaves sales",
        "PJSIP/1003 leaves",
        "ends, answered, cause 16",
    ]


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
