"""Whom the form of a new application proposes: the rules for what they cover, else whoever opens it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from santral.crm_core.assignment.coverage import coverage
from santral.crm_core.assignment.rule import AssignmentRule
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind


@dataclass(frozen=True, slots=True)
class OwnerProposal:
    """`given`: whether the rules give out what is chosen in the form. `proposed` is an id as text, or "" for
    those whom the rules choose; `opener` the id of whoever opens it. `rules` tells a script what is covered,
    by kind (see `Coverage`), and is empty where there are no rules."""

    given: bool
    proposed: str
    opener: str
    rules: Mapping[str, Mapping[str, Any]]


def propose_owner(
    rules: Sequence[AssignmentRule], book: DefinitionBook, kind: str, category: str, opener_id: int
) -> OwnerProposal:
    opener = str(opener_id)
    if not rules:
        return OwnerProposal(False, opener, opener, {})
    categories = DefinitionKind.CATEGORY
    paths = {
        one.code: [above.code for above in book.path(categories, one.code)] for one in book.live(categories)
    }
    kinds = [one.code for one in book.live(DefinitionKind.APPLICATION_TYPE)]
    covered = coverage(rules, kinds, paths)
    given = kind in covered and covered[kind].covers(category)
    told = {code: {"given": one.given, "otherwise": one.otherwise} for code, one in covered.items()}
    return OwnerProposal(given, "" if given else opener, opener, told)
