"""What the exchange says lives on it now: asked after every (re)connect, since it never repeats an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from santral.crm_core.errors import CommandRefused, TelephonyUnavailable
from santral.cti.ami_event_types import AmiEvent, ChannelSeen, QueueEntrySeen
from santral.cti.ami_events import parse
from santral.cti.loss import LinkDown, LossReason
from santral.cti.wire import AmiConnection

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """None: the exchange did not let us ask, or has no such thing."""

    channels: Sequence[ChannelSeen] | None
    queues: Sequence[AmiEvent] | None  # queues, their members, and who waits
    devices: Sequence[AmiEvent] | None

    @property
    def waiting(self) -> list[QueueEntrySeen] | None:
        if self.queues is None:
            return None
        return [entry for entry in self.queues if isinstance(entry, QueueEntrySeen)]


async def take_snapshot(connection: AmiConnection) -> Snapshot:
    """Raises `LinkDown`; where the exchange just does not answer, the connection is lost by it."""
    channels = await _list(connection, "CoreShowChannels")
    queues = await _list(connection, "QueueStatus")
    devices = await _list(connection, "DeviceStateList")
    seen = None if channels is None else [entry for entry in channels if isinstance(entry, ChannelSeen)]
    return Snapshot(seen, queues, devices)


async def _list(connection: AmiConnection, question: str) -> list[AmiEvent] | None:
    try:
        answer = await connection.ask(question)
    except CommandRefused as refusal:
        log.warning("the exchange does not tell its state", action=question, answer=str(refusal))
        return None
    except TelephonyUnavailable:
        raise connection.lose(LinkDown(LossReason.NO_ANSWER, f"to {question}")) from None
    return [entry for message in answer.events if (entry := parse(message)) is not None]
