"""Stories of queues nobody has recorded yet, written by hand from how Asterisk tells its like."""

from __future__ import annotations

import pytest

from santral.cti.call_events import CallRinging
from santral.cti.calls import CallBook
from tests.made_up import MadeUpExchange
from tests.made_up_stories import called_member, told_story, waiting_caller
from tests.replay import AGENT_DEVICES, apply_all, story

CUSTOMER = "inbound 05321112233"


@pytest.fixture
def exchange() -> MadeUpExchange:
    return MadeUpExchange()


def test_a_queue_that_calls_extensions_rings_the_phones_behind_them(exchange: MadeUpExchange) -> None:
    customer = waiting_caller(exchange)
    one_a, two_a, phone_a = called_member(exchange, customer, "1001")
    one_b, two_b, phone_b = called_member(exchange, customer, "1002")
    exchange.answers(two_a, phone_a)
    exchange.dial_ends(customer, one_a, "ANSWER")
    exchange.dial_ends(customer, one_b, "CANCEL")
    exchange.tell("HangupRequest", two_b)
    exchange.dial_ends(two_b, phone_b, "CANCEL")
    exchange.hangs_up(phone_b, one_b, two_b, cause=26)
    exchange.leaves(customer, "support")
    exchange.bridges("b", phone_a, two_a)
    exchange.bridges("c", one_a, customer)
    exchange.hangs_up(customer, one_a, two_a, phone_a)
    assert told_story(exchange) == [
        "inbound call 05321112233 to 4440",
        "waits in support at 1",
        f"PJSIP/1001 rings: {CUSTOMER} for support",
        f"PJSIP/1002 rings: {CUSTOMER} for support",
        "PJSIP/1001 stops ringing: answered",
        "PJSIP/1001 talks",
        "PJSIP/1002 stops ringing: answered elsewhere by PJSIP/1001",
        "leaves support",
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]


def test_behind_an_extension_too_a_phone_that_rings_out_did_not_answer(exchange: MadeUpExchange) -> None:
    customer = waiting_caller(exchange)
    one, two, phone = called_member(exchange, customer, "1001")
    exchange.tell("AgentRingNoAnswer", customer, Queue="support", Interface="Local/1001@from-queue/n")
    exchange.tell("HangupRequest", two)
    exchange.dial_ends(two, phone, "CANCEL")
    exchange.hangs_up(phone, one, two, cause=0)
    assert told_story(exchange)[-1] == "PJSIP/1001 stops ringing: not answered"


def test_behind_an_extension_too_the_caller_may_give_up(exchange: MadeUpExchange) -> None:
    customer = waiting_caller(exchange)
    one, two, phone = called_member(exchange, customer, "1001")
    exchange.tell("HangupRequest", customer)
    exchange.tell("HangupRequest", two)
    exchange.dial_ends(two, phone, "CANCEL")
    exchange.tell("QueueCallerAbandon", customer, Queue="support")
    exchange.hangs_up(phone, one, two, customer, cause=0)
    assert told_story(exchange)[3:] == [
        "PJSIP/1001 stops ringing: caller left",
        "leaves support unanswered",
        "ends, never answered, cause 0",
    ]


def test_why_a_ring_was_cancelled_may_become_known_only_with_the_hangup(exchange: MadeUpExchange) -> None:
    """`DialEnd CANCEL` comes first; the ring's end is told once, when its reason is known."""
    customer = waiting_caller(exchange)
    phone = exchange.dials("PJSIP/1001", customer, of_member="PJSIP/1001", queue="support")
    exchange.dial_ends(customer, phone, "CANCEL")
    exchange.dial_ends(customer, phone, "CANCEL")
    assert told_story(exchange)[-1] == f"PJSIP/1001 rings: {CUSTOMER} for support"
    exchange.hangs_up(phone, cause=26)  # taken by somebody of whom nothing was heard
    assert told_story(exchange)[-1] == "PJSIP/1001 stops ringing: answered elsewhere"


def test_a_caller_who_leaves_the_queue_by_a_key_did_not_let_it_ring_out(exchange: MadeUpExchange) -> None:
    customer = waiting_caller(exchange)
    phone = exchange.dials("PJSIP/1001", customer, of_member="PJSIP/1001", queue="support")
    exchange.dial_ends(customer, phone, "CANCEL")
    exchange.leaves(customer, "support")
    exchange.hangs_up(phone, cause=0)
    assert told_story(exchange)[-2:] == [
        "leaves support unanswered",
        "PJSIP/1001 stops ringing: caller left",
    ]


def test_the_ring_may_end_before_it_is_told_that_the_caller_left_by_a_key(exchange: MadeUpExchange) -> None:
    """Two threads of the exchange tell the two; seen both ways."""
    customer = waiting_caller(exchange)
    phone = exchange.dials("PJSIP/1001", customer, of_member="PJSIP/1001", queue="support")
    exchange.dial_ends(customer, phone, "CANCEL")
    exchange.hangs_up(phone, cause=0)
    exchange.leaves(customer, "support")
    assert told_story(exchange)[-2:] == [
        "PJSIP/1001 stops ringing: caller left",
        "leaves support unanswered",
    ]


def test_the_queues_time_runs_out_and_the_next_queue_takes_the_caller(exchange: MadeUpExchange) -> None:
    """`QueueCallerAbandon` comes on timeout too, while the caller is still there and waits on."""
    customer = waiting_caller(exchange)
    exchange.tell("QueueCallerAbandon", customer, Queue="support")
    exchange.leaves(customer, "support")
    exchange.joins(customer, "sales", 3)
    exchange.dials("PJSIP/1003", customer, of_member="PJSIP/1003", queue="sales")
    told = apply_all(CallBook(AGENT_DEVICES), exchange.messages)
    assert story(told)[1:] == [
        "waits in support at 1",
        "leaves support unanswered",
        "waits in sales at 3",
        f"PJSIP/1003 rings: {CUSTOMER} for sales",
    ]
    ringing = told[-1]
    assert isinstance(ringing, CallRinging)
    assert ringing.waiting_since == told[1].at  # since the first queue
