"""Who waits in which queue, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from santral.cti.agent_events import AgentEvent, QueueChanged
from santral.cti.ami_event_types import QueueEntrySeen

Told = list[AgentEvent]


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A queue's callers: how many wait, and since when the first one does (None if nobody)."""

    queue: str
    waiting: int
    oldest_since: datetime | None


class WaitingLines:
    """The lines of all queues. A caller stands in one of them, named by the channel's `Uniqueid`."""

    def __init__(self) -> None:
        self.by_queue: dict[str, QueueLine] = {}
        self._since: dict[str, dict[str, datetime]] = {}  # by queue, by uniqueid
        self._queue_of: dict[str, str] = {}

    def join(self, queue: str, uniqueid: str, since: datetime, at: datetime, told: Told) -> None:
        before = self._queue_of.get(uniqueid)
        if before == queue:
            return
        if before is not None:
            self.leave(uniqueid, at, told)
        self._queue_of[uniqueid] = queue
        self._since.setdefault(queue, {})[uniqueid] = since
        self._tell(queue, at, told)

    def leave(self, uniqueid: str, at: datetime, told: Told) -> None:
        queue = self._queue_of.pop(uniqueid, None)
        if queue is not None:
            del self._since[queue][uniqueid]
            self._tell(queue, at, told)

    def reconcile(
        self, queues: Iterable[str], entries: Iterable[QueueEntrySeen], at: datetime, told: Told
    ) -> None:
        """These queues there are, and these callers wait; the others left. Who is known keeps the time."""
        there = {entry.uniqueid: entry for entry in entries}
        for uniqueid, queue in list(self._queue_of.items()):
            if uniqueid not in there or there[uniqueid].queue != queue:
                self.leave(uniqueid, at, told)
        for entry in there.values():
            self.join(entry.queue, entry.uniqueid, at - timedelta(seconds=entry.waited_s), at, told)
        for queue in queues:
            self._tell(queue, at, told)

    def _tell(self, queue: str, at: datetime, told: Told) -> None:
        since = self._since.get(queue, {})
        line = QueueLine(queue, len(since), min(since.values(), default=None))
        if self.by_queue.get(queue) != line:
            self.by_queue[queue] = line
            told.append(QueueChanged(queue, at, line.waiting, line.oldest_since))
