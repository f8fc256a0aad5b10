"""Business time as people read it, and as the browser counts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from santral.console.web.language import Language
from santral.crm_core.promises.standing import Standing
from santral.crm_core.service_levels.business_calendar import BusinessCalendar

BEFORE: Final = timedelta(days=2)
AHEAD: Final = timedelta(days=12)
"""For which days a page tells the browser when the house is open: longer than any page stays."""


@dataclass(frozen=True, slots=True)
class StandingNow:
    """`left_s` seconds of business time at `at`, negative where it is late; `state` as `SlaState` has it."""

    state: str
    left_s: int
    at: datetime


def standing_now(standing: Standing, calendar: BusinessCalendar, now: datetime) -> StandingNow:
    if standing.due_at is not None and standing.due_at < now:
        left = standing.stopped_left_s
        if left is None:
            left = int(calendar.business_between(now, standing.due_at).total_seconds())
        return StandingNow("breached", left, now)
    if standing.stopped_left_s is not None:
        return StandingNow("paused", standing.stopped_left_s, now)
    assert standing.due_at is not None  # only where time stands still it is not known
    left = int(calendar.business_between(now, standing.due_at).total_seconds())
    warned = standing.warn_at is not None and standing.warn_at <= now
    return StandingNow("warning" if warned else "ok", left, now)


def opening_spans(calendar: BusinessCalendar, now: datetime) -> list[list[int]]:
    """Openings and closings around now, in milliseconds since 1970."""
    spans = calendar.openings(now - BEFORE, now + AHEAD)
    return [[int(a.timestamp() * 1000), int(b.timestamp() * 1000)] for a, b in spans]


def work_time(seconds: int, language: Language) -> str:
    """As `0:59` below an hour, in hours and minutes from there on."""
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return f"{minutes}:{seconds % 60:02}"
    return language.translate("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)


def in_templates(
    language: Language, calendar: Callable[[], BusinessCalendar]
) -> tuple[Mapping[str, Callable[..., Any]], Mapping[str, Callable[..., Any]]]:
    """What templates call: functions, and filters."""

    def now(standing: Standing) -> StandingNow:
        return standing_now(standing, calendar(), datetime.now(UTC))

    def spans() -> list[list[int]]:
        return opening_spans(calendar(), datetime.now(UTC))

    return (
        {"standing_now": now, "opening_spans": spans},
        {"work_time": lambda seconds: work_time(int(seconds), language)},
    )
