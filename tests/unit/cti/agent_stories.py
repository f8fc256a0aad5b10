"""What the board is told in tests, and what it said, in few words."""

from __future__ import annotations

from datetime import timedelta

from santral.cti import ami_events
from santral.cti.agent_events import AgentEvent, AgentQueuesChanged, AgentStateChanged, QueueChanged
from santral.cti.agents import AgentBoard
from santral.cti.ami_event_types import AmiEvent
from santral.cti.calls import CallBook
from tests.replay import AGENT_DEVICES, BEGIN, STEP, AmiMessage, messages_of

SECOND = timedelta(seconds=1)


def parsed(message: AmiMessage) -> AmiEvent:
    event = ami_events.parse(message)
    assert event is not None
    return event


def member(device: str = "PJSIP/1001", queue: str = "support", **fields: str) -> AmiEvent:
    return parsed(
        {
            "Event": "QueueMemberStatus",
            "Queue": queue,
            "Interface": device,
            "StateInterface": device,
            "Status": "1",
            "Paused": "0",
            **fields,
        }
    )


def watch(board: AgentBoard, stream: str) -> list[AgentEvent]:
    book = CallBook(AGENT_DEVICES)
    told: list[AgentEvent] = []
    for n, message in enumerate(messages_of(stream)):
        event = ami_events.parse(message)
        if event is None:
            continue
        at = BEGIN + n * STEP
        told += board.apply(event, at)
        for call_event in book.apply(event, at):
            told += board.on_call_event(call_event)
    return told


def states(told: list[AgentEvent], device: str) -> list[str]:
    return [
        f"{event.state} {event.reason}".strip()
        for event in told
        if isinstance(event, AgentStateChanged) and event.device == device
    ]


def lines(told: list[AgentEvent], queue: str) -> list[int]:
    return [event.waiting for event in told if isinstance(event, QueueChanged) and event.queue == queue]


def queues(told: list[AgentEvent], device: str) -> list[tuple[str, ...]]:
    return [
        event.queues for event in told if isinstance(event, AgentQueuesChanged) and event.device == device
    ]
