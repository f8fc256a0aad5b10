"""The simulated exchange obeys what the console sends, and refuses in Asterisk's words."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from santral.cti.pbx_simulator import CallHandle, ManualClock, PbxSimulator, PhoneBehaviour
from tests.integration.test_pbx_simulator import Manager

AYSE, ZEYNEP = "PJSIP/1001", "PJSIP/1003"


@pytest.fixture
async def pbx() -> AsyncIterator[PbxSimulator]:
    async with PbxSimulator(clock=ManualClock()) as simulator:
        yield simulator


@pytest.fixture
async def manager(pbx: PbxSimulator) -> AsyncIterator[Manager]:
    client = await Manager.connect(pbx)
    yield client
    client.close()


@pytest.fixture
def caller(pbx: PbxSimulator, manager: Manager) -> CallHandle:
    """Talks with 1001."""
    handle = pbx.call("+905321112233", "Ayşe Çelik")
    pbx.phone(AYSE).answer()
    pbx.advance(5)
    return handle


REFUSALS = [
    ({"Action": "Hangup"}, "No channel specified"),
    ({"Action": "Hangup", "Channel": "PJSIP/9-1"}, "No such channel"),
    ({"Action": "BlindTransfer", "Channel": "x", "Exten": "1"}, "Channel specified does not exist"),
    ({"Action": "BlindTransfer", "Channel": "x"}, "No extension specified"),
    ({"Action": "BlindTransfer", "Exten": "1"}, "No channel specified"),
    ({"Action": "Atxfer", "Channel": "x", "Exten": "1"}, "Channel specified does not exist"),
    ({"Action": "Atxfer", "Channel": "x"}, "No extension specified"),
    ({"Action": "CancelAtxfer", "Channel": "x"}, "Channel specified does not exist"),
    ({"Action": "Redirect", "Channel": "x", "Exten": "1"}, "Channel does not exist: x"),
    ({"Action": "Redirect", "Exten": "1"}, "Channel not specified"),
    ({"Action": "QueuePause", "Interface": "PJSIP/77", "Paused": "true"}, "Interface not found"),
    ({"Action": "QueuePause", "Interface": AYSE}, "Need 'Interface' and 'Paused' parameters."),
    (
        {"Action": "QueueAdd", "Queue": "no", "Interface": "x"},
        "Unable to add interface to queue: No such queue",
    ),
    ({"Action": "QueueAdd", "Queue": "support", "Interface": AYSE}, "Unable to add interface: Already there"),
    ({"Action": "QueueAdd", "Interface": "x"}, "'Queue' not specified."),
    ({"Action": "QueueAdd", "Queue": "support"}, "'Interface' not specified."),
    (
        {"Action": "QueueRemove", "Queue": "no", "Interface": "x"},
        "Unable to remove interface from queue: No such queue",
    ),
    (
        {"Action": "QueueRemove", "Queue": "support", "Interface": "x"},
        "Unable to remove interface: Not there",
    ),
    ({"Action": "QueueRemove", "Queue": "support", "Interface": AYSE}, "Member not dynamic"),
    ({"Action": "Originate"}, "Channel not specified"),
    ({"Action": "Originate", "Channel": "foo"}, "Invalid channel"),
    (
        {"Action": "Originate", "Channel": AYSE, "Exten": "77", "Context": "internal"},
        "Extension does not exist.",
    ),
    ({"Action": "Originate", "Channel": AYSE, "Timeout": "abc"}, "Invalid timeout"),
    ({"Action": "Challenge"}, "Must specify AuthType"),
    ({"ActionID": "1"}, "Missing action in request"),
]


@pytest.mark.parametrize(("action", "words"), REFUSALS)
async def test_refusals_are_worded_as_asterisk_words_them(
    manager: Manager, action: dict[str, str], words: str
) -> None:
    answer = await manager.response(**action)
    assert (answer["Response"], answer["Message"]) == ("Error", words)


async def test_a_blind_transfer_by_the_agent_takes_the_caller_along(
    pbx: PbxSimulator, manager: Manager, caller: CallHandle
) -> None:
    agent = pbx.phone(AYSE)
    manager.send(Action="BlindTransfer", Channel=agent.channel.name, Context="internal", Exten="1003")
    transfer = await manager.event("BlindTransfer")
    assert transfer["TransfereeChannel"] == caller.channel.name
    assert (await manager.event("AgentComplete"))["Reason"] == "transfer"
    await manager.event("DialBegin", DestExten="1003")
    assert not agent.is_talking
    pbx.phone(ZEYNEP).answer()
    assert caller.is_talking
    caller.hang_up()
    assert pbx.exchange.channels == {}


async def test_a_caller_can_be_transferred_to_another_queue(
    pbx: PbxSimulator, manager: Manager, caller: CallHandle
) -> None:
    await manager.response(
        Action="BlindTransfer", Channel=pbx.phone(AYSE).channel.name, Context="internal", Exten="4441"
    )
    assert (await manager.event("QueueCallerJoin", Queue="sales"))["Channel"] == caller.channel.name
    pbx.phone(ZEYNEP).answer()
    assert (await manager.event("AgentConnect", Queue="sales"))["Interface"] == ZEYNEP


async def consult(pbx: PbxSimulator, manager: Manager) -> str:
    """1001 asks 1003, whose phone rings. The agent's channel is given back."""
    channel = pbx.phone(AYSE).channel.name
    await manager.response(Action="Atxfer", Channel=channel, Context="internal", Exten="1003")
    await manager.event("DialBegin", DestExten="1003")
    return channel


async def test_an_attended_transfer_joins_the_caller_and_the_third(
    pbx: PbxSimulator, manager: Manager, caller: CallHandle
) -> None:
    await consult(pbx, manager)
    pbx.phone(ZEYNEP).answer()
    pbx.phone(AYSE).hang_up()
    await manager.event("AttendedTransfer")
    assert caller.is_talking
    assert pbx.phone(ZEYNEP).is_talking
    assert not pbx.phone(AYSE).is_talking
    assert len(pbx.exchange.channels) == 2
    pbx.phone(ZEYNEP).hang_up()
    assert pbx.exchange.channels == {}


async def test_an_agent_may_hang_up_before_the_third_answers(
    pbx: PbxSimulator, manager: Manager, caller: CallHandle
) -> None:
    await consult(pbx, manager)
    pbx.phone(AYSE).hang_up()
    await manager.event("AttendedTransfer")
    pbx.advance(2)
    pbx.phone(ZEYNEP).answer()
    assert len(pbx.exchange.channels) == 2
    caller.hang_up()
    assert pbx.exchange.channels == {}


async def test_a_third_who_declines_gives_the_caller_back(
    pbx: PbxSimulator, manager: Manager, caller: CallHandle
) -> None:
    channel = await consult(pbx, manager)
    pbx.phone(ZEYNEP).decline()
    assert (await manager.event("Unhold"))["Channel"] == channel
    assert pbx.phone(AYSE).is_talking
    caller.hang_up()
    assert pbx.exchange.channels == {}


async def test_a_third_who_hangs_up_gives_the_caller_back(
    pbx: PbxSimulator, manager: Manager, caller: CallHandle
) -> None:
    await consult(pbx, manager)
    pbx.phone(ZEYNEP).answer()
    pbx.phone(ZEYNEP).hang_up()
    await manager.event("Unhold")
    pbx.phone(AYSE).hang_up()
    assert (await manager.event("AgentComplete"))["Reason"] == "agent"
    assert caller.is_over
    assert pbx.exchange.channels == {}


@pytest.mark.parametrize("answered", [False, True])
async def test_a_consultation_can_be_cancelled(
    pbx: PbxSimulator, manager: Manager, caller: CallHandle, answered: bool
) -> None:
    channel = await consult(pbx, manager)
    if answered:
        pbx.phone(ZEYNEP).answer()
    await manager.response(Action="CancelAtxfer", Channel=channel)
    await manager.event("Unhold")
    assert pbx.phone(AYSE).is_talking
    assert not pbx.phone(ZEYNEP).is_talking
    assert not pbx.phone(ZEYNEP).is_ringing
    assert len(pbx.exchange.channels) == 2


@pytest.mark.parametrize("answered", [False, True])
async def test_agent_and_third_talk_on_when_the_caller_is_gone(
    pbx: PbxSimulator, manager: Manager, caller: CallHandle, answered: bool
) -> None:
    await consult(pbx, manager)
    if answered:
        pbx.phone(ZEYNEP).answer()
    caller.hang_up()
    if not answered:
        pbx.phone(ZEYNEP).answer()
    assert (await manager.event("AgentComplete"))["Reason"] == "caller"
    assert len(pbx.exchange.channels) == 2
    pbx.phone(AYSE).hang_up()
    assert pbx.exchange.channels == {}


async def test_a_redirected_caller_leaves_the_agent_behind(
    pbx: PbxSimulator, manager: Manager, caller: CallHandle
) -> None:
    await manager.response(
        Action="Redirect", Channel=caller.channel.name, Context="internal", Exten="1003", Priority="1"
    )
    await manager.event("DialBegin", DestExten="1003")
    assert not pbx.phone(AYSE).is_talking


async def test_a_waiting_caller_can_be_redirected(pbx: PbxSimulator, manager: Manager) -> None:
    caller = pbx.call("+905321112233")
    await manager.response(
        Action="Redirect", Channel=caller.channel.name, Context="internal", Exten="4441", Priority="1"
    )
    await manager.event("QueueCallerAbandon", Queue="support")
    await manager.event("QueueCallerJoin", Queue="sales")
    assert not pbx.phone(AYSE).is_ringing
    assert pbx.phone(ZEYNEP).is_ringing


async def originate(manager: Manager, device: str) -> None:
    answer = await manager.response(
        Action="Originate",
        ActionID="o",
        Channel=device,
        Exten="05321112233",
        Context="internal",
        Timeout="20000",
        Async="true",
    )
    assert answer["Message"] == "Originate successfully queued"


@pytest.mark.parametrize(("behaviour", "reason"), [
    (PhoneBehaviour(), "3"),
    (PhoneBehaviour(busy=True), "5"),
    (PhoneBehaviour(decline_after_s=1), "0"),
])  # fmt: skip
async def test_a_phone_that_does_not_answer_fails_the_origination(
    pbx: PbxSimulator, manager: Manager, behaviour: PhoneBehaviour, reason: str
) -> None:
    pbx.behave(AYSE, behaviour)
    await originate(manager, AYSE)
    pbx.advance(20)
    outcome = await manager.event("OriginateResponse")
    assert (outcome["Response"], outcome["Reason"], outcome["ActionID"]) == ("Failure", reason, "o")
    assert pbx.exchange.channels == {}


async def test_a_phone_that_does_not_exist_fails_the_origination(manager: Manager) -> None:
    await originate(manager, "PJSIP/nobody")
    assert (await manager.event("OriginateResponse"))["Reason"] == "0"


async def test_the_customer_may_be_busy(pbx: PbxSimulator, manager: Manager) -> None:
    pbx.outside.behaviour = PhoneBehaviour(busy=True)
    await originate(manager, AYSE)
    pbx.phone(AYSE).answer()
    assert (await manager.event("DialEnd", DialStatus="BUSY"))["Channel"].startswith(AYSE)
    assert pbx.exchange.channels == {}


async def test_a_manager_can_stop_a_phone_ringing(pbx: PbxSimulator, manager: Manager) -> None:
    pbx.call("+905321112233", to="sales")
    await manager.response(Action="Hangup", Channel=pbx.phone(ZEYNEP).channel.name)
    assert (await manager.event("AgentRingNoAnswer"))["Interface"] == ZEYNEP


async def test_a_paused_member_is_rung_again_when_ready(pbx: PbxSimulator, manager: Manager) -> None:
    await manager.response(Action="QueuePause", Interface=ZEYNEP, Paused="true", Reason="Mola")
    pbx.call("+905321112233", to="sales")
    assert not pbx.phone(ZEYNEP).is_ringing
    await manager.response(Action="QueuePause", Interface=ZEYNEP, Paused="false")
    await manager.event("AgentCalled")


async def test_a_new_member_takes_who_waits(pbx: PbxSimulator, manager: Manager) -> None:
    await manager.response(Action="QueuePause", Interface=ZEYNEP, Paused="true")
    pbx.call("+905321112233", to="sales")
    await manager.response(Action="QueueAdd", Queue="sales", Interface=AYSE, MemberName="Ayşe Yılmaz")
    assert (await manager.event("AgentCalled"))["MemberName"] == "Ayşe Yılmaz"
