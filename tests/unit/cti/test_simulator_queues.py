"""Who is rung by the simulated queues, and what becomes of the call."""

from __future__ import annotations

import pytest

from santral.cti.pbx_simulator import (
    ManualClock,
    PbxSimulator,
    PhoneBehaviour,
    QueueOptions,
    QueueSetting,
    Strategy,
)
from tests.unit.cti.simulator_tape import Tape

AYSE, MEHMET, ZEYNEP = "PJSIP/1001", "PJSIP/1002", "PJSIP/1003"
MEMBERS = ((AYSE, "Ayşe"), (MEHMET, "Mehmet"), (ZEYNEP, "Zeynep"))


def exchange(**options: object) -> PbxSimulator:
    setting = QueueSetting("support", "4440", MEMBERS, QueueOptions(**options))  # type: ignore[arg-type]
    return PbxSimulator(clock=ManualClock(), queues=[setting])


def ringing(pbx: PbxSimulator) -> set[str]:
    return {device for device, _ in MEMBERS if pbx.phone(device).is_ringing}


def test_ring_all_rings_everybody_who_is_free() -> None:
    pbx = exchange()
    pbx.call("+905321112233")
    assert ringing(pbx) == {AYSE, MEHMET, ZEYNEP}


def test_least_recent_rings_the_one_who_rested_longest() -> None:
    pbx = exchange(strategy=Strategy.LEAST_RECENT)
    for device, last_call in ((AYSE, 30), (MEHMET, 10), (ZEYNEP, 20)):
        pbx.exchange.queues["support"].members[device].last_call = last_call
    pbx.call("+905321112233")
    assert ringing(pbx) == {MEHMET}


def test_a_penalty_keeps_a_member_back_while_others_are_free() -> None:
    pbx = exchange()
    pbx.exchange.queues["support"].members[ZEYNEP].penalty = 1
    pbx.call("+905321112233")
    assert ringing(pbx) == {AYSE, MEHMET}


def test_who_is_paused_is_not_rung() -> None:
    pbx = exchange()
    pbx.exchange.queues["support"].members[AYSE].paused = True
    pbx.call("+905321112233")
    assert ringing(pbx) == {MEHMET, ZEYNEP}


def test_who_talks_is_not_rung_where_the_queue_says_so() -> None:
    pbx = exchange(ring_in_use=False)
    pbx.call("+905321112233")
    pbx.phone(AYSE).answer()
    pbx.call("05421234567")
    assert ringing(pbx) == {MEHMET, ZEYNEP}


def test_a_caller_waits_until_somebody_is_free() -> None:
    pbx = exchange(ring_in_use=False, strategy=Strategy.LEAST_RECENT)
    for _ in MEMBERS:
        pbx.call("+905321112233")
    for device, _ in MEMBERS:
        pbx.phone(device).answer()
    waiting = pbx.call("05421234567")
    assert ringing(pbx) == set()
    pbx.phone(MEHMET).hang_up()
    assert ringing(pbx) == {MEHMET}
    pbx.phone(MEHMET).answer()
    assert waiting.is_talking


def test_with_one_each_several_callers_ring_at_once() -> None:
    pbx = exchange(ring_in_use=False, strategy=Strategy.LEAST_RECENT)
    for _ in range(4):
        pbx.call("+905321112233")
    assert ringing(pbx) == {AYSE, MEHMET, ZEYNEP}


@pytest.mark.parametrize(("behaviour", "cause"), [
    (PhoneBehaviour(busy=True), "17"),
    (PhoneBehaviour(decline_after_s=2), "21"),
])  # fmt: skip
def test_a_phone_that_refuses_is_told_as_not_answering(behaviour: PhoneBehaviour, cause: str) -> None:
    pbx = exchange()
    pbx.behave(AYSE, behaviour)
    tape = Tape(pbx)
    pbx.call("+905321112233")
    pbx.advance(3)
    (missed,) = tape.events("AgentRingNoAnswer")
    assert missed["Interface"] == AYSE
    (gone,) = tape.events("Hangup")
    assert (gone["Cause"], gone["Channel"].partition("-")[0]) == (cause, AYSE)
    assert ringing(pbx) == {MEHMET, ZEYNEP}


def test_all_who_rang_out_are_told_and_ring_again_after_the_pause() -> None:
    pbx = exchange(ring_timeout_s=15, retry_s=5)
    tape = Tape(pbx)
    pbx.call("+905321112233")
    pbx.advance(15)
    assert tape.told("AgentRingNoAnswer") == ["AgentRingNoAnswer"] * 3
    assert {message["RingTime"] for message in tape.events("AgentRingNoAnswer")} == {"15000"}
    assert ringing(pbx) == set()
    pbx.advance(5)
    assert ringing(pbx) == {AYSE, MEHMET, ZEYNEP}


def test_a_caller_who_waited_too_long_is_told_as_one_who_gave_up() -> None:
    pbx = exchange(max_wait_s=40)
    tape = Tape(pbx)
    caller = pbx.call("+905321112233")
    pbx.advance(40)
    assert caller.is_over
    assert tape.told("QueueCallerAbandon", "QueueCallerLeave") == ["QueueCallerAbandon", "QueueCallerLeave"]
    assert {"Variable": "QUEUESTATUS", "Value": "TIMEOUT"}.items() <= tape.events("VarSet")[-6].items()


def test_the_losers_hear_that_it_was_answered_elsewhere() -> None:
    pbx = exchange()
    tape = Tape(pbx)
    pbx.call("+905321112233")
    pbx.phone(MEHMET).answer()
    assert [message["Cause"] for message in tape.events("Hangup")] == ["26", "26"]
    assert "AgentRingNoAnswer" not in tape.told()


def test_an_agent_who_hangs_up_completes_the_call() -> None:
    pbx = exchange()
    tape = Tape(pbx)
    caller = pbx.call("+905321112233")
    pbx.phone(MEHMET).answer()
    pbx.phone(MEHMET).hang_up()
    (complete,) = tape.events("AgentComplete")
    assert complete["Reason"] == "agent"
    assert caller.is_over


def test_a_phone_that_is_offline_cannot_be_reached() -> None:
    pbx = exchange()
    tape = Tape(pbx)
    pbx.behave(AYSE, PhoneBehaviour(online=False))
    assert tape.events("QueueMemberStatus")[0]["Status"] == "5"
    pbx.call("+905321112233")
    assert ringing(pbx) == {MEHMET, ZEYNEP}


def test_behaviour_plays_itself_out_in_time() -> None:
    pbx = exchange()
    pbx.behave(MEHMET, PhoneBehaviour(answer_after_s=4, hang_up_after_s=60))
    caller = pbx.call("+905321112233")
    talked = []
    for seconds in (3.9, 0.2, 60):
        pbx.advance(seconds)
        talked.append(caller.is_talking)
    assert talked == [False, True, False]
    assert caller.is_over
    assert pbx.exchange.channels == {}
