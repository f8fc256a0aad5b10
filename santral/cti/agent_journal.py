"""Writes down every change of an agent's state, and the times during which nothing was seen of anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table

from santral.crm_core.bus import Bus
from santral.crm_core.write_later import PendingRow, WriteLater
from santral.cti.agent_events import AgentStateChanged, LinkLost, LinkUp
from santral.cti.call_records import UNSEEN, AgentStateChange
from santral.cti.growing_row import next_revision

STATES: Final = cast(Table, AgentStateChange.__table__)


class AgentJournal:
    """`listen` to the bus. `user_at` tells whose a device is."""

    def __init__(self, rows: WriteLater, user_at: Callable[[str], int | None]) -> None:
        self._rows = rows
        self._user_at = user_at
        self._states: dict[str, tuple[str, str]] = {}
        self._revision = 0  # of several states at one moment the last told is what stays

    def listen(self, bus: Bus) -> None:
        bus.subscribe(AgentStateChanged, self.on_agent_state_changed)
        bus.subscribe(LinkUp, self.on_link_up)
        bus.subscribe(LinkLost, self.on_link_lost)

    def on_agent_state_changed(self, event: AgentStateChanged) -> None:
        self._states[event.device] = event.state.value, event.reason
        self._note(event.device, event.at, event.state.value, event.reason)

    def on_link_up(self, event: LinkUp) -> None:
        """Who is still in the state of before is seen in it again."""
        for device, (state, reason) in self._states.items():
            self._note(device, event.at, state, reason)

    def on_link_lost(self, event: LinkLost) -> None:
        self.look_away(event.at)

    def look_away(self, at: datetime) -> None:
        """Nothing is seen of the agents from now on: the link is lost, or the server stops."""
        for device in self._states:
            self._note(device, at, UNSEEN, "")

    def _note(self, device: str, at: datetime, state: str, reason: str) -> None:
        self._revision = next_revision(self._revision, at)
        values = {
            "device": device,
            "at": at,
            "user_id": self._user_at(device),
            "state": state,
            "reason": reason,
            "revision": self._revision,
        }
        self._rows.submit(PendingRow(STATES, values))
