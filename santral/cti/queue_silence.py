"""Notices that an exchange which is heard says nothing of its queues, for want of a permission.

What an account may hear cannot be asked. But app_queue tells of every member whose phone changes its state
(`QueueMemberStatus`, class `agent`), right after the exchange has told of the phone (`DeviceStateChange`,
class `call`). Phones of members that change and no event of class `agent` at all: it is kept from us.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from santral.cti.ami_event_types import AmiEvent, DeviceStateSeen, DeviceStatus, QueueMemberSeen
from santral.cti.ami_fields import Message

NOTHING_OF_QUEUES: Final = (
    "The telephone exchange tells nothing of its queues. In manager.conf the account needs `agent` in "
    "`read`, and an `eventfilter` that lets events of queues through."
)
SOME_CHANGES: Final = 3
LONG_ENOUGH: Final = timedelta(seconds=5)
"""What belongs to a change comes within milliseconds; on an exchange out of breath within a second."""


class QueueSilence:
    """`begin` with each connection, `hear` all that comes on it."""

    def __init__(self) -> None:
        self._heard = False
        self._phones: dict[str, DeviceStatus] = {}
        self._changes = 0
        self._last_change: datetime | None = None

    def begin(self, queues: Iterable[AmiEvent]) -> None:
        """What the exchange answered to `QueueStatus`."""
        self._heard = False
        self._changes = 0
        self._last_change = None
        members = (event for event in queues if isinstance(event, QueueMemberSeen))
        self._phones = {event.member.device: event.status for event in members if event.member.device}

    def hear(self, message: Message, event: AmiEvent | None, at: datetime) -> None:
        """A message that nobody asked for, and the event it is."""
        if self._heard:
            return
        if "agent" in message.get("Privilege", "").split(","):
            self._heard = True
        elif isinstance(event, DeviceStateSeen) and event.device in self._phones:
            if self._phones[event.device] is not event.status:
                self._changes += 1
                self._last_change = at
            self._phones[event.device] = event.status

    def is_evident(self, at: datetime) -> bool:
        """Whether it can be nothing else by now."""
        if self._heard or self._last_change is None:
            return False
        return self._changes >= SOME_CHANGES and at - self._last_change >= LONG_ENOUGH
