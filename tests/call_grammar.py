"""What every story must obey, whatever the exchange says: the promises of `santral.cti.call_events`."""

from __future__ import annotations

from collections.abc import Iterable

from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallEvent,
    CallHeld,
    CallId,
    CallLeft,
    CallLeftQueue,
    CallQueued,
    CallReached,
    CallResumed,
    CallRingEnded,
    CallRinging,
    CallsMerged,
    CallStarted,
    CallUnreached,
    RingOutcome,
)

Parts = dict[str, str]


def check(told: Iterable[CallEvent]) -> dict[CallId, Parts]:
    """Raise `AssertionError` where a promise is broken; else say who does what in the calls that live."""
    living: dict[CallId, Parts] = {}
    waiting: set[CallId] = set()
    dialling: set[tuple[CallId, str]] = set()
    over: set[CallId] = set()
    for event in told:
        assert event.at.tzinfo is not None
        call_id = event.call_id
        if isinstance(event, CallStarted):
            assert call_id not in living, f"started twice: {event}"
            assert call_id not in over, f"started again after its end: {event}"
            living[call_id] = {}
            continue
        assert call_id in living, f"told of a call that does not live: {event}"
        parts = living[call_id]
        match event:
            case CallRinging():
                assert event.device not in parts, f"rings though it has a part: {event}"
                parts[event.device] = "rings"
            case CallRingEnded():
                assert parts.pop(event.device, None) == "rings", f"no ring to end: {event}"
                if event.outcome is RingOutcome.ANSWERED:
                    assert event.answered_by == event.device
                    parts[event.device] = "picks up"
                elif event.outcome is not RingOutcome.ANSWERED_ELSEWHERE:
                    assert event.answered_by == ""
            case CallAnswered():
                assert parts.get(event.device) in (None, "picks up"), f"talks already or rings: {event}"
                parts[event.device] = "talks"
                if event.dialling:
                    dialling.add((call_id, event.device))
            case CallReached() | CallUnreached():
                assert parts.get(event.device) in ("talks", "holds"), f"is not up: {event}"
                assert (call_id, event.device) in dialling, f"did not wait for the other side: {event}"
                dialling.remove((call_id, event.device))
            case CallHeld():
                assert parts[event.device] == "talks", f"holds without talking: {event}"
                parts[event.device] = "holds"
            case CallResumed():
                assert parts[event.device] == "holds", f"was not on hold: {event}"
                parts[event.device] = "talks"
            case CallLeft():
                assert (call_id, event.device) not in dialling, (
                    f"whether it reached anybody was not told: {event}"
                )
                assert parts.pop(event.device, None) in ("talks", "holds"), f"was not in it: {event}"
            case CallQueued():
                assert call_id not in waiting, f"waits already: {event}"
                waiting.add(call_id)
            case CallLeftQueue():
                assert call_id in waiting, f"did not wait: {event}"
                waiting.remove(call_id)
            case CallsMerged():
                assert event.absorbed in living
                assert event.absorbed != call_id
                assert not any(of == event.absorbed for of, _ in dialling), f"who waits there? {event}"
                for device, state in living.pop(event.absorbed).items():
                    if parts.get(device) in (None, "rings"):
                        parts[device] = state
                over.add(event.absorbed)
                waiting.discard(event.absorbed)
            case CallEnded():
                assert not parts, f"ends with {parts}: {event}"
                assert call_id not in waiting, f"ends while it waits: {event}"
                del living[call_id]
                over.add(call_id)
            case _:
                pass
    assert all("picks up" not in parts.values() for parts in living.values())
    return living
