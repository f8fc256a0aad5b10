"""The rules by which cases are given out, as an administrator sets them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from santral.crm_core.assignment.choosing import Way


@dataclass(frozen=True, slots=True)
class AssignmentRule:
    """Holds for cases of `application_type`, of `category` or anything below it; "" is for every one.

    `team` is the code of the team whose members are chosen from; "" for all agents.
    """

    rule_id: int
    application_type: str
    category: str
    team: str
    way: Way
    least_level: int = 1

    def holds_for(self, application_type: str, category_path: Collection[str]) -> bool:
        """`category_path`: the category of the case and all above it."""
        return self.application_type in ("", application_type) and (
            not self.category or self.category in category_path
        )


def rule_for(
    rules: Iterable[AssignmentRule], application_type: str, category_path: Collection[str]
) -> AssignmentRule | None:
    """The first of the rules, in their order, that holds; None: it is done by hand."""
    return next((rule for rule in rules if rule.holds_for(application_type, category_path)), None)
