"""The demo's calls, looked at over hours that pass in a moment."""

from __future__ import annotations

from collections import Counter

from santral.cti.pbx_simulator import DEMO_QUEUES, Caller, DemoTraffic, ManualClock, PbxSimulator
from tests.unit.cti.simulator_tape import Tape

CALLERS = [Caller(f"+9053211122{n:02d}", f"Member {n}") for n in range(20)]


def demo(seed: int = 1) -> tuple[PbxSimulator, Tape]:
    pbx = PbxSimulator(clock=ManualClock(), queues=DEMO_QUEUES, noise=False)
    tape = Tape(pbx)
    callers = iter(CALLERS * 100)
    DemoTraffic(pbx, lambda: next(callers), favourites=("PJSIP/1001", "PJSIP/1002"), seed=seed).start()
    return pbx, tape


def test_within_ten_seconds_a_phone_rings() -> None:
    for seed in range(20):
        pbx, tape = demo(seed)
        pbx.advance(10)
        assert tape.events("DialBegin"), seed


def test_the_first_caller_waits_in_a_queue_and_is_taken_by_the_one_who_watches() -> None:
    for seed in range(20):
        pbx, tape = demo(seed)
        pbx.advance(16)
        connected = tape.events("AgentConnect")[0]
        assert connected["CallerIDNum"] == CALLERS[0].number, seed
        assert (connected["Queue"], connected["Interface"]) == ("support", "PJSIP/1001"), seed


def test_an_afternoon_has_calls_of_every_kind() -> None:
    pbx, tape = demo()
    pbx.advance(3 * 3600)
    answered = Counter(m["Interface"] for m in tape.events("AgentConnect"))
    calls = len({m["Linkedid"] for m in tape.events("Newchannel")})
    assert calls > 200
    assert answered["PJSIP/1001"] > answered["PJSIP/1004"] > 0
    assert 0.05 < len(tape.events("QueueCallerAbandon")) / calls < 0.4
    direct = {m["Exten"] for m in tape.events("DialBegin") if m["Context"] == "incoming"}
    assert {"1001", "1002"} <= direct


def test_the_pop_can_be_read_before_the_phone_of_the_one_who_watches_answers() -> None:
    pbx, tape = demo()
    pbx.advance(3600)
    rang = [int(m["RingTime"]) for m in tape.events("AgentConnect") if m["Interface"] == "PJSIP/1001"]
    assert min(rang) >= 8


def test_nothing_is_left_behind_by_calls_that_are_over() -> None:
    pbx, tape = demo()
    pbx.advance(3 * 3600)
    begun = Counter(m["Channel"] for m in tape.events("Newchannel"))
    ended = Counter(m["Channel"] for m in tape.events("Hangup"))
    assert begun - ended == Counter(pbx.exchange.channels.keys())
    assert len(pbx.exchange.channels) < 20
