"""Calls that the exchange itself places through half of a Local pair, written by hand (`tests.made_up`)."""

from __future__ import annotations

import pytest

from santral.cti.calls import CallBook
from tests.call_grammar import check
from tests.made_up import Line, MadeUpExchange
from tests.replay import AGENT_DEVICES, BEGIN, apply_all, story

NOBODY = Line("", "", "", "", "")
CUSTOMER = "05321112233"


@pytest.fixture
def exchange() -> MadeUpExchange:
    return MadeUpExchange()


def told_story(exchange: MadeUpExchange) -> list[str]:
    told = apply_all(CallBook(AGENT_DEVICES), exchange.messages)
    check(told)
    return story(told)


def own_pair(exchange: MadeUpExchange) -> tuple[Line, Line]:
    """A pair that begins a call; its other half has the customer's number."""
    one, two = exchange.local_pair(NOBODY, CUSTOMER)
    begins = one.uniqueid
    for message in exchange.messages[-2:]:
        message["Linkedid"] = begins
    return (
        Line(one.name, one.uniqueid, begins, "", CUSTOMER),
        Line(two.name, two.uniqueid, begins, CUSTOMER, CUSTOMER),
    )


def test_whoever_waits_for_a_call_back_has_not_given_up_when_a_ring_is_cancelled(
    exchange: MadeUpExchange,
) -> None:
    _, two = own_pair(exchange)
    exchange.joins(two, "support")
    phone = exchange.dials("PJSIP/1001", two, of_member="PJSIP/1001", queue="support")
    exchange.dial_ends(two, phone, "CANCEL")
    exchange.hangs_up(phone, cause=26)
    assert told_story(exchange) == [
        f"outbound call {CUSTOMER} to {CUSTOMER}",
        "waits in support at 1",
        f"PJSIP/1001 rings: outbound {CUSTOMER} for support",
        "PJSIP/1001 stops ringing: answered elsewhere",
    ]


def test_a_call_back_goes_on_while_no_phone_rings_for_it(exchange: MadeUpExchange) -> None:
    one, two = own_pair(exchange)
    exchange.joins(two, "support")
    for _ in range(2):
        phone = exchange.dials("PJSIP/1001", two, of_member="PJSIP/1001", queue="support")
        exchange.tell("AgentRingNoAnswer", two, Queue="support", **phone.fields("Dest"))
        exchange.hangs_up(phone, cause=0)
    exchange.tell("QueueCallerAbandon", two, Queue="support")
    exchange.leaves(two, "support")
    book = CallBook(AGENT_DEVICES)
    told = apply_all(book, exchange.messages)
    assert len({event.call_id for event in told}) == 1
    assert story(told)[2:] == [
        f"PJSIP/1001 rings: outbound {CUSTOMER} for support",
        "PJSIP/1001 stops ringing: not answered",
        f"PJSIP/1001 rings: outbound {CUSTOMER} for support",
        "PJSIP/1001 stops ringing: not answered",
        "leaves support unanswered",
    ]
    exchange.messages.clear()
    exchange.hangs_up(two, one, cause=0)
    assert story(apply_all(book, exchange.messages)) == ["ends, never answered, cause 0"]
    assert not book.calls


def test_a_call_back_whose_end_was_missed_ends_when_the_exchange_is_asked(exchange: MadeUpExchange) -> None:
    _, two = own_pair(exchange)
    exchange.joins(two, "support")
    phone = exchange.dials("PJSIP/1001", two, of_member="PJSIP/1001", queue="support")
    exchange.hangs_up(phone, cause=0)
    book = CallBook(AGENT_DEVICES)
    apply_all(book, exchange.messages)
    assert book.calls
    assert story(book.reconcile([], [], BEGIN))[-1].endswith("lost from sight")
    assert not book.calls


def test_a_call_back_that_no_queue_takes_waits_nowhere(exchange: MadeUpExchange) -> None:
    _, two = own_pair(exchange)
    exchange.joins(two, "support")
    exchange.tell("QueueCallerAbandon", two, Queue="support")
    exchange.leaves(two, "support")
    exchange.dials("PJSIP/1003", two)
    assert not [line for line in told_story(exchange) if "waits" in line]


def test_who_is_called_before_an_agent_is_there_is_called_and_does_not_call(exchange: MadeUpExchange) -> None:
    """A dialler: the exchange calls the customer first."""
    one, _ = own_pair(exchange)
    exchange.dials("PJSIP/carrier", one, number=CUSTOMER)
    assert told_story(exchange)[-1].endswith(f"outbound {CUSTOMER}")
