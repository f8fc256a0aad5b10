"""Recorded manager streams through parser and call model, and the story they tell in words.

story(tell("queue_answered")) == ["inbound call from +905321112233 …", …]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from santral.cti import ami_events
from santral.cti.ami_event_types import AmiEvent
from santral.cti.ami_stream import AmiStream
from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallerChanged,
    CallEvent,
    CallHeld,
    CallLeft,
    CallLeftQueue,
    CallQueued,
    CallReached,
    CallResumed,
    CallRingEnded,
    CallRinging,
    CallsMerged,
    CallStarted,
    CallTransferred,
    CallUnreached,
)
from santral.cti.calls import CallBook

TRACES = Path(__file__).parent / "traces"
STREAMS = sorted(str(path.relative_to(TRACES).with_suffix("")) for path in TRACES.rglob("*.ami"))

AGENT_DEVICES = frozenset({"PJSIP/1001", "PJSIP/1002", "PJSIP/1003", "PJSIP/1004", "PJSIP/1005"})
BEGIN = datetime(2026, 11, 21, 18, 40, tzinfo=UTC)
STEP = timedelta(milliseconds=10)

AmiMessage = Mapping[str, str]


@cache
def messages_of(stream: str) -> tuple[AmiMessage, ...]:
    """The messages of a recorded stream, as the wire reads them, without those it drops unread."""
    return tuple(AmiStream().feed((TRACES / f"{stream}.ami").read_bytes()))


def apply_all(
    book: CallBook, messages: Iterable[AmiMessage], begin: datetime = BEGIN, step: timedelta = STEP
) -> list[CallEvent]:
    """Parse and apply; the n-th message comes n steps after `begin`."""
    told: list[CallEvent] = []
    for n, message in enumerate(messages):
        event = ami_events.parse(message)
        if event is not None:
            told += book.apply(event, begin + n * step)
    return told


def tell(stream: str) -> list[CallEvent]:
    return apply_all(CallBook(AGENT_DEVICES), messages_of(stream))


def events_of(messages: Iterable[AmiMessage]) -> list[AmiEvent]:
    return [event for event in map(ami_events.parse, messages) if event is not None]


def story(told: Sequence[CallEvent], *, with_call: bool = False) -> list[str]:
    """One line an event; `with_call` names the call in front."""
    return [f"{event.call_id}: {_line(event)}" if with_call else _line(event) for event in told]


def stories(told: Sequence[CallEvent]) -> dict[str, list[str]]:
    """The story of each call, by call id."""
    by_call: dict[str, list[str]] = {}
    for event in told:
        by_call.setdefault(event.call_id, []).append(_line(event))
    return by_call


def _line(event: CallEvent) -> str:
    match event:
        case CallStarted():
            return f"{event.direction} call {_who(event.number, event.name)} to {event.dialled or '?'}"
        case CallerChanged():
            return f"is {event.direction} {_who(event.number, event.name)}"
        case CallQueued():
            return f"waits in {event.queue} at {event.position}"
        case CallLeftQueue():
            return f"leaves {event.queue}{' unanswered' if event.abandoned else ''}"
        case CallRinging():
            for_queue = f" for {event.queue}" if event.queue else ""
            sent = f", sent by {event.transferred_by}" if event.transferred_by else ""
            number = _who(event.number, event.name)
            return f"{event.device} rings: {event.direction} {number}{for_queue}{sent}"
        case CallRingEnded():
            by = f" by {event.answered_by}" if event.answered_by != event.device and event.answered_by else ""
            return f"{event.device} stops ringing: {event.outcome}{by}"
        case CallAnswered():
            doing = "waits for the other side" if event.dialling else "talks"
            return f"{event.device} {doing}{' (resumed)' if event.resumed else ''}"
        case CallReached():
            return f"{event.device} reaches the other side"
        case CallUnreached():
            return f"{event.device} does not reach the other side: {event.why}"
        case CallHeld():
            return f"{event.device} holds"
        case CallResumed():
            return f"{event.device} talks again"
        case CallTransferred():
            return f"{event.by} hands on to {event.to}, {event.kind}"
        case CallLeft():
            return f"{event.device} leaves"
        case CallsMerged():
            return f"absorbs {event.absorbed}"
        case CallEnded():
            answered = "answered" if event.answered else "never answered"
            lost = ", lost from sight" if event.lost_sight else ""
            return f"ends, {answered}, cause {event.cause}{lost}"


def _who(number: str, name: str) -> str:
    return f"{number or 'withheld'} ({name})" if name else number or "withheld"
