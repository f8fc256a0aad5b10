"""Recorded calls that leave a queue for another or to be called back, and an agent who is in two queues."""

from __future__ import annotations

from santral.cti import ami_events
from santral.cti.agent_events import AgentState
from santral.cti.agents import AgentBoard
from santral.cti.ami_event_types import QueueMemberSeen
from santral.cti.call_events import CallAnswered, CallQueued, CallRinging
from santral.cti.calls import CallBook
from tests.replay import AGENT_DEVICES, BEGIN, apply_all, messages_of, stories, story, tell

AYSE = "inbound +905321112233 (Ayşe Çelik)"
SUKRU = "inbound 05421234567 (Şükrü Öğüt)"
ANSWERED_BY_1001 = [
    "PJSIP/1001 stops ringing: answered",
    "PJSIP/1001 talks",
    "PJSIP/1002 stops ringing: answered elsewhere by PJSIP/1001",
    "leaves support",
]


def test_a_caller_asks_to_be_called_back_and_is() -> None:
    """Two calls: the caller's, who leaves by a key, and the exchange's own, which waits in her stead."""
    told = tell("recorded_called_back")
    asking, calling_back = stories(told).values()
    assert asking == [
        "inbound call +905321112233 (Ayşe Çelik) to 4444",
        "waits in callback at 1",
        f"PJSIP/1003 rings: {AYSE} for callback",
        "leaves callback unanswered",
        "PJSIP/1003 stops ringing: caller left",
        "ends, never answered, cause 16",
    ]
    assert calling_back == [
        "outbound call +905321112233 to +905321112233",
        "waits in support at 1",
        "PJSIP/1002 rings: outbound +905321112233 for support",
        "PJSIP/1001 rings: outbound +905321112233 for support",
        *ANSWERED_BY_1001,
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]
    waits = next(event.at for event in told if isinstance(event, CallQueued) and event.queue == "support")
    rings = [event for event in told if isinstance(event, CallRinging) and event.queue == "support"]
    assert {ring.waiting_since for ring in rings} == {waits}
    assert waits < rings[0].at


def test_a_call_back_is_answered_when_the_customer_is_on_the_line() -> None:
    messages = messages_of("recorded_called_back")
    book = CallBook(AGENT_DEVICES)
    customer_rings = next(
        n
        for n, message in enumerate(messages)
        if message.get("Channel", "").startswith("PJSIP/carrier-00000004")
    )
    told = apply_all(book, messages[:customer_rings])
    assert any(isinstance(event, CallAnswered) for event in told)
    assert [call.answered for call in book.calls.values()] == [False]


def test_one_call_through_two_queues() -> None:
    aydin = "inbound +902123334455 (AYDIN TİCARET)"
    told = tell("recorded_second_queue_answers")
    assert story(told) == [
        "inbound call +902123334455 (AYDIN TİCARET) to 4443",
        "waits in sales at 1",
        f"PJSIP/1003 rings: {aydin} for sales",
        "PJSIP/1003 stops ringing: not answered",
        "leaves sales unanswered",
        "waits in support at 1",
        f"PJSIP/1002 rings: {aydin} for support",
        f"PJSIP/1001 rings: {aydin} for support",
        "PJSIP/1002 stops ringing: answered",
        "PJSIP/1002 talks",
        "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1002",
        "leaves support",
        "PJSIP/1002 leaves",
        "ends, answered, cause 16",
    ]
    assert len({event.call_id for event in told}) == 1
    joined = next(event.at for event in told if isinstance(event, CallQueued))
    assert {event.waiting_since for event in told if isinstance(event, CallRinging)} == {joined}


def test_an_agent_of_two_queues_is_rung_for_one_after_the_other() -> None:
    support, vip = stories(tell("recorded_agent_in_two_queues")).values()
    assert support == [
        "inbound call +905321112233 (Ayşe Çelik) to 4440",
        "waits in support at 1",
        f"PJSIP/1002 rings: {AYSE} for support",
        f"PJSIP/1001 rings: {AYSE} for support",
        *ANSWERED_BY_1001,
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]
    assert vip == [
        "inbound call 05421234567 (Şükrü Öğüt) to 4445",
        "waits in vip at 1",
        f"PJSIP/1001 rings: {SUKRU} for vip",
        "PJSIP/1001 stops ringing: answered",
        "PJSIP/1001 talks",
        "leaves vip",
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]


def test_an_agent_paused_in_one_of_two_queues_is_still_there_for_the_other() -> None:
    board = AgentBoard(AGENT_DEVICES)
    paused_in_one = False
    for message in messages_of("recorded_agent_in_two_queues"):
        event = ami_events.parse(message)
        if event is not None:
            board.apply(event, BEGIN)
        if isinstance(event, QueueMemberSeen) and event.paused:
            paused_in_one = True
            shown = board.state_of("PJSIP/1001")
            assert shown is not None
            assert shown.state is AgentState.READY
    assert paused_in_one
    interfaces = board.interfaces_of("PJSIP/1001")
    assert (interfaces["support"], interfaces["vip"]) == ("PJSIP/1001", "PJSIP/1001")
