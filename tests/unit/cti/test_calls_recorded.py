"""Recorded calls that come in, and what holds for every recorded stream."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santral.cti.call_events import (
    CallEnded,
    CallRinging,
    CallsMerged,
    CallStarted,
)
from santral.cti.calls import CallBook
from tests.replay import AGENT_DEVICES, BEGIN, STREAMS, apply_all, messages_of, stories, story, tell

AYSE = "inbound +905321112233 (Ayşe Çelik)"
SUKRU = "inbound 05421234567 (Şükrü Öğüt)"


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
