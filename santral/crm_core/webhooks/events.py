"""What other programs can be told of, and what a message of it looks like."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import orjson


class WebhookEvent(StrEnum):
    """In the order in which an administrator reads them, and in which those of one change are told."""

    MEMBER_CREATED = "member.created"
    MEMBER_CHANGED = "member.changed"
    INTERACTION_SAVED = "interaction.saved"
    APPLICATION_OPENED = "application.opened"
    APPLICATION_CHANGED = "application.changed"
    APPLICATION_MOVED = "application.moved"
    APPLICATION_SOLVED = "application.solved"
    APPLICATION_MERGED = "application.merged"


TEST: Final = "webhook.test"
"""Sent only when an administrator asks for it."""


def message_body(event: str, at: datetime, data: dict[str, Any]) -> str:
    """The JSON that is sent: type, timestamp and data, as Standard Webhooks recommends."""
    return orjson.dumps({"type": event, "timestamp": iso(at), "data": data}).decode()


def iso(at: datetime | None) -> str | None:
    """A moment as messages tell it: `2026-11-21T09:30:15.250000Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
