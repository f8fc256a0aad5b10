"""Calls besides the queues: straight to a phone, from a phone, on hold."""

from __future__ import annotations

import pytest

from santral.cti.pbx_simulator import ManualClock, PbxSimulator, PhoneBehaviour
from tests.unit.cti.simulator_tape import Tape


@pytest.fixture
def pbx() -> PbxSimulator:
    return PbxSimulator(clock=ManualClock())


def test_a_caller_who_hangs_up_before_a_direct_call_is_answered_cancels_it(pbx: PbxSimulator) -> None:
    tape = Tape(pbx)
    pbx.call("+905321112233", to="1005").hang_up()
    assert [(m["DialStatus"]) for m in tape.events("DialEnd")] == ["CANCEL"]
    assert {m["TechCause"] for m in tape.events("HangupRequest")} == {"487"}
    assert pbx.exchange.channels == {}


@pytest.mark.parametrize(("behaviour", "told", "status"), [
    (PhoneBehaviour(busy=True), "BUSY", "BUSY"),
    (PhoneBehaviour(decline_after_s=1), "NOANSWER", "CHANUNAVAIL"),
    (PhoneBehaviour(), "NOANSWER", "NOANSWER"),
])  # fmt: skip
def test_a_direct_call_nobody_takes_ends(
    pbx: PbxSimulator, behaviour: PhoneBehaviour, told: str, status: str
) -> None:
    tape = Tape(pbx)
    pbx.behave("PJSIP/1005", behaviour)
    caller = pbx.call("+905321112233", to="1005")
    pbx.advance(25)
    assert caller.is_over
    assert [m["DialStatus"] for m in tape.events("DialEnd")] == [told]
    values = [m["Value"] for m in tape.events("VarSet") if m["Variable"] == "DIALSTATUS"]
    assert values[-1] == status


def test_an_extension_that_leads_nowhere_hangs_up(pbx: PbxSimulator) -> None:
    assert pbx.call("+905321112233", to="99").is_over


def test_hold_puts_the_other_side_on_hold(pbx: PbxSimulator) -> None:
    pbx.call("+905321112233", to="1005")
    phone = pbx.phone("PJSIP/1005")
    phone.answer()
    tape = Tape(pbx)
    phone.hold()
    phone.resume()
    assert tape.told("Hold", "Unhold") == ["Hold", "Unhold"]
    assert [(m["Device"], m["State"]) for m in tape.events("DeviceStateChange")] == [
        ("PJSIP/carrier", "ONHOLD"),
        ("PJSIP/carrier", "INUSE"),
    ]


def test_a_phone_dials_out(pbx: PbxSimulator) -> None:
    pbx.outside.behaviour = PhoneBehaviour(answer_after_s=2, hang_up_after_s=10)
    phone = pbx.phone("PJSIP/1001")
    phone.dial("05321112233")
    pbx.advance(3)
    assert phone.is_talking
    assert len({channel.linkedid for channel in pbx.exchange.channels.values()}) == 1
    pbx.advance(10)
    assert pbx.exchange.channels == {}


def test_a_phone_calls_another(pbx: PbxSimulator) -> None:
    pbx.phone("PJSIP/1001").dial("1005")
    pbx.phone("PJSIP/1005").answer()
    pbx.phone("PJSIP/1001").hang_up()
    assert not pbx.phone("PJSIP/1005").is_talking
    assert pbx.exchange.channels == {}


def test_without_noise_only_what_tells_of_calls_is_said() -> None:
    pbx = PbxSimulator(clock=ManualClock(), noise=False)
    tape = Tape(pbx)
    pbx.call("+905321112233")
    pbx.phone("PJSIP/1001").answer()
    assert not {"VarSet", "Newexten", "TestEvent"} & set(tape.told())
    assert {"QueueCallerJoin", "AgentCalled", "AgentConnect", "BridgeEnter"} <= set(tape.told())


async def test_waits_end_when_what_they_wait_for_happens(pbx: PbxSimulator) -> None:
    phone = pbx.phone("PJSIP/1001")
    pbx.clock.call_later(1, lambda: None)
    caller = pbx.call("+905321112233", hang_up_after_s=20)
    await phone.wait_ringing()
    phone.answer()
    await caller.wait_talking()
    pbx.advance(20)
    await caller.wait_over()
    await phone.wait_idle()
    assert (caller.is_talking, caller.is_over) == (False, True)


def test_a_caller_is_in_the_queue_as_soon_as_the_call_is_answered() -> None:
    pbx = PbxSimulator(clock=ManualClock(), answer_takes_s=0.014)
    tape = Tape(pbx)
    pbx.call("+905321112233")
    assert tape.told("Newchannel", "QueueCallerJoin") == ["Newchannel"]
    pbx.advance(0.014)
    assert tape.told("QueueCallerJoin", "AgentCalled") == ["QueueCallerJoin", "AgentCalled", "AgentCalled"]


def test_a_caller_may_hang_up_while_the_call_is_answered() -> None:
    pbx = PbxSimulator(clock=ManualClock(), answer_takes_s=0.014)
    pbx.call("+905321112233").hang_up()
    pbx.advance(1)
    assert pbx.exchange.channels == {}
