"""The simulated exchange against what a real Asterisk with our sample configuration said.

That exchange has other dialplans, languages and names than the one the simulator is modelled on, so what is
compared is what tells of calls: the events but for the dialplan's and caller ids, their fields and order, and
of the values those that do not come from the configuration.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from santral.cti.pbx_simulator import ManualClock, PbxSimulator, PhoneBehaviour, QueueOptions, QueueSetting
from tests.integration.recorded_streams import (
    Message,
    comparable,
    in_strands,
    recorded,
    without_timers,
)
from tests.integration.test_pbx_simulator_stories import Listener

AYSE, MEHMET, ZEYNEP, ELIF = "PJSIP/1001", "PJSIP/1002", "PJSIP/1003", "PJSIP/1005"
OPTIONS = QueueOptions(ring_in_use=False, retry_s=1)
QUEUES = (
    QueueSetting("support", "4440", ((AYSE, "Ayse Yilmaz"), (MEHMET, "Mehmet Demir")), OPTIONS),
    QueueSetting("sales", "4441", ((ZEYNEP, "Zeynep Kaya"),), OPTIONS),
)
OF_THE_CONFIGURATION = {"VarSet", "Newexten", "TestEvent", "NewCallerid", "NewConnectedLine"}
TELLING_VALUES = {
    "Event", "Response", "Message", "ChannelState",
    "Channel", "ChannelStateDesc", "DestChannel", "Uniqueid", "Linkedid",
    "DialStatus", "Cause", "Cause-txt", "TechCause", "Queue", "Interface", "Position", "Count", "Reason",
    "Status", "Device", "State", "Result", "Extension", "MusicClass", "BridgeUniqueid", "BridgeNumChannels",
    "TransfererChannel", "TransfereeChannel", "TransferTargetChannel", "OrigTransfererChannel", "DestType",
    "ToBridgeUniqueid", "FromBridgeUniqueid", "Exten",
}  # fmt: skip

Played = Callable[[PbxSimulator, Listener], Awaitable[None]]


async def blind_transfer_by_agent(pbx: PbxSimulator, manager: Listener) -> None:
    pbx.call("+902123334455", "AYDIN TİCARET", to="4440")
    agent = pbx.phone(AYSE)
    agent.answer()
    await manager.act(
        Action="BlindTransfer", ActionID="tap-2", Channel=agent.channel.name, Exten="1003", Context="internal"
    )
    pbx.phone(ZEYNEP).answer()
    pbx.phone(ZEYNEP).hang_up()


async def blind_transfer_to_queue(pbx: PbxSimulator, manager: Listener) -> None:
    caller = pbx.call("+905321112233", "Ayşe Çelik", to="4440")
    agent = pbx.phone(AYSE)
    agent.answer()
    await manager.act(
        Action="BlindTransfer", ActionID="tap-2", Channel=agent.channel.name, Exten="4441", Context="internal"
    )
    pbx.phone(ZEYNEP).answer()
    caller.hang_up()


async def queue_answered(pbx: PbxSimulator, manager: Listener) -> None:
    caller = pbx.call("+905321112233", "Ayşe Çelik", to="4440")
    pbx.phone(AYSE).answer()
    caller.hang_up()


async def hold_and_resume(pbx: PbxSimulator, manager: Listener) -> None:
    pbx.call("05421234567", "Şükrü Öğüt", to="4440")
    agent = pbx.phone(AYSE)
    agent.answer()
    agent.hold()
    agent.resume()
    agent.hang_up()


async def direct_call_busy(pbx: PbxSimulator, manager: Listener) -> None:
    pbx.call("+14155550100", to="1005")
    pbx.phone(ELIF).say_busy()


async def direct_call_declined(pbx: PbxSimulator, manager: Listener) -> None:
    pbx.call("+14155550100", to="1005")
    pbx.phone(ELIF).decline()


async def queue_declined(pbx: PbxSimulator, manager: Listener) -> None:
    caller = pbx.call("05421234567", "Şükrü Öğüt", to="4441")
    pbx.phone(ZEYNEP).decline()
    pbx.advance(1)
    pbx.phone(ZEYNEP).answer()
    caller.hang_up()


async def _originate(manager: Listener) -> None:
    await manager.act(
        Action="Originate",
        ActionID="tap-2",
        Channel=MEHMET,
        Exten="05321112233",
        Context="internal",
        Priority="1",
        CallerID="<05321112233>",
        Async="true",
        Timeout="20000",
    )


async def click_to_call(pbx: PbxSimulator, manager: Listener) -> None:
    await _originate(manager)
    pbx.phone(MEHMET).answer()
    customer = pbx.outside.phone("05321112233")
    customer.answer()
    customer.hang_up()


async def click_to_call_cancelled(pbx: PbxSimulator, manager: Listener) -> None:
    await _originate(manager)
    pbx.phone(MEHMET).answer()
    pbx.phone(MEHMET).hang_up()


async def click_to_call_refused(pbx: PbxSimulator, manager: Listener) -> None:
    await _originate(manager)
    pbx.phone(MEHMET).decline()


async def click_to_call_customer_busy(pbx: PbxSimulator, manager: Listener) -> None:
    await _originate(manager)
    pbx.phone(MEHMET).answer()
    pbx.outside.phone("05321112233").say_busy()


async def dialled_on_phone(pbx: PbxSimulator, manager: Listener) -> None:
    pbx.phone("PJSIP/1004").dial("05421234567")
    pbx.outside.phone("05421234567").answer()
    pbx.phone("PJSIP/1004").hang_up()


async def internal_call(pbx: PbxSimulator, manager: Listener) -> None:
    pbx.phone("PJSIP/1004").dial("1005")
    pbx.phone(ELIF).answer()
    pbx.phone("PJSIP/1004").hang_up()


ONE_PHONE_IS_NOT_THERE = {
    blind_transfer_by_agent,
    blind_transfer_to_queue,
    hold_and_resume,
}
"""Nothing stood at 1002 when these were recorded, so its channel never rang."""


STORIES = (
    queue_answered,
    blind_transfer_by_agent,
    blind_transfer_to_queue,
    hold_and_resume,
    direct_call_busy,
    direct_call_declined,
    queue_declined,
    click_to_call,
    click_to_call_cancelled,
    click_to_call_refused,
    click_to_call_customer_busy,
    dialled_on_phone,
    internal_call,
)


@pytest.mark.parametrize("play", STORIES, ids=lambda play: play.__name__)
async def test_what_tells_of_calls_is_as_the_sample_exchange_tells_it(play: Played) -> None:
    expected = in_strands(_telling(recorded(f"recorded_{play.__name__}")))
    async with (
        PbxSimulator(clock=ManualClock(), queues=QUEUES, extra_phones=(ELIF, "PJSIP/1004")) as pbx,
        Listener(pbx) as manager,
    ):
        pbx.outside.behaviour = PhoneBehaviour()
        if play in ONE_PHONE_IS_NOT_THERE:
            pbx.behave(MEHMET, PhoneBehaviour(sends_ringing=False))
        await play(pbx, manager)
        told = in_strands(_telling(await manager.stream()))
    assert told == expected


def _telling(messages: list[Message]) -> list[Message]:
    return [
        [(name, value if name in TELLING_VALUES else "") for name, value in message if name != "Timestamp"]
        for message in comparable(without_timers(messages))
        if not _is_left_out(message)
    ]


def _is_left_out(message: Message) -> bool:
    fields = dict(message)
    return (
        fields.get("Event") in OF_THE_CONFIGURATION
        or fields.get("Device", "").endswith("_avail")
        or (fields.get("ActionID", "") != "" and "Ping" in fields)
        or (fields.get("Response") == "Success" and "Ping" in fields)
    )
