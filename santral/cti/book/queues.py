"""What queues say about calls.

A queue's own view ends at a transfer (`AgentComplete`), the call's does not; so nothing here ends a talk.
"""

from __future__ import annotations

from datetime import datetime

from santral.cti.ami_event_types import (
    AgentCalled,
    AgentConnected,
    AgentRangOut,
    QueueAbandoned,
    QueueJoined,
    QueueLeft,
    QueueMemberSeen,
)
from santral.cti.book import parts
from santral.cti.book.dialling import ring
from santral.cti.book.legs import Legs, Told
from santral.cti.book.waiting import join, leave_queue
from santral.cti.call_events import RingOutcome


def on_queue_joined(legs: Legs, event: QueueJoined, at: datetime, told: Told) -> None:
    legs.living(event.channel, at, told, called=False)
    call = legs.waiting(event.channel, at, told)
    if call is not None:
        join(call, event.queue, event.position, at, at, told)
    elif not event.channel.device:
        legs.stand_ins.join(event.channel, event.queue, event.position, at)


def on_queue_left(legs: Legs, event: QueueLeft, at: datetime, told: Told) -> None:
    legs.stand_ins.leave(event.channel)
    call = legs.waiting(event.channel, at, told)
    if call is not None:
        leave_queue(call, event.queue, at, told)


def on_queue_abandoned(legs: Legs, event: QueueAbandoned, at: datetime, told: Told) -> None:
    legs.stand_ins.leave(event.channel)
    call = legs.waiting(event.channel, at, told)
    if call is not None:
        call.abandoned_order = next(call.orders)
        parts.settle_cancelled(call, at, told)
        leave_queue(call, event.queue, at, told)


def on_agent_called(legs: Legs, event: AgentCalled, at: datetime, told: Told) -> None:
    legs.sides.learn_member(event.member.device)
    caller = legs.living(event.caller, at, told, called=False)
    leg = legs.living(event.called, at, told, called=True)
    if caller is not None and not caller.call.queue:
        caller.call.queue = event.member.queue
    if leg is None:
        return
    if caller is not None:
        leg.dialler = caller.uniqueid
    leg.of_queue = True
    legs.dialled(leg, "", at, told)
    ring(legs, leg, at, told)


def on_agent_connected(legs: Legs, event: AgentConnected, at: datetime, told: Told) -> None:
    legs.sides.learn_member(event.member.device)
    leg = legs.known(event.called, at, told)
    if leg is not None:
        legs.connect(leg, at, told)


def on_agent_rang_out(legs: Legs, event: AgentRangOut, at: datetime, told: Told) -> None:
    leg = legs.known(event.called, at, told)
    if leg is not None:
        parts.end_ring(leg, RingOutcome.NOT_ANSWERED, at, told)


def on_queue_member_seen(legs: Legs, event: QueueMemberSeen, at: datetime, told: Told) -> None:
    legs.sides.learn_member(event.member.device)
