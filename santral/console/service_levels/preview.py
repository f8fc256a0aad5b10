"""By when a case would be due that is opened now, for each priority and the tiers that have targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.service_levels.clock import opened
from santral.crm_core.service_levels.clock_events import Opened
from santral.crm_core.service_levels.dues import dues
from santral.crm_core.service_levels.targets import SlaTargets


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """None where nothing is promised. `news_at` counts from an answer that is given at once."""

    priority: str
    tier: str
    answer_at: datetime | None
    news_at: datetime | None
    solution_at: datetime | None


def preview(
    calendar: BusinessCalendar, targets: SlaTargets, priorities: Iterable[str], now: datetime
) -> tuple[PreviewRow, ...]:
    tiers = {(row.priority, row.tier) for row in targets.rows}
    keys = [
        key for code in priorities for key in sorted({(code, "")} | {key for key in tiers if key[0] == code})
    ]
    return tuple(_row(calendar, targets, priority, tier, now) for priority, tier in keys)


def _row(
    calendar: BusinessCalendar, targets: SlaTargets, priority: str, tier: str, now: datetime
) -> PreviewRow:
    promised = dues(opened(Opened(now, priority, tier)), calendar, targets)
    news_min = targets.target(priority, tier).next_update_min
    return PreviewRow(
        priority,
        tier,
        promised.first_answer.due_at if promised.first_answer else None,
        None if news_min is None else calendar.add_business(now, timedelta(minutes=news_min)),
        promised.solution.due_at if promised.solution else None,
    )
