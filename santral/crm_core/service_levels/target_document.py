"""Targets and escalation rules as JSON documents, and such documents, checked, as what they mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any, Final

from santral.crm_core.errors import InvalidInput
from santral.crm_core.json_document import Part, whole_document
from santral.crm_core.service_levels.escalation import EscalationAct, EscalationRule
from santral.crm_core.service_levels.targets import SlaTarget, SlaTargets, TargetKind

MOST_MIN: Final = 365 * 24 * 60
MOST_ROWS: Final = 200
MOST_RULES: Final = 100


def targets_document(targets: SlaTargets) -> dict[str, Any]:
    return {
        "format": 1,
        "warning_percent": targets.warning_percent,
        "rows": [asdict(row) for row in targets.rows],
    }


def read_targets(value: object, priorities: Collection[str] | None = None) -> SlaTargets:
    """`priorities` are the codes that exist, None to take any, as what is stored. Raises `InvalidInput`."""
    document = whole_document(value)
    rows: dict[tuple[str, str], SlaTarget] = {}
    for part in document["rows"].parts(MOST_ROWS):
        row = SlaTarget(
            priority=_read_priority(part["priority"], priorities, needed=False),
            tier=part["tier"].code(needed=False),
            first_answer_min=part["first_answer_min"].whole_or_none(1, MOST_MIN),
            next_update_min=part["next_update_min"].whole_or_none(1, MOST_MIN),
            solution_min=part["solution_min"].whole_or_none(1, MOST_MIN),
        )
        if row.tier and not row.priority:
            raise InvalidInput(part["priority"].place, "A target for a tier needs a priority too.")
        if (row.priority, row.tier) in rows:
            raise InvalidInput(
                part["priority"].place, "There is a target for this priority and tier already."
            )
        if row.first_answer_min and row.solution_min and row.solution_min < row.first_answer_min:
            raise InvalidInput(
                part["solution_min"].place, "The solution cannot be due before the first answer."
            )
        rows[row.priority, row.tier] = row
    return SlaTargets(tuple(rows.values()), document["warning_percent"].whole(1, 100))


def rules_document(rules: tuple[EscalationRule, ...]) -> dict[str, Any]:
    return {"format": 1, "rules": [asdict(rule) for rule in rules]}


def read_rules(value: object, priorities: Collection[str] | None = None) -> tuple[EscalationRule, ...]:
    """As `read_targets`."""
    rules: dict[str, EscalationRule] = {}
    for part in whole_document(value)["rules"].parts(MOST_RULES):
        rule = _read_rule(part, priorities)
        if rule.code in rules:
            raise InvalidInput(part["code"].place, "The code “%(code)s” is there twice.", code=rule.code)
        rules[rule.code] = rule
    return tuple(rules.values())


def _read_rule(part: Part, priorities: Collection[str] | None) -> EscalationRule:
    act = part["act"].choice(EscalationAct)
    percent = part["percent"].whole_or_none(1, 100)
    late_min = part["late_min"].whole_or_none(0, MOST_MIN)
    if (percent is None) == (late_min is None):
        raise InvalidInput(
            part["percent"].place, "Write either a share of the time or how late it is, not both."
        )
    to = ""
    if act is EscalationAct.RAISE_PRIORITY:
        to = _read_priority(part["to"], priorities, needed=True)
    elif act is EscalationAct.ASSIGN_TO_TEAM:
        to = part["to"].code()
    elif act is EscalationAct.ASSIGN_TO_PERSON:
        to = str(part["to"].whole(1, 999_999_999))
    return EscalationRule(part["code"].code(), part["target"].choice(TargetKind), percent, late_min, act, to)


def _read_priority(part: Part, priorities: Collection[str] | None, *, needed: bool) -> str:
    priority = part.code(needed=needed)
    if priority and priorities is not None and priority not in priorities:
        raise InvalidInput(part.place, "There is no priority “%(priority)s”.", priority=priority)
    return priority
