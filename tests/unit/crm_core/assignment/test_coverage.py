"""What the rules cover, said for all kinds and categories at once, is what they say of each."""

from __future__ import annotations

from itertools import permutations

import pytest

from santral.crm_core.assignment.choosing import Way
from santral.crm_core.assignment.coverage import Coverage, coverage
from santral.crm_core.assignment.rule import AssignmentRule, rule_for

PATHS = {
    "product": ("product",),
    "washing-machine": ("washing-machine", "product"),
    "noise": ("noise", "washing-machine", "product"),
    "delivery": ("delivery",),
}
KINDS = ("complaint", "service")
RULES = (
    AssignmentRule(1, "", "product", "", Way.BY_SKILL),
    AssignmentRule(2, "complaint", "washing-machine", "", Way.BY_HAND),
    AssignmentRule(3, "service", "", "", Way.IN_TURN),
    AssignmentRule(4, "", "noise", "", Way.LEAST_BUSY),
)


@pytest.mark.parametrize("rules", [RULES[:0], *(permutations(RULES))])
def test_it_agrees_with_the_rule_that_is_asked_first(rules: tuple[AssignmentRule, ...]) -> None:
    covered = coverage(rules, KINDS, PATHS)
    for kind in KINDS:
        for category, path in {"": (), **PATHS}.items():
            rule = rule_for(rules, kind, path)
            given = rule is not None and rule.way is not Way.BY_HAND
            assert covered[kind].covers(category) is given, (rules, kind, category)


def test_only_what_differs_is_told() -> None:
    covered = coverage(RULES[1:3], KINDS, PATHS)
    assert covered == {"complaint": Coverage(False), "service": Coverage(True)}
