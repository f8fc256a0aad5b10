"""Which new cases without an owner the rules give to somebody, by kind and category. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from santral.crm_core.assignment.choosing import Way
from santral.crm_core.assignment.rule import AssignmentRule


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one kind of application: whether one without a category is given out, and the categories for which
    it is the other way round."""

    given: bool
    otherwise: tuple[str, ...] = ()

    def covers(self, category: str) -> bool:
        return self.given != (category in self.otherwise)


def coverage(
    rules: Sequence[AssignmentRule], application_types: Iterable[str], paths: Mapping[str, Sequence[str]]
) -> Mapping[str, Coverage]:
    """By kind, the same as `rule_for` says of each. `paths`: by category, it and all above it."""
    return {
        kind: _of_kind([rule for rule in rules if rule.application_type in ("", kind)], paths)
        for kind in application_types
    }


def _of_kind(rules: Sequence[AssignmentRule], paths: Mapping[str, Sequence[str]]) -> Coverage:
    first: dict[str, int] = {}  # by category ("" for any), the rule of it that is asked first
    for place, rule in enumerate(rules):
        first.setdefault(rule.category, place)

    def given(path: Sequence[str]) -> bool:
        found = [first[category] for category in ("", *path) if category in first]
        return bool(found) and rules[min(found)].way is not Way.BY_HAND

    without = given(())
    return Coverage(without, tuple(code for code, path in paths.items() if given(path) != without))
