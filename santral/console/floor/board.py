"""What hangs on the wall: the link to the exchange, the agents' states and queues, who waits. Pure."""

from __future__ import annotations

from santral.console.screens.view_models import LinkBanner, QueueChip, QueueChips
from santral.cti.agent_events import (
    AgentQueuesChanged,
    AgentStateChanged,
    LinkLost,
    LinkUp,
    QueueChanged,
)


class Board:
    def __init__(self) -> None:
        self._lost: LinkLost | None = None
        self.link_up = False
        self.agents: dict[str, AgentStateChanged] = {}  # by device
        self._queues: dict[str, QueueChip] = {}
        self._queues_of: dict[str, tuple[str, ...]] = {}  # by device

    def on_link_up(self, _event: LinkUp) -> None:
        self._lost, self.link_up = None, True

    def on_link_lost(self, event: LinkLost) -> None:
        self._lost, self.link_up = event, False

    def on_agent_state_changed(self, event: AgentStateChanged) -> None:
        self.agents[event.device] = event

    def on_agent_queues_changed(self, event: AgentQueuesChanged) -> None:
        self._queues_of[event.device] = event.queues

    def on_queue_changed(self, event: QueueChanged) -> None:
        self._queues[event.queue] = QueueChip(event.queue, event.waiting, event.oldest_since)

    @property
    def link_banner(self) -> LinkBanner | None:
        """None while the link is well, or was not tried yet."""
        return LinkBanner(self._lost.at, self._lost.reason) if self._lost else None

    def queues_of(self, device: str) -> tuple[str, ...]:
        """The queues of which the device is a member, in the order of their names."""
        return self._queues_of.get(device, ())

    def queue_chips(self, queues: tuple[str, ...] | None) -> QueueChips:
        """Who waits in these queues, as far as they were heard of; None: in all."""
        names = sorted(self._queues) if queues is None else filter(self._queues.__contains__, queues)
        return QueueChips(tuple(self._queues[name] for name in names))
