"""Stories nobody has recorded yet, written by hand from how Asterisk tells its like (`tests.made_up`)."""

from __future__ import annotations

import pytest

from santral.cti.calls import CallBook, PartState
from tests.call_grammar import check
from tests.made_up import Line, MadeUpExchange
from tests.made_up_stories import told_story, waiting_caller
from tests.replay import AGENT_DEVICES, apply_all, stories, story

CUSTOMER = "inbound 05321112233"


@pytest.fixture
def exchange() -> MadeUpExchange:
    return MadeUpExchange()


def test_two_phones_of_one_device_are_one_ring_and_one_talk(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    desk = exchange.dials("PJSIP/1001", customer)
    softphone = exchange.dials("PJSIP/1001", customer)
    exchange.rings(desk)
    exchange.rings(softphone)
    exchange.answers(customer, softphone)
    exchange.dial_ends(customer, desk, "CANCEL")
    exchange.hangs_up(desk, cause=26)
    exchange.bridges("b", softphone, customer)
    exchange.hangs_up(softphone, customer)
    assert told_story(exchange)[1:] == [
        f"PJSIP/1001 rings: {CUSTOMER}",
        "PJSIP/1001 stops ringing: answered",
        "PJSIP/1001 talks",
        "PJSIP/1001 leaves",
        "ends, answered, cause 16",
    ]


def test_one_phone_of_a_device_may_decline_while_the_other_rings_on(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    desk = exchange.dials("PJSIP/1001", customer)
    softphone = exchange.dials("PJSIP/1001", customer)
    exchange.dial_ends(customer, desk, "BUSY")
    exchange.hangs_up(desk, cause=17)
    assert told_story(exchange)[1:] == [f"PJSIP/1001 rings: {CUSTOMER}"]
    exchange.dial_ends(customer, softphone, "NOANSWER")
    assert told_story(exchange)[-1] == "PJSIP/1001 stops ringing: not answered"


def test_a_phone_of_nobody_may_be_the_faster_one(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "100")
    agent = exchange.dials("PJSIP/1001", customer)
    reception = exchange.dials("PJSIP/900", customer)
    exchange.answers(customer, reception)
    exchange.dial_ends(customer, agent, "CANCEL")
    exchange.hangs_up(agent, cause=26)
    assert told_story(exchange)[-1] == "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/900"


def test_a_transfer_finished_before_the_next_agent_answered(exchange: MadeUpExchange) -> None:
    """The agent consults and hangs up while the colleague's phone rings: it rings on, for the customer."""
    customer = waiting_caller(exchange)
    first = exchange.dials("PJSIP/1001", customer, of_member="PJSIP/1001", queue="support")
    exchange.answers(customer, first)
    exchange.leaves(customer, "support")
    exchange.bridges("b", first, customer)
    exchange.tell("Hold", first)
    one, two = exchange.local_pair(customer, "1003")
    second = exchange.dials("PJSIP/1003", two)
    exchange.tell(
        "AttendedTransfer",
        None,
        Result="Success",
        **first.fields("OrigTransferer"),
        **first.fields("SecondTransferer"),
        **customer.fields("Transferee"),
        **one.fields("TransferTarget"),
    )
    exchange.hangs_up(first)
    exchange.answers(two, second)
    exchange.hangs_up(customer, one, two, second)
    assert told_story(exchange)[6:] == [
        "PJSIP/1001 holds",
        f"PJSIP/1003 rings: {CUSTOMER} for support, sent by PJSIP/1001",
        "PJSIP/1001 hands on to PJSIP/1003, attended",
        "PJSIP/1001 leaves",
        "PJSIP/1003 stops ringing: answered",
        "PJSIP/1003 talks",
        "PJSIP/1003 leaves",
        "ends, answered, cause 16",
    ]


def test_a_colleague_who_is_not_reached_did_not_answer(exchange: MadeUpExchange) -> None:
    """The consultation is given up: nobody took the call from the one who consults."""
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    first = exchange.dials("PJSIP/1001", customer)
    exchange.answers(customer, first)
    exchange.bridges("b", first, customer)
    exchange.tell("Hold", first)
    _, two = exchange.local_pair(customer, "1003")
    second = exchange.dials("PJSIP/1003", two)
    exchange.tell("HangupRequest", two)
    exchange.dial_ends(two, second, "CANCEL")
    exchange.hangs_up(second, two, cause=0)
    exchange.tell("Unhold", first)
    assert told_story(exchange)[-3:] == [
        f"PJSIP/1003 rings: {CUSTOMER}, sent by PJSIP/1001",
        "PJSIP/1003 stops ringing: not answered",
        "PJSIP/1001 talks again",
    ]


def test_two_callers_in_one_parking_lot_stay_two_callers(exchange: MadeUpExchange) -> None:
    """Asterisk gives everybody in one bridge the oldest `Linkedid`; in a parking lot nobody hears anybody."""
    ayse = exchange.calls_in("PJSIP/carrier", "05321112233", "700")
    ali = exchange.calls_in("PJSIP/carrier", "05059998877", "700")
    exchange.bridges("lot", ayse, technology="holding_bridge")
    exchange.bridges("lot", ali, technology="holding_bridge")
    relinked = Line(ali.name, ali.uniqueid, ayse.linkedid, ali.number, ali.exten)
    exchange.tell("Newstate", relinked)
    exchange.hangs_up(relinked, ayse)
    told = apply_all(CallBook(AGENT_DEVICES), exchange.messages)
    check(told)
    assert stories(told) == {
        ayse.linkedid: ["inbound call 05321112233 to 700", "ends, never answered, cause 16"],
        ali.linkedid: ["inbound call 05059998877 to 700", "ends, never answered, cause 16"],
    }


def test_two_bridges_made_one_make_one_call_of_two(exchange: MadeUpExchange) -> None:
    """The manager's Bridge action joins a customer with a colleague who talks on the house's line."""
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    first = exchange.dials("PJSIP/1001", customer)
    exchange.answers(customer, first)
    exchange.bridges("b", first, customer)
    asking = exchange.calls_in("PJSIP/1004", "1004", "1005")
    asked = exchange.dials("PJSIP/1005", asking)
    exchange.answers(asking, asked)
    exchange.bridges("c", asked, asking)
    exchange.tell("BridgeMerge", ToBridgeUniqueid="c", FromBridgeUniqueid="b")
    book = CallBook(AGENT_DEVICES)
    told = apply_all(book, exchange.messages)
    assert story(told, with_call=True)[-1] == f"{customer.linkedid}: absorbs {asking.linkedid}"
    (call,) = book.calls.values()
    assert set(call.parts) == {"PJSIP/1001", "PJSIP/1004", "PJSIP/1005"}
    assert {part.state for part in call.parts.values()} == {PartState.TALKING}
    assert check(told)


def test_a_colleague_picks_up_for_another(exchange: MadeUpExchange) -> None:
    """Call pickup: a masquerade gives the ringing leg the name of the phone that picked up."""
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    phone = exchange.dials("PJSIP/1001", customer)
    exchange.tell("Rename", Channel=phone.name, Newname=f"{phone.name}<ZOMBIE>", Uniqueid=phone.uniqueid)
    exchange.tell("Rename", Channel=phone.name, Newname="PJSIP/1002-000000ff", Uniqueid=phone.uniqueid)
    picked_up = Line("PJSIP/1002-000000ff", phone.uniqueid, phone.linkedid, "1002", "s")
    exchange.answers(customer, picked_up)
    exchange.hangs_up(picked_up, customer)
    assert told_story(exchange)[1:] == [
        f"PJSIP/1001 rings: {CUSTOMER}",
        "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1002",
        "PJSIP/1002 talks",
        "PJSIP/1002 leaves",
        "ends, answered, cause 16",
    ]


def test_a_channel_renamed_by_a_masquerade_is_the_one_to_command(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    phone = exchange.dials("PJSIP/1001", customer)
    exchange.answers(customer, phone)
    exchange.tell("Rename", Channel=phone.name, Newname="PJSIP/1001-000000ff", Uniqueid=phone.uniqueid)
    book = CallBook(AGENT_DEVICES)
    apply_all(book, exchange.messages)
    (call,) = book.calls.values()
    assert book.channel_of(call.call_id, "PJSIP/1001") == "PJSIP/1001-000000ff"


def test_the_console_may_call_a_colleague() -> None:
    own = MadeUpExchange()
    phone = own.dials("PJSIP/1001", Line("", "", "", "", ""))
    own.messages[-1] = {
        key: value for key, value in own.messages[-1].items() if key.startswith(("Event", "Dest"))
    }
    own.dial_ends(phone, phone, "ANSWER")
    own.dials("PJSIP/1002", phone)
    assert told_story(own) == [
        "outbound call withheld to ?",
        "PJSIP/1001 rings: outbound withheld",
        "PJSIP/1001 stops ringing: answered",
        "PJSIP/1001 waits for the other side",
        "is internal 1002",
        "PJSIP/1002 rings: internal 1002",
    ]


def test_a_short_number_dialled_outside_is_an_outbound_call(exchange: MadeUpExchange) -> None:
    agent = exchange.calls_in("PJSIP/1001", "1001", "112")
    exchange.dials("PJSIP/carrier", agent, number="112")
    assert told_story(exchange) == [
        "internal call 1001 to 112",
        "is outbound 112",
        "PJSIP/1001 rings: outbound 112",
    ]


def test_a_number_dialled_on_the_phone_may_not_answer(exchange: MadeUpExchange) -> None:
    agent = exchange.calls_in("PJSIP/1001", "1001", "05321112233")
    customer = exchange.dials("PJSIP/carrier", agent, number="05321112233")
    exchange.dial_ends(agent, customer, "BUSY")
    exchange.hangs_up(customer, cause=17)
    exchange.hangs_up(agent, cause=17)
    assert told_story(exchange)[-2:] == [
        "PJSIP/1001 stops ringing: not answered",
        "ends, never answered, cause 17",
    ]


def test_a_phone_of_the_house_that_is_no_agents_calls_inside(exchange: MadeUpExchange) -> None:
    """It calls itself by its own name, which no trunk does."""
    reception = exchange.calls_in("PJSIP/900", "900", "1001")
    exchange.dials("PJSIP/1001", reception)
    assert told_story(exchange) == ["internal call 900 to 1001", "PJSIP/1001 rings: internal 900"]


def test_a_dialplan_that_learns_who_calls_says_so(exchange: MadeUpExchange) -> None:
    customer = exchange.calls_in("PJSIP/carrier", "", "4440")
    exchange.tell("NewCallerid", customer, CallerIDNum="05321112233", CallerIDName="Ayşe Çelik")
    assert told_story(exchange) == ["inbound call withheld to 4440", "is inbound 05321112233 (Ayşe Çelik)"]


def test_the_call_one_talks_in_comes_before_the_one_that_rings(exchange: MadeUpExchange) -> None:
    first = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    phone = exchange.dials("PJSIP/1001", first)
    exchange.answers(first, phone)
    second = exchange.calls_in("PJSIP/carrier", "05059998877", "1001")
    exchange.dials("PJSIP/1001", second)
    book = CallBook(AGENT_DEVICES)
    check(apply_all(book, exchange.messages))
    call = book.call_of("PJSIP/1001")
    assert call is not None
    assert call.call_id == first.linkedid
    apply_all(book, [{"Event": "Hangup", **phone.fields()}])
    call = book.call_of("PJSIP/1001")
    assert call is not None
    assert call.call_id == second.linkedid


def test_who_handed_a_caller_on_to_the_outside_may_be_rung_for_another(exchange: MadeUpExchange) -> None:
    """As long as nobody has answered there, that ring would be the caller's, coming back."""
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "1001")
    agent = exchange.dials("PJSIP/1001", customer)
    exchange.answers(customer, agent)
    exchange.bridges("b1", customer, agent)
    exchange.tell("BlindTransfer", None, Extension="05059998877", **agent.fields("Transferer"))
    exchange.hangs_up(agent)
    outside = exchange.dials("PJSIP/carrier", customer, "05059998877")
    exchange.answers(customer, outside)
    exchange.bridges("b2", customer, outside)
    rung = exchange.calls_in("PJSIP/1001", "1001", "s")
    exchange.messages[-1]["ChannelState"] = "0"
    exchange.rings(rung)
    book = CallBook(AGENT_DEVICES)
    check(apply_all(book, exchange.messages))
    call = book.call_of("PJSIP/1001")
    assert call is not None
    assert call.call_id == rung.linkedid
