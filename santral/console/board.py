"""What hangs on the wall for all to see: the link to the exchange, the agents' states, the queues. Pure."""

from __future__ import annotations

from santral.console.view_models import LinkBanner, QueueChip, QueueChips
from santral.cti.agent_events import AgentStateChanged, LinkLost, LinkUp, QueueChanged


class Board:
    def __init__(self) -> None:
        self._lost: LinkLost | None = None
        self.link_up = False
        self.agents: dict[str, AgentStateChanged] = {}  # by device
        self._queues: dict[str, QueueChip] = {}

    def on_link_up(self, _event: LinkUp) -> None:
        self._lost, self.link_up = None, True

    def on_link_lost(self, event: LinkLost) -> None:
        self._lost, self.link_up = event, False

    def on_agent_state_changed(self, event: AgentStateChanged) -> None:
        self.agents[event.device] = event

    def on_queue_changed(self, event: QueueChanged) -> None:
        self._queues[event.queue] = QueueChip(event.queue, event.waiting, event.oldest_since)

    @property
    def link_banner(self) -> LinkBanner | None:
        """None while the link is well, or was not tried yet."""
        return LinkBanner(self._lost.at, self._lost.reason) if self._lost else None

    @property
    def queue_chips(self) -> QueueChips:
        return QueueChips(tuple(self._queues[queue] for queue in sorted(self._queues)))
