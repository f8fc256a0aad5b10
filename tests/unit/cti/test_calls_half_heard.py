"""What is made of a call of which part was not heard, or came in another order. Written by hand."""

from __future__ import annotations

import pytest

from santral.cti.call_events import Direction
from santral.cti.calls import CallBook
from tests.call_grammar import check
from tests.exchange_truth import ExchangeTruth
from tests.made_up import Line, MadeUpExchange
from tests.replay import AGENT_DEVICES, BEGIN, apply_all, messages_of, stories, story

CUSTOMER = "inbound 05321112233"


@pytest.fixture
def exchange() -> MadeUpExchange:
    return MadeUpExchange()


def told_story(exchange: MadeUpExchange) -> list[str]:
    told = apply_all(CallBook(AGENT_DEVICES), exchange.messages)
    check(told)
    return story(told)


def ringing(exchange: MadeUpExchange) -> tuple[Line, Line, Line]:
    """A customer's call that rings on two phones, straight."""
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "100")
    return customer, exchange.dials("PJSIP/1001", customer), exchange.dials("PJSIP/1002", customer)


def test_the_caller_hangs_up_and_the_phones_are_told_to_stop(exchange: MadeUpExchange) -> None:
    customer, phone, _ = ringing(exchange)
    exchange.tell("HangupRequest", customer)
    exchange.dial_ends(customer, phone, "CANCEL")
    assert told_story(exchange)[-1] == "PJSIP/1001 stops ringing: caller left"


def test_the_phones_are_told_to_stop_and_then_it_is_known_that_the_caller_hangs_up(
    exchange: MadeUpExchange,
) -> None:
    customer, phone, _ = ringing(exchange)
    exchange.dial_ends(customer, phone, "CANCEL")
    exchange.tell("HangupRequest", customer)
    assert told_story(exchange)[-1] == "PJSIP/1001 stops ringing: caller left"


def test_only_the_queue_says_that_the_caller_gave_up(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "4440")
    exchange.joins(customer, "support")
    first = exchange.dials("PJSIP/1001", customer, of_member="PJSIP/1001", queue="support")
    second = exchange.dials("PJSIP/1002", customer, of_member="PJSIP/1002", queue="support")
    exchange.dial_ends(customer, first, "CANCEL")
    exchange.tell("QueueCallerAbandon", customer, Queue="support")
    assert told_story(exchange)[-2:] == [
        "PJSIP/1001 stops ringing: caller left",
        "leaves support unanswered",
    ]
    exchange.hangs_up(second, cause=0)
    assert told_story(exchange)[-1] == "PJSIP/1002 stops ringing: caller left"


def test_a_loser_is_told_to_stop_before_it_is_known_who_was_faster(exchange: MadeUpExchange) -> None:
    customer, loser, winner = ringing(exchange)
    exchange.dial_ends(customer, loser, "CANCEL")
    exchange.answers(customer, winner)
    assert told_story(exchange)[-3:] == [
        "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1002",
        "PJSIP/1002 stops ringing: answered",
        "PJSIP/1002 talks",
    ]


def test_only_the_hangup_tells_a_loser_that_another_was_faster(exchange: MadeUpExchange) -> None:
    customer, loser, winner = ringing(exchange)
    exchange.bridges("b", winner, customer)
    exchange.hangs_up(loser, cause=26)
    assert told_story(exchange)[-1] == "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1002"


def test_a_leg_that_is_over_before_it_was_known_stays_over(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "100")
    created = exchange.messages.pop()
    exchange.hangs_up(customer)
    exchange.messages.append(created)
    exchange.rings(customer)
    assert told_story(exchange) == []


def test_a_new_leg_under_the_name_of_a_call_that_is_over_is_another_call(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "100")
    exchange.hangs_up(customer)
    late = exchange.dials("PJSIP/1001", customer)
    book = CallBook(AGENT_DEVICES)
    told = apply_all(book, exchange.messages)
    check(told)
    assert list(stories(told)) == [customer.linkedid, late.uniqueid]
    assert list(book.calls) == [late.uniqueid]


def test_an_agents_leg_is_seen_before_the_customers(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "100")
    created = exchange.messages.pop()
    phone = exchange.dials("PJSIP/1001", customer)
    exchange.messages = [exchange.messages[0], {**created, "CallerIDName": "Ayşe Çelik"}]
    exchange.answers(customer, phone)
    exchange.hangs_up(phone, customer)
    assert told_story(exchange) == [
        "inbound call withheld to ?",
        "is inbound 05321112233 (Ayşe Çelik)",
        "PJSIP/1001 talks",
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]


def test_the_queue_is_known_from_the_ring_where_the_joining_was_missed(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "4440")
    exchange.dials("PJSIP/1001", customer, of_member="PJSIP/1001", queue="support")
    assert told_story(exchange)[-1] == f"PJSIP/1001 rings: {CUSTOMER} for support"


def test_an_agent_alone_in_a_call_whose_beginning_nobody_heard(exchange: MadeUpExchange) -> None:
    customer = Line("PJSIP/carrier-1", "1.1", "1.1", "", "")
    phone = exchange.dials("PJSIP/1001", customer)
    exchange.messages.clear()
    exchange.tell("BridgeEnter", phone, BridgeUniqueid="b", ConnectedLineNum="05321112233")
    exchange.hangs_up(phone)
    assert told_story(exchange) == [
        "inbound call 05321112233 to ?",
        "PJSIP/1001 talks",
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]


def test_a_call_within_the_house_is_internal_though_who_began_it_is_gone() -> None:
    messages = messages_of("recorded_internal_call")
    gone = next(n for n, message in enumerate(messages) if message.get("Event") == "Hangup") + 1
    truth = ExchangeTruth(messages[:gone])
    book = CallBook(AGENT_DEVICES)
    book.reconcile(truth.channels(), truth.waiting(), BEGIN)
    assert [call.direction for call in book.calls.values()] == [Direction.INTERNAL]


def test_a_trunk_named_for_its_own_number_is_a_trunk(exchange: MadeUpExchange) -> None:
    trunk = exchange.calls_in("PJSIP/902121112233", "902121112233", "1001")
    exchange.dials("PJSIP/1001", trunk)
    assert told_story(exchange)[-1] == "PJSIP/1001 rings: inbound 902121112233"


def test_a_transfer_is_over_when_it_is_answered(exchange: MadeUpExchange) -> None:
    """Whom the second agent asks was sent by that agent, not by the first."""
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    first = exchange.dials("PJSIP/1001", customer)
    exchange.answers(customer, first)
    exchange.tell("BlindTransfer", None, Extension="1002", **first.fields("Transferer"))
    exchange.hangs_up(first)
    second = exchange.dials("PJSIP/1002", customer)
    exchange.answers(customer, second)
    exchange.tell("Hold", second)
    _, half = exchange.local_pair(customer, "1003")
    exchange.dials("PJSIP/1003", half)
    assert [line for line in told_story(exchange) if "sent by" in line] == [
        f"PJSIP/1002 rings: {CUSTOMER}, sent by PJSIP/1001",
        f"PJSIP/1003 rings: {CUSTOMER}, sent by PJSIP/1002",
    ]


def consulted_before(exchange: MadeUpExchange) -> tuple[Line, Line, Line, Line]:
    """An agent talks with a colleague already when a customer's call comes, and joins the two."""
    asking = exchange.calls_in("PJSIP/1001", "1001", "1003")
    asked = exchange.dials("PJSIP/1003", asking)
    exchange.answers(asking, asked)
    exchange.bridges("b", asked, asking)
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    phone = exchange.dials("PJSIP/1001", customer)
    exchange.answers(customer, phone)
    exchange.bridges("c", phone, customer)
    exchange.tell(
        "AttendedTransfer",
        None,
        Result="Success",
        **phone.fields("OrigTransferer"),
        **asking.fields("SecondTransferer"),
        **asked.fields("TransferTarget"),
    )
    return asking, asked, customer, phone


def test_the_customers_call_survives_though_the_colleagues_is_older(exchange: MadeUpExchange) -> None:
    asking, _, customer, _ = consulted_before(exchange)
    told = apply_all(CallBook(AGENT_DEVICES), exchange.messages)
    check(told)
    assert story(told, with_call=True)[-2:] == [
        f"{customer.linkedid}: absorbs {asking.linkedid}",
        f"{customer.linkedid}: PJSIP/1001 hands on to PJSIP/1003, attended",
    ]


def test_an_agent_with_two_lines_in_one_call_leaves_with_the_last(exchange: MadeUpExchange) -> None:
    asking, _, customer, phone = consulted_before(exchange)
    book = CallBook(AGENT_DEVICES)
    apply_all(book, exchange.messages)
    (call,) = book.calls.values()
    assert book.channel_of(call.call_id, "PJSIP/1001") == phone.name
    exchange.messages.clear()
    exchange.hangs_up(phone)
    assert apply_all(book, exchange.messages) == []
    assert book.channel_of(call.call_id, "PJSIP/1001") == asking.name
    exchange.hangs_up(asking)
    assert story(apply_all(book, exchange.messages[1:])) == ["PJSIP/1001 leaves"]
    assert customer.uniqueid in call.legs


def test_a_phone_that_rings_behind_a_talk_shows_when_the_talk_is_over(exchange: MadeUpExchange) -> None:
    """Called a second time for the same call, while it talks on another line."""
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    first = exchange.dials("PJSIP/1001", customer)
    exchange.answers(customer, first)
    exchange.dials("PJSIP/1001", customer)
    assert told_story(exchange)[-1] == "PJSIP/1001 talks"
    exchange.hangs_up(first)
    assert told_story(exchange)[-2:] == ["PJSIP/1001 leaves", f"PJSIP/1001 rings: {CUSTOMER}"]


def test_who_waits_is_left_as_it_is_where_it_may_not_be_asked(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "4440")
    exchange.joins(customer, "support")
    book = CallBook(AGENT_DEVICES)
    apply_all(book, exchange.messages)
    truth = ExchangeTruth(exchange.messages)
    assert book.reconcile(truth.channels(), None, BEGIN) == []
    assert book.calls[next(iter(book.calls))].waiting


def test_an_agent_who_dials_may_give_up_before_the_other_answers(exchange: MadeUpExchange) -> None:
    agent = exchange.calls_in("PJSIP/1001", "1001", "05321112233")
    customer = exchange.dials("PJSIP/carrier", agent, number="05321112233")
    exchange.tell("HangupRequest", agent)
    exchange.dial_ends(agent, customer, "CANCEL")
    exchange.hangs_up(customer, agent)
    assert told_story(exchange)[-2:] == [
        "PJSIP/1001 stops ringing: caller left",
        "ends, never answered, cause 16",
    ]


def test_whoever_vanishes_together_left_together(exchange: MadeUpExchange) -> None:
    """Though the phone's leg was seen before the customer's, which is gone too."""
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "100")
    created = exchange.messages.pop()
    phone = exchange.dials("PJSIP/1001", customer)
    exchange.messages.insert(1, created)
    exchange.rings(phone)
    book = CallBook(AGENT_DEVICES)
    apply_all(book, exchange.messages)
    assert story(book.reconcile([], [], BEGIN))[0] == "PJSIP/1001 stops ringing: caller left"


def test_where_a_call_began_is_told_by_its_first_leg_wherever_that_is_in_the_list(
    exchange: MadeUpExchange,
) -> None:
    customer = Line("PJSIP/carrier-9", "1.9", "1.9", "05321112233", "100")
    phone = Line("PJSIP/1001-10", "1.10", "1.9", "1001", "100")
    exchange.tell("Newchannel", phone, ChannelState="0")
    exchange.tell("Newchannel", customer, ChannelState="4", CallerIDName="Ayşe Çelik")
    truth = ExchangeTruth(exchange.messages)
    assert story(CallBook(AGENT_DEVICES).reconcile(truth.channels(), truth.waiting(), BEGIN)) == [
        "inbound call 05321112233 (Ayşe Çelik) to 100",
        f"PJSIP/1001 rings: {CUSTOMER} (Ayşe Çelik)",
    ]
