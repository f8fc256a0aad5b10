"""What the lines of a history are worth to who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from santral.crm_core.webhooks.events import WebhookEvent, iso, message_body
from santral.crm_core.webhooks.told import of_case

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    kind: str
    at: datetime = AT


@pytest.mark.parametrize(
    ("kinds", "solved_at", "told"),
    [
        (["opened"], None, ["application.opened"]),
        (["changed", "changed"], None, ["application.changed"]),
        (["task-added"], None, ["application.changed"]),
        (["changed", "moved", "noted"], None, ["application.moved"]),
        (["moved"], AT, ["application.moved", "application.solved"]),
        (["moved"], AT - timedelta(days=2), ["application.moved"]),
        (["changed"], AT, ["application.changed"]),
        (["related", "merged"], None, ["application.merged"]),
        (["took-in"], None, ["application.changed"]),
    ],
)
def test_a_change_is_told_once_by_its_most_exact_name(
    kinds: list[str], solved_at: datetime | None, told: list[str]
) -> None:
    assert list(of_case([Line(kind) for kind in kinds], solved_at)) == told


def test_a_message_says_what_when_and_of_whom() -> None:
    body = message_body(WebhookEvent.MEMBER_CREATED, AT, {"name": "Ayşe"})
    assert body == '{"type":"member.created","timestamp":"2026-11-22T09:30:00Z","data":{"name":"Ayşe"}}'
    assert iso(None) is None
