"""Which messages a change is worth, read from what the change wrote into the histories. Pure.

Every change of a case adds lines to its history, and every change of a customer and every saved interaction
to the audit record, in its own transaction. So whoever changes something tells it here without knowing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from santral.crm_core.webhooks.events import WebhookEvent

OF_CASES: Final[Mapping[str, WebhookEvent]] = {
    "opened": WebhookEvent.APPLICATION_OPENED,
    "moved": WebhookEvent.APPLICATION_MOVED,
    "merged": WebhookEvent.APPLICATION_MERGED,
}
"""By the kind of a line; any other is a change."""

OF_AUDIT: Final[Mapping[tuple[str, str], WebhookEvent]] = {
    ("member", "created"): WebhookEvent.MEMBER_CREATED,
    ("member", "changed"): WebhookEvent.MEMBER_CHANGED,
    ("interaction", "saved"): WebhookEvent.INTERACTION_SAVED,
    ("interaction", "corrected"): WebhookEvent.INTERACTION_SAVED,
    ("interaction", "moved"): WebhookEvent.INTERACTION_SAVED,
    ("interaction", "followed up"): WebhookEvent.INTERACTION_SAVED,
}
"""By what the entry is of, and its action."""


class Line(Protocol):
    """A line in the history of a case."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...


def of_case(lines: Sequence[Line], solved_at: datetime | None) -> tuple[WebhookEvent, ...]:
    """The events of one change of a case, in order. What is already told by a more exact one is not told as
    "changed" besides. A case is solved by the move at whose moment it was."""
    found = {OF_CASES.get(line.kind, WebhookEvent.APPLICATION_CHANGED) for line in lines}
    if any(line.kind == "moved" and line.at == solved_at for line in lines):
        found.add(WebhookEvent.APPLICATION_SOLVED)
    if len(found) > 1:
        found.discard(WebhookEvent.APPLICATION_CHANGED)
    return in_order(found)


def in_order(events: Iterable[WebhookEvent]) -> tuple[WebhookEvent, ...]:
    wanted = set(events)
    return tuple(event for event in WebhookEvent if event in wanted)
