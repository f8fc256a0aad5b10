"""What the page of service levels shows in these tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from santral.console.service_levels.calendar_form import calendar_fields
from santral.console.service_levels.pages import TIERS
from santral.console.service_levels.preview import preview
from santral.console.service_levels.target_form import row_numbers, rule_fields, target_fields
from santral.crm_core.service_levels.defaults import (
    DEFAULT_CALENDAR,
    DEFAULT_ESCALATION,
    DEFAULT_TARGETS,
)
from santral.crm_core.service_levels.public_holidays import public_holidays
from tests.browser.invented_applications import COLLEAGUES
from tests.browser.invented_people import TEAMS

MONDAY = datetime(2026, 11, 23, 7, 15, tzinfo=UTC)
TARGETS = target_fields(DEFAULT_TARGETS)
ESCALATION = rule_fields(DEFAULT_ESCALATION)
SERVICE_LEVELS: dict[str, Any] = {
    "calendar": calendar_fields(DEFAULT_CALENDAR)
    | {"own_days": "2026-12-31 Sayım\n2026-12-30 09:00-13:00 Kısa gün"},
    "targets": TARGETS,
    "rows": row_numbers(TARGETS, "rows"),
    "rules": ESCALATION,
    "rule_rows": row_numbers(ESCALATION, "rules"),
    "errors": {},
    "refused": "",
    "seen": {"calendar": "3f2a", "targets": "", "rules": "91c0"},
    "meanwhile": "",
    "previewed": False,
    "preview": preview(DEFAULT_CALENDAR, DEFAULT_TARGETS, ["low", "normal", "high", "urgent"], MONDAY),
    "holidays": public_holidays("TR", 2027, "tr"),
    "tiers": TIERS,
    "teams": TEAMS[:3],
    "people": COLLEAGUES,
    "saved": False,
}
WRONG_LEVELS = SERVICE_LEVELS | {
    "calendar": SERVICE_LEVELS["calendar"] | {"week.0.0.closes": "25:00"},
    "errors": {
        "week.0.0.closes": "Type a time like 09:00.",
        "rows.2.solution_min": "Type a whole number.",
        "rules.1.number": "Type a whole number.",
    },
    "refused": "calendar",
    "previewed": True,
}
OVERTAKEN_LEVELS = SERVICE_LEVELS | {
    "refused": "targets",
    "meanwhile": "Deniz Öztürk changed this meanwhile. What you typed is still here.",
}

PLACE, TEMPLATE = "/administration/service-levels", "administration/service_levels.html"
PAGES: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "service-levels": (PLACE, TEMPLATE, SERVICE_LEVELS),
    "service-levels-wrong": (f"{PLACE}/calendar", TEMPLATE, WRONG_LEVELS),
    "service-levels-overtaken": (f"{PLACE}/targets", TEMPLATE, OVERTAKEN_LEVELS),
}
