"""Which rule holds for a case: the first, by its kind and by where in the tree it is."""

from __future__ import annotations

from santral.crm_core.assignment.choosing import Way
from santral.crm_core.assignment.rule import AssignmentRule, rule_for

LATE = ("late", "delivery")
RULES = (
    AssignmentRule(1, "complaint", "late", "couriers", Way.IN_TURN),
    AssignmentRule(2, "", "delivery", "logistics", Way.LEAST_BUSY),
    AssignmentRule(3, "complaint", "", "", Way.BY_SKILL, 2),
)


def found(application_type: str, *path: str) -> int | None:
    rule = rule_for(RULES, application_type, path)
    return rule.rule_id if rule else None


def test_the_first_that_holds_counts_also_for_what_lies_below_its_category() -> None:
    assert found("complaint", *LATE) == 1
    assert found("service", *LATE) == 2
    assert found("complaint", "delivery") == 2
    assert found("complaint", "billing") == 3
    assert found("complaint") == 3


def test_without_one_it_is_done_by_hand() -> None:
    assert found("service", "billing") is None
    assert rule_for((), "complaint", LATE) is None
