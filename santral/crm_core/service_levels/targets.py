"""By when customers are to hear from the house: business minutes by priority and by the customer's tier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class TargetKind(StrEnum):
    """What is promised: a first answer, an answer again as long as it lasts, the solution."""

    FIRST_ANSWER = "first_answer"
    NEXT_UPDATE = "next_update"
    SOLUTION = "solution"


@dataclass(frozen=True, slots=True)
class SlaTarget:
    """Business minutes for applications of a `priority` by customers of a `tier`; None promises nothing.

    `tier` is `""` for all; `priority` is `""` only with it: the default for whatever no other row tells.
    """

    priority: str
    tier: str
    first_answer_min: int | None
    next_update_min: int | None
    solution_min: int | None

    def minutes(self, kind: TargetKind) -> int | None:
        """What is promised of a kind."""
        if kind is TargetKind.FIRST_ANSWER:
            return self.first_answer_min
        return self.next_update_min if kind is TargetKind.NEXT_UPDATE else self.solution_min


NOTHING_PROMISED: Final = SlaTarget("", "", None, None, None)


@dataclass(frozen=True, slots=True)
class SlaTargets:
    """All rows, each with a priority and a tier of its own, and from which share of its time (percent) on a
    target is in danger."""

    rows: tuple[SlaTarget, ...]
    warning_percent: int = 80
    _found: dict[tuple[str, str], SlaTarget] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_found", _by_key(self.rows))

    def target(self, priority: str, tier: str) -> SlaTarget:
        """The most specific row: of the priority and the tier, of the priority, the default."""
        for key in ((priority, tier), (priority, ""), ("", "")):
            if (row := self._found.get(key)) is not None:
                return row
        return NOTHING_PROMISED


def _by_key(rows: Iterable[SlaTarget]) -> dict[tuple[str, str], SlaTarget]:
    found: dict[tuple[str, str], SlaTarget] = {}
    for row in rows:
        if (row.priority, row.tier) in found:
            raise ValueError("two rows for one priority and tier")
        found[row.priority, row.tier] = row
    return found
