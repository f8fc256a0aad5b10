"""What a service centre in Türkiye begins with, until an administrator says otherwise."""

from __future__ import annotations

from typing import Final

from santral.crm_core.service_levels.business_calendar import BusinessCalendar, Span
from santral.crm_core.service_levels.escalation import EscalationAct, EscalationRule
from santral.crm_core.service_levels.targets import SlaTarget, SlaTargets, TargetKind

_WEEKDAY: Final = (Span(9 * 60, 18 * 60),)
_SATURDAY: Final = (Span(9 * 60, 13 * 60),)
_DAY_MIN: Final = 9 * 60

_TOLD: Final = (
    ("owner", EscalationAct.NOTIFY_OWNER),
    ("supervisors", EscalationAct.NOTIFY_SUPERVISOR),
)

DEFAULT_CALENDAR: Final = BusinessCalendar(week=(*(_WEEKDAY,) * 5, _SATURDAY, ()))
"""Monday to Friday from nine to six, Saturday until one, Turkish public holidays and their eves."""

DEFAULT_TARGETS: Final = SlaTargets(
    (
        SlaTarget("", "", 4 * 60, 2 * _DAY_MIN, 3 * _DAY_MIN),
        SlaTarget("low", "", _DAY_MIN, 3 * _DAY_MIN, 5 * _DAY_MIN),
        SlaTarget("high", "", 2 * 60, _DAY_MIN, 2 * _DAY_MIN),
        SlaTarget("urgent", "", 30, 4 * 60, _DAY_MIN),
        SlaTarget("high", "platinum", 60, 4 * 60, _DAY_MIN),
        SlaTarget("urgent", "platinum", 15, 2 * 60, 4 * 60),
    )
)

DEFAULT_ESCALATION: Final = (
    *(
        EscalationRule(f"{code}-soon-{who}", target, 80, None, act)
        for code, target in (("answer", TargetKind.FIRST_ANSWER), ("solution", TargetKind.SOLUTION))
        for who, act in _TOLD
    ),
    EscalationRule("news-soon-owner", TargetKind.NEXT_UPDATE, 80, None, EscalationAct.NOTIFY_OWNER),
    *(
        EscalationRule(f"{code}-late-{who}", target, None, 0, act)
        for code, target in (
            ("answer", TargetKind.FIRST_ANSWER),
            ("news", TargetKind.NEXT_UPDATE),
            ("solution", TargetKind.SOLUTION),
        )
        for who, act in _TOLD
    ),
)
"""Owner and supervisors are told before and after. Nothing is reassigned and no priority raised unless the
house wants it."""
