"""A clock as the database keeps it, and what was told of it. Moments are texts (ISO 8601, UTC)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from santral.crm_core.service_levels.clock import Done, SlaClock, Stop
from santral.crm_core.service_levels.escalation import EscalationKey


def as_facts(clock: SlaClock) -> dict[str, Any]:
    return {
        "opened_at": clock.opened_at.isoformat(),
        "last_event_at": clock.last_event_at.isoformat(),
        "priority": clock.priority,
        "tier": clock.tier,
        "first_answer": _done(clock.first_answer),
        "updated_at": _text(clock.updated_at),
        "waiting_since": _text(clock.waiting_since),
        "solved": _done(clock.solved),
        "stops": [[stop.since.isoformat(), stop.until.isoformat()] for stop in clock.stops],
    }


def read_facts(facts: dict[str, Any]) -> SlaClock:
    """What `as_facts` wrote."""
    return SlaClock(
        opened_at=_moment(facts["opened_at"]),
        last_event_at=_moment(facts["last_event_at"]),
        priority=facts["priority"],
        tier=facts["tier"],
        first_answer=_read_done(facts["first_answer"]),
        updated_at=_moment_or_none(facts["updated_at"]),
        waiting_since=_moment_or_none(facts["waiting_since"]),
        solved=_read_done(facts["solved"]),
        stops=tuple(Stop(_moment(since), _moment(until)) for since, until in facts["stops"]),
    )


def as_told(keys: Iterable[EscalationKey]) -> list[list[str]]:
    return sorted([key.rule_code, key.since.isoformat()] for key in keys)


def read_told(told: Sequence[Sequence[str]]) -> frozenset[EscalationKey]:
    """What `as_told` wrote."""
    return frozenset(EscalationKey(code, _moment(since)) for code, since in told)


def _done(done: Done | None) -> dict[str, str] | None:
    return {"at": done.at.isoformat(), "priority": done.priority, "tier": done.tier} if done else None


def _read_done(done: dict[str, str] | None) -> Done | None:
    return Done(_moment(done["at"]), done["priority"], done["tier"]) if done else None


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _moment_or_none(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
